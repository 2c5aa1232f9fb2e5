//! The running median: it does not compose from buckets, so it is taken from every point, where each bucket has its middle.

use super::axis::Stretch;

/// Ranks under one count: half of the digits of a million ranks.
const BLOCK: usize = 1024;

/// For each of `centres`, which ascend, the median of the finite values at most `reach` away; NaN where there is none.
pub fn medians(stretches: &[Stretch<'_>], centres: &[f64], reach: f64) -> Vec<f64> {
    let (Some(&first), Some(&last)) = (centres.first(), centres.last()) else { return Vec::new() };
    let points = finite_points(stretches, first - reach, last + reach);
    let (ranks, sorted) = ranked(&points);
    let mut inside = Ranks::new(sorted.len());
    let (mut from, mut to) = (0, 0);
    let median = |centre: &f64| {
        while to < points.len() && points[to].0 <= centre + reach {
            inside.add(ranks[to]);
            to += 1;
        }
        while from < to && points[from].0 < centre - reach {
            inside.remove(ranks[from]);
            from += 1;
        }
        match to - from {
            0 => f64::NAN,
            count if count % 2 == 1 => sorted[inside.at(count / 2)],
            count => sorted[inside.at(count / 2 - 1)] / 2.0 + sorted[inside.at(count / 2)] / 2.0,
        }
    };
    centres.iter().map(median).collect()
}

/// The points of [lo, hi] with finite values, in order of x.
fn finite_points(stretches: &[Stretch<'_>], lo: f64, hi: f64) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for stretch in stretches {
        let range = stretch.range();
        let from = stretch.partition(range.clone(), |x| x < lo);
        let to = stretch.partition(from..range.end, |x| x <= hi);
        let all = (from..to).map(|place| (stretch.x(place), stretch.chunk().value(place)));
        points.extend(all.filter(|(_, value)| value.is_finite()));
    }
    if !points.is_sorted_by(|a: &(f64, f64), b| a.0 <= b.0) {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    points
}

/// The place of each value among all, and the values in that order.
fn ranked(points: &[(f64, f64)]) -> (Vec<u32>, Vec<f64>) {
    let mut order: Vec<u32> = (0..points.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| points[a as usize].1.total_cmp(&points[b as usize].1));
    let mut ranks = vec![0; points.len()];
    for (rank, &point) in order.iter().enumerate() {
        ranks[point as usize] = rank as u32;
    }
    (ranks, order.iter().map(|&point| points[point as usize].1).collect())
}

/// A set of ranks with counts over blocks: adding and removing are two steps, finding the nth is a walk over blocks.
struct Ranks {
    present: Vec<bool>,
    blocks: Vec<u32>,
}

impl Ranks {
    fn new(count: usize) -> Ranks {
        Ranks { present: vec![false; count], blocks: vec![0; count.div_ceil(BLOCK)] }
    }

    fn add(&mut self, rank: u32) {
        self.present[rank as usize] = true;
        self.blocks[rank as usize / BLOCK] += 1;
    }

    fn remove(&mut self, rank: u32) {
        self.present[rank as usize] = false;
        self.blocks[rank as usize / BLOCK] -= 1;
    }

    /// The rank that has `before` smaller ones in the set, which holds more than that.
    fn at(&self, before: usize) -> usize {
        let mut left = before;
        let mut block = 0;
        while left >= self.blocks[block] as usize {
            left -= self.blocks[block] as usize;
            block += 1;
        }
        let mut ranks = (block * BLOCK..self.present.len()).filter(|&rank| self.present[rank]);
        ranks.nth(left).expect("the set holds more ranks than that")
    }
}
