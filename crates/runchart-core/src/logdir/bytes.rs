//! Bytes: what an event file holds, at places; of a compressed file what it expands to.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use super::gzip::{Gzip, Unpacked};

/// Positioned reads.
pub trait ReadAt {
    /// Fills `bytes` with what stands at `offset`; `UnexpectedEof` where less does.
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()>;
}

impl ReadAt for File {
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        FileExt::read_exact_at(self, bytes, offset)
    }
}

/// An event file that is open.
#[derive(Debug)]
pub enum Bytes {
    /// As it is, and its size.
    Plain(File, u64),
    /// Compressed.
    Gzip(Unpacked),
}

impl Bytes {
    /// Of a file of `size` bytes, to read on where that ended before.
    pub fn follow(file: File, size: u64, packed: Option<&Gzip>) -> Bytes {
        match packed {
            Some(packed) => Bytes::Gzip(packed.follow(file, size)),
            None => Bytes::Plain(file, size),
        }
    }

    /// Whether there are at least `place` bytes.
    pub fn reaches(&self, place: u64) -> io::Result<bool> {
        match self {
            Bytes::Plain(_, size) => Ok(place <= *size),
            Bytes::Gzip(unpacked) => unpacked.reaches(place),
        }
    }

    /// How many bytes there are; finding out reads all of a compressed file.
    pub fn length(&self) -> io::Result<u64> {
        match self {
            Bytes::Plain(_, size) => Ok(*size),
            Bytes::Gzip(unpacked) => unpacked.length(),
        }
    }

    /// How many bytes there are from `offset` on, if they are no more than `most`.
    pub fn available(&self, offset: u64, most: u64) -> io::Result<u64> {
        if self.reaches(offset.saturating_add(most))? { Ok(most) } else { Ok(self.length()?.saturating_sub(offset)) }
    }
}

impl ReadAt for Bytes {
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Bytes::Plain(file, _) => ReadAt::read_exact_at(file, bytes, offset),
            Bytes::Gzip(unpacked) => unpacked.read_exact_at(bytes, offset),
        }
    }
}
