//! A loader reads the files of one run and publishes what came of it. It belongs to one thread at a time.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Shared;
use super::file::{Context, EventFile, Opened, Progress};
use super::fold::{self, Fold};
use super::followed::{Extent, Followed};
use super::kinds::{Kind, Kinds};
use super::media::Media;
use super::name::EventPath;
use super::run::{Run, View};
use super::tags::TagId;
use crate::series::{Part, Series};

/// While a large file is read, what was read so far is shown this often.
const SHOW: Duration = Duration::from_millis(100);

/// What reads the files of a run.
#[derive(Debug)]
pub struct Loader {
    /// What is published.
    pub run: Arc<Run>,
    /// The files by path, which is the order of their points; boxed, since a node of the map has room for eleven and most runs have one.
    pub files: BTreeMap<EventPath, Box<Followed>>,
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
            self.files.entry(EventPath(path.clone())).or_insert_with(|| Box::new(Followed::new(path)));
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
        view.damage =
            if view.damage_count > 0 { files().flat_map(EventFile::damage).collect() } else { Arc::default() };
        view.removed = false;
        view.fold = fold::line(&self.run.name, &view, shared).or_else(|| session_fold(&old));
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
        let same_walls = same(view.first_wall, old.first_wall) && same(view.last_wall, old.last_wall);
        if !changed.is_empty() || !same_walls || view.damage != old.damage || view.fold != old.fold {
            self.run.swap(view, shared);
        }
    }

    /// Marks the run as gone.
    pub fn publish_removed(&mut self, shared: &Shared) {
        let gone = Run::new(self.run.id, String::new());
        self.run.swap(View { removed: true, ..(*gone.view()).clone() }, shared);
    }

    /// Looks again whether the run belongs to another; `parent` is that of which it is the session.
    pub fn refold(&mut self, parent: Option<usize>, shared: &Shared) {
        let view = self.run.view();
        let session = || Some(Fold { parent: parent?, line: None });
        let fold = fold::line(&self.run.name, &view, shared).or_else(session);
        if fold != view.fold {
            self.run.swap(View { fold, ..(*view).clone() }, shared);
        }
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
