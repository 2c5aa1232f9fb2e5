//! Statistics: what the points of a whole series come to, for a table of runs.

use crate::series::Series;

use super::axis::{Axis, stretches};
use super::buckets::Bucket;

/// The last value as it is; the others over finite values, NaN where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// The value of the last point.
    pub last: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// The mean value.
    pub mean: f64,
}

impl Statistics {
    /// Of the points that are shown.
    pub fn of(series: &Series) -> Statistics {
        let mut all = Bucket::default();
        for stretch in stretches(series.pieces(), Axis::Index, 0.0) {
            all.add(&stretch, stretch.range());
        }
        let (_, _, last) = series.ends();
        let (min, max) = all.extremes().unwrap_or((f64::NAN, f64::NAN));
        Statistics { last, min, max, mean: all.mean() }
    }
}
