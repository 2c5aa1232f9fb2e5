//! Bytes made smaller: zlib's format, for rows of filtered pixels. Wraps `bits`, `huffman` and `matches`.
//!
//! One look at each place and codes made for each block: faster than general compressors at the sizes that they reach.

mod bits;
mod huffman;
mod matches;

use bits::Bits;
use huffman::{Codes, LIMIT};
use matches::{FARTHEST, Finder, Step};
use simd_adler32::Adler32;

/// Literals and repetitions that share their codes.
const BLOCK: usize = 48 << 10;
/// Bytes that are compressed together: few enough to stay in the processor's cache.
const TOGETHER: usize = 160 << 10;
/// Bytes of a block that is stored as it is.
const STORED: usize = 65_535;
/// The symbol that ends a block.
const END: usize = 256;
/// In this order the lengths of the codes for lengths are written.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Bytes that come one after another, compressed.
pub struct Zlib {
    bits: Bits,
    finder: Finder,
    steps: Vec<Step>,
    /// What may still be repeated, and what is not compressed yet.
    bytes: Vec<u8>,
    compressed: usize,
    base: u32,
    checksum: Adler32,
}

impl Zlib {
    /// Nothing yet.
    pub fn new() -> Zlib {
        let mut bits = Bits::default();
        bits.append(&[0x78, 0x01]);
        let (bytes, steps) = (Vec::with_capacity(FARTHEST + TOGETHER), Vec::new());
        Zlib { bits, finder: Finder::new(), steps, bytes, compressed: 0, base: 0, checksum: Adler32::new() }
    }

    /// So many bytes more, which `fill` sets; they are 0 before.
    pub fn extend(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) {
        if self.bytes.len() + length > self.bytes.capacity() {
            self.compress(false);
            let out_of_reach = self.bytes.len().saturating_sub(FARTHEST);
            self.bytes.drain(..out_of_reach);
            self.compressed = self.bytes.len();
            self.base = self.base.wrapping_add(out_of_reach as u32);
        }
        let start = self.bytes.len();
        self.bytes.resize(start + length, 0);
        fill(&mut self.bytes[start..]);
    }

    /// All that was given, in zlib's format.
    pub fn finish(mut self) -> Vec<u8> {
        self.compress(true);
        self.bits.append(&self.checksum.finish().to_be_bytes());
        self.bits.finish()
    }

    fn compress(&mut self, is_last: bool) {
        self.checksum.write(&self.bytes[self.compressed..]);
        while is_last || self.compressed < self.bytes.len() {
            let start = self.compressed;
            self.compressed = self.finder.find(&self.bytes, self.base, start, BLOCK, &mut self.steps);
            let ends = self.compressed == self.bytes.len();
            Block::new(&self.bytes[start..self.compressed], &self.steps).put(&mut self.bits, is_last && ends);
            if ends {
                break;
            }
        }
    }
}

/// Bytes and their steps, with how often each symbol occurs.
struct Block<'a> {
    bytes: &'a [u8],
    steps: &'a [Step],
    literals: [u32; 286],
    distances: [u32; 30],
    extra: u64,
}

impl<'a> Block<'a> {
    fn new(bytes: &'a [u8], steps: &'a [Step]) -> Block<'a> {
        let mut block = Block { bytes, steps, literals: [0; 286], distances: [0; 30], extra: 0 };
        // Several tables, since a count waits for the one before it where a byte repeats.
        let mut counts = [[0u32; 256]; 4];
        let mut place = 0;
        for step in steps {
            let end = place + step.literals as usize;
            let quads = bytes[place..end].as_chunks::<4>();
            for quad in quads.0 {
                (0..4).for_each(|lane| counts[lane][usize::from(quad[lane])] += 1);
            }
            quads.1.iter().for_each(|byte| counts[0][usize::from(*byte)] += 1);
            place = end + usize::from(step.length);
            if step.length > 0 {
                let (length, distance) = (length_symbol(step.length), distance_symbol(step.distance));
                block.literals[length.symbol] += 1;
                block.distances[distance.symbol] += 1;
                block.extra += u64::from(length.extra_bits + distance.extra_bits);
            }
        }
        (0..256).for_each(|byte| block.literals[byte] = counts.iter().map(|counts| counts[byte]).sum());
        block.literals[END] = 1;
        block
    }

    /// With codes of its own, or stored if that is not shorter.
    fn put(&self, bits: &mut Bits, is_last: bool) {
        let (literals, distances) = (Codes::new(&self.literals, LIMIT), Codes::new(&self.distances, LIMIT));
        let header = Header::new(&literals.lengths, &distances.lengths);
        let cost = 3 + header.cost() + literals.cost(&self.literals) + distances.cost(&self.distances) + self.extra;
        if cost >= 8 * (self.bytes.len() as u64 + 5) {
            return self.store(bits, is_last);
        }
        bits.reserve(cost);
        bits.put(u64::from(is_last) | 0b100, 3);
        header.put(bits);
        self.put_steps(bits, &Packed::literals(&literals), &literals, &distances);
    }

    fn put_steps(&self, bits: &mut Bits, packed: &Packed, lengths: &Codes<286>, distances: &Codes<30>) {
        let mut place = 0;
        for step in self.steps {
            let end = place + step.literals as usize;
            packed.put(&self.bytes[place..end], bits);
            place = end + usize::from(step.length);
            if step.length > 0 {
                length_symbol(step.length).put(lengths, bits);
                distance_symbol(step.distance).put(distances, bits);
                bits.flush();
            }
        }
        bits.put(u64::from(lengths.bits[END]), u32::from(lengths.lengths[END]));
        bits.flush();
    }

    fn store(&self, bits: &mut Bits, is_last: bool) {
        let parts = self.bytes.len().div_ceil(STORED).max(1);
        for part in 0..parts {
            let bytes = &self.bytes[part * STORED..self.bytes.len().min((part + 1) * STORED)];
            bits.reserve(3);
            bits.put(u64::from(is_last && part + 1 == parts), 3);
            let length = bytes.len() as u16;
            bits.append(&length.to_le_bytes());
            bits.append(&(!length).to_le_bytes());
            bits.append(bytes);
        }
    }
}

/// The codes of bytes, bits and their number together.
struct Packed([u32; 256]);

impl Packed {
    fn literals(codes: &Codes<286>) -> Packed {
        Packed(std::array::from_fn(|byte| u32::from(codes.bits[byte]) << 8 | u32::from(codes.lengths[byte])))
    }

    #[inline(always)]
    fn put(&self, bytes: &[u8], bits: &mut Bits) {
        let put = |byte: &u8, bits: &mut Bits| {
            let packed = self.0[usize::from(*byte)];
            bits.put(u64::from(packed >> 8), packed & 0xFF);
        };
        let quads = bytes.as_chunks::<4>();
        for quad in quads.0 {
            quad.iter().for_each(|byte| put(byte, bits));
            bits.flush();
        }
        quads.1.iter().for_each(|byte| put(byte, bits));
        bits.flush();
    }
}

/// A symbol and the bits that follow it.
#[derive(Clone, Copy)]
struct Symbol {
    symbol: usize,
    extra: u32,
    extra_bits: u32,
}

impl Symbol {
    #[inline(always)]
    fn put<const SYMBOLS: usize>(self, codes: &Codes<SYMBOLS>, bits: &mut Bits) {
        bits.put(u64::from(codes.bits[self.symbol]), u32::from(codes.lengths[self.symbol]));
        bits.put(u64::from(self.extra), self.extra_bits);
    }
}

/// Lengths from 3 on, four symbols for each power of two.
#[inline(always)]
fn length_symbol(length: u16) -> Symbol {
    let beyond = u32::from(length) - 3;
    if beyond == 255 {
        return Symbol { symbol: 285, extra: 0, extra_bits: 0 };
    }
    let extra_bits = (beyond | 4).ilog2() - 2;
    let symbol = 257 + 4 * extra_bits + (beyond >> extra_bits);
    Symbol { symbol: symbol as usize, extra: beyond & ((1 << extra_bits) - 1), extra_bits }
}

/// Distances less one, two symbols for each power of two.
#[inline(always)]
fn distance_symbol(distance: u16) -> Symbol {
    let distance = u32::from(distance);
    let extra_bits = (distance | 2).ilog2() - 1;
    let symbol = 2 * extra_bits + (distance >> extra_bits);
    Symbol { symbol: symbol as usize, extra: distance & ((1 << extra_bits) - 1), extra_bits }
}

/// The lengths of a block's codes, as they are written before it.
struct Header {
    literals: usize,
    distances: usize,
    /// Symbols for lengths, and for repeated ones how often.
    lengths: Vec<Symbol>,
    codes: Codes<19>,
}

impl Header {
    fn new(literals: &[u8; 286], distances: &[u8; 30]) -> Header {
        let used = |lengths: &[u8]| lengths.iter().rposition(|length| *length > 0).map_or(0, |last| last + 1);
        // At least one distance, even if none occurs.
        let (literals_used, distances_used) = (used(literals).max(257), used(distances).max(1));
        let lengths = repeated(&[&literals[..literals_used], &distances[..distances_used]].concat());
        let mut counts = [0; 19];
        lengths.iter().for_each(|symbol| counts[symbol.symbol] += 1);
        Header { literals: literals_used, distances: distances_used, lengths, codes: Codes::new(&counts, 7) }
    }

    fn written(&self) -> usize {
        ORDER.iter().rposition(|symbol| self.codes.lengths[*symbol] > 0).map_or(4, |last| (last + 1).max(4))
    }

    fn cost(&self) -> u64 {
        let bits = |symbol: &Symbol| u64::from(self.codes.lengths[symbol.symbol]) + u64::from(symbol.extra_bits);
        14 + 3 * self.written() as u64 + self.lengths.iter().map(bits).sum::<u64>()
    }

    fn put(&self, bits: &mut Bits) {
        let written = self.written();
        bits.put(self.literals as u64 - 257, 5);
        bits.put(self.distances as u64 - 1, 5);
        bits.put(written as u64 - 4, 4);
        bits.flush();
        for symbol in &ORDER[..written] {
            bits.put(u64::from(self.codes.lengths[*symbol]), 3);
            bits.flush();
        }
        for symbol in &self.lengths {
            symbol.put(&self.codes, bits);
            bits.flush();
        }
    }
}

/// Lengths as symbols: themselves, 16 for 3 to 6 more of the last one, 17 and 18 for 3 to 10 and 11 to 138 zeros.
fn repeated(lengths: &[u8]) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for run in lengths.chunk_by(|one, other| one == other) {
        let mut left = run.len();
        let mut push = |symbol: usize, extra: usize, extra_bits| {
            symbols.push(Symbol { symbol, extra: extra as u32, extra_bits });
        };
        if run[0] > 0 {
            push(run[0].into(), 0, 0);
            left -= 1;
        }
        while left >= 3 {
            let (symbol, extra_bits, least, most) = match run[0] {
                0 if left > 10 => (18, 7, 11, 138),
                0 => (17, 3, 3, 10),
                _ => (16, 2, 3, 6),
            };
            let taken = left.min(most);
            push(symbol, taken - least, extra_bits);
            left -= taken;
        }
        (0..left).for_each(|_| push(run[0].into(), 0, 0));
    }
    symbols
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_those_of_the_standard() {
        let length = |length| {
            let found = length_symbol(length);
            (found.symbol, found.extra, found.extra_bits)
        };
        assert_eq!([3, 10, 11, 12, 13].map(length), [(257, 0, 0), (264, 0, 0), (265, 0, 1), (265, 1, 1), (266, 0, 1)]);
        assert_eq!([114, 115, 257, 258].map(length), [(279, 15, 4), (280, 0, 4), (284, 30, 5), (285, 0, 0)]);
        let distance = |distance: u32| {
            let found = distance_symbol((distance - 1) as u16);
            (found.symbol, found.extra, found.extra_bits)
        };
        assert_eq!([1, 4, 5, 6, 7].map(distance), [(0, 0, 0), (3, 0, 0), (4, 0, 1), (4, 1, 1), (5, 0, 1)]);
        assert_eq!([24_577, 32_768].map(distance), [(29, 0, 13), (29, 8191, 13)]);
    }
}
