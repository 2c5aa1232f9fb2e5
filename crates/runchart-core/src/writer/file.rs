//! The event file that a writer appends to: its name, its creation, and what happens when the disk says no.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use super::marker;
use crate::error::FileError;
use crate::record;

/// The kernel gets at most this much at once, so that a slow disk is told from one that does not answer.
const PIECE: usize = 1 << 20;

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// One writer's current file. Bytes that the disk refused stay here and are tried again from where it stopped.
#[derive(Debug)]
pub struct EventFile {
    directory: PathBuf,
    suffix: String,
    /// Whether other processes append to the same file: each write then is whole, under the file's lock.
    shared: bool,
    open: Option<Open>,
    /// Records under way to the kernel, of which `written` bytes are there.
    pub pending: Vec<u8>,
    written: usize,
}

/// A file that forked processes append to together.
#[derive(Debug, Clone)]
pub struct SharedFile {
    path: PathBuf,
    inode: u64,
}

#[derive(Debug)]
struct Open {
    path: PathBuf,
    inode: u64,
    /// `None` while the descriptor is given to other writers.
    handle: Option<Arc<File>>,
}

impl EventFile {
    /// A file in `directory`, not created yet.
    pub fn new(directory: &Path, suffix: &str, shared: bool) -> EventFile {
        EventFile {
            directory: directory.to_path_buf(),
            suffix: suffix.to_owned(),
            shared,
            open: None,
            pending: Vec::new(),
            written: 0,
        }
    }

    /// Creates the directory and the file now.
    ///
    /// # Errors
    /// The directory cannot be made or written to.
    pub fn create(&mut self) -> Result<SharedFile, FileError> {
        self.ensure_open()?;
        let open = self.open.as_ref().expect("just opened");
        let created = SharedFile { path: open.path.clone(), inode: open.inode };
        if self.shared {
            self.write_pending(|| ())?;
            self.pending.clear();
        }
        Ok(created)
    }

    /// Appends to a file that another process has created, if it is still there.
    pub fn join(&mut self, file: &SharedFile) {
        self.open = Some(Open { path: file.path.clone(), inode: file.inode, handle: None });
    }

    /// Creates the directory and the file, unless it is there, and opens it.
    ///
    /// # Errors
    /// The directory cannot be made or written to.
    pub fn ensure_open(&mut self) -> Result<Arc<File>, FileError> {
        if let Some(open) = &mut self.open {
            if let Some(handle) = open.handle() {
                return Ok(handle);
            }
            self.give_up_file();
        }
        fs::create_dir_all(&self.directory).map_err(|error| FileError::new(&self.directory, error))?;
        let (path, file) = create(&self.directory, &self.suffix)?;
        let inode = file.metadata().map_err(|error| FileError::new(&path, error))?.ino();
        let handle = Arc::new(file);
        self.open = Some(Open { path, inode, handle: Some(Arc::clone(&handle)) });
        self.pending.splice(0..0, head());
        Ok(handle)
    }

    /// Writes what is pending; on success nothing is. `moved` hears of every piece that the disk took.
    ///
    /// # Errors
    /// What the operating system said; the bytes not yet written stay pending, in order.
    pub fn write_pending(&mut self, moved: impl Fn()) -> Result<(), FileError> {
        let file = self.ensure_open()?;
        if self.shared {
            return self.write_together(&file);
        }
        while self.written < self.pending.len() {
            let end = self.pending.len().min(self.written + PIECE);
            match (&*file).write(&self.pending[self.written..end]) {
                Ok(0) => return Err(self.failure(ErrorKind::WriteZero.into())),
                Ok(count) => {
                    self.written += count;
                    moved();
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.failure(error)),
            }
        }
        self.written = 0;
        Ok(())
    }

    /// Writes all that is pending, or nothing of it, while no other process writes.
    fn write_together(&mut self, file: &File) -> Result<(), FileError> {
        let lock = Locked::new(file).map_err(|error| self.failure(error))?;
        let start = file.metadata().map_err(|error| self.failure(error))?.len();
        let mut file = file;
        if let Err(error) = file.write_all(&self.pending) {
            drop(file.set_len(start));
            return Err(self.failure(error));
        }
        drop(lock);
        Ok(())
    }

    /// Forgets what is pending and cuts the file back to its last whole record; gives the number of records lost.
    pub fn cut_back(&mut self) -> u64 {
        let boundary = record::last_boundary(&self.pending, self.written);
        let torn = self.written - boundary;
        if torn > 0
            && let Some(file) = self.open.as_mut().and_then(Open::handle)
        {
            // Where this fails too, readers find a cut record at the end, which costs them nothing else.
            drop(file.metadata().and_then(|metadata| file.set_len(metadata.len() - torn as u64)));
        }
        let lost = count_records(&self.pending[boundary..]);
        self.pending.clear();
        self.written = 0;
        lost
    }

    /// Closes the file; the next write creates another. The handle is for a last fsync.
    pub fn close(&mut self) -> Option<Arc<File>> {
        self.open.take().and_then(|open| open.handle)
    }

    /// Gives the descriptor to others; the next write opens the same file again.
    pub fn release(&mut self) {
        if let Some(open) = &mut self.open {
            open.handle = None;
        }
    }

    /// The open handle, if there is one.
    pub fn handle(&self) -> Option<Arc<File>> {
        self.open.as_ref()?.handle.clone()
    }

    /// Where the file is, once it is created.
    pub fn path(&self) -> Option<&Path> {
        self.open.as_ref().map(|open| open.path.as_path())
    }

    /// The file was deleted: what of `pending` is torn goes whole into the next one.
    fn give_up_file(&mut self) {
        let boundary = record::last_boundary(&self.pending, self.written);
        self.pending.drain(..boundary);
        self.written = 0;
        self.open = None;
    }

    fn failure(&self, error: io::Error) -> FileError {
        FileError::new(self.path().unwrap_or(&self.directory), error)
    }
}

impl Open {
    /// The handle, opened again if it was released; `None` when the file is no longer the one that was created.
    fn handle(&mut self) -> Option<Arc<File>> {
        if let Some(handle) = &self.handle {
            let links = handle.metadata().map(|metadata| metadata.nlink());
            return if matches!(links, Ok(1..)) { Some(Arc::clone(handle)) } else { None };
        }
        let file = OpenOptions::new().append(true).open(&self.path).ok()?;
        if file.metadata().ok()?.ino() != self.inode {
            return None;
        }
        self.handle = Some(Arc::new(file));
        self.handle.clone()
    }
}

/// The lock of a file that processes share; given up when dropped.
struct Locked<'a>(&'a File);

impl Locked<'_> {
    fn new(file: &File) -> io::Result<Locked<'_>> {
        // SAFETY: the descriptor is open for as long as `file` is.
        let outcome = unsafe { libc::flock(file.as_raw_fd(), libc::LOCK_EX) };
        if outcome == 0 { Ok(Locked(file)) } else { Err(io::Error::last_os_error()) }
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        // SAFETY: as in `new`.
        unsafe { libc::flock(self.0.as_raw_fd(), libc::LOCK_UN) };
    }
}

/// The first record of every event file.
fn head() -> Vec<u8> {
    let mut bytes = Vec::new();
    record::append(&mut bytes, marker::file_version);
    bytes
}

/// Creates a file whose name no other writer has: time, host, process and a counter, exclusively. The counter is padded,
/// because readers take the order of names for the order of files.
fn create(directory: &Path, suffix: &str) -> Result<(PathBuf, File), FileError> {
    loop {
        let counter = COUNTER.fetch_add(1, Ordering::Relaxed);
        let seconds = now() as u64;
        let (host, process) = (host_name(), std::process::id());
        let name = format!("events.out.tfevents.{seconds:010}.{host}.{process}.{counter:05}{suffix}");
        let path = directory.join(name);
        match OpenOptions::new().append(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(FileError::new(path, error)),
        }
    }
}

fn host_name() -> String {
    let mut bytes = [0u8; 256];
    // SAFETY: the buffer is writable for its length, less one byte that stays 0.
    unsafe { libc::gethostname(bytes.as_mut_ptr().cast(), bytes.len() - 1) };
    let length = bytes.iter().position(|&byte| byte == 0).unwrap_or(0);
    String::from_utf8_lossy(&bytes[..length]).replace('/', "_")
}

/// Seconds since 1970.
pub fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

fn count_records(bytes: &[u8]) -> u64 {
    let (mut at, mut count) = (0, 0);
    while let record::Parsed::Record { end, .. } = record::parse(bytes, at, record::Check::Length) {
        at = end;
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(file: &EventFile) -> u64 {
        count_records(&fs::read(file.path().unwrap()).unwrap())
    }

    fn pend(file: &mut EventFile, count: usize) {
        for _ in 0..count {
            record::append(&mut file.pending, |out| out.extend_from_slice(b"data"));
        }
    }

    #[test]
    fn a_new_file_starts_with_its_version() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = EventFile::new(&directory.path().join("a/b"), ".suffix", false);
        file.ensure_open().unwrap();
        pend(&mut file, 2);
        file.write_pending(|| ()).unwrap();
        file.pending.clear();
        assert_eq!(records(&file), 3);
        let name = file.path().unwrap().file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("events.out.tfevents.") && name.ends_with(".suffix"), "{name}");
    }

    #[test]
    fn a_deleted_file_is_replaced_by_a_new_one() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = EventFile::new(directory.path(), "", false);
        pend(&mut file, 1);
        file.write_pending(|| ()).unwrap();
        file.pending.clear();
        let first = file.path().unwrap().to_path_buf();
        fs::remove_file(&first).unwrap();
        pend(&mut file, 1);
        file.write_pending(|| ()).unwrap();
        assert_ne!(file.path().unwrap(), first);
        assert_eq!(records(&file), 2);
    }

    #[test]
    fn a_released_file_is_opened_again() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = EventFile::new(directory.path(), "", false);
        pend(&mut file, 1);
        file.write_pending(|| ()).unwrap();
        file.pending.clear();
        file.release();
        pend(&mut file, 1);
        file.write_pending(|| ()).unwrap();
        assert_eq!(records(&file), 3);
    }

    #[test]
    fn cutting_back_leaves_whole_records() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = EventFile::new(directory.path(), "", false);
        let handle = file.ensure_open().unwrap();
        pend(&mut file, 2);
        let torn = file.pending.len() - 5;
        (&*handle).write_all(&file.pending[..torn]).unwrap();
        file.written = torn;
        assert_eq!(file.cut_back(), 1);
        let bytes = fs::read(file.path().unwrap()).unwrap();
        assert_eq!(record::last_boundary(&bytes, bytes.len()), bytes.len());
        assert_eq!(records(&file), 2);
    }
}
