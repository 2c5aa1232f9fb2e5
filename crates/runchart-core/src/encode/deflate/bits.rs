//! Bits, one after another into bytes, the first one lowest. Nothing below.

/// Bytes that grow by bits.
#[derive(Debug, Default)]
pub struct Bits {
    bytes: Vec<u8>,
    length: usize,
    waiting: u64,
    count: u32,
}

impl Bits {
    /// Makes room for so many bits, which must be done before they are put.
    pub fn reserve(&mut self, bits: u64) {
        self.bytes.resize(self.length + bits as usize / 8 + 16, 0);
    }

    /// Puts the lowest `count` bits of `value`, which has no others. At most 57 between two calls of [`Bits::flush`].
    #[inline(always)]
    pub fn put(&mut self, value: u64, count: u32) {
        self.waiting |= value << self.count;
        self.count += count;
    }

    /// Moves whole bytes to memory.
    #[inline(always)]
    pub fn flush(&mut self) {
        self.bytes[self.length..self.length + 8].copy_from_slice(&self.waiting.to_le_bytes());
        self.length += self.count as usize / 8;
        self.waiting = self.waiting.checked_shr(self.count & !7).unwrap_or(0);
        self.count &= 7;
    }

    /// Fills the last byte with zeros and goes on behind it with `bytes`.
    pub fn append(&mut self, bytes: &[u8]) {
        self.reserve(0);
        self.count = self.count.next_multiple_of(8);
        self.flush();
        self.bytes.truncate(self.length);
        self.bytes.extend_from_slice(bytes);
        self.length = self.bytes.len();
    }

    /// The bytes, the last one filled with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        self.append(&[]);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bit_is_the_lowest() {
        let mut bits = Bits::default();
        bits.append(&[9]);
        bits.reserve(70);
        bits.put(0b1, 1);
        bits.put(0b10, 2);
        bits.flush();
        bits.put((1 << 57) - 1, 57);
        bits.flush();
        bits.append(&[5, 6]);
        bits.reserve(1);
        bits.put(1, 1);
        let ones = [255; 6];
        assert_eq!(bits.finish(), [&[9, 0b1111_1101], &ones[..], &[15, 5, 6, 1]].concat());
    }
}
