//! Protobuf's wire format, as far as event files use it: a message is a list of (field number, value).

use crate::error::Malformed;

/// One field's value as it stands in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire<'a> {
    /// int32, int64, bool, enum.
    Varint(u64),
    /// double, fixed64.
    Fixed64([u8; 8]),
    /// float, fixed32.
    Fixed32([u8; 4]),
    /// string, bytes, message, packed numbers.
    Bytes(&'a [u8]),
}

impl<'a> Wire<'a> {
    /// The varint, or what was expected.
    #[inline]
    pub fn varint(self) -> Result<u64, Malformed> {
        if let Wire::Varint(value) = self { Ok(value) } else { Err(Malformed("a field that should be a varint")) }
    }

    /// The f64, or what was expected.
    #[inline]
    pub fn double(self) -> Result<f64, Malformed> {
        if let Wire::Fixed64(bytes) = self {
            Ok(f64::from_le_bytes(bytes))
        } else {
            Err(Malformed("a field that should be a double"))
        }
    }

    /// The f32, or what was expected.
    #[inline]
    pub fn float(self) -> Result<f32, Malformed> {
        if let Wire::Fixed32(bytes) = self {
            Ok(f32::from_le_bytes(bytes))
        } else {
            Err(Malformed("a field that should be a float"))
        }
    }

    /// The bytes, or what was expected.
    #[inline]
    pub fn bytes(self) -> Result<&'a [u8], Malformed> {
        if let Wire::Bytes(bytes) = self { Ok(bytes) } else { Err(Malformed("a field that should be bytes")) }
    }

    /// The text, or what was expected.
    #[inline]
    pub fn text(self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed("text that is not UTF-8"))
    }
}

/// The fields of a message, in order. Ends after the first malformed one.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

/// The fields of the message in `bytes`.
#[inline]
pub fn fields(bytes: &[u8]) -> Fields<'_> {
    Fields { rest: bytes }
}

impl<'a> Fields<'a> {
    #[inline]
    fn read(&mut self) -> Result<(u64, Wire<'a>), Malformed> {
        let key = take_varint(&mut self.rest)?;
        let wire = match key & 7 {
            0 => Wire::Varint(take_varint(&mut self.rest)?),
            1 => Wire::Fixed64(take(&mut self.rest, 8)?.try_into().expect("8 bytes")),
            2 => {
                let length = take_varint(&mut self.rest)?;
                let length = usize::try_from(length).map_err(|_| Malformed("a length beyond memory"))?;
                Wire::Bytes(take(&mut self.rest, length)?)
            }
            5 => Wire::Fixed32(take(&mut self.rest, 4)?.try_into().expect("4 bytes")),
            _ => return Err(Malformed("an unknown wire type")),
        };
        Ok((key >> 3, wire))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Wire<'a>), Malformed>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.read();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

#[inline]
fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Malformed> {
    let (head, tail) = rest.split_at_checked(length).ok_or(Malformed("a field that ends beyond its message"))?;
    *rest = tail;
    Ok(head)
}

/// Takes one varint from the front of `rest`.
#[inline]
pub fn take_varint(rest: &mut &[u8]) -> Result<u64, Malformed> {
    if let [byte @ 0..=127, tail @ ..] = *rest {
        *rest = tail;
        return Ok(u64::from(*byte));
    }
    let mut value = 0u64;
    for (index, &byte) in rest.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            *rest = &rest[index + 1..];
            return Ok(value);
        }
    }
    Err(Malformed("a varint that does not end"))
}

/// Appends a varint.
#[inline]
pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Bytes that `value` takes as a varint.
#[inline]
pub fn varint_length(value: u64) -> usize {
    ((70 - (value | 1).leading_zeros()) / 7) as usize
}

/// Appends a varint field.
#[inline]
pub fn put_varint_field(out: &mut Vec<u8>, number: u32, value: u64) {
    put_varint(out, u64::from(number << 3));
    put_varint(out, value);
}

/// Appends a double field.
#[inline]
pub fn put_double_field(out: &mut Vec<u8>, number: u32, value: f64) {
    put_varint(out, u64::from(number << 3 | 1));
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a float field.
#[inline]
pub fn put_float_field(out: &mut Vec<u8>, number: u32, value: f32) {
    put_varint(out, u64::from(number << 3 | 5));
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a string, bytes or message field.
#[inline]
pub fn put_bytes_field(out: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    put_varint(out, u64::from(number << 3 | 2));
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_round_trip_at_every_length() {
        for shift in 0..64 {
            for value in [1u64 << shift, (1u64 << shift) - 1, u64::MAX >> shift] {
                let mut out = Vec::new();
                put_varint(&mut out, value);
                assert_eq!(out.len(), varint_length(value));
                assert_eq!(take_varint(&mut &out[..]), Ok(value));
            }
        }
    }

    #[test]
    fn a_field_beyond_its_message_is_malformed_and_ends_the_list() {
        let mut fields = fields(&[0x0a, 5, b'a']);
        assert!(fields.next().unwrap().is_err());
        assert!(fields.next().is_none());
    }

    #[test]
    fn an_endless_varint_is_malformed() {
        assert!(take_varint(&mut &[0xff; 11][..]).is_err());
        assert!(take_varint(&mut &[0x80][..]).is_err());
    }
}
