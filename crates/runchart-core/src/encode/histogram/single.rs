//! float32 between TensorBoard's edges: a table indexed by half of a value's bits gives its bin without a search.
//! Wraps `tally`.
//!
//! The upper 16 bits of a float32 (sign, exponent, 7 bits of the fraction) name a cell. Cells are at most 0.8 % wide and
//! edges 10 % apart, so a cell holds at most one edge. The cell's entry is made so that adding the value's bits to it
//! carries into the upper half exactly if the value is at or beyond that edge: the upper half of the sum is the slot.

use std::sync::LazyLock;

use super::edges::Edges;
use super::tally::Tally;

/// Values whose sums and counts are taken together: they fit the first-level cache.
const BLOCK: usize = 4096;
/// Values with the same slot often follow each other; counting them in several places in turn spares waiting.
const PLACES: usize = 4;
/// Counts are 32 bits wide, so they are moved to 64 bits before they could overflow.
const BLOCKS_BETWEEN_MOVES: usize = 1 << 18;

/// Slots as the table numbers them: by magnitude, once for each sign.
struct Table {
    entries: Box<[u32; 1 << 16]>,
    /// The first slot of negative values.
    negative: usize,
}

/// Slots of both signs, rounded up to a power of two.
const SLOTS: usize = 2048;
type Counts = [[u32; SLOTS]; PLACES];

/// Counts and sums the float32 in `bytes`; `edges` are TensorBoard's.
pub fn tally(bytes: &[u8], edges: &Edges) -> Tally {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(&Edges::tensorboard().values));
    let table = &*TABLE;
    let mut tally = Tally::new(edges.slots());
    let values = bytes.as_chunks::<4>().0;
    for span in values.chunks(BLOCK * BLOCKS_BETWEEN_MOVES) {
        let mut counts = [[0; SLOTS]; PLACES];
        for block in span.chunks(BLOCK) {
            add_sums(block, &mut tally);
            count(block, &table.entries, &mut counts);
        }
        table.move_counts(&counts, &mut tally);
    }
    tally
}

#[inline(never)]
fn count(block: &[[u8; 4]], entries: &[u32; 1 << 16], counts: &mut Counts) {
    let slot = |value: &[u8; 4]| {
        let bits = u32::from_ne_bytes(*value);
        // The remainder changes nothing; it tells the compiler that the slot is there.
        (entries[(bits >> 16) as usize].wrapping_add(bits) >> 16) as usize % SLOTS
    };
    let (quads, rest) = block.as_chunks::<PLACES>();
    for quad in quads {
        for (place, value) in quad.iter().enumerate() {
            counts[place][slot(value)] += 1;
        }
    }
    for value in rest {
        counts[0][slot(value)] += 1;
    }
}

impl Table {
    fn new(edges: &[f64]) -> Table {
        let magnitudes: Vec<f64> = edges.iter().copied().filter(|edge| *edge > 0.0).collect();
        let last = magnitudes.len() - 1;
        // Thresholds are bits of the first float32 beyond an edge. A bin holds the edge nearer to negative infinity,
        // except the last, which holds both.
        let positive =
            magnitudes.iter().enumerate().map(|(index, edge)| if index < last { at(*edge) } else { beyond(*edge) });
        let negative = [1].into_iter().chain(magnitudes.iter().map(|edge| beyond(*edge)));
        let not_finite = [f32::INFINITY.to_bits(), f32::INFINITY.to_bits() + 1];
        let positive: Vec<u32> = positive.chain(not_finite).collect();
        let negative: Vec<u32> = negative.chain(not_finite).collect();
        let mut entries: Box<[u32; 1 << 16]> = vec![0; 1 << 16].into_boxed_slice().try_into().expect("as long as made");
        for cell in 0..1 << 15 {
            for (cell, entry) in
                [(cell, entry(&positive, 0, cell)), (1 << 15 | cell, entry(&negative, positive.len() + 1, cell))]
            {
                // The value's upper bits, which are the cell, are added with its lower ones.
                entries[cell as usize] = entry.wrapping_sub(cell << 16);
            }
        }
        Table { entries, negative: positive.len() + 1 }
    }

    /// From the table's slots to those of the edges.
    fn move_counts(&self, counts: &Counts, tally: &mut Tally) {
        let mut totals = (0..SLOTS).map(|slot| counts.iter().map(|place| u64::from(place[slot])).sum::<u64>());
        let half = tally.slots.len() / 2;
        let positive: Vec<u64> = totals.by_ref().take(self.negative).collect();
        let negative: Vec<u64> = totals.take(self.negative + 1).collect();
        for (slot, count) in tally.slots[half..].iter_mut().zip(&positive) {
            *slot += count;
        }
        // Slot 0 of the negative ones is -0.0, which lies with 0.0.
        tally.slots[half] += negative[0];
        for (slot, count) in tally.slots[..half].iter_mut().rev().zip(&negative[1..]) {
            *slot += count;
        }
        let [.., infinite, nan] = positive[..] else { return };
        let [.., infinite_negative, nan_negative] = negative[..] else { return };
        tally.pos_inf += infinite;
        tally.neg_inf += infinite_negative;
        tally.nan += nan + nan_negative;
    }
}

fn entry(thresholds: &[u32], first: usize, cell: u32) -> u32 {
    let start = cell << 16;
    let passed = thresholds.partition_point(|threshold| *threshold <= start);
    let inside = thresholds.get(passed).map(|threshold| threshold - start).filter(|lower| *lower < 1 << 16);
    let carry = inside.map_or(0, |lower| (1 << 16) - lower);
    ((first + passed) as u32) << 16 | carry
}

/// The bits of the smallest float32 that is not less than `edge`.
fn at(edge: f64) -> u32 {
    let nearest = edge as f32;
    if f64::from(nearest) < edge { nearest.next_up().to_bits() } else { nearest.to_bits() }
}

/// The bits of the smallest float32 that is greater than `edge`.
fn beyond(edge: f64) -> u32 {
    let nearest = edge as f32;
    if f64::from(nearest) <= edge { nearest.next_up().to_bits() } else { nearest.to_bits() }
}

/// Sums of a block, in as many lanes as the widest registers of two have.
const LANES: usize = 16;

fn add_sums(block: &[[u8; 4]], tally: &mut Tally) {
    let (lanes, rest) = block.as_chunks::<LANES>();
    let (min, max, sum, sum_squares) = sums_of(lanes);
    // The square of no float32 overflows a float64, so this alone tells whether every value is finite.
    if sum_squares.is_finite() {
        if !lanes.is_empty() {
            tally.min = tally.min.min(f64::from(min));
            tally.max = tally.max.max(f64::from(max));
        }
        tally.sum += sum;
        tally.sum_squares += sum_squares;
    } else {
        lanes.iter().flatten().for_each(|value| add_if_finite(value, tally));
    }
    rest.iter().for_each(|value| add_if_finite(value, tally));
}

fn add_if_finite(value: &[u8; 4], tally: &mut Tally) {
    let value = f32::from_ne_bytes(*value);
    if value.is_finite() {
        tally.add_finite(f64::from(value), 1.0);
    }
}

fn sums_of(lanes: &[[[u8; 4]; LANES]]) -> (f32, f32, f64, f64) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { sums_with_avx2(lanes) };
    }
    sums_in_lanes(lanes)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sums_with_avx2(lanes: &[[[u8; 4]; LANES]]) -> (f32, f32, f64, f64) {
    sums_in_lanes(lanes)
}

#[inline(always)]
fn sums_in_lanes(lanes: &[[[u8; 4]; LANES]]) -> (f32, f32, f64, f64) {
    let (mut min, mut max) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
    let (mut sum, mut sum_squares) = ([0f64; LANES], [0f64; LANES]);
    for values in lanes {
        for lane in 0..LANES {
            let value = f32::from_ne_bytes(values[lane]);
            min[lane] = if value < min[lane] { value } else { min[lane] };
            max[lane] = if value > max[lane] { value } else { max[lane] };
            let wide = f64::from(value);
            sum[lane] += wide;
            sum_squares[lane] += wide * wide;
        }
    }
    let smallest = min.into_iter().fold(f32::INFINITY, f32::min);
    let largest = max.into_iter().fold(f32::NEG_INFINITY, f32::max);
    (smallest, largest, sum.iter().sum(), sum_squares.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::super::tally;
    use super::*;

    fn same(values: &[f32]) {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let edges = Edges::tensorboard();
        let (quick, plain) = (super::tally(&bytes, edges), tally::tally::<f32>(&bytes, edges));
        assert_eq!(quick.slots, plain.slots);
        assert_eq!((quick.nan, quick.pos_inf, quick.neg_inf), (plain.nan, plain.pos_inf, plain.neg_inf));
        assert_eq!((quick.min, quick.max), (plain.min, plain.max));
        let close = |one: f64, other: f64| one == other || ((one - other) / other).abs() < 1e-12;
        assert!(close(quick.sum, plain.sum) && close(quick.sum_squares, plain.sum_squares));
    }

    #[test]
    fn values_around_every_edge_go_where_a_search_puts_them() {
        let edges = Edges::tensorboard().values.iter().map(|edge| *edge as f32);
        for edge in edges {
            same(&[edge.next_down(), edge, edge.next_up()]);
        }
    }

    #[test]
    fn every_cell_goes_where_a_search_puts_it() {
        let lower_bits = [0, 1, 0x7FFF, 0xFFFF];
        for lower in lower_bits {
            let finite =
                (0..=0xFFFFu32).map(|cell| f32::from_bits(cell << 16 | lower)).filter(|value| value.is_finite());
            for values in finite.collect::<Vec<_>>().chunks(500) {
                same(values);
            }
        }
    }

    #[test]
    fn what_is_not_finite_is_counted_apart() {
        let mut values = vec![1.5f32; 5000];
        values.extend([f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::INFINITY, f32::MAX, f32::MIN, -0.0]);
        same(&values);
        same(&[f32::NAN; 40]);
        same(&[]);
    }
}
