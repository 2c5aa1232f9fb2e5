//! Histograms as they are read: the buckets of a HistogramProto, made fit to be drawn, or of a tensor of [k, 3].

use super::array::{Array, Elements, Numbers};
use super::media::NOT_FINITE;
use super::wire::{Wire, fields};
use crate::error::Malformed;

/// A histogram with the edges of each bucket. The columns are of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HistogramValue {
    /// Left edges.
    pub left: Vec<f64>,
    /// Right edges.
    pub right: Vec<f64>,
    /// Values in each bucket.
    pub counts: Vec<f64>,
    /// What a HistogramProto says beside its buckets.
    pub statistics: Option<Statistics>,
    /// NaN, +infinity and -infinity, where runchart wrote it.
    pub not_finite: [u64; 3],
}

/// Of all finite values of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[expect(missing_docs, reason = "each is its name")]
pub struct Statistics {
    pub min: f64,
    pub max: f64,
    pub num: f64,
    pub sum: f64,
    pub sum_squares: f64,
}

impl HistogramValue {
    /// Of a HistogramProto. Its outermost edges may be those of all f64, so empty buckets at the ends are left out, and least
    /// and greatest value become the outer edges: the rule of TensorBoard's `data_compat`.
    pub fn of_message(message: &[u8]) -> Result<HistogramValue, Malformed> {
        let (mut limits, mut counts) = (Vec::new(), Vec::new());
        let (mut statistics, mut not_finite) = (Statistics::default(), [0; 3]);
        for field in fields(message) {
            match field? {
                (1, value) => statistics.min = value.double()?,
                (2, value) => statistics.max = value.double()?,
                (3, value) => statistics.num = value.double()?,
                (4, value) => statistics.sum = value.double()?,
                (5, value) => statistics.sum_squares = value.double()?,
                (6, value) => take_doubles(value, &mut limits)?,
                (7, value) => take_doubles(value, &mut counts)?,
                (number, value) => {
                    let own =
                        number.checked_sub(u64::from(NOT_FINITE)).and_then(|own| not_finite.get_mut(own as usize));
                    if let Some(count) = own {
                        *count = value.varint()?;
                    }
                }
            }
        }
        let [left, right, counts] = between_extremes(&limits, &counts, &statistics)?;
        Ok(HistogramValue { left, right, counts, statistics: Some(statistics), not_finite })
    }

    /// Of a tensor with rows of left edge, right edge and count.
    pub fn of_tensor(tensor: &[u8]) -> Result<HistogramValue, Malformed> {
        let array = Array::decode(tensor)?;
        let rows = match (&array.shape[..], array.elements) {
            ([_, 3], Elements::Numbers(Numbers::F64(values))) => values,
            ([_, 3], Elements::Numbers(Numbers::F32(values))) => values.into_iter().map(f64::from).collect(),
            _ => return Err(Malformed("a histogram that is no float tensor of [buckets, 3]")),
        };
        let mut histogram = HistogramValue::default();
        for &[left, right, count] in rows.as_chunks().0 {
            histogram.left.push(left);
            histogram.right.push(right);
            histogram.counts.push(count);
        }
        Ok(histogram)
    }
}

/// Left edges, right edges and counts of the buckets from the first to the last that holds anything.
fn between_extremes(limits: &[f64], counts: &[f64], statistics: &Statistics) -> Result<[Vec<f64>; 3], Malformed> {
    let Some(first) = counts.iter().position(|&count| count > 0.0) else { return Ok(Default::default()) };
    let last = counts.iter().rposition(|&count| count > 0.0).unwrap_or(first);
    let inner = limits.get(first..last).ok_or(Malformed("a histogram with fewer edges than buckets"))?;
    let left = std::iter::once(statistics.min).chain(inner.iter().copied()).collect();
    let right = inner.iter().copied().chain([statistics.max]).collect();
    Ok([left, right, counts[first..=last].to_vec()])
}

fn take_doubles(value: Wire<'_>, out: &mut Vec<f64>) -> Result<(), Malformed> {
    match value {
        Wire::Fixed64(bytes) => out.push(f64::from_le_bytes(bytes)),
        _ => {
            let (values, []) = value.bytes()?.as_chunks() else {
                return Err(Malformed("a list with a part of a number"));
            };
            out.extend(values.iter().map(|&bytes| f64::from_le_bytes(bytes)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::media::{Histogram, histogram_fields};
    use super::super::tensor::shape_fields;
    use super::super::wire::{put_bytes_field, put_double_field};
    use super::*;

    fn message(limits: &[f64], counts: &[u64]) -> Vec<u8> {
        let (num, not_finite) = (counts.iter().sum(), [4, 0, 5]);
        histogram_fields(&Histogram {
            min: -1.0,
            max: 2.0,
            num,
            sum: 1.5,
            sum_squares: 5.0,
            limits,
            counts,
            not_finite,
        })
    }

    #[test]
    fn empty_ends_are_left_out_and_the_extremes_are_the_outer_edges() {
        let bytes = message(&[-f64::MAX, -0.5, 0.0, 1.0, f64::MAX], &[0, 1, 0, 3, 0]);
        let histogram = HistogramValue::of_message(&bytes).unwrap();
        assert_eq!(histogram.left, [-1.0, -0.5, 0.0]);
        assert_eq!(histogram.right, [-0.5, 0.0, 2.0]);
        assert_eq!(histogram.counts, [1.0, 0.0, 3.0]);
        assert_eq!(histogram.not_finite, [4, 0, 5]);
        assert_eq!(histogram.statistics.unwrap().sum_squares, 5.0);
    }

    #[test]
    fn one_bucket_reaches_from_least_to_greatest_and_none_is_none() {
        let one = HistogramValue::of_message(&message(&[f64::MAX], &[3])).unwrap();
        assert_eq!((one.left, one.right, one.counts), (vec![-1.0], vec![2.0], vec![3.0]));
        let none = HistogramValue::of_message(&message(&[0.0, 1.0], &[0, 0])).unwrap();
        assert_eq!(none.counts, []);
        assert_eq!(HistogramValue::of_message(&[]).unwrap().counts, []);
    }

    #[test]
    fn lists_need_not_be_packed() {
        let mut bytes = Vec::new();
        for (field, value) in [(6, 0.5), (6, 1.5), (7, 1.0), (7, 2.0)] {
            put_double_field(&mut bytes, field, value);
        }
        let histogram = HistogramValue::of_message(&bytes).unwrap();
        assert_eq!((histogram.left, histogram.counts), (vec![0.0, 0.5], vec![1.0, 2.0]));
    }

    #[test]
    fn fewer_edges_than_buckets_are_malformed() {
        assert!(HistogramValue::of_message(&message(&[0.0], &[1, 1, 1])).is_err());
        assert!(HistogramValue::of_message(&[6 << 3 | 2, 3, 0, 0, 0]).is_err());
    }

    #[test]
    fn a_tensor_has_a_row_for_each_bucket() {
        let mut tensor = shape_fields(1, &[2, 3]);
        let content: Vec<u8> = [0f32, 1.0, 5.0, 1.0, 2.0, 7.0].iter().flat_map(|value| value.to_le_bytes()).collect();
        put_bytes_field(&mut tensor, 4, &content);
        let histogram = HistogramValue::of_tensor(&tensor).unwrap();
        assert_eq!((histogram.left, histogram.right), (vec![0.0, 1.0], vec![1.0, 2.0]));
        assert_eq!((histogram.counts, histogram.statistics), (vec![5.0, 7.0], None));
        assert!(HistogramValue::of_tensor(&shape_fields(1, &[3])).is_err());
        assert_eq!(HistogramValue::of_tensor(&shape_fields(1, &[0, 3])).unwrap().counts, []);
    }
}
