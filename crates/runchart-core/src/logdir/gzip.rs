//! Gzip: an event file that was compressed, read at places of what it holds as if it were not.
//!
//! It is decompressed forwards and never kept. Every so often what the decompressor holds is noted, at most [`NOTES`] times a file, so
//! that a value can be read again later from the nearest note, and reading goes on where it stopped when the file has grown, by
//! whole members or within one. A damaged member costs itself. What expands beyond reason is not read further.

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::bytes::ReadAt;
use super::damage::Place;
use super::unpack::{Point, Step};
use crate::record::{Check, Parsed, parse};

/// The most notes about one file; each is about 43 KB.
const NOTES: usize = 64;
/// Bytes between the first notes; doubled when there are [`NOTES`].
const SPACING: u64 = 16 << 20;
/// Bytes that were decompressed last and are kept while the file is open.
const RECENT: usize = 8 << 20;
/// Bytes that are asked for at once.
const PART: usize = 1 << 20;
/// A file may hold this much and [`RATIO`] times its size.
const FREE: u64 = 64 << 20;
const RATIO: u64 = 100;

/// What is known of a compressed file between two looks, shared by all who read it.
#[derive(Clone, Default)]
pub struct Gzip(Arc<Known>);

#[derive(Default)]
struct Known {
    index: Mutex<Index>,
    /// Where a value was read last: values are often read in order.
    reading: Mutex<Option<Cursor>>,
}

#[derive(Default)]
struct Index {
    /// How far the compressed file was read, and how many bytes that gave.
    extent: (u64, u64),
    /// Where reading goes on: there, or a little before it while the file is open.
    front: Point,
    notes: Vec<Point>,
    spacing: u64,
    damage: Vec<Place>,
    is_beyond_reason: bool,
}

#[derive(Default)]
struct Cursor {
    point: Point,
    /// What stands before it.
    recent: Vec<u8>,
}

impl Cursor {
    /// The place of the first byte that is kept.
    fn start(&self) -> u64 {
        self.point.plain - self.recent.len() as u64
    }
}

/// Of a file that begins so, if it is compressed.
pub fn recognize(beginning: &[u8]) -> Option<Gzip> {
    is_gzip(beginning).then(Gzip::default)
}

/// Whether a file that begins so is compressed: no record can begin so, for the checksum of its length would be wrong.
fn is_gzip(beginning: &[u8]) -> bool {
    beginning.starts_with(&[0x1f, 0x8b, 8]) && parse(beginning, 0, Check::Length) == Parsed::BadLength
}

impl Gzip {
    /// How far the compressed file was read, and how many bytes that gave.
    pub fn extent(&self) -> (u64, u64) {
        self.index().extent
    }

    /// Opens the file, which has `size` bytes now, to read on.
    pub fn follow(&self, file: File, size: u64) -> Unpacked {
        let cursor = Cursor { point: self.index().front.clone(), recent: Vec::new() };
        Unpacked { file, size, known: self.clone(), cursor: RefCell::new(cursor), notes: true }
    }

    /// Opens the file to read again what was read before.
    pub fn again(&self, file: File, size: u64) -> Unpacked {
        let last = self.0.reading.lock().unwrap_or_else(PoisonError::into_inner).take();
        Unpacked { file, size, known: self.clone(), cursor: RefCell::new(last.unwrap_or_default()), notes: false }
    }

    /// What was found damaged since this was asked last.
    pub fn take_damage(&self) -> Vec<Place> {
        std::mem::take(&mut self.index().damage)
    }

    fn index(&self) -> MutexGuard<'_, Index> {
        self.0.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PartialEq for Gzip {
    fn eq(&self, other: &Gzip) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Gzip {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Gzip{:?}", self.extent())
    }
}

impl Index {
    /// Takes note of the front's way, and of what is wrong with it.
    fn advance(&mut self, point: &Point, damage: Option<String>) {
        let spacing = self.spacing.max(SPACING);
        let last = self.notes.last().map_or(0, |note| note.plain);
        if point.plain >= last + spacing {
            self.notes.push(point.clone());
        }
        if self.notes.len() == NOTES {
            let mut odd = false;
            self.notes.retain(|_| {
                odd = !odd;
                odd
            });
            self.spacing = spacing * 2;
        }
        self.extent = (point.packed, point.plain);
        self.is_beyond_reason = point.plain > FREE + RATIO * point.packed;
        let beyond = format!("the gzip file expands to more than {RATIO} times its size: the rest is not read");
        let reasons = damage.into_iter().chain(self.is_beyond_reason.then_some(beyond));
        self.damage.extend(reasons.map(|reason| Place { offset: point.plain, length: 0, reason }));
    }

    /// The nearest place before `offset` where reading can begin.
    fn nearest(&self, offset: u64) -> Point {
        let notes = self.notes.iter().chain([&self.front]).filter(|note| note.plain <= offset);
        notes.max_by_key(|note| note.plain).cloned().unwrap_or_default()
    }
}

/// A compressed file that is open.
pub struct Unpacked {
    file: File,
    size: u64,
    known: Gzip,
    cursor: RefCell<Cursor>,
    /// Whether what is reached for the first time is noted.
    notes: bool,
}

impl Unpacked {
    /// Whether the file holds `place` bytes; decompresses so far.
    pub fn reaches(&self, place: u64) -> io::Result<bool> {
        let mut cursor = self.cursor.borrow_mut();
        let known = self.known.extent().1;
        if place <= known {
            return Ok(true);
        }
        if cursor.point.plain < known {
            *cursor = Cursor { point: self.known.index().front.clone(), recent: Vec::new() };
        }
        while cursor.point.plain < place {
            if !self.step(&mut cursor)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How many bytes the file holds; decompresses all.
    pub fn length(&self) -> io::Result<u64> {
        self.reaches(u64::MAX)?;
        Ok(self.known.extent().1)
    }

    /// Decompresses a little more; answers whether there was more.
    fn step(&self, cursor: &mut Cursor) -> io::Result<bool> {
        let before = self.known.index().extent;
        if self.known.index().is_beyond_reason && cursor.point.plain >= before.1 {
            return Ok(false);
        }
        let damage = match cursor.point.step(&self.file, self.size, &mut cursor.recent)? {
            Step::More => None,
            Step::End => return Ok(false),
            Step::Damage(reason) => Some(reason),
        };
        if cursor.recent.len() > 2 * RECENT {
            cursor.recent.drain(..cursor.recent.len() - RECENT);
        }
        if self.notes && cursor.point.packed >= before.0 && cursor.point.plain >= before.1 {
            self.known.index().advance(&cursor.point, damage);
        }
        Ok(true)
    }
}

impl ReadAt for Unpacked {
    fn read_exact_at(&self, bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
        for part in bytes.chunks_mut(PART) {
            self.read_part(part, offset)?;
            offset += part.len() as u64;
        }
        Ok(())
    }
}

impl Unpacked {
    fn read_part(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let mut cursor = self.cursor.borrow_mut();
        if offset < cursor.start() || offset > cursor.point.plain + SPACING {
            self.keep_front(&cursor.point);
            let nearest = self.known.index().nearest(offset);
            if offset < cursor.start() || nearest.plain > cursor.point.plain {
                *cursor = Cursor { point: nearest, recent: Vec::new() };
            }
        }
        while cursor.point.plain < offset + bytes.len() as u64 {
            if !self.step(&mut cursor)? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let from = (offset - cursor.start()) as usize;
        bytes.copy_from_slice(&cursor.recent[from..from + bytes.len()]);
        Ok(())
    }

    fn keep_front(&self, point: &Point) {
        let mut index = self.known.index();
        if self.notes && point.packed > index.front.packed {
            index.front = point.clone();
        }
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        let mut cursor = self.cursor.take();
        self.keep_front(&cursor.point);
        if !self.notes {
            cursor.recent.drain(..cursor.recent.len().saturating_sub(RECENT / 8));
            *self.known.0.reading.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor);
        }
    }
}

impl fmt::Debug for Unpacked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Unpacked({:?})", self.known)
    }
}
