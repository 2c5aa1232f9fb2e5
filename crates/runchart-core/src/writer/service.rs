//! The two threads that serve all writers of a process: one hands records to the kernel, one syncs files to the disk.
//!
//! They never take the GIL and hold no lock while they wait for a disk but the channel's own `output`. A forked child has
//! none of them: it starts its own with its first record.

use std::fs::File;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::buffer::Appended;
use super::channel::{Channel, Closed, Turn};
use super::pool::Pool;

/// Records wait at most this long before the kernel has them; half of what is promised.
const TICK: Duration = Duration::from_millis(100);
/// Beyond this many open files the least recently used are closed until they are needed.
const DESCRIPTORS: usize = 256;
/// After so many files that were written to, descriptors are counted.
const RELEASE_EVERY: usize = 16;
/// Of the files that the process may have open, writers take this share at most.
const DESCRIPTOR_SHARE: usize = 4;

static CURRENT: AtomicPtr<Service> = AtomicPtr::new(ptr::null_mut());

/// The threads of one process and the channels that they serve.
#[derive(Debug)]
pub struct Service {
    channels: Mutex<Vec<Arc<Channel>>>,
    thread: OnceLock<Thread>,
    idle: AtomicBool,
    write_through: AtomicBool,
    sync: Mutex<Option<Sender<Arc<File>>>>,
    pool: Pool,
}

/// Called in a forked child: the parent's threads and locks are not to be touched.
pub fn abandon() {
    CURRENT.store(ptr::null_mut(), Ordering::SeqCst);
}

/// The service of this process, started if it is not running.
pub fn current() -> &'static Service {
    let existing = CURRENT.load(Ordering::Acquire);
    if !existing.is_null() {
        // SAFETY: only pointers from `Box::into_raw` are stored, and they are never freed.
        return unsafe { &*existing };
    }
    let fresh = Box::into_raw(Box::new(Service::new()));
    match CURRENT.compare_exchange(ptr::null_mut(), fresh, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => {
            // SAFETY: just made, and never freed from here on.
            let service: &'static Service = unsafe { &*fresh };
            service.start();
            service
        }
        Err(winner) => {
            // SAFETY: `fresh` was not shared; `winner` is never freed.
            unsafe {
                drop(Box::from_raw(fresh));
                &*winner
            }
        }
    }
}

/// The service of this process, if a writer has been opened in it.
pub fn running() -> Option<&'static Service> {
    // SAFETY: see `current`.
    unsafe { CURRENT.load(Ordering::Acquire).as_ref() }
}

impl Service {
    fn new() -> Service {
        Service {
            channels: Mutex::default(),
            thread: OnceLock::new(),
            idle: AtomicBool::new(false),
            write_through: AtomicBool::new(false),
            sync: Mutex::default(),
            pool: Pool::new(),
        }
    }

    fn start(&'static self) {
        let spawned = thread::Builder::new().name("runchart-write".into()).spawn(move || self.run());
        match spawned {
            Ok(handle) => drop(self.thread.set(handle.thread().clone())),
            Err(_) => self.write_through.store(true, Ordering::SeqCst),
        }
    }

    /// Serves a channel from now on.
    pub fn serve(&self, channel: Arc<Channel>) {
        self.locked_channels().push(channel);
    }

    /// Whether callers write by themselves: after the flush at exit, or when no thread could be started.
    #[inline]
    pub fn writes_through(&self) -> bool {
        self.write_through.load(Ordering::Relaxed)
    }

    /// The threads that encode.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Lets finished drafts into the channel's buffer; whether there were any.
    pub fn admit(&self, channel: &Channel) -> bool {
        let (moved, outcome) = channel.admit();
        if moved > 0 {
            self.pool.reweigh(moved, 0);
        }
        if outcome == Appended::Passed {
            self.wake()
        } else {
            self.wake_if_idle()
        }
        moved > 0
    }

    /// Wakes the thread if it sleeps until something is logged.
    #[inline]
    pub fn wake_if_idle(&self) {
        if self.idle.load(Ordering::SeqCst) {
            self.wake();
        }
    }

    /// Wakes the thread.
    pub fn wake(&self) {
        self.idle.store(false, Ordering::SeqCst);
        match self.thread.get() {
            Some(thread) => thread.unpark(),
            None => drop(self.turn()),
        }
    }

    /// Flushes all channels within `limit`, and from now on lets callers write by themselves. Gives how closing ended for
    /// those that the disk refused.
    pub fn flush_at_exit(&self, limit: Duration) -> Vec<Closed> {
        let deadline = Instant::now() + limit;
        self.write_through.store(true, Ordering::SeqCst);
        let channels = self.locked_channels().clone();
        let left = || deadline.saturating_duration_since(Instant::now());
        let refused = channels.iter().filter(|channel| !channel.flush(|| self.wake(), left()));
        refused.map(|channel| channel.close(|| self.wake(), Duration::ZERO)).collect()
    }

    fn run(&self) {
        loop {
            let turn = self.turn();
            thread::park_timeout(TICK);
            if turn == Turn::Idle {
                self.sleep();
            }
        }
    }

    /// Declares the thread idle and sleeps until a record comes or a file is to be synced.
    fn sleep(&self) {
        self.idle.store(true, Ordering::SeqCst);
        let channels = self.locked_channels().clone();
        if !channels.iter().any(|channel| channel.is_waiting()) {
            match channels.iter().filter_map(|channel| channel.time_to_sync()).min() {
                Some(time) => thread::park_timeout(time),
                None => thread::park(),
            }
        }
        self.idle.store(false, Ordering::SeqCst);
    }

    fn turn(&self) -> Turn {
        let channels = self.locked_channels().clone();
        let mut whole = Turn::Idle;
        let mut wrote = 0;
        for channel in &channels {
            match channel.turn(|| self.pool.moved()) {
                Turn::Idle => {}
                Turn::Finished => self.locked_channels().retain(|other| !Arc::ptr_eq(other, channel)),
                turn => whole = turn,
            }
            wrote += usize::from(whole == Turn::Wrote);
            if wrote % RELEASE_EVERY == RELEASE_EVERY - 1 {
                release_descriptors(&channels);
            }
            self.admit_waiting(channel);
            if let Some(file) = channel.sync_due() {
                self.sync(file);
            }
        }
        release_descriptors(&channels);
        whole
    }

    /// Finished drafts take the room that there is now. What they fill is written in the next turn, which comes at once.
    fn admit_waiting(&self, channel: &Channel) {
        let (moved, _) = channel.admit();
        if moved > 0 {
            self.pool.reweigh(moved, 0);
            self.wake();
        }
    }

    /// Hands a file to the thread that syncs, so that a slow disk delays no other file.
    fn sync(&self, file: Arc<File>) {
        let mut sender = self.sync.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = sender.get_or_insert_with(|| {
            let (sender, receiver) = mpsc::channel();
            let spawned = thread::Builder::new().name("runchart-sync".into()).spawn(move || sync_all(&receiver));
            drop(spawned);
            sender
        });
        drop(sender.send(file));
    }

    fn locked_channels(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Channel>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sync_all(files: &Receiver<Arc<File>>) {
    for file in files {
        // The kernel tells the same failure again to the next write, which reports it.
        drop(file.sync_data());
    }
}

fn most_descriptors() -> usize {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the structure is writable, and read only where the call succeeded.
    let known = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) } == 0;
    let allowed = if known { usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX) } else { usize::MAX };
    DESCRIPTORS.min(allowed / DESCRIPTOR_SHARE).max(1)
}

fn release_descriptors(channels: &[Arc<Channel>]) {
    let most = most_descriptors();
    if channels.len() <= most {
        return;
    }
    let used = |channel: &Arc<Channel>| channel.descriptor_used_at().map(|at| (at, Arc::clone(channel)));
    let mut open: Vec<_> = channels.iter().filter_map(used).collect();
    if open.len() > most {
        open.sort_by_key(|(at, _)| *at);
        let surplus = open.len() - most;
        open[..surplus].iter().for_each(|(_, channel)| channel.release_descriptor());
    }
}
