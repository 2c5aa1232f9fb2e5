//! Buckets: what the points of a series come to, one bucket for each part of x that has points.

use crate::series::chunk::Values;

use super::axis::Stretch;
use super::grid::Grid;

/// The columns of one answer, one element a bucket, in order of x.
///
/// `first last min max mean` are over finite values and NaN where a bucket has none; `x_*` are where those stand. In a bucket
/// without finite values `x_first` and `x_last` are those of its points, `x_min` and `x_max` equal `x_first`.
///
/// Where each bucket is one point (`width` 0) only `x_first` and `first` are filled: the other x and values equal them, and
/// none is a spike.
#[derive(Debug, Default, PartialEq)]
pub struct Buckets {
    /// Points of the whole series, superseded ones included.
    pub points: usize,
    /// Points that a restart superseded; they are in no bucket.
    pub superseded: usize,
    /// x and step of the first point of each restart, inside the view or not; none of what restarts superseded.
    pub restarts: Vec<(f64, i64)>,
    /// Width of the buckets in x; 0 where each bucket is one point.
    pub width: f64,
    /// x of the first finite value.
    pub x_first: Vec<f64>,
    /// x of the last finite value.
    pub x_last: Vec<f64>,
    /// x of the first of the smallest values.
    pub x_min: Vec<f64>,
    /// x of the first of the largest values.
    pub x_max: Vec<f64>,
    /// The first value.
    pub first: Values,
    /// The last value.
    pub last: Values,
    /// The smallest value.
    pub min: Values,
    /// The largest value.
    pub max: Values,
    /// The mean value.
    pub mean: Values,
    /// The smallest value where it is a spike, else NaN; see [`super::spikes`].
    pub spike_min: Values,
    /// The largest value where it is a spike, else NaN.
    pub spike_max: Values,
    /// The running median at the middle of the bucket, if it was asked for.
    pub median: Vec<f64>,
    /// Finite values.
    pub count: Vec<u32>,
    /// Values that are not a number.
    pub nan: Vec<u32>,
    /// Values that are +infinity.
    pub pos_inf: Vec<u32>,
    /// Values that are -infinity.
    pub neg_inf: Vec<u32>,
}

impl Buckets {
    /// How many buckets.
    pub fn len(&self) -> usize {
        self.count.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count.is_empty()
    }

    /// The middle of each bucket's points.
    pub fn middles(&self) -> Vec<f64> {
        if self.width == 0.0 {
            return self.x_first.clone();
        }
        self.x_first.iter().zip(&self.x_last).map(|(first, last)| first + (last - first) / 2.0).collect()
    }

    /// Makes room for `count` buckets whose values are f64 if `double`.
    pub fn reserve(&mut self, count: usize, double: bool) {
        self.reserve_points(count, double);
        for xs in [&mut self.x_last, &mut self.x_min, &mut self.x_max] {
            xs.reserve_exact(count);
        }
        for values in
            [&mut self.last, &mut self.min, &mut self.max, &mut self.mean, &mut self.spike_min, &mut self.spike_max]
        {
            values.reserve_exact(count, double);
        }
    }

    /// Makes room for `count` buckets of one point each.
    pub fn reserve_points(&mut self, count: usize, double: bool) {
        self.x_first.reserve_exact(count);
        self.first.reserve_exact(count, double);
        for counts in [&mut self.count, &mut self.nan, &mut self.pos_inf, &mut self.neg_inf] {
            counts.reserve_exact(count);
        }
    }

    /// Appends a bucket that is one point.
    pub fn push_point(&mut self, x: f64, value: f64) {
        self.x_first.push(x);
        push_value(&mut self.first, if value.is_finite() { value } else { f64::NAN });
        self.count.push(u32::from(value.is_finite()));
        self.nan.push(u32::from(value.is_nan()));
        self.pos_inf.push(u32::from(value == f64::INFINITY));
        self.neg_inf.push(u32::from(value == f64::NEG_INFINITY));
    }

    /// Appends a bucket.
    pub fn push(&mut self, bucket: &Bucket) {
        let b = bucket.closed();
        for (column, x) in [
            (&mut self.x_first, b.x_first),
            (&mut self.x_last, b.x_last),
            (&mut self.x_min, b.x_min),
            (&mut self.x_max, b.x_max),
        ] {
            column.push(x);
        }
        for (column, value) in [
            (&mut self.first, b.first),
            (&mut self.last, b.last),
            (&mut self.min, b.min),
            (&mut self.max, b.max),
            (&mut self.mean, bucket.mean()),
        ] {
            push_value(column, value);
        }
        self.count.push(b.count);
        self.nan.push(b.nan);
        self.pos_inf.push(b.pos_inf);
        self.neg_inf.push(b.neg_inf);
    }
}

/// Appends a value to a column that is as wide as the series.
pub fn push_value(column: &mut Values, value: f64) {
    match column {
        Values::Single(values) => values.push(value as f32),
        Values::Double(values) => values.push(value),
    }
}

/// One bucket while points are added to it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bucket {
    x_first: f64,
    x_last: f64,
    x_min: f64,
    x_max: f64,
    first: f64,
    last: f64,
    min: f64,
    max: f64,
    sum: f64,
    count: u32,
    nan: u32,
    pos_inf: u32,
    neg_inf: u32,
    /// The least and greatest x of the points whose value is not finite.
    x_others: Option<(f64, f64)>,
}

impl Bucket {
    /// Whether no point was added.
    pub fn is_empty(&self) -> bool {
        self.count == 0 && self.x_others.is_none()
    }

    /// Adds the points at places `range` of the stretch. Stretches are added in the series' order, which decides between equal x.
    pub fn add(&mut self, stretch: &Stretch<'_>, range: std::ops::Range<usize>) {
        let part = stretch.chunk().aggregate(range.clone());
        if usize::from(part.count) < range.len() {
            let (first, last) = (stretch.x(range.start), stretch.x(range.end - 1));
            let (least, most) = self.x_others.unwrap_or((first, last));
            self.x_others = Some((least.min(first), most.max(last)));
            self.nan += u32::from(part.nan);
            self.pos_inf += u32::from(part.pos_inf);
            self.neg_inf += u32::from(part.neg_inf);
        }
        if part.count == 0 {
            return;
        }
        let at = |place: u16| (stretch.x(usize::from(place)), stretch.chunk().value(usize::from(place)));
        let new = self.count == 0;
        let (first, last, min, max) = (at(part.first), at(part.last), at(part.min), at(part.max));
        if new || first.0 < self.x_first {
            (self.x_first, self.first) = first;
        }
        if new || last.0 >= self.x_last {
            (self.x_last, self.last) = last;
        }
        if new || min.1 < self.min || (min.1 == self.min && min.0 < self.x_min) {
            (self.x_min, self.min) = min;
        }
        if new || max.1 > self.max || (max.1 == self.max && max.0 < self.x_max) {
            (self.x_max, self.max) = max;
        }
        self.sum += part.sum;
        self.count += u32::from(part.count);
    }

    /// The bucket as it is answered when it holds no finite value.
    fn closed(&self) -> Bucket {
        let Some((least, most)) = self.x_others.filter(|_| self.count == 0) else { return *self };
        let nan = f64::NAN;
        Bucket {
            x_first: least,
            x_last: most,
            x_min: least,
            x_max: least,
            first: nan,
            last: nan,
            min: nan,
            max: nan,
            ..*self
        }
    }

    /// The smallest and the largest finite value.
    pub fn extremes(&self) -> Option<(f64, f64)> {
        (self.count > 0).then_some((self.min, self.max))
    }

    /// The mean, between min and max even where the sum of huge doubles overflows.
    pub fn mean(&self) -> f64 {
        if self.count == 0 {
            return f64::NAN;
        }
        let mean = self.sum / f64::from(self.count);
        if mean.is_nan() { self.min / 2.0 + self.max / 2.0 } else { mean.clamp(self.min, self.max) }
    }
}

/// The buckets of `grid` that hold points of `stretches`, and the nearest on either side, so that lines leave the view.
pub fn fill(stretches: &[Stretch<'_>], grid: &Grid, buckets: &mut Buckets) {
    let count = (grid.last - grid.first) as usize + 1;
    let mut inside = vec![Bucket::default(); count];
    let (mut left, mut right) = (Bucket::default(), Bucket::default());
    let (left_number, right_number) = neighbours(stretches, grid);
    for stretch in stretches {
        let range = stretch.range();
        let from = stretch.partition(range.clone(), |x| grid.number(x) < grid.first);
        let to = stretch.partition(from..range.end, |x| grid.number(x) <= grid.last);
        add_bucket(stretch, range.start..from, grid, left_number, &mut left);
        let mut at = from;
        while at < to {
            let number = grid.number(stretch.x(at));
            let end = stretch.partition(at..to, |x| grid.number(x) <= number);
            inside[(number - grid.first) as usize].add(stretch, at..end);
            at = end;
        }
        add_bucket(stretch, to..range.end, grid, right_number, &mut right);
    }
    let all = std::iter::once(&left).chain(&inside).chain(std::iter::once(&right));
    all.filter(|bucket| !bucket.is_empty()).for_each(|bucket| buckets.push(bucket));
}

/// Numbers of the nearest buckets with points before and after the grid.
fn neighbours(stretches: &[Stretch<'_>], grid: &Grid) -> (Option<f64>, Option<f64>) {
    let (mut left, mut right) = (None, None);
    for stretch in stretches {
        let range = stretch.range();
        let from = stretch.partition(range.clone(), |x| grid.number(x) < grid.first);
        if from > range.start {
            let number = grid.number(stretch.x(from - 1));
            left = Some(left.map_or(number, |nearest: f64| nearest.max(number)));
        }
        let to = stretch.partition(from..range.end, |x| grid.number(x) <= grid.last);
        if to < range.end {
            let number = grid.number(stretch.x(to));
            right = Some(right.map_or(number, |nearest: f64| nearest.min(number)));
        }
    }
    (left, right)
}

fn add_bucket(
    stretch: &Stretch<'_>,
    range: std::ops::Range<usize>,
    grid: &Grid,
    number: Option<f64>,
    bucket: &mut Bucket,
) {
    let Some(number) = number else { return };
    let from = stretch.partition(range.clone(), |x| grid.number(x) < number);
    let to = stretch.partition(from..range.end, |x| grid.number(x) <= number);
    if from < to {
        bucket.add(stretch, from..to);
    }
}
