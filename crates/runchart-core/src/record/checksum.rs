//! The checksum of TensorFlow's record format: CRC-32C, rotated and offset.
//!
//! Records are short and checked twice, so short inputs take the processor's instruction directly; the `crc32c` crate, made
//! for long ones, does the rest.

const MASK_DELTA: u32 = 0xa282_ead8;

/// The checksum of `bytes` as it is stored.
#[inline]
pub fn masked_checksum(bytes: &[u8]) -> u32 {
    mask(short::checksum(bytes))
}

/// The checksum of bytes that come in parts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Checksum(u32);

impl Checksum {
    /// Takes in the next part.
    pub fn add(&mut self, part: &[u8]) {
        self.0 = crc32c::crc32c_append(self.0, part);
    }

    /// The checksum as it is stored.
    pub fn masked(self) -> u32 {
        mask(self.0)
    }
}

#[inline]
fn mask(checksum: u32) -> u32 {
    checksum.rotate_right(15).wrapping_add(MASK_DELTA)
}

#[cfg(target_arch = "x86_64")]
mod short {
    use std::arch::x86_64::{_mm_crc32_u8, _mm_crc32_u16, _mm_crc32_u32, _mm_crc32_u64};

    /// Beyond this three interleaved streams are faster than one.
    const LONGEST: usize = 256;

    #[inline]
    pub fn checksum(bytes: &[u8]) -> u32 {
        if bytes.len() <= LONGEST && is_x86_feature_detected!("sse4.2") {
            // SAFETY: the processor has SSE 4.2.
            unsafe { by_instruction(bytes) }
        } else {
            crc32c::crc32c(bytes)
        }
    }

    #[target_feature(enable = "sse4.2")]
    fn by_instruction(bytes: &[u8]) -> u32 {
        let (words, mut rest) = bytes.as_chunks::<8>();
        let wide = words.iter().fold(u64::from(u32::MAX), |crc, word| _mm_crc32_u64(crc, u64::from_le_bytes(*word)));
        let mut crc = wide as u32;
        if let Some((part, after)) = rest.split_first_chunk() {
            crc = _mm_crc32_u32(crc, u32::from_le_bytes(*part));
            rest = after;
        }
        if let Some((part, after)) = rest.split_first_chunk() {
            crc = _mm_crc32_u16(crc, u16::from_le_bytes(*part));
            rest = after;
        }
        if let [part] = rest {
            crc = _mm_crc32_u8(crc, *part);
        }
        !crc
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod short {
    pub use crc32c::crc32c as checksum;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_inputs_have_the_checksum_of_the_crate() {
        let bytes: Vec<u8> = (0..600u32).map(|index| (index * 31 % 251) as u8).collect();
        for start in 0..9 {
            for end in start..bytes.len() {
                assert_eq!(short::checksum(&bytes[start..end]), crc32c::crc32c(&bytes[start..end]), "{start}..{end}");
            }
        }
    }

    #[test]
    fn a_checksum_in_parts_is_that_of_the_whole() {
        let mut checksum = Checksum::default();
        checksum.add(b"he");
        checksum.add(b"llo");
        assert_eq!(checksum.masked(), masked_checksum(b"hello"));
    }
}
