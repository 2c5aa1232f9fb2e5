//! Any tag as x: each point of a series stands where another series of its run was at that step.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::series::chunk::Points;
use crate::series::column::Column;
use crate::series::{Part, Piece, Series};

/// Joined series are kept up to this many points, 20 to 24 bytes each.
const KEPT_POINTS: usize = 16_000_000;

/// The points of `series`, or those that a restart superseded, in order of the value that `x` had last at or before their step;
/// that value stands in the place of the wall time. Points before the first of `x`, and those where it is not finite, have no place and
/// are left out. Where steps are poor on either side, places in the series stand for them.
pub fn join(series: &Series, x: &Series, superseded: bool) -> Option<Series> {
    let by_place = series.steps_are_poor() || x.steps_are_poor();
    let known = Known::of(x, by_place);
    let points = gather(if superseded { series.superseded_pieces() } else { series.pieces() });
    let step = |at: usize| if by_place { at as i64 } else { points.steps[at] };
    let mut placed: Vec<(f64, usize)> =
        (0..points.len()).map(|at| (known.at(step(at)), at)).filter(|(x, _)| x.is_finite()).collect();
    if !placed.is_sorted_by(|a, b| a.0 <= b.0) {
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let mut joined = Points::default();
    joined.values.reserve_exact(placed.len(), series.is_double());
    for (place, &(x, at)) in placed.iter().enumerate() {
        joined.steps.push(place as i64);
        joined.walls.push(x);
        joined.values.extend(&points.values, at..at + 1);
    }
    let mut column = Column::default();
    column.append(&joined, 0);
    column.seal();
    Series::assemble(&[Part { column: &column, session_steps: &[], walls: (0.0, 0.0), file: 0 }])
}

fn gather(pieces: Vec<Piece<'_>>) -> Points {
    let mut points = Points::default();
    pieces.into_iter().for_each(|piece| piece.chunk.copy(piece.range, &mut points));
    points
}

/// What a series said, in order of its steps.
struct Known {
    steps: Vec<i64>,
    values: Vec<f64>,
}

impl Known {
    fn of(x: &Series, by_place: bool) -> Known {
        let points = gather(x.pieces());
        let mut order: Vec<usize> = (0..points.len()).collect();
        if !by_place && !points.steps.is_sorted() {
            order.sort_by_key(|&at| points.steps[at]);
        }
        let step = |at: usize| if by_place { at as i64 } else { points.steps[at] };
        Known {
            steps: order.iter().map(|&at| step(at)).collect(),
            values: order.iter().map(|&at| points.values.get(at)).collect(),
        }
    }

    /// The last value at or before a step; NaN before the first.
    fn at(&self, step: i64) -> f64 {
        let after = self.steps.partition_point(|&known| known <= step);
        after.checked_sub(1).map_or(f64::NAN, |last| self.values[last])
    }
}

/// Joined series as long as both of what they were made from are there.
#[derive(Debug, Default)]
pub struct Joins {
    kept: Mutex<VecDeque<Kept>>,
}

#[derive(Debug)]
struct Kept {
    series: Weak<Series>,
    x: Weak<Series>,
    superseded: bool,
    joined: Option<Arc<Series>>,
}

impl Kept {
    fn points(&self) -> usize {
        self.joined.as_ref().map_or(0, |joined| joined.points())
    }

    fn is_of(&self, series: &Arc<Series>, x: &Arc<Series>, superseded: bool) -> bool {
        let same = |kept: &Weak<Series>, of: &Arc<Series>| std::ptr::eq(kept.as_ptr(), Arc::as_ptr(of));
        same(&self.series, series) && same(&self.x, x) && self.superseded == superseded
    }
}

impl Joins {
    /// As [`join`] makes it, made once.
    pub fn of(&self, series: &Arc<Series>, x: &Arc<Series>, superseded: bool) -> Option<Arc<Series>> {
        if let Some(kept) = self.lock().iter().find(|kept| kept.is_of(series, x, superseded)) {
            return kept.joined.clone();
        }
        let joined = join(series, x, superseded).map(Arc::new);
        let (series, x) = (Arc::downgrade(series), Arc::downgrade(x));
        let mut all = self.lock();
        all.retain(|kept| kept.series.strong_count() > 0 && kept.x.strong_count() > 0);
        all.push_back(Kept { series, x, superseded, joined: joined.clone() });
        let mut points: usize = all.iter().map(Kept::points).sum();
        while points > KEPT_POINTS && all.len() > 1 {
            points -= all.pop_front().map_or(0, |oldest| oldest.points());
        }
        joined
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
