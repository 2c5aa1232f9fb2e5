//! A writer appends events to the event files of one run.
//!
//! Above `event` and `record`, beside the floors that read. The way of an event: [`Writer::scalar`] or [`Writer::write`]
//! encodes it into the channel's buffer (`writer/buffer`, `writer/channel`), a thread of the process hands the buffer to
//! the kernel (`writer/service`), the file takes care of names and refusals (`writer/file`). Images and the like are drafts
//! first (`writer/draft`): threads encode them (`writer/pool`) and put them into the buffer in order (`writer/order`).

mod buffer;
mod channel;
mod counters;
mod draft;
mod file;
mod fork;
mod marker;
mod order;
mod pool;
mod service;
mod spare;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::time::Duration;

use crate::error::FileError;
use crate::event::{self, Event, Summary, What};
use buffer::Appended;
use channel::Channel;
use file::SharedFile;
use pool::{Job, Place};

/// How closing ended.
pub use channel::Closed;
/// Numbers that forked processes count together.
pub use counters::Counters;
/// What is logged and not encoded yet.
pub use draft::Draft;
/// Seconds since 1970, now.
pub use file::now;
/// Memory for a draft's data.
pub use spare::{copied, memory};

/// At most this much waits in memory for a disk that refuses.
pub const CAPACITY: usize = 64 << 20;
/// Ready bytes up to here are not worth a thread's while.
const READY: usize = 64 << 10;
/// A caller that writes by itself waits at most this long.
const WRITE_THROUGH_LIMIT: Duration = Duration::from_secs(5);

/// Where and how a writer writes.
#[derive(Debug, Clone)]
pub struct Options {
    /// The run's directory; made if missing.
    pub directory: PathBuf,
    /// End of the file's name.
    pub suffix: String,
    /// Bytes that may wait in memory; [`CAPACITY`] unless tested.
    pub capacity: usize,
    /// The file is synced to the disk this often.
    pub sync_every: Duration,
    /// What was logged at this step or later by earlier files of the run is superseded.
    pub purge_step: Option<i64>,
    /// Whether forked children append to the same file instead of one of their own.
    pub shared: bool,
    /// Whether the file is created with the first event, behind the caller, so that opening cannot fail.
    pub lazy: bool,
}

/// Appends events; may be used from many threads and survives `fork`.
#[derive(Debug)]
pub struct Writer {
    options: Options,
    /// The first file, where forked children append to it.
    shared: Option<SharedFile>,
    /// An `Arc` made raw. Replaced in a forked child only; the parent's is then left alone for ever, since its locks may
    /// be held by threads that the child does not have.
    channel: AtomicPtr<Channel>,
}

/// The event was not taken, because the buffer is full of events that the disk refuses. It is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event was dropped: the disk takes no more and the buffer is full")]
pub struct Dropped;

impl Writer {
    /// Creates the run's directory and a new event file in it.
    ///
    /// # Errors
    /// The directory or the file cannot be made. Later failures of the disk are no errors, see [`Writer::take_notice`].
    pub fn open(options: Options) -> Result<Writer, FileError> {
        fork::watch();
        let channel = Channel::new(&options);
        let created = if options.lazy { None } else { Some(channel.create()?) };
        if let Some(step) = options.purge_step {
            for which in 0..2 {
                channel.append(64, |out| marker::session_start(out, step, which));
            }
        }
        let channel = Arc::new(channel);
        service::current().serve(Arc::clone(&channel));
        service::current().wake_if_idle();
        let shared = created.filter(|_| options.shared);
        Ok(Writer { options, shared, channel: AtomicPtr::new(Arc::into_raw(channel).cast_mut()) })
    }

    /// Logs one f32. `wall_time` is in seconds since 1970.
    ///
    /// # Errors
    /// [`Dropped`] when the disk has been refusing for so long that the buffer is full.
    #[inline]
    pub fn scalar(&self, tag: &str, step: i64, wall_time: f64, value: f32) -> Result<(), Dropped> {
        self.append(tag.len() + 64, |out| event::encode_scalar(out, wall_time, step, tag, value))
    }

    /// Logs one encoded event.
    ///
    /// # Errors
    /// As [`Writer::scalar`].
    pub fn write(&self, event: &[u8]) -> Result<(), Dropped> {
        self.append(event.len() + 16, |out| out.extend_from_slice(event))
    }

    /// Logs a draft, which a thread of the pool encodes. Small bytes that are ready, and wait for no other draft, are taken
    /// at once.
    ///
    /// # Errors
    /// As [`Writer::scalar`].
    pub fn draft(&self, draft: Arc<Draft>, step: i64, wall_time: f64) -> Result<(), Dropped> {
        if let Draft::Bytes(bytes) = &*draft
            && bytes.len() <= READY
            && self.channel().has_no_drafts()
        {
            let event = Event { wall_time, step, what: What::Summary(Summary(bytes)) };
            return self.append(bytes.len() + 64, |out| event.encode(out));
        }
        self.submit(draft, Place::Event { wall_time, step })
    }

    /// Writes a draft of a file to `path`, whole or not at all. What the disk refuses is told by [`Writer::take_notice`].
    ///
    /// # Errors
    /// As [`Writer::scalar`].
    pub fn file(&self, draft: Arc<Draft>, path: PathBuf) -> Result<(), Dropped> {
        self.submit(draft, Place::File(path))
    }

    fn submit(&self, draft: Arc<Draft>, place: Place) -> Result<(), Dropped> {
        let service = service::current();
        let job = Job { channel: self.shared_channel(), draft, place };
        if !service.writes_through() {
            return service.pool().submit(service, job);
        }
        service.pool().run(service, job);
        self.channel().flush(|| service.wake(), WRITE_THROUGH_LIMIT);
        Ok(())
    }

    /// The event file, once it is created.
    pub fn path(&self) -> Option<PathBuf> {
        self.channel().path()
    }

    #[inline]
    fn append(&self, size: usize, encode: impl FnOnce(&mut Vec<u8>)) -> Result<(), Dropped> {
        let channel = self.channel();
        let appended = channel.append(size, encode);
        let service = service::current();
        if service.writes_through() {
            channel.flush(|| service.wake(), WRITE_THROUGH_LIMIT);
        }
        match appended {
            Appended::Kept => service.wake_if_idle(),
            Appended::Passed => service.wake(),
            Appended::Refused => return Err(Dropped),
        }
        Ok(())
    }

    /// Hands all that was logged to the kernel; false when the disk refuses it or `limit` is over (nothing is lost then,
    /// writing is tried again).
    pub fn flush(&self, limit: Duration) -> bool {
        self.channel().flush(|| service::current().wake(), limit)
    }

    /// Writes all, for at most `limit`, and closes the file. What is logged afterwards opens a new file.
    pub fn close(&self, limit: Duration) -> Closed {
        self.channel().close(|| service::current().wake(), limit)
    }

    /// What the disk did that a person should know, once: for the caller's log.
    #[inline]
    pub fn take_notice(&self) -> Option<String> {
        self.channel().take_notice()
    }

    #[inline]
    fn channel(&self) -> &Channel {
        // SAFETY: the pointer comes from `Arc::into_raw`, and the count that it stands for is given up in `drop` only.
        let channel = unsafe { &*self.channel.load(Ordering::Acquire) };
        if channel.generation == fork::generation() { channel } else { self.open_in_child() }
    }

    fn shared_channel(&self) -> Arc<Channel> {
        let channel: *const Channel = self.channel();
        // SAFETY: as in `channel`; the count is raised for the `Arc` that is given away.
        unsafe {
            Arc::increment_strong_count(channel);
            Arc::from_raw(channel)
        }
    }

    #[cold]
    fn open_in_child(&self) -> &Channel {
        let parents = self.channel.load(Ordering::Acquire);
        let fresh = Channel::new(&self.options);
        if let Some(file) = &self.shared {
            fresh.join(file);
        }
        let fresh = Arc::new(fresh);
        let raw = Arc::into_raw(Arc::clone(&fresh)).cast_mut();
        let swapped = self.channel.compare_exchange(parents, raw, Ordering::AcqRel, Ordering::Acquire);
        if swapped.is_ok() {
            service::current().serve(fresh);
        } else {
            // SAFETY: `raw` was not shared: another thread of the child was first.
            unsafe { drop(Arc::from_raw(raw)) };
        }
        // SAFETY: as in `channel`.
        unsafe { &*self.channel.load(Ordering::Acquire) }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let raw = *self.channel.get_mut();
        // SAFETY: as in `channel`; a parent's channel is neither locked nor freed here.
        let channel = unsafe { &*raw };
        if channel.generation != fork::generation() {
            return;
        }
        channel.forget();
        service::current().wake();
        // SAFETY: gives up the count that `open` or `open_in_child` took.
        unsafe { drop(Arc::from_raw(raw)) };
    }
}

/// Flushes all writers of the process within `limit` and lets later events be written by their callers, since the process
/// ends. Gives how closing ended for those that the disk refused.
pub fn flush_at_exit(limit: Duration) -> Vec<Closed> {
    service::running().map_or_else(Vec::new, |service| service.flush_at_exit(limit))
}
