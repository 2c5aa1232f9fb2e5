//! Following: the thread that finds runs, loads them in parallel, and then looks at files as often as they deserve.
//!
//! Files that changed within ten minutes or are on a screen are looked at every 100 ms, others ever more rarely; no more
//! than 2,000 stats a second. No notification by the system is needed, so network file systems work.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::Shared;
use super::damage::Damage;
use super::discovery::run_name;
use super::fold;
use super::followed::{LONGEST_PAUSE, TICK};
use super::loader::Loader;
use super::name::{EventPath, RunPath};
use super::roots::{Root, discover_all};
use super::run::Run;

const STATS_PER_TICK: usize = 200;
/// A run that was queried within this time is likely to be on a screen.
const ON_SCREEN: Duration = Duration::from_secs(30);
const FIRST_SCAN_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_SCAN_PAUSE: Duration = Duration::from_secs(10);
/// Directories are walked no more than a twentieth of the time.
const SCAN_SHARE: u32 = 20;

/// The state of the thread.
pub struct Follower {
    roots: Vec<Root>,
    interval: Duration,
    shared: Arc<Shared>,
    pool: ThreadPool,
    loaders: Vec<Loader>,
    places: HashMap<RunPath, usize>,
    scan_at: Instant,
    scan_pause: Duration,
}

impl Follower {
    /// Of a logdir of which nothing was read. Nothing is looked at more often than once in `interval`.
    pub fn new(roots: Vec<Root>, interval: Duration, shared: Arc<Shared>, pool: ThreadPool) -> Follower {
        let (loaders, places) = Default::default();
        let scan_at = Instant::now();
        let interval = interval.max(TICK);
        Follower { roots, interval, shared, pool, loaders, places, scan_at, scan_pause: FIRST_SCAN_PAUSE }
    }

    /// Loads, then follows until the reader is closed.
    pub fn run(mut self, follow: bool) {
        let _closing = CloseAtEnd(Arc::clone(&self.shared));
        let mut served = self.shared.requested();
        self.scan();
        self.load();
        self.shared.loaded(served);
        while !self.shared.is_closed() {
            let requested = self.shared.wait_for_request(served, follow.then_some(self.interval));
            if requested > served {
                self.look_everywhere();
                self.shared.loaded(requested);
                served = requested;
            } else if follow && !self.shared.is_closed() {
                self.tick();
            }
        }
    }

    /// Finds all that is on disk now and reads it.
    fn look_everywhere(&mut self) {
        self.scan();
        for place in 0..self.loaders.len() {
            let paths: Vec<EventPath> = self.loaders[place].files.keys().cloned().collect();
            paths.iter().for_each(|path| self.look(place, path));
        }
        self.load();
    }

    fn tick(&mut self) {
        if Instant::now() >= self.scan_at {
            self.scan();
        }
        for (place, path) in self.due() {
            self.look(place, &path);
        }
        self.load();
    }

    /// The files whose pause is over, those that wait longest first, as many as may be looked at in one tick.
    fn due(&self) -> Vec<(usize, EventPath)> {
        let now = Instant::now();
        let mut due = Vec::new();
        for (place, loader) in self.loaders.iter().enumerate() {
            let on_screen = self.shared.since_query(&loader.run) < ON_SCREEN;
            for (path, followed) in &loader.files {
                let over = followed.looked + followed.pause(on_screen);
                if over <= now {
                    due.push((over, place, path));
                }
            }
        }
        due.sort_by_key(|(over, ..)| *over);
        let most = (STATS_PER_TICK as f32 * self.interval.div_duration_f32(TICK)) as usize;
        due.into_iter().take(most).map(|(_, place, path)| (place, path.clone())).collect()
    }

    /// Looks whether a file has changed.
    fn look(&mut self, place: usize, path: &EventPath) {
        let loader = &mut self.loaders[place];
        let Some(followed) = loader.files.get_mut(path) else { return };
        followed.looked = Instant::now();
        match std::fs::metadata(&**path) {
            Ok(metadata) if followed.file.differs(&metadata) => {
                followed.due = true;
                followed.moved = Some(followed.looked);
                followed.pause = TICK;
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                loader.remove_file(path, &self.shared);
                self.remove_if_empty(place);
            }
            _ => {
                followed.due |= followed.file.waits(self.shared.patience);
                followed.pause = (followed.pause.max(TICK) * 2).min(LONGEST_PAUSE);
            }
        }
    }

    /// Reads all files that are due, many runs at once.
    fn load(&mut self) {
        let mut due: Vec<&mut Loader> = self.loaders.iter_mut().filter(|loader| loader.is_due()).collect();
        let shared = &self.shared;
        if !due.is_empty() {
            self.pool.install(|| due.par_iter_mut().for_each(|loader| loader.load(shared)));
            if due.iter().any(|loader| fold::concerns_sessions(&loader.run.view(), &shared.tags)) {
                self.refold();
            }
        }
    }

    /// Decides anew which runs are a part of another.
    fn refold(&mut self) {
        let views: Vec<_> = self.loaders.iter().map(|loader| (Arc::clone(&loader.run), loader.run.view())).collect();
        let there = views.iter().filter(|(_, view)| !view.removed);
        let sessions = there.map(|(run, view)| (run.id, &*run.name, fold::session(view, &self.shared.tags)));
        let parents = fold::sessions(sessions);
        let there = self.loaders.iter_mut().zip(&views).filter(|(_, (_, view))| !view.removed);
        there.for_each(|(loader, (run, _))| loader.refold(parents.get(&run.id).copied(), &self.shared));
    }

    /// Walks the directories for new runs and files, and for runs that are gone.
    fn scan(&mut self) {
        let started = Instant::now();
        let found = discover_all(&self.roots);
        let mut news = self.shared.set_directory_damage(found.damage);
        let gone: Vec<RunPath> = self.places.keys().filter(|path| !found.runs.contains_key(*path)).cloned().collect();
        let mut other_runs = !gone.is_empty();
        news |= other_runs;
        for path in gone {
            self.remove(&path);
        }
        for (path, files) in found.runs {
            let place = self.places.get(&path).copied().unwrap_or_else(|| {
                other_runs = true;
                self.add(path)
            });
            let loader = &mut self.loaders[place];
            let new_files = loader.add_files(files);
            self.shared.count_files(new_files as i64, 0);
            let new = loader.files.values_mut().filter(|followed| !followed.loaded);
            new.for_each(|followed| followed.size_up(&self.shared));
            news |= new_files > 0;
        }
        if other_runs {
            self.refold();
        }
        let pause =
            if news || other_runs { FIRST_SCAN_PAUSE } else { self.scan_pause.mul_f32(1.2).min(LONGEST_SCAN_PAUSE) };
        self.scan_pause = pause.max(started.elapsed() * SCAN_SHARE);
        self.scan_at = Instant::now() + self.scan_pause;
    }

    fn add(&mut self, path: RunPath) -> usize {
        let run = self.shared.add_run(run_name(&path));
        self.places.insert(path, self.loaders.len());
        self.loaders.push(Loader::new(run));
        self.loaders.len() - 1
    }

    fn remove(&mut self, path: &RunPath) {
        let Some(place) = self.places.remove(path) else { return };
        let loader = &mut self.loaders[place];
        let files: Vec<EventPath> = loader.files.keys().cloned().collect();
        files.iter().for_each(|file| loader.remove_file(file, &self.shared));
        self.shared.forget_run(&loader.run);
        loader.publish_removed(&self.shared);
    }

    fn remove_if_empty(&mut self, place: usize) {
        if self.loaders[place].files.is_empty() {
            let path = self.places.iter().find(|(_, known)| **known == place).map(|(path, _)| path.clone());
            path.iter().for_each(|path| self.remove(path));
        }
    }
}

/// However the thread ends, nobody waits for it any more.
struct CloseAtEnd(Arc<Shared>);

impl Drop for CloseAtEnd {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Shared {
    fn since_query(&self, run: &Run) -> Duration {
        match run.queried.load(Ordering::Relaxed) {
            0 => Duration::MAX,
            queried => self.started.elapsed().saturating_sub(Duration::from_millis(queried)),
        }
    }
}

/// Damage of directories, by name of the run that they would be.
pub type DirectoryDamage = Vec<(String, Damage)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tick_looks_at_more_files_than_allowed_and_none_is_forgotten() {
        let logdir = tempfile::tempdir().unwrap();
        for run in 0..3 {
            std::fs::create_dir(logdir.path().join(format!("{run}"))).unwrap();
            for file in 0..150 {
                std::fs::write(logdir.path().join(format!("{run}/tfevents.{file}")), "").unwrap();
            }
        }
        let shared = Arc::new(Shared::new(Duration::ZERO));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let mut follower = Follower::new(vec![Root::alone(logdir.path())], TICK, shared, pool);
        follower.scan();
        follower.load();
        let files = follower.loaders.iter_mut().flat_map(|loader| loader.files.values_mut());
        files.for_each(|followed| followed.moved = None);
        let mut seen = std::collections::HashSet::new();
        for expected in [STATS_PER_TICK, 2 * STATS_PER_TICK, 450] {
            for (place, path) in follower.due() {
                follower.look(place, &path);
                seen.insert(path);
            }
            assert_eq!(seen.len(), expected);
        }
    }

    #[test]
    fn directories_where_nothing_appears_are_walked_ever_more_rarely() {
        let logdir = tempfile::tempdir().unwrap();
        let shared = Arc::new(Shared::new(Duration::ZERO));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let mut follower = Follower::new(vec![Root::alone(logdir.path())], TICK, shared, pool);
        let pauses: Vec<f32> = std::iter::repeat_with(|| {
            follower.scan();
            follower.scan_pause.as_secs_f32()
        })
        .take(15)
        .collect();
        assert!(pauses.is_sorted() && pauses[1] > pauses[0] && pauses[14] >= 10.0, "{pauses:?}");
        std::fs::write(logdir.path().join("tfevents"), "").unwrap();
        follower.scan();
        assert!(follower.scan_pause < LONGEST_SCAN_PAUSE, "something is going on");
    }

    #[test]
    fn a_file_that_never_changes_is_looked_at_ever_more_rarely() {
        let logdir = tempfile::tempdir().unwrap();
        let path = EventPath(logdir.path().join("tfevents"));
        std::fs::write(&*path, "").unwrap();
        let shared = Arc::new(Shared::new(Duration::ZERO));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let mut follower = Follower::new(vec![Root::alone(logdir.path())], TICK, shared, pool);
        follower.scan();
        follower.load();
        let pauses: Vec<u64> = (0..10)
            .map(|_| {
                follower.look(0, &path);
                follower.loaders[0].files[&path].pause.as_millis() as u64
            })
            .collect();
        assert_eq!(pauses, [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
    }
}
