//! A run, as everybody sees it: what a [`super::loader::Loader`] published of a directory. It changes by one atomic swap, so
//! nobody who asks waits for loading.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;

use super::Shared;
use super::damage::{Damage, LateDamage};
use super::fold::Fold;
use super::kinds::TagMetadata;
use super::media::Media;
use super::source::Source;
use super::tags::TagId;
use crate::series::Series;

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
    late: LateDamage,
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

/// What a restart superseded in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Superseded {
    /// Points of scalars.
    pub points: usize,
    /// Values of all else.
    pub media: usize,
}

impl Run {
    /// A run of which nothing is known yet.
    pub fn new(id: usize, name: String) -> Run {
        let view = View {
            series: Vec::new(),
            media: Vec::new(),
            words: Vec::new(),
            sources: Arc::default(),
            first_wall: f64::NAN,
            last_wall: f64::NAN,
            damage_count: 0,
            damage: Arc::default(),
            removed: false,
            fold: None,
        };
        let (changed, queried, late) = Default::default();
        Run { id, name, changed, queried, late, view: ArcSwap::from_pointee(view) }
    }

    /// Swaps in what is known now.
    pub(super) fn swap(&self, view: View, shared: &Shared) {
        self.view.store(Arc::new(view));
        shared.note_change(self);
    }

    /// What is known now.
    pub fn view(&self) -> Arc<View> {
        self.view.load_full()
    }

    /// The change that touched it last.
    pub fn changed(&self) -> u64 {
        self.changed.load(Ordering::Acquire)
    }

    /// How many places could not be read, as far as is known now.
    pub fn damage_count(&self) -> usize {
        let view = self.view();
        view.damage_count + self.late.of(&view.sources).len()
    }

    /// Those places, as far as they are listed.
    pub fn damage(&self) -> Vec<Damage> {
        let view = self.view();
        view.damage.iter().cloned().chain(self.late.of(&view.sources)).collect()
    }

    /// Takes note of damage of a value that was asked for; answers whether it is new.
    pub(super) fn note_late(&self, file: u32, damage: Damage) -> bool {
        self.late.note(file, damage)
    }
}

impl View {
    /// The smallest step of its scalars; those that tell no steps, and single points, count only where there are no others.
    pub fn first_step(&self) -> i64 {
        let first = |series: &Arc<Series>| series.ends().0;
        let telling = self.series.iter().map(|(_, series)| series).filter(|of| of.points() > 1 && !of.steps_are_poor());
        let any = || self.series.iter().map(|(_, series)| first(series)).min();
        telling.map(first).min().or_else(any).unwrap_or(0)
    }

    /// The series of a tag.
    pub fn series(&self, tag: TagId) -> Option<&Arc<Series>> {
        let place = self.series.binary_search_by_key(&tag, |(id, _)| *id).ok()?;
        Some(&self.series[place].1)
    }

    /// How much a restart superseded.
    pub fn superseded(&self) -> Superseded {
        let points = self.series.iter().map(|(_, series)| series.superseded()).sum();
        let media = self.media.iter().map(|(_, media)| media.series.superseded()).sum();
        Superseded { points, media }
    }
}
