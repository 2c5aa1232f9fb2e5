//! What can go wrong, and what the caller can do about each.

use std::path::PathBuf;

/// Bytes that are no event. The record's checksum may still be right (another program wrote them so): report the record
/// with this reason, skip it, go on with the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an event: {0}")]
pub struct Malformed(pub &'static str);

/// The file system refused something.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct FileError {
    /// What was being opened, read or written.
    pub path: PathBuf,
    /// What the operating system said; its kind tells whether trying again can help.
    pub source: std::io::Error,
}

impl FileError {
    /// Names the path that an operating system error is about.
    pub fn new(path: impl Into<PathBuf>, source: std::io::Error) -> FileError {
        FileError { path: path.into(), source }
    }
}

/// Why a value that was found before cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The file is gone, or another one now: ask for the places again.
    #[error("{0}")]
    Stale(String),
    /// The record is damaged, or what it holds is no value: nothing helps.
    #[error("damaged: {} at offset {offset}: {reason}", path.display())]
    Damaged {
        /// The event file.
        path: PathBuf,
        /// Where the record begins.
        offset: u64,
        /// Bytes of the record; 0 where that is not known.
        length: u64,
        /// What is wrong, in words.
        reason: String,
    },
    /// The file system refused; its kind tells whether trying again can help.
    #[error(transparent)]
    File(FileError),
}
