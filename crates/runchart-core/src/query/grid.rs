//! The dyadic grid: buckets of width 2^k, aligned to 0, so that they stay put while data arrives and the view pans.

use super::axis::Axis;
use super::scale::Scale;

const MOST_EXPONENT: i32 = 1023;

/// A division of x into buckets that are equally wide on a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// A power of two, in x on a linear scale, else in doublings of x.
    pub width: f64,
    /// Number of the bucket that holds the lower bound.
    pub first: f64,
    /// Number of the bucket that holds the upper bound.
    pub last: f64,
    scale: Scale,
}

impl Grid {
    /// The finest grid with at most `pixels` + 1 buckets over [lo, hi], both of which have a place on `scale`.
    pub fn new(axis: Axis, scale: Scale, lo: f64, hi: f64, pixels: usize) -> Grid {
        let least = axis.least_exponent(scale);
        let (from, to) = (scale.place(lo), scale.place(hi));
        let guess = ((to / 2.0 - from / 2.0) / pixels as f64).log2();
        let mut exponent = if guess.is_finite() { (guess.floor() as i32).clamp(least, MOST_EXPONENT) } else { least };
        loop {
            let width = 2f64.powi(exponent);
            let grid = Grid { width, first: (from / width).floor(), last: (to / width).floor(), scale };
            if grid.last - grid.first <= pixels as f64 || exponent == MOST_EXPONENT {
                return grid;
            }
            exponent += 1;
        }
    }

    /// The number of the bucket that holds `x`.
    #[inline]
    pub fn number(&self, x: f64) -> f64 {
        (self.scale.place(x) / self.width).floor()
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
                for axis in [Axis::Step, Axis::Wall, Axis::Tag] {
                    for scale in [Scale::Linear, Scale::Symlog(1.0), Scale::Log] {
                        let lo = if scale.holds(lo) { lo } else { 1e-6 };
                        let grid = Grid::new(axis, scale, lo, hi, pixels);
                        assert!(grid.last - grid.first <= pixels as f64, "{lo} {hi} {pixels}");
                        let finer = grid.width / 2.0;
                        let (from, to) = (scale.place(lo), scale.place(hi));
                        let least = 2f64.powi(axis.least_exponent(scale));
                        assert!(finer < least || (to / finer).floor() - (from / finer).floor() > pixels as f64);
                    }
                }
            }
        }
    }
}
