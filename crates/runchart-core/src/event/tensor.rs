//! TensorProto, as far as scalars need it: one number of any numeric dtype; `array` decodes whole tensors.

use super::wire::{self, Wire, fields};
use crate::error::Malformed;

const FLOAT: u64 = 1;
const DOUBLE: u64 = 2;
const BFLOAT16: u64 = 14;
const HALF: u64 = 19;

/// A number out of a tensor, and whether f32 holds it exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// From a dtype whose every value fits an f32.
    Single(f32),
    /// From float64 and from integers of more than 16 bits.
    Double(f64),
}

/// The number in a TensorProto of rank 0 or with one element; `None` when the tensor is no single number.
pub fn number(tensor: &[u8]) -> Result<Option<Number>, Malformed> {
    let mut dtype = 0;
    let mut elements = 1u64;
    let mut content: &[u8] = &[];
    let mut stored = None;
    for field in fields(tensor) {
        match field? {
            (1, value) => dtype = value.varint()?,
            (2, shape) => elements = element_count(shape.bytes()?)?,
            (4, bytes) => content = bytes.bytes()?,
            (number @ (5 | 6 | 7 | 10 | 11 | 13 | 16 | 17), value) => stored = Some((number, value)),
            _ => {}
        }
    }
    if elements != 1 {
        return Ok(None);
    }
    if !content.is_empty() {
        return from_content(dtype, content);
    }
    // A hostile tensor has values in fields of other types too.
    let stored = stored.filter(|(field, _)| holds(*field, dtype));
    let stored = stored.or_else(|| fields(tensor).flatten().filter(|(field, _)| holds(*field, dtype)).last());
    match stored {
        Some((field, value)) => from_field(dtype, field, value),
        None => Ok(zero(dtype)),
    }
}

/// Whether the values of `dtype` stand in this field.
fn holds(field: u64, dtype: u64) -> bool {
    match field {
        5 => dtype == FLOAT,
        6 => dtype == DOUBLE,
        7 => matches!(dtype, 3..=6 | 17),
        10 => dtype == 9,
        11 => dtype == 10,
        13 => matches!(dtype, HALF | BFLOAT16),
        16 => dtype == 22,
        17 => dtype == 23,
        _ => false,
    }
}

/// Appends a TensorProto of rank 0 and dtype double.
pub fn put_double(out: &mut Vec<u8>, value: f64) {
    wire::put_varint_field(out, 1, DOUBLE);
    wire::put_bytes_field(out, 2, &[]);
    wire::put_bytes_field(out, 6, &value.to_le_bytes());
}

/// Appends a TensorProto of rank 0 and dtype float.
pub fn put_float(out: &mut Vec<u8>, value: f32) {
    wire::put_varint_field(out, 1, FLOAT);
    wire::put_bytes_field(out, 2, &[]);
    wire::put_bytes_field(out, 5, &value.to_le_bytes());
}

fn element_count(shape: &[u8]) -> Result<u64, Malformed> {
    let mut count = 1u64;
    for field in fields(shape) {
        if let (2, dimension) = field? {
            let mut size = 0;
            for part in fields(dimension.bytes()?) {
                if let (1, value) = part? {
                    size = value.varint()?;
                }
            }
            count = count.saturating_mul(size);
        }
    }
    Ok(count)
}

fn from_field(dtype: u64, field: u64, value: Wire<'_>) -> Result<Option<Number>, Malformed> {
    match (field, value) {
        (5, Wire::Fixed32(bytes)) => Ok(Some(Number::Single(f32::from_le_bytes(bytes)))),
        (6, Wire::Fixed64(bytes)) => Ok(Some(Number::Double(f64::from_le_bytes(bytes)))),
        (5, Wire::Bytes(bytes)) => Ok(first(bytes).map(|b| Number::Single(f32::from_le_bytes(b)))),
        (6, Wire::Bytes(bytes)) => Ok(first(bytes).map(|b| Number::Double(f64::from_le_bytes(b)))),
        (_, Wire::Varint(bits)) => Ok(from_varint(dtype, bits)),
        (_, Wire::Bytes(mut bytes)) if !bytes.is_empty() => Ok(from_varint(dtype, wire::take_varint(&mut bytes)?)),
        _ => Ok(None),
    }
}

/// Integers, booleans and the 16-bit floats are all stored as varints.
fn from_varint(dtype: u64, bits: u64) -> Option<Number> {
    match dtype {
        HALF => Some(Number::Single(half_to_single(bits as u16))),
        BFLOAT16 => Some(Number::Single(bfloat_to_single(bits as u16))),
        4 => Some(Number::Single(f32::from(bits as u8))),
        5 => Some(Number::Single(f32::from(bits as i16))),
        6 => Some(Number::Single(f32::from(bits as i8))),
        10 => Some(Number::Single(f32::from(u8::from(bits != 0)))),
        3 => Some(Number::Double(f64::from(bits as i32))),
        9 => Some(Number::Double(bits as i64 as f64)),
        17 => Some(Number::Single(bits as u16 as f32)),
        22 => Some(Number::Double(f64::from(bits as u32))),
        23 => Some(Number::Double(bits as f64)),
        _ => None,
    }
}

fn from_content(dtype: u64, content: &[u8]) -> Result<Option<Number>, Malformed> {
    let double = |value: f64| Some(Number::Double(value));
    let single = |value: f32| Some(Number::Single(value));
    let parsed = match dtype {
        FLOAT => first(content).map(f32::from_le_bytes).and_then(single),
        DOUBLE => first(content).map(f64::from_le_bytes).and_then(double),
        3 => first(content).map(i32::from_le_bytes).and_then(|v| double(f64::from(v))),
        4 => single(f32::from(content[0])),
        10 => single(f32::from(u8::from(content[0] != 0))),
        5 => first(content).map(i16::from_le_bytes).and_then(|v| single(f32::from(v))),
        6 => single(f32::from(content[0] as i8)),
        9 => first(content).map(i64::from_le_bytes).and_then(|v| double(v as f64)),
        BFLOAT16 => first(content).map(u16::from_le_bytes).and_then(|v| single(bfloat_to_single(v))),
        17 => first(content).map(u16::from_le_bytes).and_then(|v| single(f32::from(v))),
        HALF => first(content).map(u16::from_le_bytes).and_then(|v| single(half_to_single(v))),
        22 => first(content).map(u32::from_le_bytes).and_then(|v| double(f64::from(v))),
        23 => first(content).map(u64::from_le_bytes).and_then(|v| double(v as f64)),
        _ => return Ok(None),
    };
    parsed.map(Some).ok_or(Malformed("a tensor with fewer bytes than its dtype needs"))
}

/// Protobuf leaves out what is zero, so a numeric tensor without values is a zero.
fn zero(dtype: u64) -> Option<Number> {
    match dtype {
        DOUBLE | 3 | 9 | 22 | 23 => Some(Number::Double(0.0)),
        FLOAT | 4 | 5 | 6 | 10 | BFLOAT16 | 17 | HALF => Some(Number::Single(0.0)),
        _ => None,
    }
}

fn first<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.first_chunk().copied()
}

/// IEEE half precision to single: every half has an exact single.
pub fn half_to_single(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    match exponent {
        0 => f32::from_bits(sign | (fraction as f32 / 16_777_216.0).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// The upper half of a single, widened.
pub fn bfloat_to_single(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

/// What a TensorProto says before its content, which is field 4: values in row-major, little-endian bytes.
pub fn shape_fields(data_type: u64, shape: &[usize]) -> Vec<u8> {
    let (mut out, mut dimensions) = (Vec::new(), Vec::new());
    for &size in shape {
        let mut dimension = Vec::new();
        wire::put_varint_field(&mut dimension, 1, size as u64);
        wire::put_bytes_field(&mut dimensions, 2, &dimension);
    }
    wire::put_varint_field(&mut out, 1, data_type);
    wire::put_bytes_field(&mut out, 2, &dimensions);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_and_floats_round_trip() {
        let mut out = Vec::new();
        put_double(&mut out, 16_777_217.0);
        assert_eq!(number(&out), Ok(Some(Number::Double(16_777_217.0))));
        out.clear();
        put_float(&mut out, 0.25);
        assert_eq!(number(&out), Ok(Some(Number::Single(0.25))));
    }

    #[test]
    fn halves_widen_exactly() {
        assert_eq!(half_to_single(0x3c00), 1.0);
        assert_eq!(half_to_single(0xc000), -2.0);
        assert_eq!(half_to_single(0x0001), 2f32.powi(-24));
        assert_eq!(half_to_single(0x7c00), f32::INFINITY);
        assert!(half_to_single(0x7e00).is_nan());
        assert_eq!(half_to_single(0x8000).to_bits(), (-0f32).to_bits());
        assert_eq!((half_to_single(0x7bff), half_to_single(0x83ff)), (65_504.0, -1_023.0 * 2f32.powi(-24)));
    }

    #[test]
    fn a_tensor_of_many_elements_or_text_is_no_number() {
        assert_eq!(number(&[0x08, 1, 0x12, 4, 0x12, 2, 0x08, 3]), Ok(None));
        assert_eq!(number(&[0x08, 7, 0x42, 1, b'a']), Ok(None));
    }

    #[test]
    fn a_number_is_that_of_the_field_of_its_dtype() {
        let eight = 8f64.to_le_bytes();
        let mut int = vec![0x08, 3];
        wire::put_double_field(&mut int, 6, 8.0);
        assert_eq!(number(&int), Ok(Some(Number::Double(0.0))), "a double in an integer");
        let mut double = vec![0x08, 2];
        wire::put_bytes_field(&mut double, 6, &eight);
        wire::put_varint_field(&mut double, 13, 1);
        assert_eq!(number(&double), Ok(Some(Number::Double(8.0))), "a half behind the double");
    }

    #[test]
    fn content_shorter_than_its_dtype_is_malformed() {
        assert!(number(&[0x08, 2, 0x22, 2, 0, 0]).is_err());
    }
}
