//! Where the values of an array lie: counts between edges, and the values' sums. Wraps `element`.
//!
//! Without edges of the caller's own these are TensorBoard's, from -1e20 to 1e20, each 1.1 times as far from 0 as the
//! one before. A bin holds its left edge, and the last bin its right edge too, as numpy's do.

mod edges;
mod narrow;
mod single;
mod tally;

use super::array::{Dtype, Mismatch};
use super::element::with_element;
use super::parallel::in_parts;
use edges::Edges;
use tally::Tally;

/// Below this many bytes a thread would cost more than it saves.
const BYTES_PER_THREAD: usize = 2 << 20;
/// From so many elements on it is quicker to count all 65,536 values of two bytes than to look each element up.
const MANY: usize = 1 << 15;

/// A histogram as an event holds it: the non-empty span of the bins, and one empty bin to its left.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The smallest finite value; 0 if there is none.
    pub min: f64,
    /// The largest finite value; 0 if there is none.
    pub max: f64,
    /// How many values are finite.
    pub num: u64,
    /// The sum of the finite values.
    pub sum: f64,
    /// The sum of their squares.
    pub sum_squares: f64,
    /// The right edge of each bin.
    pub limits: Vec<f64>,
    /// How many values lie in each bin.
    pub counts: Vec<u64>,
    /// How many values are NaN.
    pub nan: u64,
    /// How many are positive infinity.
    pub pos_inf: u64,
    /// How many are negative infinity.
    pub neg_inf: u64,
}

/// Refuses edges that do not rise or are fewer than two.
pub fn check_edges(edges: &[f64]) -> Result<(), Mismatch> {
    if edges.len() < 2 {
        let given = edges.len();
        return Err(Mismatch(format!("{given} edges were given; a histogram takes at least 2, from left to right")));
    }
    match edges.windows(2).find(|pair| !matches!(pair, [left, right] if left <= right)) {
        Some(pair) => Err(Mismatch(format!(
            "edge {} is followed by edge {}; edges must rise from left to right",
            pair[0], pair[1]
        ))),
        None => Ok(()),
    }
}

/// Counts the values in `bytes`, of one type and in native order, between `edges`, or between TensorBoard's.
///
/// Finite values beyond TensorBoard's outermost edges get a bin of their own up to the outermost value, so that the
/// counts add up to `num`; values beyond given edges are not counted, as in numpy. Edges that [`check_edges`] refuses
/// count nothing.
pub fn histogram(bytes: &[u8], dtype: Dtype, edges: Option<&[f64]>) -> Histogram {
    match edges {
        None => summed(bytes, dtype, Edges::tensorboard()).finish(Edges::tensorboard(), true),
        Some(given) if check_edges(given).is_ok() => {
            let edges = Edges::given(given, bytes.len() / dtype.size());
            summed(bytes, dtype, &edges).finish(&edges, false)
        }
        Some(_) => Tally::new(1).finish(&Edges::given(&[0.0], 0), false),
    }
}

fn summed(bytes: &[u8], dtype: Dtype, edges: &Edges) -> Tally {
    let parts = in_parts(bytes, dtype.size(), BYTES_PER_THREAD, |bytes| part(bytes, dtype, edges));
    parts.into_iter().reduce(Tally::with).unwrap_or_else(|| Tally::new(edges.slots()))
}

fn part(bytes: &[u8], dtype: Dtype, edges: &Edges) -> Tally {
    match dtype {
        Dtype::F32 if edges.are_tensorboards() => single::tally(bytes, edges),
        Dtype::Bool | Dtype::U8 | Dtype::I8 => with_element!(dtype, E => narrow::tally_bytes::<E>(bytes, edges)),
        Dtype::F16 | Dtype::Bf16 | Dtype::I16 | Dtype::U16 if bytes.len() / 2 >= MANY => {
            with_element!(dtype, E => narrow::tally_pairs::<E>(bytes, edges))
        }
        _ => with_element!(dtype, E => tally::tally::<E>(bytes, edges)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], edges: Option<&[f64]>) -> Histogram {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        histogram(&bytes, Dtype::F64, edges)
    }

    fn single(values: &[f64], edges: Option<&[f64]>) -> Histogram {
        let bytes: Vec<u8> = values.iter().flat_map(|value| (*value as f32).to_ne_bytes()).collect();
        histogram(&bytes, Dtype::F32, edges)
    }

    fn bins(histogram: &Histogram) -> (&[f64], &[u64]) {
        (&histogram.limits, &histogram.counts)
    }

    /// Expected values are what tensorboardX 2.6.5 gave for the same input.
    #[test]
    fn values_between_tensorboards_edges() {
        for make in [of, single] {
            assert_eq!(bins(&make(&[1.0], None)), (&[0.917246389039776, 1.0089710279437536][..], &[0, 1][..]));
            assert_eq!(bins(&make(&[0.0, -0.0], None)), (&[0.0, 1e-12][..], &[0, 2][..]));
            let equal = make(&[-2.5; 3], None);
            assert_eq!(bins(&equal), (&[-2.6170109961884593, -2.379100905625872][..], &[0, 3][..]));
            assert_eq!((equal.min, equal.max, equal.num, equal.sum, equal.sum_squares), (-2.5, -2.5, 3, -7.5, 18.75));
            let close = make(&[1.0, 1.1, 1.2, 1.3], None);
            let limits =
                [0.917246389039776, 1.0089710279437536, 1.109868130738129, 1.220854943811942, 1.3429404381931362];
            assert_eq!(bins(&close), (&limits[..], &[0, 1, 1, 1, 1][..]));
        }
    }

    #[test]
    fn values_on_tensorboards_edges() {
        let edge = 1.0834705943388396e-11;
        let on_edges = of(&[edge, -edge, edge.next_down()], None);
        assert_eq!(
            (on_edges.limits.len(), on_edges.limits[0], on_edges.limits[53]),
            (54, -edge, 1.1918176537727236e-11)
        );
        assert_eq!((on_edges.counts[1], on_edges.counts[52], on_edges.counts[53]), (1, 1, 1));
        let last = 9.920775621859783e+19;
        assert_eq!(bins(&of(&[last], None)), (&[9.018886928963438e+19, last][..], &[0, 1][..]));
        assert_eq!(bins(&of(&[-last], None)), (&[-last, -9.018886928963438e+19][..], &[0, 1][..]));
    }

    #[test]
    fn values_beyond_tensorboards_edges_have_bins_of_their_own() {
        let last = 9.920775621859783e+19;
        for make in [of, single] {
            let above = make(&[1e30f32.into()], None);
            assert_eq!(bins(&above), (&[last, 1e30f32.into()][..], &[0, 1][..]));
            let below = make(&[(-1e30f32).into(), (-1e25f32).into()], None);
            assert_eq!(bins(&below), (&[(-1e30f32).into(), -last][..], &[0, 2][..]));
            let both = make(&[(-1e30f32).into(), 1.0, 1e30f32.into()], None);
            assert_eq!((both.counts.len(), both.counts.iter().sum::<u64>(), both.num), (1551, 3, 3));
        }
        assert_eq!(of(&[f64::MAX], None).limits, [last, f64::MAX]);
    }

    /// Expected values are what tensorboardX 2.6.5 gave for the same input.
    #[test]
    fn values_between_given_edges() {
        let edges = Some(&[0.0, 1.0, 2.0, 4.0][..]);
        for make in [of, single] {
            let all = make(&[0.0, 0.5, 1.0, 2.0, 3.0, 4.0, -1.0, 9.0], edges);
            assert_eq!(bins(&all), (&[0.0, 1.0, 2.0, 4.0][..], &[0, 2, 1, 3][..]));
            assert_eq!((all.min, all.max, all.num, all.sum, all.sum_squares), (-1.0, 9.0, 8, 18.5, 112.25));
            assert_eq!(bins(&make(&[3.5, 4.0], edges)), (&[2.0, 4.0][..], &[0, 2][..]));
            assert_eq!(bins(&make(&[0.125], edges)), (&[0.0, 1.0][..], &[0, 1][..]));
            let twice = make(&[1.0, 1.0, 2.0, 0.5], Some(&[0.0, 1.0, 1.0, 2.0]));
            assert_eq!(bins(&twice), (&[0.0, 1.0, 1.0, 2.0][..], &[0, 1, 0, 3][..]));
            assert_eq!(bins(&make(&[7.0], edges)), (&[0.0][..], &[0][..]));
        }
        let many = of(&vec![1.5; 40_000], edges);
        assert_eq!(bins(&many), (&[1.0, 2.0][..], &[0, 40_000][..]));
    }

    #[test]
    fn nan_and_infinities_are_counted_apart() {
        for edges in [None, Some(&[-10.0, 0.0, 10.0][..])] {
            for make in [of, single] {
                let mixed = make(&[f64::NAN, 2.0, f64::INFINITY, -3.0, f64::NEG_INFINITY, f64::NAN], edges);
                assert_eq!((mixed.nan, mixed.pos_inf, mixed.neg_inf, mixed.num), (2, 1, 1, 2));
                assert_eq!((mixed.min, mixed.max, mixed.sum, mixed.sum_squares), (-3.0, 2.0, -1.0, 13.0));
                for nothing in [make(&[f64::NAN; 3], edges), make(&[], edges)] {
                    assert_eq!(bins(&nothing), (&[0.0][..], &[0][..]));
                    assert_eq!((nothing.min, nothing.max, nothing.num, nothing.sum), (0.0, 0.0, 0, 0.0));
                }
            }
        }
    }

    #[test]
    fn every_type_counts_like_float64() {
        let values: Vec<f64> = (0..70_000).map(|place| f64::from(place % 100)).collect();
        let meant = of(&values, None);
        let made = |dtype: Dtype, bytes: fn(f64) -> Vec<u8>| {
            let bytes: Vec<u8> = values.iter().copied().flat_map(bytes).collect();
            assert_eq!(histogram(&bytes, dtype, None), meant, "{dtype:?}");
        };
        made(Dtype::U8, |value| vec![value as u8]);
        made(Dtype::I8, |value| vec![value as u8]);
        made(Dtype::I16, |value| (value as i16).to_ne_bytes().to_vec());
        made(Dtype::U32, |value| (value as u32).to_ne_bytes().to_vec());
        made(Dtype::I64, |value| (value as i64).to_ne_bytes().to_vec());
        made(Dtype::Bf16, |value| (((value as f32).to_bits() >> 16) as u16).to_ne_bytes().to_vec());
        made(Dtype::F32, |value| (value as f32).to_ne_bytes().to_vec());
    }

    #[test]
    fn threads_do_not_change_the_counts() {
        let values: Vec<f64> = (0..2_000_000).map(|place| f64::from(place % 1000)).collect();
        let whole = of(&values, None);
        assert_eq!((whole.num, whole.sum), (2_000_000, 999_000_000.0));
        assert_eq!(whole.counts.iter().sum::<u64>(), 2_000_000);
    }

    #[test]
    fn edges_that_do_not_rise_are_refused() {
        assert!(check_edges(&[0.0, 1.0, 1.0]).is_ok());
        assert_eq!(
            check_edges(&[0.0, 2.0, 1.0]).unwrap_err().to_string(),
            "edge 2 is followed by edge 1; edges must rise from left to right"
        );
        assert!(check_edges(&[0.0, f64::NAN]).is_err());
        assert!(check_edges(&[f64::NAN, 1.0]).is_err());
        assert!(check_edges(&[1.0]).unwrap_err().to_string().starts_with("1 edges were given"));
        assert_eq!(bins(&of(&[1.0], Some(&[3.0, 2.0]))), (&[0.0][..], &[0][..]));
    }
}
