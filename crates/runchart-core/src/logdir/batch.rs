//! A batch is what a slice of whole records decodes to: columns by tag, ready to be appended to the file's.
//!
//! Batches of one file are decoded in parallel and taken over in order. What a tag holds is decided by the first value that
//! tells, which may stand in an earlier batch: of tags that a batch does not know, numbers and places are both kept.

use std::collections::HashMap;
use std::ops::Range;

use crate::error::Malformed;
use crate::event::tensor::{Number, number};
use crate::event::{
    Data, Event, META_GRAPH, Metadata, RUN_GRAPH, SESSION_START, Scalar, Summary, Value, What, decode_scalar,
    run_metadata_tag,
};
use crate::record::{FOOTER, HEADER, masked_checksum};
use crate::series::chunk::Points;
use crate::series::places::pack;

use super::damage::Place;
use super::frames::records;
use super::kinds::{Kind, Kinds, TagMetadata, kind_of, metadata_of};

/// The points of one tag in one batch.
#[derive(Debug)]
pub struct TagPoints {
    /// The tag.
    pub tag: Box<str>,
    /// What was known before this batch.
    known: Option<Kind>,
    /// What the first value of this batch that tells anything says.
    pub first: Option<Kind>,
    /// What that value's metadata says.
    pub metadata: Option<Box<TagMetadata>>,
    /// The values, if they are scalars.
    pub numbers: Points,
    /// Their places, if they are anything else.
    pub places: Points,
    /// Whether a scalar is one more point and nothing else.
    is_scalar: bool,
    /// Offset of the record of the last place, and which of the tag's values in it that is.
    last_place: (u64, u64),
    /// The tag that followed this one last time.
    next: usize,
}

/// What a slice of records decodes to.
#[derive(Debug, Default)]
pub struct Batch {
    /// The step of the session start that stands before this batch.
    pub session: Option<i64>,
    /// One for each tag, in order of appearance.
    pub tags: Vec<TagPoints>,
    /// The first wall time.
    pub first_wall: Option<f64>,
    /// Least and greatest wall time.
    pub walls: Option<(f64, f64)>,
    /// What could not be decoded; offsets are in the file.
    pub damage: Vec<Place>,
    places: HashMap<Box<str>, usize>,
    last: usize,
}

/// Decodes the records of `slice`, which starts at `offset` of the file. A session start begins a new batch.
pub fn decode(slice: &[u8], offset: u64, kinds: &Kinds) -> Vec<Batch> {
    let mut batches = vec![Batch::default()];
    for (at, data, footer) in records(slice) {
        let start = offset + at as u64;
        let place = start..start + (HEADER + data.len() + FOOTER) as u64;
        if masked_checksum(data) == u32::from_le_bytes(footer) {
            decode_event(data, place, kinds, &mut batches);
        } else {
            note_damage(&mut batches, place, "checksum of the data does not match".to_owned());
        }
    }
    batches
}

/// Decodes the event of the record at `place` of the file into the last of the batches, of which there is at least one.
#[inline]
pub fn decode_event(data: &[u8], place: Range<u64>, kinds: &Kinds, batches: &mut Vec<Batch>) {
    let batch = batches.last_mut().expect("at least one batch");
    match batch.add(data, place.start, kinds) {
        Ok(None) => {}
        Ok(session) => batches.push(Batch { session, ..Batch::default() }),
        Err(malformed) => note_damage(batches, place, malformed.to_string()),
    }
}

/// Notes that the record at `place` could not be read.
#[cold]
pub fn note_damage(batches: &mut [Batch], place: Range<u64>, reason: String) {
    let batch = batches.last_mut().expect("at least one batch");
    batch.damage.push(Place { offset: place.start, length: place.end - place.start, reason });
}

impl Batch {
    /// Adds one event; answers the step of a session start.
    #[inline]
    fn add(&mut self, data: &[u8], place: u64, kinds: &Kinds) -> Result<Option<i64>, Malformed> {
        if let Some(scalar) = decode_scalar(data) {
            self.add_scalar(&scalar, kinds)?;
            return Ok(None);
        }
        self.add_event(data, place, kinds)
    }

    #[inline(never)]
    fn add_event(&mut self, data: &[u8], place: u64, kinds: &Kinds) -> Result<Option<i64>, Malformed> {
        let event = Event::decode(data)?;
        self.note_wall(event.wall_time);
        match event.what {
            What::Summary(summary) => self.add_summary(&event, summary, place, kinds)?,
            What::SessionLog(SESSION_START) => return Ok(Some(event.step)),
            What::GraphDef(_) => self.add_message(&event, RUN_GRAPH, "graphs", place, kinds)?,
            What::MetaGraph(_) => self.add_message(&event, META_GRAPH, "graphs", place, kinds)?,
            What::RunMetadata(bytes) => {
                self.add_message(&event, run_metadata_tag(bytes)?, "graph_run_metadata", place, kinds)?;
            }
            _ => {}
        }
        Ok(None)
    }

    #[inline]
    fn add_scalar(&mut self, scalar: &Scalar<'_>, kinds: &Kinds) -> Result<(), Malformed> {
        let column = self.column(scalar.tag, kinds)?;
        if column.is_scalar || column.becomes_scalar() {
            column.numbers.push(scalar.step, scalar.wall_time, Number::Single(scalar.value));
        }
        self.note_wall(scalar.wall_time);
        Ok(())
    }

    #[inline]
    fn note_wall(&mut self, wall: f64) {
        if wall.is_finite() && wall > 0.0 {
            self.first_wall.get_or_insert(wall);
            let (least, most) = self.walls.unwrap_or((wall, wall));
            self.walls = Some((least.min(wall), most.max(wall)));
        }
    }

    fn add_summary(
        &mut self,
        event: &Event<'_>,
        summary: Summary<'_>,
        place: u64,
        kinds: &Kinds,
    ) -> Result<(), Malformed> {
        for value in summary.values() {
            self.add_value(event, &value?, place, kinds)?;
        }
        Ok(())
    }

    /// Adds what is no summary as if it were one.
    fn add_message(
        &mut self,
        event: &Event<'_>,
        tag: &str,
        plugin_name: &str,
        place: u64,
        kinds: &Kinds,
    ) -> Result<(), Malformed> {
        let metadata = Some(Metadata { plugin_name, ..Metadata::default() });
        self.add_value(event, &Value { tag, metadata, data: Data::None }, place, kinds)
    }

    fn add_value(&mut self, event: &Event<'_>, value: &Value<'_>, place: u64, kinds: &Kinds) -> Result<(), Malformed> {
        let column = self.column(value.tag.as_bytes(), kinds)?;
        if (column.known, column.first) == (None, None) {
            column.first = kind_of(value);
            column.metadata = column.first.and_then(|_| metadata_of(value));
        }
        if column.may_be(Kind::Scalar) {
            let number = match value.data {
                Data::Simple(value) => Some(Number::Single(value)),
                Data::Tensor(tensor) => number(tensor)?,
                _ => None,
            };
            number.into_iter().for_each(|number| column.numbers.push(event.step, event.wall_time, number));
        }
        if column.may_be(Kind::Media) && value.is_media() {
            column.push_place(event, place)?;
        }
        match (column.known.or(column.first), value.data) {
            (Some(Kind::Dropped), Data::Tensor(tensor)) => self.note_dropped(tensor, place),
            _ => Ok(()),
        }
    }

    fn note_dropped(&mut self, tensor: &[u8], place: u64) -> Result<(), Malformed> {
        if let Some(Number::Double(count)) = number(tensor)? {
            let reason = format!("the writer had to drop {count} events before this place");
            self.damage.push(Place { offset: place, length: 0, reason });
        }
        Ok(())
    }

    /// The column of `tag`. Loops log the same tags in the same order, so the one that followed last time is tried first.
    #[inline]
    fn column(&mut self, tag: &[u8], kinds: &Kinds) -> Result<&mut TagPoints, Malformed> {
        let guess = self.tags.get(self.last).map_or(0, |last| last.next);
        let right = self.tags.get(guess).is_some_and(|column| column.tag.as_bytes() == tag);
        self.last = if right { guess } else { self.find_column(tag, kinds)? };
        Ok(&mut self.tags[self.last])
    }

    #[cold]
    fn find_column(&mut self, tag: &[u8], kinds: &Kinds) -> Result<usize, Malformed> {
        let tag = std::str::from_utf8(tag).map_err(|_| Malformed("a tag that is not UTF-8"))?;
        let place = self.places.get(tag).copied().unwrap_or_else(|| self.add_tag(tag, kinds));
        self.tags[self.last].next = place;
        Ok(place)
    }

    fn add_tag(&mut self, tag: &str, kinds: &Kinds) -> usize {
        let place = self.tags.len();
        self.tags.push(TagPoints::new(tag, kinds.get(tag)));
        self.places.insert(tag.into(), place);
        place
    }
}

impl TagPoints {
    fn new(tag: &str, known: Option<Kind>) -> TagPoints {
        let (numbers, places) = Default::default();
        let (is_scalar, last_place) = (known == Some(Kind::Scalar), (u64::MAX, 0));
        TagPoints {
            tag: tag.into(),
            known,
            first: None,
            metadata: None,
            numbers,
            places,
            is_scalar,
            last_place,
            next: 0,
        }
    }

    /// Takes note of a scalar; answers whether it is to be kept.
    #[cold]
    fn becomes_scalar(&mut self) -> bool {
        self.is_scalar = self.known.is_none();
        if self.is_scalar {
            self.first.get_or_insert(Kind::Scalar);
        }
        self.is_scalar
    }

    #[inline]
    fn may_be(&self, kind: Kind) -> bool {
        self.known.is_none_or(|known| known == kind)
    }

    fn push_place(&mut self, event: &Event<'_>, offset: u64) -> Result<(), Malformed> {
        let (last, ordinal) = self.last_place;
        let ordinal = if last == offset { ordinal + 1 } else { 0 };
        let place =
            pack(offset, ordinal).ok_or(Malformed("a record of too many values of one tag, or beyond 8 TiB"))?;
        self.last_place = (offset, ordinal);
        self.places.push(event.step, event.wall_time, Number::Double(place));
        Ok(())
    }
}
