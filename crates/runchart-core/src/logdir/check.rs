//! A check reads one event file from end to end, verifies every checksum, large records' too, and decodes every event; what is
//! intact can be copied to another file meanwhile.
//!
//! Judges records as following does (`file.rs`), but never waits: what is on disk now is what there is.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Take, Write};
use std::path::Path;

use rayon::prelude::*;

use super::batch::{Batch, decode, decode_event, note_damage};
use super::bytes::{Bytes, ReadAt};
use super::contents::Contents;
use super::damage::{Damage, Damages, Place};
use super::frames::{Frames, LARGE, Stop, hold_back_damaged_end, records, walk};
use super::gzip;
use super::kinds::Kinds;
use super::large::without_large_fields;
use super::resync::{Search, is_intact, search};
use super::source::{self, Head};
use super::tags::Tags;
use crate::error::FileError;
use crate::record::{FOOTER, HEADER};

const WINDOW: u64 = 16 << 20;
const SLICE: usize = 512 << 10;
const PART: u64 = 1 << 20;

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// Whole records whose checksums are right and that are events.
    pub records: u64,
    /// The size of the file.
    pub bytes: u64,
    /// Where a record begins that the end of the file cuts off: its writer is writing it, or was killed.
    pub unfinished: Option<u64>,
    /// How many places could not be read.
    pub damaged: usize,
    /// Those places, up to a bound.
    pub damage: Vec<Damage>,
}

/// Checks the event file `path`, and copies what is intact of it to the new file `copy`.
pub fn check(path: &Path, copy: Option<&Path>) -> Result<Checked, FileError> {
    let failed = |error: io::Error| FileError::new(path, error);
    let file = source::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(failed(io::Error::other("not a regular file")));
    }
    let new = |copy: &Path| File::create_new(copy).map_err(|error| FileError::new(copy, error));
    let copy = copy.map(new).transpose()?;
    let mut beginning = vec![0; metadata.len().min(Head::LONGEST) as usize];
    ReadAt::read_exact_at(&file, &mut beginning, 0).map_err(failed)?;
    let packed = gzip::recognize(&beginning);
    let bytes = Bytes::follow(file, metadata.len(), packed.as_ref());
    let mut check = Check::new(&bytes, bytes.length().map_err(failed)?, copy);
    check.run().map_err(failed)?;
    packed.iter().flat_map(gzip::Gzip::take_damage).for_each(|place| check.damage.push(place));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Checked {
        records: check.records,
        bytes: metadata.len(),
        unfinished: check.unfinished,
        damaged: check.damage.count(),
        damage: check.damage.list(&name),
    })
}

struct Check<'a> {
    file: &'a Bytes,
    size: u64,
    copy: Option<File>,
    /// What stands before this place is verified.
    at: u64,
    /// All from here to `at` is intact and not copied yet.
    intact: u64,
    records: u64,
    unfinished: Option<u64>,
    damage: Damages,
    kinds: Kinds,
    tags: Tags,
}

impl Check<'_> {
    fn new(file: &Bytes, size: u64, copy: Option<File>) -> Check<'_> {
        let (kinds, tags, damage) = Default::default();
        Check { file, size, copy, at: 0, intact: 0, records: 0, unfinished: None, damage, kinds, tags }
    }

    fn run(&mut self) -> io::Result<()> {
        let mut buffer = vec![0; WINDOW.min(self.size) as usize];
        while self.at < self.size && self.unfinished.is_none() {
            let bytes = &mut buffer[..WINDOW.min(self.size - self.at) as usize];
            self.file.read_exact_at(bytes, self.at)?;
            self.take(bytes)?;
        }
        self.copy_until(self.unfinished.unwrap_or(self.size))
    }

    /// Goes on past the records at the start of `bytes`, and past what follows them if that is damaged or large.
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut frames = walk(bytes, SLICE);
        let lost = frames.stop == Stop::BadLength && hold_back_damaged_end(bytes, &mut frames);
        self.decode(bytes, &frames)?;
        self.at += frames.end as u64;
        let left = self.size - self.at;
        match frames.stop {
            Stop::BadLength if lost => self.resume("checksum of the data does not match"),
            Stop::BadLength => self.resume("checksum of the length does not match"),
            Stop::Record { .. } if left == 0 => Ok(()),
            Stop::Record { needed } if needed > left => self.resume_after_cut(),
            Stop::Record { needed } if needed > LARGE + (HEADER + FOOTER) as u64 => self.take_large(needed),
            Stop::Record { .. } => Ok(()),
        }
    }

    fn decode(&mut self, bytes: &[u8], frames: &Frames) -> io::Result<()> {
        let of_slice = |slice: &std::ops::Range<usize>| {
            let part = &bytes[slice.clone()];
            (records(part).count() as u64, decode(part, self.at + slice.start as u64, &self.kinds))
        };
        let slices: Vec<(u64, Vec<Batch>)> = frames.slices.par_iter().map(of_slice).collect();
        slices.into_iter().try_for_each(|(count, batches)| self.judge(count, batches))
    }

    fn take_large(&mut self, needed: u64) -> io::Result<()> {
        let place = self.at..self.at + needed;
        let mut batches = vec![Batch::default()];
        if is_intact(self.file, place.start, needed)? {
            let data = place.start + HEADER as u64..place.end - FOOTER as u64;
            let take = |event: &[u8]| decode_event(event, place.clone(), &self.kinds, &mut batches);
            if !without_large_fields(self.file, data, take)? {
                note_damage(&mut batches, place.clone(), "a large record that is not an event".to_owned());
            }
        } else {
            note_damage(&mut batches, place.clone(), "checksum of the data does not match".to_owned());
        }
        self.at = place.end;
        self.judge(1, batches)
    }

    /// Takes over what decoding says of `count` records.
    fn judge(&mut self, count: u64, batches: Vec<Batch>) -> io::Result<()> {
        self.records += count;
        for mut batch in batches {
            for place in std::mem::take(&mut batch.damage) {
                // A large record comes in pieces, of which several may be malformed.
                if place.length == 0 || place.offset >= self.intact {
                    self.records -= u64::from(place.length > 0);
                    self.skip(place)?;
                }
            }
            // Tells which kinds the tags are; the points themselves are not kept.
            Contents::default().append(batch, &mut self.kinds, &self.tags, &mut Vec::new());
        }
        Ok(())
    }

    /// Searches for the next whole record; without one, all up to the end is damaged.
    fn resume(&mut self, reason: &str) -> io::Result<()> {
        let end = match search(self.file, self.at + 1, self.size)? {
            Search::Found(place) => place,
            Search::Nothing(_) => self.size,
        };
        let place = Place { offset: self.at, length: end - self.at, reason: reason.to_owned() };
        self.at = end;
        self.skip(place)
    }

    fn resume_after_cut(&mut self) -> io::Result<()> {
        match search(self.file, self.at + 1, self.size)? {
            Search::Found(end) => {
                let reason = "the record is cut off and another follows".to_owned();
                let place = Place { offset: self.at, length: end - self.at, reason };
                self.at = end;
                self.skip(place)
            }
            Search::Nothing(_) => {
                self.unfinished = Some(self.at);
                Ok(())
            }
        }
    }

    fn skip(&mut self, place: Place) -> io::Result<()> {
        if place.length > 0 {
            self.copy_until(place.offset)?;
            self.intact = place.offset + place.length;
        }
        self.damage.push(place);
        Ok(())
    }

    fn copy_until(&mut self, end: u64) -> io::Result<()> {
        let length = end.saturating_sub(self.intact);
        let (Some(copy), true) = (&mut self.copy, length > 0) else { return Ok(()) };
        let Bytes::Plain(source, _) = self.file else {
            let mut part = vec![0; length.min(PART) as usize];
            for at in (self.intact..end).step_by(part.len()) {
                let part = &mut part[..(end - at).min(PART) as usize];
                self.file.read_exact_at(part, at)?;
                copy.write_all(part)?;
            }
            return Ok(());
        };
        let mut source = source;
        source.seek(SeekFrom::Start(self.intact))?;
        let mut part: Take<&File> = io::Read::take(source, length);
        let copied = io::copy(&mut part, copy)?;
        if copied < length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file shrank while it was copied"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::encode_scalar;
    use crate::record::append;

    fn record(step: i64, tag_length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        append(&mut bytes, |out| encode_scalar(out, 1.0, step, &"x".repeat(tag_length), 0.5));
        bytes
    }

    fn checked(bytes: &[u8]) -> (Checked, Vec<u8>) {
        let directory = tempfile::tempdir().unwrap();
        let (path, copy) = (directory.path().join("tfevents"), directory.path().join("copy"));
        std::fs::write(&path, bytes).unwrap();
        let checked = check(&path, Some(&copy)).unwrap();
        (checked, std::fs::read(copy).unwrap())
    }

    #[test]
    fn a_good_file_is_copied_as_it_is() {
        let bytes = [record(1, 4), record(2, 200_000), record(3, 4)].concat();
        let (checked, copy) = checked(&bytes);
        assert_eq!((checked.records, checked.damaged, checked.unfinished), (3, 0, None));
        assert_eq!(copy, bytes);
    }

    #[test]
    fn damaged_records_are_left_out_of_the_copy_large_ones_too() {
        let (small, large) = (record(1, 4), record(2, 200_000));
        for damaged in [&small, &large] {
            let mut bad = damaged.clone();
            *bad.last_mut().unwrap() ^= 1;
            let (checked, copy) = checked(&[&small[..], &bad, &large].concat());
            assert_eq!((checked.records, checked.damaged), (2, 1));
            let place = &checked.damage[0];
            assert_eq!((place.offset, place.length), (small.len() as u64, bad.len() as u64));
            assert_eq!(copy, [&small[..], &large].concat());
        }
    }

    #[test]
    fn a_record_that_the_end_cuts_off_is_unfinished_and_not_damaged() {
        let bytes = [record(1, 4), record(2, 4)].concat();
        let half = bytes.len() / 2;
        for end in half + 1..bytes.len() {
            let (checked, copy) = checked(&bytes[..end]);
            assert_eq!((checked.records, checked.damaged, checked.unfinished), (1, 0, Some(half as u64)));
            assert_eq!(copy, bytes[..half]);
        }
    }
}
