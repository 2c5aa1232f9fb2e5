//! A channel carries the records of one writer from the callers' threads to its file.
//!
//! Callers append to `buffer` under a short lock. Only the thread that writes holds `output`; it takes the whole buffer
//! at once, so no caller ever waits for a disk. Drafts on their way are in `channel/drafts`.

mod drafts;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Options;
use super::buffer::{Appended, Buffer};
use super::file::{EventFile, SharedFile};
use super::marker;
use super::order::Order;
use crate::error::FileError;

/// After a failure the file is tried again this much later.
const RETRY: Duration = Duration::from_millis(500);
/// A disk that has not answered for this long after all else was waited for is stalled.
const ANSWER: Duration = Duration::from_secs(1);
/// A writer that is gone waits this long for a disk that refuses.
const PATIENCE: Duration = Duration::from_secs(30);

/// The path of one writer's records.
#[derive(Debug)]
pub struct Channel {
    /// The fork generation that it belongs to.
    pub generation: u64,
    buffer: Mutex<Buffer>,
    output: Mutex<Output>,
    status: Mutex<Status>,
    changed: Condvar,
    /// Drafts under way; locked before `buffer`, never after it.
    order: Mutex<Order>,
    admitted: Condvar,
    request: AtomicU8,
    urgent: AtomicBool,
    failing: AtomicBool,
    notice: Mutex<Option<String>>,
    has_notice: AtomicBool,
}

/// What only the thread that writes touches.
#[derive(Debug)]
struct Output {
    file: EventFile,
    failing_since: Option<Instant>,
    failed_at: Option<Instant>,
    used_at: Instant,
    synced_at: Instant,
    sync_every: Duration,
}

/// What the thread that writes has done; callers that flush or close wait for it to change.
#[derive(Debug, Default, Clone, Copy)]
struct Status {
    written: u64,
    failures: u64,
    closes: u64,
    lost: u64,
}

const NOTHING: u8 = 0;
const CLOSE: u8 = 1;
const FORGET: u8 = 2;

/// What one turn of the thread that writes did for a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// There was nothing to write.
    Idle,
    /// Something was written.
    Wrote,
    /// The disk refuses; records wait.
    Failing,
    /// The writer is gone and its file is closed: forget the channel.
    Finished,
}

/// How closing a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The file is closed and ends with a whole record.
    Whole {
        /// Events that the disk did not take.
        lost: u64,
    },
    /// The file is closed; images and the like are still being encoded, and go to another file if the process lives.
    Encoding {
        /// How many.
        drafts: u64,
    },
    /// The disk does not answer. It may still take these bytes while the process lives.
    Stalled {
        /// Bytes that are not written.
        bytes: u64,
    },
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Channel {
    /// A channel to a file that is created with the first record.
    pub fn new(options: &Options) -> Channel {
        let now = Instant::now();
        let output = Output {
            file: EventFile::new(&options.directory, &options.suffix, options.shared),
            failing_since: None,
            failed_at: None,
            used_at: now,
            synced_at: now,
            sync_every: options.sync_every,
        };
        Channel {
            generation: super::fork::generation(),
            buffer: Mutex::new(Buffer::new(options.capacity)),
            output: Mutex::new(output),
            status: Mutex::default(),
            changed: Condvar::new(),
            order: Mutex::default(),
            admitted: Condvar::new(),
            request: AtomicU8::new(NOTHING),
            urgent: AtomicBool::new(false),
            failing: AtomicBool::new(false),
            notice: Mutex::default(),
            has_notice: AtomicBool::new(false),
        }
    }

    /// Creates the file now.
    pub fn create(&self) -> Result<SharedFile, FileError> {
        lock(&self.output).file.create()
    }

    /// Appends to a file that another process has created.
    pub fn join(&self, file: &SharedFile) {
        lock(&self.output).file.join(file);
    }

    /// The file, once it is created.
    pub fn path(&self) -> Option<PathBuf> {
        lock(&self.output).file.path().map(Path::to_path_buf)
    }

    /// Appends one record of about `size` bytes.
    #[inline]
    pub fn append(&self, size: usize, write: impl FnOnce(&mut Vec<u8>)) -> Appended {
        lock(&self.buffer).append(size, write)
    }

    /// Waits until all that was taken before the call is written. Ends early, with false, when the disk refuses (the
    /// records stay and are tried again) or when `limit` is over.
    pub fn flush(&self, wake: impl Fn(), limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        let drafts = self.wait_for_drafts(limit);
        let limit = deadline.saturating_duration_since(Instant::now());
        let target = lock(&self.buffer).taken();
        let before = lock(&self.status).failures;
        self.urgent.store(true, Ordering::SeqCst);
        wake();
        let done = |status: &Status| status.written >= target || status.failures > before;
        self.wait(limit, done).written >= target && drafts == 0
    }

    /// Writes all, for at most `limit`, and closes the file.
    pub fn close(&self, wake: impl Fn(), limit: Duration) -> Closed {
        let deadline = Instant::now() + limit;
        let drafts = self.wait_for_drafts(limit);
        let limit = deadline.saturating_duration_since(Instant::now());
        let target = lock(&self.buffer).taken();
        wake();
        self.wait(limit, |status| status.written >= target);
        let before = *lock(&self.status);
        self.request.store(CLOSE, Ordering::SeqCst);
        wake();
        let after = self.wait(ANSWER, |status| status.closes > before.closes);
        if after.closes > before.closes && drafts > 0 {
            Closed::Encoding { drafts }
        } else if after.closes > before.closes {
            Closed::Whole { lost: after.lost - before.lost }
        } else if after.written >= target {
            // The thread is busy with other files; it closes this one in time.
            Closed::Whole { lost: 0 }
        } else {
            Closed::Stalled { bytes: target - after.written }
        }
    }

    /// The writer is gone: write what is left, then close.
    pub fn forget(&self) {
        self.request.store(FORGET, Ordering::SeqCst);
    }

    /// A message for the caller's log, once.
    pub fn take_notice(&self) -> Option<String> {
        if !self.has_notice.load(Ordering::Relaxed) {
            return None;
        }
        self.has_notice.store(false, Ordering::Relaxed);
        lock(&self.notice).take()
    }

    /// Whether a record waits that [`Channel::turn`] would write.
    pub fn is_waiting(&self) -> bool {
        !lock(&self.buffer).is_empty()
            || self.request.load(Ordering::SeqCst) != NOTHING
            || self.urgent.load(Ordering::SeqCst)
    }

    /// One turn of the thread that writes: hands what waits to the kernel and does what was asked for.
    /// `moved` hears of every piece that the disk took.
    pub fn turn(&self, moved: impl Fn()) -> Turn {
        let mut output = lock(&self.output);
        let request = self.request.load(Ordering::SeqCst);
        let urgent = self.urgent.swap(false, Ordering::SeqCst) || request == CLOSE;
        if !urgent && output.failed_at.is_some_and(|at| at.elapsed() < RETRY) {
            return Turn::Failing;
        }
        // Asked before draining: a draft that is admitted meanwhile is for the next turn.
        let has_no_drafts = self.has_no_drafts();
        let turn = self.drain(&mut output, moved);
        let patient = output.failing_since.is_some_and(|since| since.elapsed() < PATIENCE);
        match request {
            CLOSE => self.finish(&mut output, Turn::Idle),
            FORGET if !patient && has_no_drafts => self.finish(&mut output, Turn::Finished),
            _ => turn,
        }
    }

    /// The time until the file is to be synced, if it was written to since the last time.
    pub fn time_to_sync(&self) -> Option<Duration> {
        let output = lock(&self.output);
        let unsynced = output.used_at > output.synced_at && output.file.handle().is_some();
        unsynced.then(|| output.sync_every.saturating_sub(output.synced_at.elapsed()))
    }

    /// The file, if it is to be synced now.
    pub fn sync_due(&self) -> Option<Arc<File>> {
        if self.time_to_sync()? > Duration::ZERO {
            return None;
        }
        let mut output = lock(&self.output);
        output.synced_at = Instant::now();
        output.file.handle()
    }

    /// When the file was last written to, if its descriptor is open.
    pub fn descriptor_used_at(&self) -> Option<Instant> {
        let output = lock(&self.output);
        output.file.handle().map(|_| output.used_at)
    }

    /// Closes the descriptor until the next record.
    pub fn release_descriptor(&self) {
        lock(&self.output).file.release();
    }

    /// Leaves a message for the caller's log.
    pub fn notify(&self, message: String) {
        *lock(&self.notice) = Some(message);
        self.has_notice.store(true, Ordering::Relaxed);
    }

    fn wait(&self, limit: Duration, done: impl Fn(&Status) -> bool) -> Status {
        let status = lock(&self.status);
        let waited = self.changed.wait_timeout_while(status, limit, |status| !done(status));
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn tell(&self, change: impl FnOnce(&mut Status)) {
        change(&mut lock(&self.status));
        self.changed.notify_all();
    }

    /// Writes what was there at the start: a flood of new records does not keep other channels waiting.
    fn drain(&self, output: &mut Output, moved: impl Fn()) -> Turn {
        let target = lock(&self.buffer).taken();
        let mut turn = Turn::Idle;
        let mut taken = 0;
        while turn == Turn::Idle || taken < target {
            taken = self.take_over(&mut output.file);
            if output.file.pending.is_empty() {
                break;
            }
            if let Err(error) = output.file.write_pending(&moved) {
                self.failed(output, &error);
                return Turn::Failing;
            }
            lock(&self.buffer).landed(&mut output.file.pending);
            self.failing.store(false, Ordering::SeqCst);
            output.failing_since = None;
            output.failed_at = None;
            output.used_at = Instant::now();
            self.tell(|status| status.written = taken);
            turn = Turn::Wrote;
        }
        turn
    }

    /// Takes the buffer over, unless older records are still on their way; gives the bytes taken so far.
    fn take_over(&self, file: &mut EventFile) -> u64 {
        let mut buffer = lock(&self.buffer);
        if !file.pending.is_empty() {
            return buffer.taken() - buffer.waiting();
        }
        let refused = buffer.take_refused();
        if refused > 0 {
            buffer.append_beyond(|out| marker::dropped(out, refused));
            self.notify(format!(
                "writing events works, but {refused} were dropped: the disk refused them, they came faster than it took them, or \
                 they could not be encoded"
            ));
        }
        buffer.hand_over(&mut file.pending);
        buffer.taken()
    }

    fn failed(&self, output: &mut Output, error: &FileError) {
        output.failed_at = Some(Instant::now());
        if output.failing_since.is_none() {
            output.failing_since = output.failed_at;
            self.notify(format!(
                "cannot write events: {error}. Training goes on: events are kept in memory, up to a limit, and written \
                 when the disk takes them again"
            ));
        }
        self.failing.store(true, Ordering::SeqCst);
        drop(lock(&self.order));
        self.admitted.notify_all();
        self.tell(|status| status.failures += 1);
    }

    /// Closes the file at a whole record; what the disk refuses is lost and counted. What another thread logs meanwhile
    /// stays for the next file.
    fn finish(&self, output: &mut Output, turn: Turn) -> Turn {
        let mut buffer = lock(&self.buffer);
        let mut lost = 0;
        if output.failing_since.is_some() {
            lost = buffer.take_refused() + output.file.cut_back();
            buffer.hand_over(&mut output.file.pending);
            lost += output.file.cut_back();
            buffer.landed(&mut output.file.pending);
        }
        let written = buffer.taken() - buffer.waiting();
        drop(buffer);
        output.file.close();
        self.failing.store(false, Ordering::SeqCst);
        output.failing_since = None;
        output.failed_at = None;
        self.request.store(NOTHING, Ordering::SeqCst);
        self.tell(|status| {
            status.written = written;
            status.closes += 1;
            status.lost += lost;
        });
        turn
    }
}
