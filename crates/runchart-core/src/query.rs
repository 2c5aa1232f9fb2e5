//! A query asks series for what a chart of some width can show of some range of x.
//!
//! Floor 4, above `series`. Everything that is read comes out of [`query`]. Buckets stand on a dyadic grid, so that a line
//! drawn through them is the line of all points and a one-step spike is seen at every zoom; few points are answered as they are.

pub mod axis;
pub mod buckets;
pub mod grid;
pub mod join;
pub mod median;
pub mod scale;
pub mod spikes;
pub mod statistics;

use rayon::prelude::*;

use crate::series::{Piece, Series};
use axis::{Axis, Stretch, stretches};
use buckets::{Buckets, fill};
use grid::Grid;
use scale::Scale;

/// Bounds beyond this are taken for this: the grid ends somewhere.
const MOST_X: f64 = 1e300;

/// One series of a query.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The series; `None` answers no buckets.
    pub series: Option<&'a Series>,
    /// For [`Axis::Tag`], the series joined with that tag; `None` where they have no step in common.
    pub joined: Option<&'a Series>,
    /// Where [`Axis::Relative`] or [`Axis::RelativeStep`] starts: wall time of the first event of its run, or its first step.
    pub origin: f64,
    /// Whether the points that a restart superseded are asked for, instead of those that replaced them.
    pub superseded: bool,
}

/// The part of an axis that is asked for, and how finely.
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    /// How x is spread.
    pub scale: Scale,
    /// `None`: from the least x of all asked series together.
    pub lo: Option<f64>,
    /// `None`: to the greatest.
    pub hi: Option<f64>,
    /// `None`: every point.
    pub pixels: Option<usize>,
    /// Running medians are wanted, of the points at most this far away.
    pub median_reach: Option<f64>,
}

impl<'a> Asked<'a> {
    fn stretches(&self, axis: Axis, scale: Scale) -> Vec<Stretch<'a>> {
        let cut = stretches(self.pieces(axis), axis, self.origin);
        if scale == Scale::Log { cut.into_iter().filter_map(|stretch| stretch.on(scale)).collect() } else { cut }
    }

    /// x and step of where restarts begin. The values of another tag tell no place for them.
    fn restarts(&self, axis: Axis, scale: Scale) -> Vec<(f64, i64)> {
        let Some(series) = self.series.filter(|_| axis != Axis::Tag && !self.superseded) else { return Vec::new() };
        let first = stretches(series.restarts(), axis, self.origin);
        let places = first.iter().map(|stretch| (stretch.first(), stretch.chunk().step(stretch.range().start)));
        places.filter(|&(x, _)| scale.holds(x)).collect()
    }

    fn pieces(&self, axis: Axis) -> Vec<Piece<'a>> {
        match (axis, self.series) {
            (Axis::Tag, _) => self.joined.map_or_else(Vec::new, Series::pieces),
            (_, Some(series)) if self.superseded => series.superseded_pieces(),
            (_, series) => series.map_or_else(Vec::new, Series::pieces),
        }
    }
}

/// What each series shows over the view in at most `pixels` + 1 buckets, and one more on either side.
///
/// All series share one grid. What has no place on the scale is left out.
pub fn query(asked: &[Asked<'_>], axis: Axis, view: &View) -> Vec<Buckets> {
    let cut: Vec<Vec<Stretch<'_>>> = asked.iter().map(|asked| asked.stretches(axis, view.scale)).collect();
    let all = || cut.iter().flatten();
    let least = || all().map(Stretch::first).fold(f64::INFINITY, f64::min);
    let lo = view.lo.filter(|&lo| view.scale.holds(lo)).unwrap_or_else(least);
    let hi = view.hi.unwrap_or_else(|| all().map(Stretch::last).fold(f64::NEG_INFINITY, f64::max));
    let (lo, hi) = (lo.clamp(-MOST_X, MOST_X), hi.clamp(-MOST_X, MOST_X));
    let grid = view.pixels.filter(|_| lo <= hi).map(|pixels| (Grid::new(axis, view.scale, lo, hi, pixels), pixels));
    let one = |(asked, stretches): (&Asked<'_>, &Vec<Stretch<'_>>)| {
        let mut buckets = answer(asked, stretches, asked.restarts(axis, view.scale), (lo, hi), grid);
        if let Some(reach) = view.median_reach {
            buckets.median = medians(stretches, &buckets, reach);
        }
        buckets
    };
    match view.median_reach {
        Some(_) => asked.par_iter().zip(&cut).map(one).collect(),
        None => asked.iter().zip(&cut).map(one).collect(),
    }
}

/// A running median for each bucket that has finite values, NaN for the others.
fn medians(stretches: &[Stretch<'_>], buckets: &Buckets, reach: f64) -> Vec<f64> {
    let mut medians = median::medians(stretches, &buckets.middles(), reach);
    for (median, &count) in medians.iter_mut().zip(&buckets.count) {
        if count == 0 {
            *median = f64::NAN;
        }
    }
    medians
}

fn answer(
    asked: &Asked<'_>,
    stretches: &[Stretch<'_>],
    restarts: Vec<(f64, i64)>,
    (lo, hi): (f64, f64),
    grid: Option<(Grid, usize)>,
) -> Buckets {
    let Some(series) = asked.series else { return Buckets::default() };
    let (points, superseded) = (series.points(), series.superseded());
    let mut buckets = Buckets { points, superseded, restarts, ..Buckets::default() };
    match grid {
        Some((grid, pixels)) if count(stretches, lo, hi) > pixels + 1 => {
            buckets.width = grid.width;
            buckets.reserve(pixels + 3, series.is_double());
            fill(stretches, &grid, &mut buckets);
            spikes::find(&mut buckets);
        }
        _ => each(stretches, lo, hi, series.is_double(), &mut buckets),
    }
    buckets
}

/// How many points stand in [lo, hi].
fn count(stretches: &[Stretch<'_>], lo: f64, hi: f64) -> usize {
    stretches.iter().map(|stretch| within(stretch, lo, hi).len()).sum()
}

fn within(stretch: &Stretch<'_>, lo: f64, hi: f64) -> std::ops::Range<usize> {
    let range = stretch.range();
    let from = stretch.partition(range.clone(), |x| x < lo);
    from..stretch.partition(from..range.end, |x| x <= hi)
}

/// The points of [lo, hi] themselves, in order of x, and the nearest point on either side.
fn each(stretches: &[Stretch<'_>], lo: f64, hi: f64, double: bool, buckets: &mut Buckets) {
    let mut found: Vec<(f64, usize, usize)> = Vec::with_capacity(count(stretches, lo, hi) + 2);
    let (mut left, mut right) = (None, None);
    for (number, stretch) in stretches.iter().enumerate() {
        let inside = within(stretch, lo, hi);
        if inside.start > stretch.range().start {
            let place = inside.start - 1;
            let point = (stretch.x(place), number, place);
            left = Some(left.filter(|nearest: &(f64, usize, usize)| nearest.0 > point.0).unwrap_or(point));
        }
        if inside.end < stretch.range().end {
            let point = (stretch.x(inside.end), number, inside.end);
            right = Some(right.filter(|nearest: &(f64, usize, usize)| nearest.0 <= point.0).unwrap_or(point));
        }
        found.extend(inside.map(|place| (stretch.x(place), number, place)));
    }
    if !found.is_sorted_by(|a, b| a.0 <= b.0) {
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    buckets.reserve_points(found.len() + 2, double);
    for (x, number, place) in left.into_iter().chain(found).chain(right) {
        buckets.push_point(x, stretches[number].chunk().value(place));
    }
}
