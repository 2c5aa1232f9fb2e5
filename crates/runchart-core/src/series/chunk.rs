//! A chunk is an immutable piece of a series: up to 4,096 points as columns, with the aggregates of each 256.

use std::ops::Range;

use super::aggregate::Aggregate;
use super::steps::Steps;
use crate::event::tensor::Number;

/// The most points in a chunk.
pub const CHUNK: usize = 4096;
/// Points under one aggregate of a chunk.
pub const BLOCK: usize = 256;

/// A column of values: f32, or f64 where the file has f64.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// 4 bytes a value.
    Single(Vec<f32>),
    /// 8 bytes a value.
    Double(Vec<f64>),
}

impl Default for Values {
    fn default() -> Values {
        Values::Single(Vec::new())
    }
}

impl Values {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        match self {
            Values::Single(values) => values.len(),
            Values::Double(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `index`; a single widens exactly.
    #[inline]
    pub fn get(&self, index: usize) -> f64 {
        match self {
            Values::Single(values) => f64::from(values[index]),
            Values::Double(values) => values[index],
        }
    }

    /// Appends a number. After the first double the column holds doubles.
    #[inline]
    pub fn push(&mut self, number: Number) {
        match (&mut *self, number) {
            (Values::Single(values), Number::Single(value)) => values.push(value),
            (Values::Double(values), Number::Single(value)) => values.push(f64::from(value)),
            (_, Number::Double(value)) => self.widen().push(value),
        }
    }

    /// Appends the values of `other` in `range`.
    pub fn extend(&mut self, other: &Values, range: Range<usize>) {
        match (&mut *self, other) {
            (Values::Single(values), Values::Single(more)) => values.extend_from_slice(&more[range]),
            (_, Values::Double(more)) => self.widen().extend_from_slice(&more[range]),
            (Values::Double(values), Values::Single(more)) => values.extend(more[range].iter().map(|&v| f64::from(v))),
        }
    }

    /// Makes room for `count` values, of doubles if `double`.
    pub fn reserve_exact(&mut self, count: usize, double: bool) {
        match self {
            Values::Single(values) if !double => values.reserve_exact(count),
            _ => self.widen().reserve_exact(count),
        }
    }

    fn widen(&mut self) -> &mut Vec<f64> {
        if let Values::Single(values) = self {
            *self = Values::Double(values.iter().map(|&value| f64::from(value)).collect());
        }
        match self {
            Values::Double(values) => values,
            Values::Single(_) => unreachable!("just widened"),
        }
    }

    fn aggregate(&self, range: Range<usize>) -> Aggregate {
        match self {
            Values::Single(values) => Aggregate::of(&values[range.clone()], range.start),
            Values::Double(values) => Aggregate::of(&values[range.clone()], range.start),
        }
    }

    /// A copy without spare capacity.
    fn slice(&self, range: Range<usize>) -> Values {
        match self {
            Values::Single(values) => Values::Single(values[range].to_vec()),
            Values::Double(values) => Values::Double(values[range].to_vec()),
        }
    }
}

/// Points as growing columns of equal length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Points {
    /// The writer's steps.
    pub steps: Vec<i64>,
    /// Seconds since 1970.
    pub walls: Vec<f64>,
    /// The values.
    pub values: Values,
}

impl Points {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Appends a point.
    #[inline]
    pub fn push(&mut self, step: i64, wall: f64, number: Number) {
        self.steps.push(step);
        self.walls.push(wall);
        self.values.push(number);
    }

    /// Appends the points of `other` in `range`.
    pub fn extend(&mut self, other: &Points, range: Range<usize>) {
        self.steps.extend_from_slice(&other.steps[range.clone()]);
        self.walls.extend_from_slice(&other.walls[range.clone()]);
        self.values.extend(&other.values, range);
    }

    /// Removes all points, keeping the memory.
    pub fn clear(&mut self) {
        self.steps.clear();
        self.walls.clear();
        match &mut self.values {
            Values::Single(values) => values.clear(),
            Values::Double(_) => self.values = Values::default(),
        }
    }
}

/// An immutable piece of a series. Never empty.
#[derive(Debug)]
pub struct Chunk {
    steps: Steps,
    walls: Box<[f64]>,
    values: Values,
    blocks: Box<[Aggregate]>,
    whole: Aggregate,
    walls_ascend: bool,
}

impl Chunk {
    /// Of the points in `range`, at least one and at most [`CHUNK`].
    pub fn new(points: &Points, range: Range<usize>) -> Chunk {
        debug_assert!((1..=CHUNK).contains(&range.len()));
        let walls: Box<[f64]> = points.walls[range.clone()].into();
        let values = points.values.slice(range.clone());
        let blocks: Box<[Aggregate]> =
            (0..range.len()).step_by(BLOCK).map(|at| values.aggregate(at..(at + BLOCK).min(range.len()))).collect();
        let mut whole = Aggregate::default();
        for block in &blocks {
            whole.extend(block, |place| values.get(place as usize));
        }
        let walls_ascend = walls.is_sorted() && walls[0].is_finite() && walls[walls.len() - 1].is_finite();
        Chunk { steps: Steps::new(&points.steps[range]), walls, values, blocks, whole, walls_ascend }
    }

    /// The points of both, `other` after these.
    pub fn joined(&self, other: &Chunk) -> Chunk {
        let mut points = Points::default();
        self.copy(0..self.len(), &mut points);
        other.copy(0..other.len(), &mut points);
        let all = 0..points.len();
        Chunk::new(&points, all)
    }

    /// Appends the points in `range` to `out`.
    pub fn copy(&self, range: Range<usize>, out: &mut Points) {
        self.steps.copy(range.clone(), &mut out.steps);
        out.walls.extend_from_slice(&self.walls[range.clone()]);
        out.values.extend(&self.values, range);
    }

    /// How many points.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "a chunk is never empty")]
    pub fn len(&self) -> usize {
        self.walls.len()
    }

    /// The step of the point at `index`.
    #[inline]
    pub fn step(&self, index: usize) -> i64 {
        self.steps.get(index)
    }

    /// The wall time of the point at `index`, seconds since 1970.
    #[inline]
    pub fn wall(&self, index: usize) -> f64 {
        self.walls[index]
    }

    /// The value of the point at `index`.
    #[inline]
    pub fn value(&self, index: usize) -> f64 {
        self.values.get(index)
    }

    /// Whether the values are f64.
    pub fn is_double(&self) -> bool {
        matches!(self.values, Values::Double(_))
    }

    /// Whether the wall times are finite and never go back.
    pub fn walls_ascend(&self) -> bool {
        self.walls_ascend
    }

    /// What the points in `range` come to.
    pub fn aggregate(&self, range: Range<usize>) -> Aggregate {
        if range == (0..self.len()) {
            return self.whole;
        }
        let (first, last) = (range.start.div_ceil(BLOCK), range.end / BLOCK);
        if first >= last {
            return self.values.aggregate(range);
        }
        let value = |place: u16| self.values.get(place as usize);
        let mut result = self.values.aggregate(range.start..first * BLOCK);
        for block in &self.blocks[first..last] {
            result.extend(block, value);
        }
        result.extend(&self.values.aggregate(last * BLOCK..range.end), value);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(count: usize) -> Points {
        let mut points = Points::default();
        for index in 0..count {
            points.push(index as i64, index as f64, Number::Single((index as f32 * 0.7).sin()));
        }
        points
    }

    #[test]
    fn an_aggregate_of_any_range_is_that_of_its_points() {
        let points = points(1000);
        let chunk = Chunk::new(&points, 0..1000);
        for (start, end) in [(0, 1000), (0, 256), (1, 999), (255, 257), (256, 768), (300, 310), (700, 1000), (5, 5)] {
            let (fast, plain) = (chunk.aggregate(start..end), points.values.aggregate(start..end));
            assert_eq!((fast.count, fast.first, fast.last), (plain.count, plain.first, plain.last));
            assert_eq!((fast.min, fast.max), (plain.min, plain.max));
            assert!((fast.sum - plain.sum).abs() < 1e-9);
        }
    }

    #[test]
    fn joining_keeps_every_point_and_the_wider_values() {
        let singles = points(3);
        let mut doubles = singles.clone();
        doubles.push(3, f64::NAN, Number::Double(0.1));
        let joined = Chunk::new(&singles, 0..3).joined(&Chunk::new(&doubles, 0..4));
        assert_eq!((joined.len(), joined.is_double(), joined.walls_ascend()), (7, true, false));
        assert_eq!((joined.value(6), joined.value(1), joined.step(6)), (0.1, f64::from(0.7f32.sin()), 3));
    }
}
