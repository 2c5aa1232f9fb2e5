//! The dyadic grid: buckets of width 2^k, aligned to 0, so that they stay put while data arrives and the view pans.

use super::axis::Axis;

/// The narrowest bucket on an axis of seconds: 2^-20 s, about a microsecond.
const LEAST_EXPONENT: i32 = -20;
const MOST_EXPONENT: i32 = 1023;

/// A division of x into buckets of one width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// A power of two.
    pub width: f64,
    /// Number of the bucket that holds the lower bound.
    pub first: f64,
    /// Number of the bucket that holds the upper bound.
    pub last: f64,
}

impl Grid {
    /// The finest grid with at most `pixels` + 1 buckets over [lo, hi].
    pub fn new(axis: Axis, lo: f64, hi: f64, pixels: usize) -> Grid {
        let least = if axis.is_whole() { 0 } else { LEAST_EXPONENT };
        let guess = ((hi / 2.0 - lo / 2.0) / pixels as f64).log2();
        let mut exponent = if guess.is_finite() { (guess.floor() as i32).clamp(least, MOST_EXPONENT) } else { least };
        loop {
            let width = 2f64.powi(exponent);
            let grid = Grid { width, first: (lo / width).floor(), last: (hi / width).floor() };
            if grid.last - grid.first <= pixels as f64 || exponent == MOST_EXPONENT {
                return grid;
            }
            exponent += 1;
        }
    }

    /// The number of the bucket that holds `x`.
    #[inline]
    pub fn number(&self, x: f64) -> f64 {
        (x / self.width).floor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_is_the_smallest_that_fits() {
        for (lo, hi) in
            [(0.0, 9_999.0), (3.0, 4.0), (-1000.0, 17.5), (1.7e9, 1.7e9 + 0.25), (-1e300, 1e300), (5.0, 5.0)]
        {
            for pixels in [1, 2, 300, 4096] {
                for axis in [Axis::Step, Axis::Wall] {
                    let grid = Grid::new(axis, lo, hi, pixels);
                    assert!(grid.last - grid.first <= pixels as f64, "{lo} {hi} {pixels}");
                    let finer = grid.width / 2.0;
                    let least = if axis.is_whole() { 1.0 } else { 2f64.powi(LEAST_EXPONENT) };
                    assert!(finer < least || (hi / finer).floor() - (lo / finer).floor() > pixels as f64);
                }
            }
        }
    }
}
