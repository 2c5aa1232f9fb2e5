//! A batch is what a slice of whole records decodes to: columns by tag, ready to be appended to the file's.
//!
//! Batches of one file are decoded in parallel and taken over in order. Which plugin a tag belongs to is decided by the
//! first metadata seen, which may stand in an earlier batch: tensors whose plugin a batch cannot know are kept apart.

use std::collections::HashMap;
use std::ops::Range;

use crate::error::Malformed;
use crate::event::tensor::{Number, number};
use crate::event::{Data, Event, SESSION_START, Scalar, Summary, Value, What, decode_scalar};
use crate::record::{FOOTER, HEADER, masked_checksum};
use crate::series::chunk::Points;

use super::damage::Place;
use super::frames::records;

/// The tag under which a writer counts the events that it had to drop.
const DROPPED_TAG: &str = "_runchart/dropped";

/// What a tag's first metadata says that its values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Scalars.
    Scalar,
    /// Counts of events that a writer had to drop.
    Dropped,
    /// Anything else.
    Other,
}

/// What the tags of a run hold, as far as metadata was seen.
pub type Kinds = HashMap<Box<str>, Kind>;

/// The points of one tag in one batch.
#[derive(Debug)]
pub struct TagPoints {
    /// The tag.
    pub tag: Box<str>,
    /// What the first metadata in this batch or before it said.
    pub kind: Option<Kind>,
    /// Scalars.
    pub points: Points,
    /// Tensors with one number that are scalars if an earlier batch's metadata says so.
    pub undecided: Points,
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
pub fn decode_event(data: &[u8], place: Range<u64>, kinds: &Kinds, batches: &mut Vec<Batch>) {
    let batch = batches.last_mut().expect("at least one batch");
    match batch.add(data, place.start, kinds) {
        Ok(None) => {}
        Ok(session) => batches.push(Batch { session, ..Batch::default() }),
        Err(malformed) => note_damage(batches, place, malformed.to_string()),
    }
}

/// Notes that the record at `place` could not be read.
pub fn note_damage(batches: &mut [Batch], place: Range<u64>, reason: String) {
    let batch = batches.last_mut().expect("at least one batch");
    batch.damage.push(Place { offset: place.start, length: place.end - place.start, reason });
}

impl Batch {
    /// Adds one event; answers the step of a session start.
    fn add(&mut self, data: &[u8], place: u64, kinds: &Kinds) -> Result<Option<i64>, Malformed> {
        if let Some(scalar) = decode_scalar(data) {
            self.add_scalar(&scalar, kinds)?;
            return Ok(None);
        }
        let event = Event::decode(data)?;
        self.note_wall(event.wall_time);
        match event.what {
            What::Summary(summary) => self.add_summary(&event, summary, place, kinds)?,
            What::SessionLog(SESSION_START) => return Ok(Some(event.step)),
            _ => {}
        }
        Ok(None)
    }

    #[inline]
    fn add_scalar(&mut self, scalar: &Scalar<'_>, kinds: &Kinds) -> Result<(), Malformed> {
        let column = self.column(scalar.tag, kinds)?;
        if matches!(column.kind, None | Some(Kind::Scalar)) {
            column.points.push(scalar.step, scalar.wall_time, Number::Single(scalar.value));
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

    fn add_value(&mut self, event: &Event<'_>, value: &Value<'_>, place: u64, kinds: &Kinds) -> Result<(), Malformed> {
        let column = self.column(value.tag.as_bytes(), kinds)?;
        if let (None, Some(metadata)) = (column.kind, &value.metadata) {
            column.kind = Some(kind(value.tag, metadata.plugin_name));
        }
        match (column.kind, value.data) {
            (None | Some(Kind::Scalar), Data::Simple(value)) => {
                column.points.push(event.step, event.wall_time, Number::Single(value));
            }
            (Some(Kind::Scalar), Data::Tensor(tensor)) => {
                if let Some(number) = number(tensor)? {
                    column.points.push(event.step, event.wall_time, number);
                }
            }
            (None, Data::Tensor(tensor)) => {
                if let Some(number) = number(tensor)? {
                    column.undecided.push(event.step, event.wall_time, number);
                }
            }
            (Some(Kind::Dropped), Data::Tensor(tensor)) => {
                if let Some(Number::Double(count)) = number(tensor)? {
                    let reason = format!("the writer had to drop {count} events before this place");
                    self.damage.push(Place { offset: place, length: 0, reason });
                }
            }
            _ => {}
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
        let (points, undecided) = Default::default();
        self.tags.push(TagPoints { tag: tag.into(), kind: kinds.get(tag).copied(), points, undecided, next: 0 });
        self.places.insert(tag.into(), place);
        place
    }
}

fn kind(tag: &str, plugin: &str) -> Kind {
    match plugin {
        "scalars" => Kind::Scalar,
        "runchart" if tag == DROPPED_TAG => Kind::Dropped,
        _ => Kind::Other,
    }
}
