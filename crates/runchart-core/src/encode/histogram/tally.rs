//! What is counted and summed while the values pass by. Wraps `edges` and `element`.

use super::super::element::Element;
use super::Histogram;
use super::edges::Edges;

/// Counts of the slots of some edges, and sums over finite values.
pub struct Tally {
    /// Values in each slot of the edges.
    pub slots: Vec<u64>,
    /// The smallest finite value; infinity before there is one.
    pub min: f64,
    /// The largest; negative infinity before there is one.
    pub max: f64,
    /// The sum of the finite values.
    pub sum: f64,
    /// The sum of their squares.
    pub sum_squares: f64,
    /// Values that are NaN.
    pub nan: u64,
    /// Values that are positive infinity.
    pub pos_inf: u64,
    /// Values that are negative infinity.
    pub neg_inf: u64,
}

/// Every element of `bytes`, one by one.
pub fn tally<E: Element>(bytes: &[u8], edges: &Edges) -> Tally {
    let mut tally = Tally::new(edges.slots());
    for element in super::super::element::elements::<E>(bytes) {
        tally.add(element.real(), 1, edges);
    }
    tally
}

impl Tally {
    /// Nothing yet.
    pub fn new(slots: usize) -> Tally {
        let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
        Tally { slots: vec![0; slots], min, max, sum: 0.0, sum_squares: 0.0, nan: 0, pos_inf: 0, neg_inf: 0 }
    }

    /// Adds `count` values that are all `value`.
    #[inline]
    pub fn add(&mut self, value: f64, count: u64, edges: &Edges) {
        if value.is_finite() {
            self.slots[edges.slot(value)] += count;
            self.add_finite(value, count as f64);
        } else if value.is_nan() {
            self.nan += count;
        } else if value > 0.0 {
            self.pos_inf += count;
        } else {
            self.neg_inf += count;
        }
    }

    /// Adds to the sums alone.
    #[inline]
    pub fn add_finite(&mut self, value: f64, count: f64) {
        self.min = self.min.min(value);
        self.max = self.max.max(value);
        self.sum += value * count;
        self.sum_squares += value * value * count;
    }

    /// Both together.
    pub fn with(mut self, other: Tally) -> Tally {
        for (slot, more) in self.slots.iter_mut().zip(&other.slots) {
            *slot += more;
        }
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.sum += other.sum;
        self.sum_squares += other.sum_squares;
        self.nan += other.nan;
        self.pos_inf += other.pos_inf;
        self.neg_inf += other.neg_inf;
        self
    }

    /// The histogram of these counts; values beyond the outermost edges are in it if `beyond`.
    pub fn finish(self, edges: &Edges, beyond: bool) -> Histogram {
        let last = self.slots.len() - 1;
        let num = self.slots.iter().sum();
        let (mut limits, mut counts) = (edges.values.to_vec(), self.slots[1..last.max(1)].to_vec());
        if beyond && self.slots[0] > 0 {
            limits.insert(0, self.min);
            counts.insert(0, self.slots[0]);
        }
        if beyond && self.slots[last] > 0 {
            limits.push(self.max);
            counts.push(self.slots[last]);
        }
        let (limits, counts) = trimmed(&limits, &counts);
        let (min, max) = if num == 0 { (0.0, 0.0) } else { (self.min, self.max) };
        let Tally { sum, sum_squares, nan, pos_inf, neg_inf, .. } = self;
        Histogram { min, max, num, sum, sum_squares, limits, counts, nan, pos_inf, neg_inf }
    }
}

/// The bins that hold something and those between them, by their right edges, and an empty bin to their left whose
/// right edge is where the first begins. `edges` has one more element than `counts`.
fn trimmed(edges: &[f64], counts: &[u64]) -> (Vec<f64>, Vec<u64>) {
    let Some(start) = counts.iter().position(|count| *count > 0) else {
        return (vec![0.0], vec![0]);
    };
    let end = counts.iter().rposition(|count| *count > 0).unwrap_or(start) + 1;
    let mut bins = Vec::with_capacity(end - start + 1);
    bins.push(0);
    bins.extend_from_slice(&counts[start..end]);
    (edges[start..=end].to_vec(), bins)
}
