//! A run: one directory, its event files, and what is published of them.
//!
//! A [`Loader`] reads and belongs to one thread at a time; a [`Run`] is what everybody else sees. It changes by one atomic
//! swap, so nobody who asks waits for loading.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use super::Shared;
use super::damage::Damage;
use super::file::{Context, EventFile, Opened, Progress};
use super::fold::{self, Fold};
use super::kinds::{Kind, Kinds, TagMetadata};
use super::media::Media;
use super::name::EventPath;
use super::source::Source;
use super::tags::TagId;
use crate::series::{Part, Series};

/// While a large file is read, what was read so far is shown this often.
const SHOW: Duration = Duration::from_millis(100);

/// A run, as everybody sees it.
#[derive(Debug)]
pub struct Run {
    /// Its number.
    pub id: usize,
    /// Its path below the logdir; `.` for the logdir itself.
    pub name: String,
    /// The change that touched it last, see [`super::Reader::seq`].
    pub(super) changed: AtomicU64,
    /// When it was asked for last, in milliseconds since the reader started.
    pub(super) queried: AtomicU64,
    view: ArcSwap<View>,
}

/// What is known of a run at one moment.
#[derive(Debug, Clone)]
pub struct View {
    /// The series by number of their tag, in order of it.
    pub series: Vec<(TagId, Arc<Series>)>,
    /// All that is no scalar, in the same order.
    pub media: Vec<(TagId, Arc<Media>)>,
    /// What was said of scalars, of those of which more was said than that they are.
    pub words: Vec<(TagId, Arc<TagMetadata>)>,
    /// The files that hold media.
    pub sources: Arc<[Source]>,
    /// Wall time of the first event; NaN without any.
    pub first_wall: f64,
    /// The latest wall time; NaN without any.
    pub last_wall: f64,
    /// How many places could not be read.
    pub damage_count: usize,
    /// Those places, as far as they are listed.
    pub damage: Arc<[Damage]>,
    /// Whether its directory is gone.
    pub removed: bool,
    /// The parent, if `add_scalars` or `add_hparams` made this run.
    pub fold: Option<Fold>,
}

impl Run {
    /// A run of which nothing is known yet.
    pub fn new(id: usize, name: String) -> Run {
        let view = View {
            series: Vec::new(),
            media: Vec::new(),
            words: Vec::new(),
            sources: Arc::new([]),
            first_wall: f64::NAN,
            last_wall: f64::NAN,
            damage_count: 0,
            damage: Arc::new([]),
            removed: false,
            fold: None,
        };
        Run { id, name, changed: AtomicU64::new(0), queried: AtomicU64::new(0), view: ArcSwap::from_pointee(view) }
    }

    /// What is known now.
    pub fn view(&self) -> Arc<View> {
        self.view.load_full()
    }

    /// The change that touched it last.
    pub fn changed(&self) -> u64 {
        self.changed.load(Ordering::Acquire)
    }
}

impl View {
    /// The series of a tag.
    pub fn series(&self, tag: TagId) -> Option<&Arc<Series>> {
        let place = self.series.binary_search_by_key(&tag, |(id, _)| *id).ok()?;
        Some(&self.series[place].1)
    }
}

/// An event file and when to look at it.
#[derive(Debug)]
pub struct Followed {
    /// The file.
    pub file: EventFile,
    /// Whether it should be read.
    pub due: bool,
    /// Whether it was read once.
    pub loaded: bool,
    /// When it was looked at last.
    pub looked: Instant,
    /// When it was last seen to change.
    pub moved: Option<Instant>,
    /// How long to wait between looks while nothing happens.
    pub pause: Duration,
}

impl Followed {
    /// A file of which nothing was read.
    pub fn new(path: PathBuf) -> Followed {
        let file = EventFile::new(path);
        Followed { file, due: true, loaded: false, looked: Instant::now(), moved: None, pause: Duration::ZERO }
    }

    fn fail(&mut self, reason: &str, changed: &mut Vec<TagId>, shared: &Shared) {
        let before = Extent::of(&self.file);
        self.file.fail(reason, changed);
        self.due = false;
        shared.count(before, Extent::of(&self.file));
    }
}

/// What reads the files of a run.
#[derive(Debug)]
pub struct Loader {
    /// What is published.
    pub run: Arc<Run>,
    /// The files by path, which is the order of their points.
    pub files: BTreeMap<EventPath, Followed>,
    kinds: Kinds,
    overlaps: Vec<usize>,
    /// How many files got a number.
    numbers: u32,
}

impl Loader {
    /// Of a run without files.
    pub fn new(run: Arc<Run>) -> Loader {
        Loader { run, files: BTreeMap::new(), kinds: Kinds::default(), overlaps: Vec::new(), numbers: 0 }
    }

    /// Adds files that were found. Answers how many are new.
    pub fn add_files(&mut self, paths: Vec<PathBuf>) -> usize {
        let before = self.files.len();
        for path in paths {
            self.files.entry(EventPath(path.clone())).or_insert_with(|| Followed::new(path));
        }
        self.files.len() - before
    }

    /// Forgets a file that is gone.
    pub fn remove_file(&mut self, path: &EventPath, shared: &Shared) {
        let Some(followed) = self.files.remove(path) else { return };
        shared.count(Extent::of(&followed.file), Extent::default());
        shared.count_files(-1, if followed.loaded { -1 } else { 0 });
        let changed = followed.file.contents.tags().collect();
        self.publish(changed, shared);
    }

    /// Whether any file should be read.
    pub fn is_due(&self) -> bool {
        self.files.values().any(|followed| followed.due)
    }

    /// Reads the files that are due to their end, and publishes what came of it. Never panics: what does is given up and
    /// reported.
    pub fn load(&mut self, shared: &Shared) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.load_files(shared))) {
            let (reason, mut changed) = (words(&*panic), Vec::new());
            self.files.values_mut().for_each(|followed| followed.fail(&reason, &mut changed, shared));
            self.publish(changed, shared);
        }
    }

    fn load_files(&mut self, shared: &Shared) {
        let mut changed = Vec::new();
        let mut buffer = shared.take_buffer();
        let mut shown = Instant::now();
        let paths: Vec<EventPath> =
            self.files.iter().filter(|(_, file)| file.due).map(|(path, _)| path.clone()).collect();
        for path in paths {
            let opened = self.open(&path, &mut changed, shared);
            while let (Some(opened), false) = (&opened, shared.is_closed()) {
                if self.read(&path, opened, &mut changed, &mut buffer, shared) == Progress::Done {
                    break;
                }
                if shown.elapsed() >= SHOW {
                    self.publish(std::mem::take(&mut changed), shared);
                    shown = Instant::now();
                }
            }
            let followed = self.files.get_mut(&path).expect("files are not removed while they load");
            shared.count_files(0, if followed.loaded { 0 } else { 1 });
            followed.loaded = true;
        }
        shared.give_buffer(buffer);
        self.publish(changed, shared);
    }

    fn open(&mut self, path: &EventPath, changed: &mut Vec<TagId>, shared: &Shared) -> Option<Opened> {
        let followed = self.files.get_mut(path)?;
        followed.due = false;
        let before = Extent::of(&followed.file);
        let opened = followed.file.open(changed);
        if followed.file.number == 0 {
            self.numbers += 1;
            followed.file.number = self.numbers;
        }
        shared.count(before, Extent::of(&followed.file));
        opened
    }

    /// Reads the next part of a file. A panic costs that file only.
    fn read(
        &mut self,
        path: &EventPath,
        opened: &Opened,
        changed: &mut Vec<TagId>,
        buffer: &mut Vec<u8>,
        shared: &Shared,
    ) -> Progress {
        let followed = self.files.get_mut(path).expect("files are not removed while they load");
        let before = Extent::of(&followed.file);
        let (tags, patience, kinds) = (&shared.tags, shared.patience, &mut self.kinds);
        let mut context = Context { tags, patience, kinds, changed, buffer };
        match catch_unwind(AssertUnwindSafe(|| followed.file.read(opened, &mut context))) {
            Ok(progress) => {
                shared.count(before, Extent::of(&followed.file));
                progress
            }
            Err(panic) => {
                followed.fail(&words(&*panic), changed, shared);
                Progress::Done
            }
        }
    }

    /// Swaps in a new view, in which the series of the `changed` tags are new, unless nothing would change.
    pub fn publish(&mut self, mut changed: Vec<TagId>, shared: &Shared) {
        let overlaps = self.overlaps_of_files();
        if overlaps != self.overlaps {
            self.overlaps = overlaps;
            changed.extend(self.files.values().flat_map(|followed| followed.file.contents.tags()));
        }
        changed.sort_unstable();
        changed.dedup();
        let old = self.run.view();
        let mut view = (*old).clone();
        changed.iter().for_each(|&tag| self.renew(tag, &mut view, shared));
        let files = || self.files.values().map(|followed| &followed.file);
        let first = files().filter_map(|file| file.contents.first_wall).reduce(f64::min);
        let last = files().filter_map(|file| file.contents.walls).map(|walls| walls.1).reduce(f64::max);
        (view.first_wall, view.last_wall) = (first.unwrap_or(f64::NAN), last.unwrap_or(f64::NAN));
        let with_media = files().filter(|file| file.contents.has_media()).map(|file| file.number);
        if !with_media.eq(view.sources.iter().map(|source| source.number)) {
            view.sources = files().filter_map(EventFile::source).collect();
        }
        view.damage_count = files().map(EventFile::damage_count).sum();
        view.damage = files().flat_map(EventFile::damage).collect();
        view.removed = false;
        view.fold = fold::line(&self.run.name, &view, shared).or_else(|| session_fold(&old));
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
        let same_walls = same(view.first_wall, old.first_wall) && same(view.last_wall, old.last_wall);
        if !changed.is_empty() || !same_walls || view.damage != old.damage || view.fold != old.fold {
            self.swap(view, shared);
        }
    }

    /// Marks the run as gone.
    pub fn publish_removed(&mut self, shared: &Shared) {
        let gone = Run::new(self.run.id, String::new());
        self.swap(View { removed: true, ..(*gone.view()).clone() }, shared);
    }

    /// Looks again whether the run belongs to another; `parent` is that of which it is the session.
    pub fn refold(&mut self, parent: Option<usize>, shared: &Shared) {
        let view = self.run.view();
        let session = || Some(Fold { parent: parent?, line: None });
        let fold = fold::line(&self.run.name, &view, shared).or_else(session);
        if fold != view.fold {
            self.swap(View { fold, ..(*view).clone() }, shared);
        }
    }

    fn swap(&self, view: View, shared: &Shared) {
        self.run.view.store(Arc::new(view));
        shared.note_change(&self.run);
    }

    /// Puts what is known of a tag now into `view`.
    fn renew(&mut self, tag: TagId, view: &mut View, shared: &Shared) {
        self.files.values_mut().for_each(|followed| followed.file.contents.seal(tag));
        let name = shared.tags.name(tag).unwrap_or_default();
        let is_scalar = self.kinds.get(&name) == Some(Kind::Scalar);
        let metadata = self.kinds.metadata(&name);
        let scalars = self.assemble(|file| file.contents.scalars(tag, file.number));
        let places = if is_scalar { None } else { self.assemble(|file| file.contents.media(tag, file.number)) };
        put(&mut view.words, tag, metadata.filter(|_| scalars.is_some()).cloned());
        put(&mut view.series, tag, scalars.map(Arc::new));
        let media = |series| Arc::new(Media { series, metadata: metadata.cloned().unwrap_or_default() });
        put(&mut view.media, tag, places.map(media));
    }

    fn assemble<'a>(&'a self, part: impl Fn(&'a EventFile) -> Option<Part<'a>>) -> Option<Series> {
        let parts: Vec<Part<'_>> = self.files.values().filter_map(|followed| part(&followed.file)).collect();
        Series::assemble(&parts)
    }

    /// For each file, how many files' wall times overlap its own: what supersedes what depends on it.
    fn overlaps_of_files(&self) -> Vec<usize> {
        let walls: Vec<_> = self.files.values().filter_map(|followed| followed.file.contents.walls).collect();
        let mut starts: Vec<f64> = walls.iter().map(|walls| walls.0).collect();
        let mut ends: Vec<f64> = walls.iter().map(|walls| walls.1).collect();
        starts.sort_by(f64::total_cmp);
        ends.sort_by(f64::total_cmp);
        let begun = |end: f64| starts.partition_point(|start| *start <= end);
        let over = |start: f64| ends.partition_point(|end| *end < start);
        walls.iter().map(|&(start, end)| begun(end) - over(start)).collect()
    }
}

/// Sets, replaces or removes what a list, which is in order of tag, has for `tag`.
fn put<T>(list: &mut Vec<(TagId, T)>, tag: TagId, value: Option<T>) {
    match (list.binary_search_by_key(&tag, |(id, _)| *id), value) {
        (Ok(place), Some(value)) => list[place].1 = value,
        (Ok(place), None) => drop(list.remove(place)),
        (Err(place), Some(value)) => list.insert(place, (tag, value)),
        (Err(_), None) => {}
    }
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

/// The fold of a session, which is decided where all runs are known.
fn session_fold(view: &View) -> Option<Fold> {
    view.fold.clone().filter(|fold| fold.line.is_none())
}

/// What a file adds to the progress of loading.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extent {
    /// Its size in bytes.
    pub size: u64,
    /// Bytes read or skipped.
    pub offset: u64,
    /// Points of scalars read.
    pub points: u64,
    /// Records of all else read.
    pub media: u64,
}

impl Extent {
    /// What `file` adds now.
    pub fn of(file: &EventFile) -> Extent {
        let (size, offset) = file.extent();
        let (points, media) = (file.contents.points as u64, file.contents.media as u64);
        Extent { size, offset, points, media }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::encode_scalar;
    use crate::record::append;

    #[test]
    fn a_panic_costs_one_file_and_is_reported() {
        let directory = tempfile::tempdir().unwrap();
        let mut bytes = Vec::new();
        append(&mut bytes, |out| encode_scalar(out, 1.0, 5, "loss", 0.5));
        let shared = Shared::new(Duration::ZERO);
        let mut loader = Loader::new(Arc::new(Run::new(0, ".".to_owned())));
        let paths: Vec<PathBuf> =
            ["tfevents.1", "tfevents.2.panics", "tfevents.3"].map(|name| directory.path().join(name)).into();
        paths.iter().for_each(|path| std::fs::write(path, &bytes).unwrap());
        loader.add_files(paths.clone());
        loader.load(&shared);
        let view = loader.run.view();
        assert_eq!(view.series[0].1.points(), 2);
        assert_eq!(
            (&*view.damage[0].file, &*view.damage[0].reason),
            ("tfevents.2.panics", "internal error: as a test asked")
        );
        assert_eq!((view.damage_count, loader.is_due()), (1, false));
        assert!(!loader.files[&EventPath(paths[1].clone())].file.waits(Duration::ZERO), "it is not tried again");
        std::fs::rename(&paths[2], &paths[1]).unwrap();
        loader.files.get_mut(&EventPath(paths[1].clone())).unwrap().file.open(&mut Vec::new()).unwrap();
        assert_eq!(loader.files[&EventPath(paths[1].clone())].file.damage_count(), 0, "another file is another matter");
    }
}
