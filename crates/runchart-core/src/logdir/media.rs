//! Media: the series of all that is no scalar, whose values stay in their files, and the reading of one value again.

use std::sync::Arc;

use super::Reader;
use super::damage::Damage;
use super::kinds::TagMetadata;
use super::run::{Run, View};
use super::source::Source;
use super::tags::TagId;
use crate::error::{Malformed, Unread};
use crate::event::content::Content;
use crate::event::wire::fields;
use crate::event::{Event, META_GRAPH, RUN_GRAPH, Summary, Value, What, run_metadata_tag};
use crate::record::{FOOTER, HEADER};
use crate::series::Series;
use crate::series::places::unpack;

/// A tag of a run that holds anything but scalars.
#[derive(Debug)]
pub struct Media {
    /// Its points, whose values are places.
    pub series: Series,
    /// What its first metadata said.
    pub metadata: Arc<TagMetadata>,
}

/// A record that holds a value that was asked for.
#[derive(Debug)]
pub struct Stored {
    data: Vec<u8>,
    tag: Arc<str>,
    ordinal: u64,
    offset: u64,
    metadata: Arc<TagMetadata>,
    run: Arc<Run>,
    source: Source,
}

impl View {
    /// The media of a tag.
    pub fn media(&self, tag: TagId) -> Option<&Arc<Media>> {
        let place = self.media.binary_search_by_key(&tag, |(id, _)| *id).ok()?;
        Some(&self.media[place].1)
    }

    /// What was said of a tag that there is.
    pub fn metadata(&self, tag: TagId) -> Option<Arc<TagMetadata>> {
        if let Some(media) = self.media(tag) {
            return Some(Arc::clone(&media.metadata));
        }
        self.series(tag)?;
        let said = self.words.binary_search_by_key(&tag, |(id, _)| *id);
        let plain = || Arc::new(TagMetadata { plugin: "scalars".into(), ..TagMetadata::default() });
        Some(said.map_or_else(|_| plain(), |place| Arc::clone(&self.words[place].1)))
    }
}

impl Reader {
    /// Reads the record that holds the value of a tag at a place of a file of a run, see [`crate::series::places`];
    /// `None` if the run never had such a tag. Damage that is found so is reported with all other.
    pub fn stored(&self, run: usize, tag: TagId, file: u32, place: u64) -> Option<Result<Stored, Unread>> {
        let (run, tag_name) = (self.run(run)?, self.tags().name(tag)?);
        let view = run.view();
        let Some(source) = view.sources.iter().find(|source| source.number == file).cloned() else {
            let reason = format!("file {file} of run {} is gone or was replaced; ask for the places again", run.id);
            return Some(Err(Unread::Stale(reason)));
        };
        let metadata = Arc::clone(&view.media(tag)?.metadata);
        let (offset, ordinal) = unpack(place);
        let data = source.record(offset).inspect_err(|error| self.note_late(&run, file, error));
        Some(data.map(|data| Stored { data, tag: tag_name, ordinal, offset, metadata, run, source }))
    }

    /// The value in a record that was read. Damage that is found so is reported with all other.
    pub fn content<'a>(&self, stored: &'a Stored) -> Result<Content<'a>, Unread> {
        stored.content().inspect_err(|error| self.note_late(&stored.run, stored.source.number, error))
    }

    fn note_late(&self, run: &Run, file: u32, error: &Unread) {
        let Unread::Damaged { path, offset, length, reason } = error else { return };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if run.note_late(file, Damage { file: name, offset: *offset, length: *length, reason: reason.clone() }) {
            self.shared.note_change(run);
        }
    }
}

impl Stored {
    fn content(&self) -> Result<Content<'_>, Unread> {
        let found = Event::decode(&self.data).and_then(|event| self.find(&event));
        let length = (HEADER + self.data.len() + FOOTER) as u64;
        let found = found.map_err(|malformed| self.source.damaged(self.offset, length, &malformed.to_string()))?;
        found.ok_or_else(|| self.source.stale(&format!("has no value of tag {:?} at offset {}", self.tag, self.offset)))
    }

    fn find<'a>(&'a self, event: &Event<'a>) -> Result<Option<Content<'a>>, Malformed> {
        match event.what {
            What::Summary(summary) => self.find_value(summary),
            What::GraphDef(graph) => Ok((*self.tag == *RUN_GRAPH).then_some(Content::Bytes(graph))),
            What::MetaGraph(message) if *self.tag == *META_GRAPH => part(message, 2),
            What::RunMetadata(message) if *self.tag == *run_metadata_tag(message)? => part(message, 2),
            _ => Ok(None),
        }
    }

    fn find_value<'a>(&'a self, summary: Summary<'a>) -> Result<Option<Content<'a>>, Malformed> {
        let mut left = self.ordinal;
        for value in summary.values() {
            let value: Value<'a> = value?;
            if value.tag != &*self.tag || !value.is_media() {
                continue;
            }
            if left == 0 {
                return Content::decode(&value, &self.metadata.plugin, &self.metadata.content).map(Some);
            }
            left -= 1;
        }
        Ok(None)
    }
}

/// A message that is the field `number` of another; empty if it is not there.
fn part(message: &[u8], number: u64) -> Result<Option<Content<'_>>, Malformed> {
    let mut found = &[][..];
    for field in fields(message) {
        match field? {
            (field, value) if field == number => found = value.bytes()?,
            _ => {}
        }
    }
    Ok(Some(Content::Bytes(found)))
}
