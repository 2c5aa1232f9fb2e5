//! Elements of one or two bytes: all values that there can be are counted first, then placed once each. Wraps `tally`.

use super::super::element::{Element, elements};
use super::edges::Edges;
use super::tally::Tally;

/// Counts are 32 bits wide to stay in the cache, so at most so many elements are counted at a time.
const BLOCK: usize = 1 << 31;

/// Elements of one byte.
pub fn tally_bytes<E: Element>(bytes: &[u8], edges: &Edges) -> Tally {
    let mut tally = Tally::new(edges.slots());
    for block in bytes.chunks(BLOCK) {
        let counts = counted::<u8, 256>(block, usize::from);
        for (pattern, count) in (0..=u8::MAX).zip(counts).filter(|(_, count)| *count > 0) {
            tally.add(E::read(&[pattern]).real(), u64::from(count), edges);
        }
    }
    tally
}

/// Elements of two bytes.
pub fn tally_pairs<E: Element>(bytes: &[u8], edges: &Edges) -> Tally {
    let mut tally = Tally::new(edges.slots());
    for block in bytes.chunks(BLOCK) {
        let counts = counted::<u16, 65_536>(block, usize::from);
        for (pattern, count) in (0..=u16::MAX).zip(counts).filter(|(_, count)| *count > 0) {
            tally.add(E::read(&pattern.to_ne_bytes()).real(), u64::from(count), edges);
        }
    }
    tally
}

/// How often each pattern occurs. Neighbours count in different places: the same place again would wait for itself.
fn counted<P: Element, const PATTERNS: usize>(bytes: &[u8], index: impl Fn(P) -> usize) -> Vec<u32> {
    let mut counts = vec![[0u32; 2]; PATTERNS];
    let mut pairs = bytes.chunks_exact(2 * P::SIZE);
    for pair in &mut pairs {
        counts[index(P::read(pair))][0] += 1;
        counts[index(P::read(&pair[P::SIZE..]))][1] += 1;
    }
    for pattern in elements::<P>(pairs.remainder()) {
        counts[index(pattern)][0] += 1;
    }
    counts.iter().map(|[even, odd]| even + odd).collect()
}
