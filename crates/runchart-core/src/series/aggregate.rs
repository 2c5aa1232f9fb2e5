//! What a range of points comes to: counts, sum, and where the first, last, smallest and largest finite values stand.
//!
//! A chunk keeps one for every 256 points and one for itself: the pyramid that makes a query over millions of points read
//! thousands.

/// Statistics of a range of points of one chunk. Positions are places in the chunk, meaningful when `count` is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Aggregate {
    /// Finite values.
    pub count: u16,
    /// Values that are not a number.
    pub nan: u16,
    /// Values that are +infinity.
    pub pos_inf: u16,
    /// Values that are -infinity.
    pub neg_inf: u16,
    /// Place of the first finite value.
    pub first: u16,
    /// Place of the last finite value.
    pub last: u16,
    /// Place of the first of the smallest values.
    pub min: u16,
    /// Place of the first of the largest values.
    pub max: u16,
    /// Sum of the finite values.
    pub sum: f64,
}

impl Aggregate {
    /// Of `values`, which stand in their chunk from place `at` on.
    pub fn of<T: Copy + Into<f64>>(values: &[T], at: usize) -> Aggregate {
        let mut result = Aggregate::default();
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for (offset, &value) in values.iter().enumerate() {
            let value: f64 = value.into();
            let place = (at + offset) as u16;
            if !value.is_finite() {
                result.count_other(value);
                continue;
            }
            if result.count == 0 {
                result.first = place;
            }
            result.last = place;
            result.count += 1;
            result.sum += value;
            if value < least {
                (least, result.min) = (value, place);
            }
            if value > most {
                (most, result.max) = (value, place);
            }
        }
        result
    }

    fn count_other(&mut self, value: f64) {
        match value {
            f64::INFINITY => self.pos_inf += 1,
            f64::NEG_INFINITY => self.neg_inf += 1,
            _ => self.nan += 1,
        }
    }

    /// Takes in the range that follows; `value` gives the value at a place of the chunk.
    pub fn extend(&mut self, next: &Aggregate, value: impl Fn(u16) -> f64) {
        self.nan += next.nan;
        self.pos_inf += next.pos_inf;
        self.neg_inf += next.neg_inf;
        if next.count == 0 {
            return;
        }
        if self.count == 0 {
            (self.first, self.min, self.max) = (next.first, next.min, next.max);
        }
        self.last = next.last;
        self.count += next.count;
        self.sum += next.sum;
        if value(next.min) < value(self.min) {
            self.min = next.min;
        }
        if value(next.max) > value(self.max) {
            self.max = next.max;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_extend_to_the_whole() {
        let values = [f64::NAN, 3.0, 1.0, f64::INFINITY, 3.0, 1.0, f64::NEG_INFINITY, 2.0, f64::NAN];
        let whole = Aggregate::of(&values, 0);
        assert_eq!((whole.count, whole.nan, whole.pos_inf, whole.neg_inf), (5, 2, 1, 1));
        assert_eq!((whole.first, whole.last, whole.min, whole.max, whole.sum), (1, 7, 2, 1, 10.0));
        for cut in 0..=values.len() {
            let mut parts = Aggregate::of(&values[..cut], 0);
            parts.extend(&Aggregate::of(&values[cut..], cut), |place| values[place as usize]);
            assert_eq!(parts, whole, "cut at {cut}");
        }
    }
}
