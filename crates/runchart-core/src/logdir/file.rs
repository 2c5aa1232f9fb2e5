//! An event file that is followed: what was read of it, where to read on, and what is in the way.
//!
//! Positioned reads into buffers, never a mapping. A file is open only while it is read: a look costs one stat. A cut
//! record at the end waits for more; damage that touches the end is given time before it is reported, since a network
//! file system shows holes.

use std::fs::{File, Metadata};
use std::io;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::batch::{Batch, decode, decode_event, note_damage};
use super::bytes::{Bytes, ReadAt};
use super::contents::Contents;
use super::damage::{Damage, Damages, Place};
use super::frames::{Frames, LARGE, Stop, hold_back_damaged_end, walk};
use super::gzip::{self, Gzip};
use super::kinds::Kinds;
use super::large::without_large_fields;
use super::resync::{Search, search};
use super::source::{self, Head, Source};
use super::tags::{TagId, Tags};
use crate::record::{FOOTER, HEADER};

/// Bytes decoded by one task.
const SLICE: usize = 512 << 10;
/// Bytes read at once where small records stand.
const READ: u64 = 4 << 20;
/// Bytes read at once after a large record: the next is probably large too.
const SMALL_READ: u64 = 64 << 10;

/// How often a file whose end is damaged is read again until it is reported.
const LOOK: Duration = Duration::from_secs(1);

/// An event file.
#[derive(Debug)]
pub struct EventFile {
    path: PathBuf,
    identity: Option<(u64, u64)>,
    head: Option<Head>,
    /// What is known of a file that is compressed; places are those of what it holds.
    packed: Option<Gzip>,
    size: u64,
    offset: u64,
    read_size: u64,
    obstacle: Option<Obstacle>,
    damage: Damages,
    trouble: Option<String>,
    /// Whether reading it failed in a way that must not be tried again.
    failed: bool,
    /// Its number in its run; 0 until it has one. A file that takes its place gets another.
    pub number: u32,
    /// What was read.
    pub contents: Contents,
}

/// Why reading does not go on at the file's offset.
#[derive(Debug, Clone, Copy)]
struct Obstacle {
    at: u64,
    what: What,
    since: Instant,
    looked: Instant,
    /// Where to search on for a whole record when the file has grown.
    resume: u64,
    /// Whether it was looked at after its time was over.
    settled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The record needs more bytes than the file has.
    Cut,
    /// The length's checksum does not match, and no whole record follows.
    BadLength,
    /// The last record's data does not match its checksum.
    BadData,
}

impl What {
    fn reason(self) -> &'static str {
        match self {
            What::Cut => "the record is cut off and another follows",
            What::BadLength => "checksum of the length does not match",
            What::BadData => "checksum of the data does not match",
        }
    }
}

/// A file opened for reading, and what was read of it so far.
#[derive(Debug)]
pub struct Opened(Bytes, Vec<u8>);

/// What reading needs beside the file: the state of its run and of its logdir.
#[derive(Debug)]
pub struct Context<'a> {
    /// Where tags get their numbers.
    pub tags: &'a Tags,
    /// How long damage that touches the end of a file may last before it is reported.
    pub patience: Duration,
    /// What the run's tags hold.
    pub kinds: &'a mut Kinds,
    /// Tags that have new points.
    pub changed: &'a mut Vec<TagId>,
    /// Memory to read into.
    pub buffer: &'a mut Vec<u8>,
}

/// Whether reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There may be more.
    More,
    /// All that can be read now was read.
    Done,
}

impl EventFile {
    /// A file of which nothing was read.
    pub fn new(path: PathBuf) -> EventFile {
        EventFile {
            path,
            identity: None,
            head: None,
            packed: None,
            size: 0,
            offset: 0,
            read_size: READ,
            obstacle: None,
            damage: Damages::default(),
            trouble: None,
            failed: false,
            number: 0,
            contents: Contents::default(),
        }
    }

    /// Where the file is.
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// What it is known by, if places in it are known.
    pub fn source(&self) -> Option<Source> {
        let identity = self.identity.filter(|_| self.contents.has_media())?;
        let (path, packed) = (self.path.clone(), self.packed.clone());
        Some(Source { number: self.number, path, identity, head: self.head, packed })
    }

    /// Its size when it was opened last, and how many bytes of it were read or skipped.
    pub fn extent(&self) -> (u64, u64) {
        (self.size, self.packed.as_ref().map_or(self.offset, |packed| packed.extent().0))
    }

    /// Whether a file with this metadata has changed since it was opened last.
    pub fn differs(&self, metadata: &Metadata) -> bool {
        self.identity != Some((metadata.dev(), metadata.ino())) || self.size != metadata.size()
    }

    /// Says how large the file is, before it is opened.
    pub fn expect_size(&mut self, size: u64) {
        self.size = size;
    }

    /// Whether it should be read again though it did not change: it was refused, or its end is damaged.
    pub fn waits(&self, patience: Duration) -> bool {
        let obstructed =
            self.obstacle.is_some_and(|obstacle| !obstacle.settled && obstacle.looked.elapsed() >= LOOK.min(patience));
        obstructed || (self.trouble.is_some() && !self.failed)
    }

    /// How many places could not be read.
    pub fn damage_count(&self) -> usize {
        self.damage.count() + usize::from(self.open_damage().is_some()) + usize::from(self.trouble.is_some())
    }

    /// The places that could not be read.
    pub fn damage(&self) -> Vec<Damage> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let mut list = self.damage.list(&name);
        let trouble =
            self.trouble.iter().map(|reason| Place { offset: self.offset, length: 0, reason: reason.clone() });
        let unnamed = self.open_damage().into_iter().chain(trouble);
        list.extend(unnamed.map(|place| Damage {
            file: name.to_string(),
            offset: place.offset,
            length: place.length,
            reason: place.reason,
        }));
        list
    }

    /// Damage that reaches to the end of the file, once it has lasted.
    fn open_damage(&self) -> Option<Place> {
        let obstacle = self.obstacle.filter(|obstacle| obstacle.settled && obstacle.what == What::BadLength)?;
        let end = self.packed.as_ref().map_or(self.size, |packed| packed.extent().1);
        let length = end.saturating_sub(obstacle.at);
        Some(Place { offset: obstacle.at, length, reason: obstacle.what.reason().to_owned() })
    }

    /// Opens the file. If it is another one than before, or has shrunk below what was read, everything read is forgotten,
    /// with the tags in `changed`.
    pub fn open(&mut self, changed: &mut Vec<TagId>) -> Option<Opened> {
        let opened = self.try_open(changed);
        if self.failed {
            return None;
        }
        self.trouble = opened.as_ref().err().map(|error| format!("cannot be read: {error}"));
        opened.ok()
    }

    fn try_open(&mut self, changed: &mut Vec<TagId>) -> io::Result<Opened> {
        let opened = source::open(&self.path);
        let metadata = opened.as_ref().map_or_else(|_| std::fs::metadata(&self.path), File::metadata)?;
        self.recognize(&metadata, changed);
        let file = opened?;
        if !metadata.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let mut beginning = Vec::new();
        if self.offset == 0 && self.packed.is_none() {
            beginning.resize(self.size.min(Head::LONGEST) as usize, 0);
            ReadAt::read_exact_at(&file, &mut beginning, 0)?;
            if let Some(packed) = gzip::recognize(&beginning) {
                self.head = Some(Head::of_gzip(&beginning));
                self.packed = Some(packed);
                beginning.clear();
            }
        }
        Ok(Opened(Bytes::follow(file, self.size, self.packed.as_ref()), beginning))
    }

    /// Gives the file up after a panic, with all that was read of it: its columns may be half written.
    pub fn fail(&mut self, reason: &str, changed: &mut Vec<TagId>) {
        changed.extend(self.contents.tags());
        self.contents = Contents::default();
        (self.failed, self.trouble) = (true, Some(format!("internal error: {reason}")));
    }

    fn recognize(&mut self, metadata: &Metadata, changed: &mut Vec<TagId>) {
        let identity = Some((metadata.dev(), metadata.ino()));
        if self.identity.is_some_and(|known| Some(known) != identity) || metadata.size() < self.extent().1 {
            changed.extend(self.contents.tags());
            *self = EventFile::new(std::mem::take(&mut self.path));
        }
        (self.identity, self.size) = (identity, metadata.size());
    }

    /// Reads the next part of the file.
    pub fn read(&mut self, opened: &Opened, context: &mut Context<'_>) -> Progress {
        #[cfg(test)]
        assert!(self.path.extension().is_none_or(|kind| kind != "panics"), "as a test asked");
        let progress = self.try_read(opened, context);
        let found = self.packed.iter().flat_map(Gzip::take_damage);
        found.for_each(|place| self.damage.push(place));
        match progress {
            Ok(progress) => progress,
            // The file shrank meanwhile; the next look sees it.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Progress::Done,
            Err(error) => {
                self.trouble = Some(format!("cannot be read: {error}"));
                Progress::Done
            }
        }
    }

    fn try_read(&mut self, opened: &Opened, context: &mut Context<'_>) -> io::Result<Progress> {
        let length = opened.0.available(self.offset, self.read_size)? as usize;
        if length == 0 {
            self.obstacle = None;
            return Ok(Progress::Done);
        }
        let start = self.offset as usize;
        if let Some(bytes) = opened.1.get(start..start.saturating_add(length)) {
            return self.take(opened, bytes, context);
        }
        let mut buffer = std::mem::take(context.buffer);
        if buffer.len() < length {
            buffer.resize(length, 0);
        }
        let result = opened.0.read_exact_at(&mut buffer[..length], self.offset);
        let progress = result.and_then(|()| self.take(opened, &buffer[..length], context));
        *context.buffer = buffer;
        progress
    }

    /// Decodes what stands at the offset and goes past it.
    fn take(&mut self, opened: &Opened, bytes: &[u8], context: &mut Context<'_>) -> io::Result<Progress> {
        let mut frames = walk(bytes, SLICE);
        if self.offset == 0 && self.packed.is_none() {
            self.head = Head::of(bytes);
        }
        let ends_here = !opened.0.reaches(self.offset + frames.end as u64 + 1)?;
        // Where a length is wrong too, the damaged record before it says nothing about where the next one starts.
        let held_back = (ends_here || frames.stop == Stop::BadLength) && hold_back_damaged_end(bytes, &mut frames);
        self.decode(bytes, &frames, context);
        self.offset += frames.end as u64;
        match frames.stop {
            _ if held_back && ends_here => self.meet(What::BadData, opened, context.patience),
            Stop::BadLength => self.meet(What::BadLength, opened, context.patience),
            Stop::Record { .. } if ends_here => {
                self.obstacle = None;
                Ok(Progress::Done)
            }
            Stop::Record { needed } if !opened.0.reaches(self.offset.saturating_add(needed))? => {
                self.meet(What::Cut, opened, context.patience)
            }
            Stop::Record { needed } if needed > LARGE + (HEADER + FOOTER) as u64 => {
                self.take_large(opened, needed, context)?;
                self.read_size = SMALL_READ;
                Ok(Progress::More)
            }
            Stop::Record { .. } => {
                self.read_size = (self.read_size * 4).min(READ);
                Ok(Progress::More)
            }
        }
    }

    fn decode(&mut self, bytes: &[u8], frames: &Frames, context: &mut Context<'_>) {
        let one = |slice: &Range<usize>| decode(&bytes[slice.clone()], self.offset + slice.start as u64, context.kinds);
        let batches: Vec<Vec<Batch>> = match &frames.slices[..] {
            [slice] => vec![one(slice)],
            slices => slices.par_iter().map(one).collect(),
        };
        batches.into_iter().for_each(|batches| self.append(batches, context));
    }

    fn append(&mut self, batches: Vec<Batch>, context: &mut Context<'_>) {
        for mut batch in batches {
            batch.damage.drain(..).for_each(|place| self.damage.push(place));
            self.contents.append(batch, context.kinds, context.tags, context.changed);
        }
    }

    /// Decodes what is small in the large record at the offset, and steps over it.
    fn take_large(&mut self, opened: &Opened, needed: u64, context: &mut Context<'_>) -> io::Result<()> {
        let record = self.offset..self.offset + needed;
        let data = record.start + HEADER as u64..record.end - FOOTER as u64;
        let mut batches = vec![Batch::default()];
        let place = record.clone();
        let take = |event: &[u8]| decode_event(event, place.clone(), context.kinds, &mut batches);
        if !without_large_fields(&opened.0, data, take)? {
            note_damage(
                &mut batches,
                record,
                "a large record that is not an event, or has a tag beyond 1 MiB".to_owned(),
            );
        }
        self.append(batches, context);
        self.offset += needed;
        Ok(())
    }

    /// Deals with an obstacle at the offset: goes past it if a whole record follows or its time is over, else waits.
    fn meet(&mut self, what: What, opened: &Opened, patience: Duration) -> io::Result<Progress> {
        let now = Instant::now();
        let at = self.offset;
        let known = self.obstacle.filter(|known| known.at == at && known.what == what);
        let new = Obstacle { at, what, since: now, looked: now, resume: at + 1, settled: false };
        let size = opened.0.length()?;
        let mut obstacle = Obstacle { looked: now, ..known.unwrap_or(new) };
        let expired = now.duration_since(obstacle.since) >= patience;
        if what == What::BadData && expired {
            self.pass(obstacle, size);
            return Ok(Progress::Done);
        }
        if what == What::BadLength || (what == What::Cut && expired) {
            match search(&opened.0, obstacle.resume, size)? {
                Search::Found(place) => {
                    self.pass(obstacle, place);
                    return Ok(Progress::More);
                }
                Search::Nothing(resume) if expired => obstacle.resume = resume,
                Search::Nothing(_) => {}
            }
        }
        obstacle.settled = expired;
        self.obstacle = Some(obstacle);
        Ok(Progress::Done)
    }

    fn pass(&mut self, obstacle: Obstacle, to: u64) {
        let reason = obstacle.what.reason().to_owned();
        self.damage.push(Place { offset: obstacle.at, length: to - obstacle.at, reason });
        self.obstacle = None;
        self.offset = to;
    }
}
