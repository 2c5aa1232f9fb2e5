//! One element of an array, read from its bytes. Nothing below; the lowest file of this room beside `array`.

/// A number as it lies in an array.
pub trait Element: Copy + Send + Sync {
    /// Bytes of one.
    const SIZE: usize;
    /// Reads the one at the start of `bytes`, which hold at least [`Element::SIZE`].
    fn read(bytes: &[u8]) -> Self;
    /// Its value; 64-bit integers are rounded.
    fn real(self) -> f64;
}

/// The elements of `bytes`, one after another. Bytes that make no whole element are left out.
#[inline(always)]
pub fn elements<E: Element>(bytes: &[u8]) -> impl ExactSizeIterator<Item = E> {
    bytes.chunks_exact(E::SIZE).map(E::read)
}

macro_rules! number {
    ($($type:ty)*) => {$(
        impl Element for $type {
            const SIZE: usize = size_of::<$type>();
            #[inline(always)]
            fn read(bytes: &[u8]) -> $type {
                <$type>::from_ne_bytes(*bytes.first_chunk().expect("a whole element"))
            }
            #[inline(always)]
            #[allow(clippy::unnecessary_cast, reason = "f64 is one of the types")]
            fn real(self) -> f64 {
                self as f64
            }
        }
    )*};
}

number!(u8 i8 u16 i16 u32 i32 u64 i64 f32 f64);

/// numpy's bool: a byte that is 0 or 1.
#[derive(Debug, Clone, Copy)]
pub struct Bool(pub bool);

impl Element for Bool {
    const SIZE: usize = 1;
    #[inline(always)]
    fn read(bytes: &[u8]) -> Bool {
        Bool(bytes[0] != 0)
    }
    #[inline(always)]
    fn real(self) -> f64 {
        f64::from(u8::from(self.0))
    }
}

/// IEEE 754 half precision, as its bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Half(pub u16);

impl Half {
    /// The same number; every half is also a single.
    #[inline(always)]
    pub fn single(self) -> f32 {
        let sign = u32::from(self.0 & 0x8000) << 16;
        let magnitude = u32::from(self.0 & 0x7FFF) << 13;
        // The exponent of a half is 112 less than that of the single of the same value, and a product mends denormals too.
        let finite = f32::from_bits(magnitude) * f32::from_bits((127 + 112) << 23);
        let bits = if magnitude >= 0x7C00 << 13 { magnitude | 0x7F80_0000 } else { finite.to_bits() };
        f32::from_bits(bits | sign)
    }
}

impl Element for Half {
    const SIZE: usize = 2;
    #[inline(always)]
    fn read(bytes: &[u8]) -> Half {
        Half(u16::read(bytes))
    }
    #[inline(always)]
    fn real(self) -> f64 {
        f64::from(self.single())
    }
}

/// bfloat16, the upper half of a single, as its bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brain(pub u16);

impl Brain {
    /// The same number.
    #[inline(always)]
    pub fn single(self) -> f32 {
        f32::from_bits(u32::from(self.0) << 16)
    }
}

impl Element for Brain {
    const SIZE: usize = 2;
    #[inline(always)]
    fn read(bytes: &[u8]) -> Brain {
        Brain(u16::read(bytes))
    }
    #[inline(always)]
    fn real(self) -> f64 {
        f64::from(self.single())
    }
}

/// Evaluates `$body` with `$element` standing for the Rust type of `$dtype`'s elements.
macro_rules! with_element {
    ($dtype:expr, $element:ident => $body:expr) => {{
        use $crate::encode::array::Dtype;
        use $crate::encode::element::{Bool, Brain, Half};
        macro_rules! of {
            ($type:ty) => {{
                type $element = $type;
                $body
            }};
        }
        match $dtype {
            Dtype::Bool => of!(Bool),
            Dtype::U8 => of!(u8),
            Dtype::I8 => of!(i8),
            Dtype::U16 => of!(u16),
            Dtype::I16 => of!(i16),
            Dtype::U32 => of!(u32),
            Dtype::I32 => of!(i32),
            Dtype::U64 => of!(u64),
            Dtype::I64 => of!(i64),
            Dtype::F16 => of!(Half),
            Dtype::Bf16 => of!(Brain),
            Dtype::F32 => of!(f32),
            Dtype::F64 => of!(f64),
        }
    }};
}
pub(crate) use with_element;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_become_singles() {
        for (bits, value) in
            [(0x3C00, 1.0), (0xC000, -2.0), (0x0001, 5.960_464_5e-8), (0x7BFF, 65504.0), (0x2E66, 0.099_975_586)]
        {
            assert_eq!(Half(bits).single(), value);
        }
        assert!(Half(0x8000).single().is_sign_negative());
        assert_eq!(Half(0x7C00).single(), f32::INFINITY);
        assert_eq!(Half(0xFC00).single(), f32::NEG_INFINITY);
        assert!(Half(0x7E00).single().is_nan());
        assert_eq!(Brain(0x3F80).single(), 1.0);
        assert_eq!(Brain(0x7149).single(), 9.953_038e29);
    }
}
