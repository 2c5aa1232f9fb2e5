//! A logdir is a directory tree of runs; a [`Reader`] finds them, reads them and follows them as they grow.
//!
//! Floor 5, above `series`, `event` and `record`. One thread follows, a pool decodes, and everything read is published by
//! swapping immutable views: asking never waits for loading. Damage costs only itself and is reported with file and offset.

pub mod batch;
pub mod bytes;
pub mod check;
pub mod contents;
pub mod damage;
pub mod discovery;
pub mod file;
pub mod fold;
mod follow;
pub mod followed;
pub mod frames;
pub mod gzip;
pub mod kinds;
pub mod large;
pub mod loader;
pub mod media;
pub mod name;
pub mod resync;
pub mod roots;
pub mod run;
pub mod source;
pub mod tags;
pub mod unpack;

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::error::FileError;
use follow::{DirectoryDamage, Follower};
use followed::Extent;
use roots::Root;
use run::Run;
use tags::Tags;

/// How long damage that touches the end of a growing file may last before it is reported.
const PATIENCE: Duration = Duration::from_secs(10);

/// While the logdir is loaded, those who wait for changes are woken no more often than this.
const TELL: Duration = Duration::from_millis(50);

/// Reads every event file below a directory.
#[derive(Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// The process that the threads belong to.
    process: u32,
}

/// How far loading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Whether all that was on disk at the start has been read.
    pub loaded: bool,
    /// Files read to their end.
    pub files: u64,
    /// Files found.
    pub files_total: u64,
    /// Bytes read or skipped.
    pub bytes: u64,
    /// Bytes found.
    pub bytes_total: u64,
    /// Points of scalars kept.
    pub points: u64,
    /// Records of all else found.
    pub media: u64,
}

/// What the following thread and those who ask have in common.
#[derive(Debug)]
pub struct Shared {
    tags: Tags,
    patience: Duration,
    started: Instant,
    closed: AtomicBool,
    runs: RwLock<Runs>,
    directory_damage: Mutex<DirectoryDamage>,
    counters: Counters,
    buffers: Mutex<Vec<Vec<u8>>>,
    turn: Mutex<Turn>,
    /// Something was read.
    changed: Condvar,
    /// Something is asked of the thread.
    asked: Condvar,
    /// All that was asked for was read.
    served: Condvar,
}

#[derive(Debug, Default)]
struct Runs {
    all: Vec<Arc<Run>>,
    numbers: HashMap<String, usize>,
}

#[derive(Debug, Default)]
struct Counters {
    files: AtomicU64,
    files_total: AtomicU64,
    bytes: AtomicU64,
    bytes_total: AtomicU64,
    points: AtomicU64,
    media: AtomicU64,
}

/// What is waited for.
#[derive(Debug, Default)]
struct Turn {
    seq: u64,
    requested: u64,
    served: u64,
    loaded: bool,
    told: Option<Instant>,
}

impl Reader {
    /// Starts reading below `logdir` and returns at once. Without `follow` files are read once, and again by
    /// [`Reader::refresh`] only.
    pub fn new(logdir: &Path, follow: bool) -> Result<Reader, FileError> {
        Reader::over(vec![Root::alone(logdir)], follow, Duration::ZERO)
    }

    /// As [`Reader::new`], over several directories as one. Files are looked at no more often than once in `interval`.
    pub fn over(roots: Vec<Root>, follow: bool, interval: Duration) -> Result<Reader, FileError> {
        let patience = if follow { PATIENCE } else { Duration::ZERO };
        Reader::start(roots, follow, interval, patience)
    }

    /// As [`Reader::new`], with another time after which damage at the end of a file is reported.
    pub fn with_patience(logdir: &Path, follow: bool, patience: Duration) -> Result<Reader, FileError> {
        Reader::start(vec![Root::alone(logdir)], follow, Duration::ZERO, patience)
    }

    fn start(roots: Vec<Root>, follow: bool, interval: Duration, patience: Duration) -> Result<Reader, FileError> {
        let first = roots.first().map(|root| root.path.clone()).unwrap_or_default();
        let failed = |error: io::Error| FileError::new(first.clone(), error);
        let shared = Arc::new(Shared::new(patience));
        let pool = rayon::ThreadPoolBuilder::new().thread_name(|number| format!("runchart-decode-{number}")).build();
        let pool = pool.map_err(|error| failed(io::Error::other(error)))?;
        let follower = Follower::new(roots, interval, Arc::clone(&shared), pool);
        let thread = std::thread::Builder::new().name("runchart-reader".to_owned());
        let thread = thread.spawn(move || follower.run(follow)).map_err(failed)?;
        Ok(Reader { shared, thread: Mutex::new(Some(thread)), process: std::process::id() })
    }

    /// Waits until all that is on disk now has been read, or the reader is closed.
    pub fn refresh(&self) {
        let request = self.request();
        while !self.wait_served(request, Duration::MAX) {}
    }

    /// Asks for all that is on disk now to be read; the answer is for [`Reader::wait_served`].
    pub fn request(&self) -> u64 {
        let mut turn = self.shared.turn();
        turn.requested += 1;
        self.shared.asked.notify_all();
        turn.requested
    }

    /// Waits for `timeout` at most; answers whether that request was served or the reader is closed.
    pub fn wait_served(&self, request: u64, timeout: Duration) -> bool {
        let still = |turn: &mut Turn| turn.served < request && !self.shared.is_closed();
        let waited = self.shared.served.wait_timeout_while(self.shared.turn(), timeout, still);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Waits until all that was on disk at the start has been read, or the reader is closed.
    pub fn wait_loaded(&self) {
        let still = |turn: &mut Turn| !turn.loaded && !self.shared.is_closed();
        drop(self.shared.served.wait_while(self.shared.turn(), still));
    }

    /// The process that this reader reads in, if this is a fork of it: a fork has none of its threads, and may wait for ever for
    /// locks that they held.
    pub fn forked_from(&self) -> Option<u32> {
        (self.process != std::process::id()).then_some(self.process)
    }

    /// Ends the threads, which a fork of their process does not have. What was read stays.
    pub fn close(&self) {
        if self.forked_from().is_some() {
            return;
        }
        self.shared.close();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    /// Whether the threads have ended or are about to.
    pub fn is_closed(&self) -> bool {
        self.shared.is_closed()
    }

    /// How far loading is.
    pub fn progress(&self) -> Progress {
        let counters = &self.shared.counters;
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Progress {
            loaded: self.shared.turn().loaded,
            files: get(&counters.files),
            files_total: get(&counters.files_total),
            bytes: get(&counters.bytes),
            bytes_total: get(&counters.bytes_total),
            points: get(&counters.points),
            media: get(&counters.media),
        }
    }

    /// Counts changes of what a query would show.
    pub fn seq(&self) -> u64 {
        self.shared.turn().seq
    }

    /// Waits until [`Reader::seq`] is greater than `seq`, or `timeout` has gone, or the reader is closed; answers it.
    pub fn wait(&self, seq: u64, timeout: Duration) -> u64 {
        let still = |turn: &mut Turn| turn.seq <= seq && !self.shared.is_closed();
        let waited = self.shared.changed.wait_timeout_while(self.shared.turn(), timeout, still);
        waited.unwrap_or_else(PoisonError::into_inner).0.seq
    }

    /// The table of tags.
    pub fn tags(&self) -> &Tags {
        &self.shared.tags
    }

    /// All runs, those that are gone too; a run's number is its place.
    pub fn runs(&self) -> Vec<Arc<Run>> {
        self.shared.runs.read().unwrap_or_else(PoisonError::into_inner).all.clone()
    }

    /// The run with a number. Its files will be followed closely for a while.
    pub fn run(&self, number: usize) -> Option<Arc<Run>> {
        let run = Arc::clone(self.shared.runs.read().unwrap_or_else(PoisonError::into_inner).all.get(number)?);
        let now = self.shared.started.elapsed().as_millis() as u64;
        run.queried.store(now.max(1), Ordering::Relaxed);
        Some(run)
    }

    /// How many places could not be read.
    pub fn damage_count(&self) -> usize {
        let directories = self.shared.directory_damage.lock().unwrap_or_else(PoisonError::into_inner).len();
        directories + self.runs().iter().map(|run| run.damage_count()).sum::<usize>()
    }

    /// All that could not be read, with the name of the run.
    pub fn damage(&self) -> DirectoryDamage {
        let mut damage = self.shared.directory_damage.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for run in self.runs() {
            damage.extend(run.damage().into_iter().map(|place| (run.name.clone(), place)));
        }
        damage
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn new(patience: Duration) -> Shared {
        Shared {
            tags: Tags::default(),
            patience,
            started: Instant::now(),
            closed: AtomicBool::new(false),
            runs: RwLock::default(),
            directory_damage: Mutex::default(),
            counters: Counters::default(),
            buffers: Mutex::default(),
            turn: Mutex::default(),
            changed: Condvar::new(),
            asked: Condvar::new(),
            served: Condvar::new(),
        }
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        drop(self.turn());
        [&self.changed, &self.asked, &self.served].into_iter().for_each(Condvar::notify_all);
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    fn requested(&self) -> u64 {
        self.turn().requested
    }

    /// Waits for a request beyond `served`, at most for `timeout`; answers the latest.
    fn wait_for_request(&self, served: u64, timeout: Option<Duration>) -> u64 {
        let idle = |turn: &mut Turn| turn.requested <= served && !self.is_closed();
        let timeout = timeout.unwrap_or(Duration::MAX);
        let waited = self.asked.wait_timeout_while(self.turn(), timeout, idle);
        waited.unwrap_or_else(PoisonError::into_inner).0.requested
    }

    /// Says that everything on disk was read after request `served`.
    fn loaded(&self, served: u64) {
        let mut turn = self.turn();
        turn.served = served;
        if !turn.loaded {
            turn.loaded = true;
            turn.seq += 1;
            self.changed.notify_all();
        }
        self.served.notify_all();
    }

    fn note_change(&self, run: &Run) {
        let mut turn = self.turn();
        turn.seq += 1;
        run.changed.store(turn.seq, Ordering::Release);
        // Thousands of runs change while a logdir is loaded; who waits need not wake for each.
        if turn.loaded || turn.told.is_none_or(|told| told.elapsed() >= TELL) {
            turn.told = Some(Instant::now());
            self.changed.notify_all();
        }
    }

    fn add_run(&self, name: String) -> Arc<Run> {
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        let run = Arc::new(Run::new(runs.all.len(), name));
        runs.numbers.insert(run.name.clone(), run.id);
        runs.all.push(Arc::clone(&run));
        drop(runs);
        self.note_change(&run);
        run
    }

    fn forget_run(&self, run: &Run) {
        self.runs.write().unwrap_or_else(PoisonError::into_inner).numbers.remove(&run.name);
    }

    fn run_number(&self, name: &str) -> Option<usize> {
        self.runs.read().unwrap_or_else(PoisonError::into_inner).numbers.get(name).copied()
    }

    /// Answers whether it changed.
    fn set_directory_damage(&self, damage: DirectoryDamage) -> bool {
        let mut known = self.directory_damage.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *known != damage;
        *known = damage;
        changed
    }

    fn count(&self, before: Extent, after: Extent) {
        let counters = &self.counters;
        for (counter, before, after) in [
            (&counters.bytes_total, before.size, after.size),
            (&counters.bytes, before.offset, after.offset),
            (&counters.points, before.points, after.points),
            (&counters.media, before.media, after.media),
        ] {
            counter.fetch_add(after.wrapping_sub(before), Ordering::Relaxed);
        }
    }

    fn count_files(&self, found: i64, read: i64) {
        self.counters.files_total.fetch_add(found as u64, Ordering::Relaxed);
        self.counters.files.fetch_add(read as u64, Ordering::Relaxed);
    }

    fn take_buffer(&self) -> Vec<u8> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_buffer(&self, buffer: Vec<u8>) {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}
