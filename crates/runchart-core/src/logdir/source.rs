//! A source is the event file that a record was read from, known again by device, inode and its first record: what is asked
//! for later is read from the very same file or not at all.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::bytes::{Bytes, ReadAt};
use super::gzip::Gzip;
use crate::error::{FileError, Unread};
use crate::record::{Check, FOOTER, HEADER, Parsed, masked_checksum, parse};

/// No more of the first record than this is compared.
const HEAD: u64 = 4 << 10;
/// No protobuf message is larger.
const LARGEST: u64 = i32::MAX as u64;

/// The beginning of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    length: u64,
    checksum: u32,
}

impl Head {
    /// Bytes of a file's beginning that are enough.
    pub const LONGEST: u64 = HEAD;

    /// Of the beginning of a compressed file, which stays as it is when the file grows.
    pub fn of_gzip(bytes: &[u8]) -> Head {
        Head { length: bytes.len() as u64, checksum: masked_checksum(bytes) }
    }

    /// Of the first record in `bytes`, which the file begins with; `None` where no record stands.
    pub fn of(bytes: &[u8]) -> Option<Head> {
        let needed = match parse(bytes, 0, Check::Length) {
            Parsed::Record { end, .. } => end as u64,
            Parsed::Partial { needed } => needed,
            Parsed::BadLength => return None,
        };
        let length = needed.min(HEAD);
        Some(Head { length, checksum: masked_checksum(bytes.get(..length as usize)?) })
    }
}

/// What an event file is known by.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its number in its run.
    pub number: u32,
    /// Where it is.
    pub path: PathBuf,
    /// Device and inode.
    pub identity: (u64, u64),
    /// Its beginning, where a record stands there.
    pub head: Option<Head>,
    /// Where to begin to decompress it, if it is compressed.
    pub packed: Option<Gzip>,
}

/// Opens a file for positioned reads. Without `O_NONBLOCK` a pipe that took the file's place would block for ever.
pub fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

impl Source {
    /// The data of the record at `offset`, checksum verified.
    pub fn record(&self, offset: u64) -> Result<Vec<u8>, Unread> {
        let (file, size) = self.open()?;
        let mut header = [0; HEADER];
        self.read(&file, &mut header, offset)?;
        let length = match parse(&header, 0, Check::Length) {
            Parsed::Partial { needed } => needed,
            Parsed::Record { end, .. } => end as u64,
            Parsed::BadLength => return Err(self.damaged(offset, 0, "checksum of the length does not match")),
        };
        let left = size.saturating_sub(offset);
        if length > left || length > LARGEST {
            return Err(self.damaged(offset, left, "the record is cut off"));
        }
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length as usize).map_err(|_| self.damaged(offset, length, "larger than the memory"))?;
        bytes.resize(length as usize, 0);
        self.read(&file, &mut bytes, offset)?;
        if !matches!(parse(&bytes, 0, Check::Data), Parsed::Record { intact: true, .. }) {
            return Err(self.damaged(offset, length, "checksum of the data does not match"));
        }
        bytes.truncate(bytes.len() - FOOTER);
        bytes.drain(..HEADER);
        Ok(bytes)
    }

    /// What makes the record of `length` bytes at `offset` unreadable.
    pub fn damaged(&self, offset: u64, length: u64, reason: &str) -> Unread {
        Unread::Damaged { path: self.path.clone(), offset, length, reason: reason.to_owned() }
    }

    /// That the file is no longer what it was.
    pub fn stale(&self, reason: &str) -> Unread {
        Unread::Stale(format!("{} {reason}; what was read of it before is no longer there", self.path.display()))
    }

    /// The file and its size, if it is still the same.
    fn open(&self) -> Result<(Bytes, u64), Unread> {
        let opened = open(&self.path).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, file) = match opened {
            Ok(opened) => opened,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.stale("is gone")),
            Err(error) => return Err(Unread::File(FileError::new(&self.path, error))),
        };
        if (metadata.dev(), metadata.ino()) != self.identity {
            return Err(self.stale("was replaced by another file"));
        }
        if let Some(head) = self.head {
            let mut bytes = vec![0; head.length as usize];
            self.read(&file, &mut bytes, 0)?;
            if masked_checksum(&bytes) != head.checksum {
                return Err(self.stale("was written anew"));
            }
        }
        Ok(match &self.packed {
            Some(packed) => (Bytes::Gzip(packed.again(file, metadata.len())), packed.extent().1),
            None => (Bytes::Plain(file, metadata.len()), metadata.len()),
        })
    }

    fn read(&self, file: &dyn ReadAt, bytes: &mut [u8], offset: u64) -> Result<(), Unread> {
        file.read_exact_at(bytes, offset).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => self.stale("is shorter than it was"),
            _ => Unread::File(FileError::new(&self.path, error)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::append;
    use std::fs;

    fn framed(data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        append(&mut bytes, |out| out.extend_from_slice(data));
        bytes
    }

    fn source(path: PathBuf) -> Source {
        let (metadata, bytes) = (fs::metadata(&path).unwrap(), fs::read(&path).unwrap());
        Source { number: 1, path, identity: (metadata.dev(), metadata.ino()), head: Head::of(&bytes), packed: None }
    }

    #[test]
    fn a_record_is_read_again_and_what_changed_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("tfevents");
        let (first, second) = (framed(b"first"), framed(&[7; 10_000]));
        let (offset, bytes) = (first.len() as u64, [first, second].concat());
        fs::write(&path, &bytes).unwrap();
        let source = source(path.clone());
        assert_eq!(source.record(offset).unwrap(), [7; 10_000]);
        let fails = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            source.record(offset).unwrap_err()
        };
        let mut flipped = bytes.clone();
        flipped[100] ^= 1;
        let damaged = |bytes: &[u8], whole: u64, why: &str| {
            let error = fails(bytes);
            assert!(
                matches!(&error, Unread::Damaged { length, reason, .. } if *length == whole && reason.contains(why))
            );
        };
        damaged(&flipped, 10_016, "checksum of the data");
        damaged(&bytes[..100], 100 - offset, "cut off");
        assert!(matches!(fails(&bytes[..offset as usize]), Unread::Stale(reason) if reason.contains("shorter")));
        assert!(matches!(fails(&framed(b"other")), Unread::Stale(reason) if reason.contains("written anew")));
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(source.record(offset + 1).unwrap_err(), Unread::Damaged { length: 0, .. }));
        fs::write(directory.path().join("new"), &bytes).unwrap();
        fs::rename(directory.path().join("new"), &path).unwrap();
        assert!(matches!(source.record(offset).unwrap_err(), Unread::Stale(reason) if reason.contains("replaced")));
        fs::remove_file(&path).unwrap();
        assert!(matches!(source.record(offset).unwrap_err(), Unread::Stale(reason) if reason.contains("gone")));
    }

    #[test]
    fn a_length_of_petabytes_allocates_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("tfevents");
        let length = (1u64 << 50).to_le_bytes();
        fs::write(&path, [&length[..], &masked_checksum(&length).to_le_bytes(), b"cut"].concat()).unwrap();
        assert!(matches!(source(path).record(0), Err(Unread::Damaged { reason, .. }) if reason.contains("cut off")));
    }
}
