//! The fields of histograms, images and sound, as summaries hold them.

use super::wire::{put_bytes_field, put_double_field, put_float_field, put_varint, put_varint_field};

/// What a HistogramProto says. Right edges and counts are of one length.
#[derive(Debug, Clone, Copy)]
pub struct Histogram<'a> {
    /// Least finite value.
    pub min: f64,
    /// Greatest finite value.
    pub max: f64,
    /// How many finite values there are.
    pub num: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub sum_squares: f64,
    /// Right edges.
    pub limits: &'a [f64],
    /// Values in each bucket.
    pub counts: &'a [u64],
    /// NaN, +infinity and -infinity: fields of our own, which other readers skip.
    pub not_finite: [u64; 3],
}

/// The first of our own fields of a HistogramProto.
pub const NOT_FINITE: u32 = 101;

/// A HistogramProto.
pub fn histogram_fields(histogram: &Histogram<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    put_double_field(&mut out, 1, histogram.min);
    put_double_field(&mut out, 2, histogram.max);
    put_double_field(&mut out, 3, histogram.num as f64);
    put_double_field(&mut out, 4, histogram.sum);
    put_double_field(&mut out, 5, histogram.sum_squares);
    put_doubles(&mut out, 6, histogram.limits.iter().copied());
    put_doubles(&mut out, 7, histogram.counts.iter().map(|&count| count as f64));
    for (field, &count) in (NOT_FINITE..).zip(&histogram.not_finite) {
        if count > 0 {
            put_varint_field(&mut out, field, count);
        }
    }
    out
}

/// What a Summary.Image says before its bytes, which are field 4. TensorFlow calls the channels colour space.
pub fn image_fields(height: usize, width: usize, channels: usize) -> Vec<u8> {
    let mut out = Vec::new();
    put_varint_field(&mut out, 1, height as u64);
    put_varint_field(&mut out, 2, width as u64);
    put_varint_field(&mut out, 3, channels as u64);
    out
}

/// What a Summary.Audio of a WAV says before and behind its bytes, which are field 4.
pub fn audio_fields(sample_rate: u32, channels: usize, frames: usize) -> (Vec<u8>, Vec<u8>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    put_float_field(&mut before, 1, sample_rate as f32);
    put_varint_field(&mut before, 2, channels as u64);
    put_varint_field(&mut before, 3, frames as u64);
    put_bytes_field(&mut after, 5, b"audio/wav");
    (before, after)
}

fn put_doubles(out: &mut Vec<u8>, field: u32, values: impl ExactSizeIterator<Item = f64>) {
    put_varint(out, u64::from(field << 3 | 2));
    put_varint(out, values.len() as u64 * 8);
    values.for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
}

#[cfg(test)]
mod tests {
    use super::super::wire::{Wire, fields};
    use super::*;

    #[test]
    fn a_histogram_holds_its_columns_packed() {
        let histogram = Histogram {
            min: -1.0,
            max: 2.0,
            num: 3,
            sum: 1.5,
            sum_squares: 5.0,
            limits: &[0.0, 2.0],
            counts: &[1, 2],
            not_finite: [4, 0, 5],
        };
        let out = histogram_fields(&histogram);
        let fields: Vec<_> = fields(&out).map(Result::unwrap).collect();
        let numbers: Vec<u64> = fields.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 101, 103]);
        assert_eq!(fields[2].1.double(), Ok(3.0));
        assert_eq!(fields[6].1, Wire::Bytes(&[1.0f64.to_le_bytes(), 2.0f64.to_le_bytes()].concat()));
        assert_eq!(fields[8].1, Wire::Varint(5));
    }

    #[test]
    fn sound_says_how_long_it_is() {
        let (before, after) = audio_fields(44_100, 2, 10);
        let values: Vec<_> = fields(&before).map(Result::unwrap).map(|(_, value)| value).collect();
        assert_eq!(values, [Wire::Fixed32(44_100f32.to_le_bytes()), Wire::Varint(2), Wire::Varint(10)]);
        assert_eq!(fields(&after).next(), Some(Ok((5, Wire::Bytes(b"audio/wav")))));
    }
}
