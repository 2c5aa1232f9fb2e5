//! The threads that encode drafts behind the callers, bounded in bytes.
//!
//! A caller that finds the pool full takes the oldest draft and encodes it by itself, so memory stays bounded and nothing
//! is lost. It waits only where all that is there is under way, and only as long as that goes on.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Dropped;
use super::channel::Channel;
use super::draft::Draft;
use super::service::Service;
use crate::error::FileError;

/// At most this much waits to be encoded, or to be taken by a buffer.
const CAPACITY: usize = 64 << 20;
/// More threads would take from training what they give to its logging.
const THREADS: usize = 4;
/// What has not moved for this long is stalled: callers no longer wait for it.
const STALLED: Duration = Duration::from_secs(1);

/// What is to be made, and for whom.
#[derive(Debug)]
pub struct Job {
    /// Whose it is.
    pub channel: Arc<Channel>,
    /// What was logged.
    pub draft: Arc<Draft>,
    /// Where it goes.
    pub place: Place,
}

/// Where a draft goes.
#[derive(Debug)]
pub enum Place {
    /// Into the event file.
    Event {
        /// Seconds since 1970.
        wall_time: f64,
        /// The step.
        step: i64,
    },
    /// Into a file of its own.
    File(PathBuf),
}

/// Drafts that wait for a thread.
#[derive(Debug)]
pub struct Pool {
    state: Mutex<State>,
    work: Condvar,
    room: Condvar,
    threads: usize,
}

#[derive(Debug)]
struct State {
    jobs: VecDeque<(u64, Job)>,
    bytes: usize,
    threads: usize,
    idle: usize,
    moved_at: Instant,
}

impl Pool {
    /// A pool that starts its threads when there is work.
    pub fn new() -> Pool {
        let state = State { jobs: VecDeque::new(), bytes: 0, threads: 0, idle: 0, moved_at: Instant::now() };
        let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        Pool { state: Mutex::new(state), work: Condvar::new(), room: Condvar::new(), threads }
    }

    /// Takes a job, or lets the caller help until there is room.
    ///
    /// # Errors
    /// [`Dropped`], counted, where nothing has moved for a while.
    pub fn submit(&self, service: &'static Service, job: Job) -> Result<(), Dropped> {
        let size = job.draft.size();
        let asked_at = Instant::now();
        loop {
            let mut state = self.state();
            if state.bytes == 0 || state.bytes + size <= CAPACITY {
                state.bytes += size;
                let ticket = job.channel.issue();
                state.jobs.push_back((ticket, job));
                self.start(service, state);
                return Ok(());
            }
            if let Some((ticket, oldest)) = state.jobs.pop_front() {
                drop(state);
                oldest.run(ticket, service);
                continue;
            }
            if state.moved_at.max(asked_at).elapsed() > STALLED {
                drop(state);
                job.channel.refuse();
                return Err(Dropped);
            }
            drop(self.room.wait_timeout(state, STALLED / 20));
        }
    }

    /// Encodes at once, in the caller's thread.
    pub fn run(&self, service: &'static Service, job: Job) {
        self.state().bytes += job.draft.size();
        let ticket = job.channel.issue();
        job.run(ticket, service);
    }

    /// `before` bytes that counted are `after` bytes now.
    pub fn reweigh(&self, before: usize, after: usize) {
        let mut state = self.state();
        state.bytes = (state.bytes + after).saturating_sub(before);
        state.moved_at = Instant::now();
        drop(state);
        self.room.notify_all();
    }

    /// The disk took something: what waits for it is not stalled.
    pub fn moved(&self) {
        self.state().moved_at = Instant::now();
    }

    /// Sees to it that a thread takes the job that was just put in.
    fn start(&self, service: &'static Service, mut state: MutexGuard<'_, State>) {
        if state.idle > 0 || state.threads == self.threads {
            drop(state);
            self.work.notify_one();
            return;
        }
        state.threads += 1;
        drop(state);
        let spawned = thread::Builder::new().name("runchart-encode".into()).spawn(move || self_serve(service));
        if spawned.is_err() {
            self.without_thread(service);
        }
    }

    /// No thread could be started: the caller does what there is, unless another thread is there for it.
    fn without_thread(&self, service: &'static Service) {
        let mut state = self.state();
        state.threads -= 1;
        while state.threads == 0
            && let Some((ticket, job)) = state.jobs.pop_front()
        {
            drop(state);
            job.run(ticket, service);
            state = self.state();
        }
    }

    fn next(&self) -> (u64, Job) {
        let mut state = self.state();
        loop {
            if let Some(next) = state.jobs.pop_front() {
                return next;
            }
            state.idle += 1;
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn self_serve(service: &'static Service) {
    loop {
        let (ticket, job) = service.pool().next();
        job.run(ticket, service);
    }
}

impl Job {
    /// Makes the bytes and brings them to their place.
    fn run(self, ticket: u64, service: &'static Service) {
        let size = self.draft.size();
        let record = catch_unwind(AssertUnwindSafe(|| self.make())).unwrap_or_else(|_| {
            self.channel.refuse();
            Vec::new()
        });
        service.pool().reweigh(size, record.len());
        self.channel.finish_draft(ticket, record);
        service.admit(&self.channel);
    }

    /// The record for the event file; none where the draft is a file of its own.
    fn make(&self) -> Vec<u8> {
        match &self.place {
            Place::Event { wall_time, step } => self.draft.record(*wall_time, *step),
            Place::File(path) => {
                if let Err(error) = write_whole(path, &self.draft) {
                    self.channel.notify(format!("cannot write {error}"));
                }
                Vec::new()
            }
        }
    }
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, draft: &Draft) -> Result<(), FileError> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.{count}.part", std::process::id()));
    let part = path.with_file_name(name);
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        draft.write_to(&mut File::create(&part)?)?;
        fs::rename(&part, path)
    };
    write().map_err(|error| {
        drop(fs::remove_file(&part));
        FileError::new(path, error)
    })
}
