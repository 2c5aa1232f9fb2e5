//! Rows of numbers to tab-separated text, as TensorBoard's projector reads them. Wraps `element`.

use std::convert::Infallible;
use std::sync::LazyLock;

use super::array::Array;
use super::element::{Bool, Brain, Element, Half, elements, with_element};
use super::parallel::in_pieces;

/// So many bytes of numbers are made text at a time: that text stays in the processor's cache until it is taken.
const PIECE: usize = 64 << 10;
/// Numbers are gathered in groups of so many before they are appended.
const GROUP: usize = 64;
/// No number takes more bytes, with what separates it from the next.
const LONGEST: usize = 32;

/// The whole text that [`tsv_pieces`] makes.
pub fn tsv(array: &Array) -> Vec<u8> {
    let mut whole = Vec::new();
    let Ok(()) = tsv_pieces(array, |text| {
        whole.extend_from_slice(text);
        Ok::<(), Infallible>(())
    });
    whole
}

/// Writes an array (rows, columns), one line a row: integers as they are, other numbers in the fewest digits from which
/// their own type reads them back, and `nan`, `inf` and `-inf`. An array of one axis is one column.
///
/// # Errors
/// What `take`, which gets the text piece by piece, refuses it with.
pub fn tsv_pieces<Refusal>(array: &Array, mut take: impl FnMut(&[u8]) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let columns: usize = array.shape.iter().skip(1).product();
    let row = columns * array.dtype.size();
    if row == 0 {
        return take(&vec![b'\n'; array.shape.first().copied().unwrap_or(0)]);
    }
    let write = |bytes: &[u8], text: &mut Vec<u8>| with_element!(array.dtype, E => lines::<E>(bytes, row, text));
    in_pieces(&array.bytes, row * PIECE.div_ceil(row), write, take)
}

fn lines<E: Digits>(bytes: &[u8], row: usize, text: &mut Vec<u8>) {
    let mut group = [0; GROUP * LONGEST];
    for row in bytes.chunks_exact(row) {
        for numbers in row.chunks(GROUP * E::SIZE) {
            let mut end = 0;
            for (number, place) in elements::<E>(numbers).zip(0..GROUP) {
                // At most so much is written, for no number before this one was longer.
                let end_of_group = (place + 1) * LONGEST;
                end += number.write(group[end..end_of_group].first_chunk_mut().expect("room for the longest"));
                group[end] = b'\t';
                end += 1;
            }
            text.extend_from_slice(&group[..end]);
        }
        text.pop();
        text.push(b'\n');
    }
}

/// Where a number is written.
type Place = [u8; LONGEST];

/// A number that can be written.
trait Digits: Element {
    /// Writes it and says how long it is.
    fn write(self, place: &mut Place) -> usize;
}

/// Most numbers have 8 to 16 digits, which two moves of 8 copy sooner than a call of `memcpy` would.
#[inline(always)]
fn put(digits: &[u8], place: &mut Place) -> usize {
    let length = digits.len();
    match (digits.first_chunk::<8>(), digits.last_chunk::<8>()) {
        (Some(first), Some(last)) if length <= 16 => {
            place[..8].copy_from_slice(first);
            place[length - 8..length].copy_from_slice(last);
        }
        _ => place[..length].copy_from_slice(digits),
    }
    length
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Digits for $type {
            #[inline(always)]
            fn write(self, place: &mut Place) -> usize {
                put(itoa::Buffer::new().format(self).as_bytes(), place)
            }
        }
    )*};
}

macro_rules! float {
    ($($type:ty)*) => {$(
        impl Digits for $type {
            #[inline(always)]
            fn write(self, place: &mut Place) -> usize {
                if self.is_finite() {
                    put(zmij::Buffer::new().format_finite(self).as_bytes(), place)
                } else {
                    put(not_finite(f64::from(self)), place)
                }
            }
        }
    )*};
}

whole!(u8 i8 u16 i16 u32 i32 u64 i64);
float!(f32 f64);

impl Digits for Bool {
    fn write(self, place: &mut Place) -> usize {
        put(if self.0 { b"1" } else { b"0" }, place)
    }
}

impl Digits for Half {
    fn write(self, place: &mut Place) -> usize {
        static TEXTS: LazyLock<Vec<Text>> = LazyLock::new(|| texts(|bits| Half(bits).single()));
        put(TEXTS[usize::from(self.0)].bytes(), place)
    }
}

impl Digits for Brain {
    fn write(self, place: &mut Place) -> usize {
        static TEXTS: LazyLock<Vec<Text>> = LazyLock::new(|| texts(|bits| Brain(bits).single()));
        put(TEXTS[usize::from(self.0)].bytes(), place)
    }
}

/// The digits of one of the 65,536 numbers of two bytes: five at most, so all are worked out once.
#[derive(Clone, Copy, Default)]
struct Text {
    bytes: [u8; 23],
    length: u8,
}

impl Text {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

fn texts(number: impl Fn(u16) -> f32) -> Vec<Text> {
    let text = |bits: u16| {
        let value = number(bits);
        let mut place = Place::default();
        let length = if value.is_finite() {
            let next = number(bits + 1);
            let to_next = if next.is_finite() { next - value } else { value - number(bits - 1) };
            shortest(f64::from(value), f64::from(to_next.abs()) / 2.0).write(&mut place)
        } else {
            put(not_finite(f64::from(value)), &mut place)
        };
        let mut text = Text { length: length as u8, ..Text::default() };
        text.bytes[..length].copy_from_slice(&place[..length]);
        text
    };
    (0..=u16::MAX).map(text).collect()
}

/// The number of fewest digits that is nearer to `value` than `reach`. The neighbour below a power of two is only half as
/// far away, so a quarter is kept from there.
fn shortest(value: f64, reach: f64) -> f64 {
    let near = |number: &f64| {
        if number.abs() >= value.abs() { (number - value).abs() < reach } else { (number - value).abs() < reach / 2.0 }
    };
    let rounded = |digits: usize| format!("{value:.digits$e}").parse().unwrap_or(value);
    (0..6).map(rounded).find(near).unwrap_or(value)
}

fn not_finite(value: f64) -> &'static [u8] {
    if value.is_nan() {
        b"nan"
    } else if value > 0.0 {
        b"inf"
    } else {
        b"-inf"
    }
}

#[cfg(test)]
mod tests {
    use super::super::array::Dtype;
    use super::*;

    fn written<const SIZE: usize>(dtype: Dtype, shape: &[usize], values: &[[u8; SIZE]]) -> String {
        String::from_utf8(tsv(&Array::new(values.concat(), dtype, shape.to_vec()).unwrap())).unwrap()
    }

    #[test]
    fn rows_are_lines_and_columns_are_tabs() {
        let values = [1i32, -2, 3, 4, 5, 6].map(i32::to_ne_bytes);
        assert_eq!(written(Dtype::I32, &[3, 2], &values), "1\t-2\n3\t4\n5\t6\n");
        assert_eq!(written(Dtype::I32, &[6], &values), "1\n-2\n3\n4\n5\n6\n");
        assert_eq!(written(Dtype::Bool, &[1, 2], &[[0], [1]]), "0\t1\n");
        assert_eq!(written::<1>(Dtype::U8, &[2, 0], &[]), "\n\n");
        assert_eq!(written::<1>(Dtype::U8, &[0, 2], &[]), "");
    }

    #[test]
    fn digits_are_the_fewest_of_their_type() {
        let values = [0.1f32, 1.0, -2.5e-8, 16_777_216.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY];
        assert_eq!(
            written(Dtype::F32, &[1, 7], &values.map(f32::to_ne_bytes)),
            "0.1\t1.0\t-2.5e-8\t16777216.0\tnan\tinf\t-inf\n"
        );
        assert_eq!(written(Dtype::F64, &[1, 1], &[(0.1f64 + 0.2).to_ne_bytes()]), "0.30000000000000004\n");
        let halves = [0x2E66u16, 0x3C00, 0xFBFF, 0x0001, 0x7C00].map(u16::to_ne_bytes);
        assert_eq!(written(Dtype::F16, &[1, 5], &halves), "0.1\t1.0\t-65500.0\t6e-8\tinf\n");
        assert_eq!(written(Dtype::Bf16, &[1, 2], &[0x3DCDu16, 0x7F7F].map(u16::to_ne_bytes)), "0.1\t3.39e+38\n");
    }

    #[test]
    fn every_half_reads_back() {
        for bits in (0..=u16::MAX).filter(|bits| Half(*bits).single().is_finite()) {
            let value = f64::from(Half(bits).single());
            let mut place = Place::default();
            let length = Half(bits).write(&mut place);
            let read: f64 = std::str::from_utf8(&place[..length]).unwrap().parse().unwrap();
            let neighbours = [bits.wrapping_sub(1), bits + 1].map(|bits| f64::from(Half(bits).single()));
            let nearest = neighbours
                .iter()
                .filter(|other| other.is_finite())
                .all(|other| (read - value).abs() < (read - other).abs());
            assert!(nearest, "{value} as {read}");
        }
    }

    #[test]
    fn threads_do_not_change_the_text() {
        let values: Vec<[u8; 4]> = (0..400_000).map(|place| (place as f32 * 0.37).to_ne_bytes()).collect();
        let text = written(Dtype::F32, &[100_000, 4], &values);
        assert!(text.starts_with("0.0\t0.37\t0.74\t1.11\n"));
        let read: Vec<f32> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
        assert_eq!(text.lines().count(), 100_000);
        assert!(read.iter().zip(&values).all(|(read, value)| read.to_ne_bytes() == *value));
    }
}
