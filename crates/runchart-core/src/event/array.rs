//! Whole tensors: the numbers of a TensorProto of any numeric dtype and shape, or its strings.
//!
//! What a few bytes ask for is bounded: a tensor may hold one value and a shape of billions, over which it is to be spread.

use super::tensor::{bfloat_to_single, half_to_single};
use super::wire::{Wire, fields, take_varint};
use crate::error::Malformed;

/// A tensor that holds fewer values than its shape is spread to no more bytes than this.
const MOST: usize = 256 << 20;
/// Bytes that one more string of a spread tensor is counted as.
const STRING: usize = 64;

/// The numbers of a tensor in row-major order; half and bfloat16 widened to f32.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each is its type")]
pub enum Numbers {
    Bool(Vec<bool>),
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    /// Real and imaginary part.
    Complex64(Vec<[f32; 2]>),
    /// Real and imaginary part.
    Complex128(Vec<[f64; 2]>),
}

/// A decoded TensorProto.
#[derive(Debug, Clone, PartialEq)]
pub struct Array<'a> {
    /// Sizes of its dimensions; empty for a scalar.
    pub shape: Vec<usize>,
    /// Its elements in row-major order, as many as the shape says.
    pub elements: Elements<'a>,
}

/// The elements of a tensor.
#[derive(Debug, Clone, PartialEq)]
pub enum Elements<'a> {
    /// Numbers.
    Numbers(Numbers),
    /// Bytes or text.
    Strings(Vec<&'a [u8]>),
}

impl<'a> Array<'a> {
    /// Decodes a TensorProto.
    pub fn decode(tensor: &'a [u8]) -> Result<Array<'a>, Malformed> {
        let mut stored = Stored { data_type: 0, elements: 1, content: &[], tensor };
        let mut shape = Vec::new();
        for field in fields(tensor) {
            match field? {
                (1, value) => stored.data_type = value.varint()?,
                (2, value) => shape = decode_shape(value.bytes()?)?,
                (4, value) => stored.content = value.bytes()?,
                _ => {}
            }
        }
        stored.elements = element_count(&shape)?;
        let elements = match stored.data_type {
            7 => Elements::Strings(stored.strings()?),
            _ => Elements::Numbers(stored.numbers()?),
        };
        Ok(Array { shape, elements })
    }
}

fn decode_shape(shape: &[u8]) -> Result<Vec<usize>, Malformed> {
    let mut sizes = Vec::new();
    for field in fields(shape) {
        match field? {
            (2, dimension) => sizes.push(decode_size(dimension.bytes()?)?),
            (3, Wire::Varint(1..)) => return Err(Malformed("a tensor of unknown rank")),
            _ => {}
        }
    }
    Ok(sizes)
}

fn decode_size(dimension: &[u8]) -> Result<usize, Malformed> {
    let mut size = 0;
    for field in fields(dimension) {
        if let (1, value) = field? {
            size = value.varint()? as i64;
        }
    }
    usize::try_from(size).map_err(|_| Malformed("a tensor whose shape is not known"))
}

fn element_count(shape: &[usize]) -> Result<usize, Malformed> {
    if shape.contains(&0) {
        return Ok(0);
    }
    let count = shape.iter().try_fold(1usize, |count, &size| count.checked_mul(size));
    count.ok_or(Malformed("a tensor of more elements than memory can hold"))
}

/// What a TensorProto holds, before its dtype is looked at.
struct Stored<'a> {
    data_type: u64,
    elements: usize,
    content: &'a [u8],
    tensor: &'a [u8],
}

impl<'a> Stored<'a> {
    /// The numbers by TensorFlow's number of the dtype; quantized ones as the integers that they are.
    fn numbers(&self) -> Result<Numbers, Malformed> {
        Ok(match self.data_type {
            1 => Numbers::F32(self.fixed(5, f32::from_le_bytes)?),
            2 => Numbers::F64(self.fixed(6, f64::from_le_bytes)?),
            3 | 13 => Numbers::I32(self.varints(7, i32::from_le_bytes, |bits| bits as i32)?),
            4 | 12 => Numbers::U8(self.varints(7, u8::from_le_bytes, |bits| bits as u8)?),
            5 | 15 => Numbers::I16(self.varints(7, i16::from_le_bytes, |bits| bits as i16)?),
            6 | 11 => Numbers::I8(self.varints(7, i8::from_le_bytes, |bits| bits as i8)?),
            8 => Numbers::Complex64(self.fixed(9, single_pair)?),
            9 => Numbers::I64(self.varints(10, i64::from_le_bytes, |bits| bits as i64)?),
            10 => Numbers::Bool(self.varints(11, |[byte]| byte != 0, |bits| bits != 0)?),
            14 => Numbers::F32(self.halves(bfloat_to_single)?),
            16 | 17 => Numbers::U16(self.varints(7, u16::from_le_bytes, |bits| bits as u16)?),
            18 => Numbers::Complex128(self.fixed(12, double_pair)?),
            19 => Numbers::F32(self.halves(half_to_single)?),
            22 => Numbers::U32(self.varints(16, u32::from_le_bytes, |bits| bits as u32)?),
            23 => Numbers::U64(self.varints(17, u64::from_le_bytes, |bits| bits)?),
            _ => return Err(Malformed("a tensor of a dtype that is not known")),
        })
    }

    /// Numbers that are stored as their bytes in the field `number` too.
    fn fixed<T: Copy + Default, const N: usize>(
        &self,
        number: u64,
        from_bytes: fn([u8; N]) -> T,
    ) -> Result<Vec<T>, Malformed> {
        if !self.content.is_empty() {
            return self.content_numbers(from_bytes);
        }
        let mut bytes = Vec::new();
        for value in self.values(number) {
            match value? {
                Wire::Bytes(packed) => bytes.extend_from_slice(packed),
                Wire::Fixed32(one) => bytes.extend_from_slice(&one),
                Wire::Fixed64(one) => bytes.extend_from_slice(&one),
                Wire::Varint(_) => return Err(Malformed("a tensor of floats with an integer in it")),
            }
        }
        let (values, []) = bytes.as_chunks() else { return Err(Malformed("a tensor with a part of a number")) };
        self.spread(values.iter().map(|&bytes| from_bytes(bytes)).collect(), size_of::<T>())
    }

    /// Numbers that are stored as varints in the field `number`.
    fn varints<T: Copy + Default, const N: usize>(
        &self,
        number: u64,
        from_bytes: fn([u8; N]) -> T,
        from_varint: fn(u64) -> T,
    ) -> Result<Vec<T>, Malformed> {
        if !self.content.is_empty() {
            return self.content_numbers(from_bytes);
        }
        let mut values = Vec::new();
        for value in self.values(number) {
            match value? {
                Wire::Varint(bits) => values.push(from_varint(bits)),
                Wire::Bytes(mut packed) => {
                    while !packed.is_empty() {
                        values.push(from_varint(take_varint(&mut packed)?));
                    }
                }
                _ => return Err(Malformed("a tensor of integers with a float in it")),
            }
        }
        self.spread(values, size_of::<T>())
    }

    /// Floats of 16 bits, widened.
    fn halves(&self, widen: fn(u16) -> f32) -> Result<Vec<f32>, Malformed> {
        let bits = self.varints(13, u16::from_le_bytes, |bits| bits as u16)?;
        Ok(bits.into_iter().map(widen).collect())
    }

    fn strings(&self) -> Result<Vec<&'a [u8]>, Malformed> {
        let values = self.values(8).map(|value| value?.bytes()).collect::<Result<Vec<_>, _>>()?;
        self.spread(values, STRING)
    }

    fn values(&self, number: u64) -> impl Iterator<Item = Result<Wire<'a>, Malformed>> {
        fields(self.tensor).filter_map(move |field| match field {
            Ok((found, value)) => (found == number).then_some(Ok(value)),
            Err(malformed) => Some(Err(malformed)),
        })
    }

    fn content_numbers<T, const N: usize>(&self, from_bytes: fn([u8; N]) -> T) -> Result<Vec<T>, Malformed> {
        match self.content.as_chunks() {
            (values, []) if values.len() == self.elements => {
                Ok(values.iter().map(|&bytes| from_bytes(bytes)).collect())
            }
            _ => Err(Malformed("a tensor whose bytes do not fit its shape")),
        }
    }

    /// The last value stands for all that follow, and none at all for zeros, as in TensorFlow.
    fn spread<T: Copy + Default>(&self, mut values: Vec<T>, size: usize) -> Result<Vec<T>, Malformed> {
        if values.len() > self.elements {
            return Err(Malformed("a tensor with more values than its shape holds"));
        }
        if values.len() < self.elements && self.elements > MOST / size {
            return Err(Malformed("a tensor of few values and a shape beyond 256 MiB"));
        }
        values.resize(self.elements, values.last().copied().unwrap_or_default());
        Ok(values)
    }
}

fn single_pair(bytes: [u8; 8]) -> [f32; 2] {
    let [a, b, c, d, e, f, g, h] = bytes;
    [f32::from_le_bytes([a, b, c, d]), f32::from_le_bytes([e, f, g, h])]
}

fn double_pair(bytes: [u8; 16]) -> [f64; 2] {
    let (halves, _) = bytes.as_chunks();
    [f64::from_le_bytes(halves[0]), f64::from_le_bytes(halves[1])]
}

#[cfg(test)]
mod tests {
    use super::super::tensor::shape_fields;
    use super::super::wire::{put_bytes_field, put_varint_field};
    use super::*;

    fn tensor(data_type: u64, shape: &[usize], stored: &[(u32, &[u8])]) -> Vec<u8> {
        let mut out = shape_fields(data_type, shape);
        stored.iter().for_each(|(number, bytes)| put_bytes_field(&mut out, *number, bytes));
        out
    }

    fn numbers(data_type: u64, shape: &[usize], stored: &[(u32, &[u8])]) -> Result<Numbers, Malformed> {
        match Array::decode(&tensor(data_type, shape, stored))?.elements {
            Elements::Numbers(numbers) => Ok(numbers),
            Elements::Strings(_) => panic!("strings"),
        }
    }

    #[test]
    fn content_and_packed_values_give_the_same() {
        let floats = [1f32.to_le_bytes(), 2.5f32.to_le_bytes()].concat();
        for field in [4, 5] {
            assert_eq!(numbers(1, &[2], &[(field, &floats)]), Ok(Numbers::F32(vec![1.0, 2.5])));
        }
        assert_eq!(numbers(5, &[2], &[(4, &[1, 0, 0xff, 0xff])]), Ok(Numbers::I16(vec![1, -1])));
        let minus_one = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert_eq!(numbers(5, &[2], &[(7, &[1]), (7, &minus_one)]), Ok(Numbers::I16(vec![1, -1])));
        assert_eq!(numbers(10, &[2], &[(11, &[1, 0])]), Ok(Numbers::Bool(vec![true, false])));
        assert_eq!(numbers(19, &[1], &[(13, &[0x80, 0x78])]), Ok(Numbers::F32(vec![1.0])));
        assert_eq!(numbers(14, &[1], &[(4, &[0x80, 0x3f])]), Ok(Numbers::F32(vec![1.0])));
        assert_eq!(numbers(23, &[1], &[(17, &minus_one)]), Ok(Numbers::U64(vec![u64::MAX])));
    }

    #[test]
    fn complex_numbers_are_pairs() {
        let pair = [1f32.to_le_bytes(), (-2f32).to_le_bytes()].concat();
        assert_eq!(numbers(8, &[2], &[(9, &pair)]), Ok(Numbers::Complex64(vec![[1.0, -2.0]; 2])));
        let pair = [1f64.to_le_bytes(), (-2f64).to_le_bytes()].concat();
        assert_eq!(numbers(18, &[], &[(4, &pair)]), Ok(Numbers::Complex128(vec![[1.0, -2.0]])));
    }

    #[test]
    fn the_last_value_fills_the_shape_and_none_is_zero() {
        assert_eq!(numbers(3, &[2, 2], &[(7, &[7])]), Ok(Numbers::I32(vec![7; 4])));
        assert_eq!(numbers(3, &[3], &[(7, &[1, 2])]), Ok(Numbers::I32(vec![1, 2, 2])));
        assert_eq!(numbers(9, &[3], &[]), Ok(Numbers::I64(vec![0; 3])));
        assert_eq!(numbers(9, &[0, 7], &[]), Ok(Numbers::I64(vec![])));
        assert!(numbers(3, &[1], &[(7, &[1, 2])]).is_err());
    }

    #[test]
    fn strings_of_any_rank() {
        let bytes = tensor(7, &[2, 1], &[(8, b"a"), (8, b"")]);
        let expected = Array { shape: vec![2, 1], elements: Elements::Strings(vec![b"a", b""]) };
        assert_eq!(Array::decode(&bytes), Ok(expected));
    }

    #[test]
    fn a_shape_of_billions_allocates_nothing() {
        for shape in [&[1 << 62][..], &[1 << 32, 1 << 32], &[usize::MAX, 2], &[1 << 30]] {
            for (data_type, field) in [(1, 5), (3, 7), (7, 8), (8, 9), (19, 13)] {
                assert!(Array::decode(&tensor(data_type, shape, &[])).is_err());
                assert!(Array::decode(&tensor(data_type, shape, &[(field, &[0; 8])])).is_err());
            }
            assert!(numbers(1, shape, &[(4, &[0; 8])]).is_err());
        }
    }

    #[test]
    fn what_no_tensor_can_be_is_malformed() {
        assert!(numbers(99, &[1], &[]).is_err());
        assert!(numbers(1, &[2], &[(4, &[0; 7])]).is_err());
        assert!(numbers(1, &[2], &[(5, &[0; 7])]).is_err());
        assert!(numbers(1, &[usize::MAX], &[]).is_err(), "a size of -1");
        let mut unknown_rank = Vec::new();
        put_varint_field(&mut unknown_rank, 3, 1);
        assert!(
            Array::decode(&{
                let mut out = vec![8, 1];
                put_bytes_field(&mut out, 2, &unknown_rank);
                out
            })
            .is_err()
        );
    }

    #[test]
    fn random_bytes_are_never_more_than_malformed() {
        let mut rng = fastrand::Rng::with_seed(3);
        let good = tensor(1, &[3], &[(5, &[1; 12]), (4, &[2; 12]), (8, b"text")]);
        for _ in 0..20_000 {
            let mut bytes = good.clone();
            (0..rng.usize(1..6)).for_each(|_| {
                let at = rng.usize(..bytes.len());
                bytes[at] = rng.u8(..);
            });
            let _ = Array::decode(&bytes);
        }
    }
}
