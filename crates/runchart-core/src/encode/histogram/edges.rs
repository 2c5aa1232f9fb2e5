//! The edges between bins, and which bin a value belongs to. Nothing below.

use std::borrow::Cow;
use std::sync::LazyLock;

/// Values that share the upper 16 bits (sign, exponent and the first four digits of the fraction) are a cell.
const CELLS: usize = 1 << 16;
/// From so many values on, an index of the edges by cells pays for itself.
const WORTH_AN_INDEX: usize = 1 << 14;

/// Rising edges. Slot 0 is left of all of them, slot `i` is the bin between edge `i - 1` and edge `i`, and the last slot
/// is right of all of them.
pub struct Edges<'a> {
    /// The edges themselves.
    pub values: Cow<'a, [f64]>,
    /// For each cell, how many edges lie in cells below it; empty where no index was made.
    below: Vec<u32>,
    tensorboards: bool,
}

impl<'a> Edges<'a> {
    /// The edges that tensorboardX and torch use: the same f64 from the same multiplications.
    pub fn tensorboard() -> &'static Edges<'static> {
        static EDGES: LazyLock<Edges<'static>> = LazyLock::new(|| {
            let positive: Vec<f64> =
                std::iter::successors(Some(1e-12), |edge| Some(edge * 1.1)).take_while(|edge| *edge < 1e20).collect();
            let negative = positive.iter().rev().map(|edge| -edge);
            let values: Vec<f64> = negative.chain([0.0]).chain(positive.iter().copied()).collect();
            Edges { below: edges_below_cells(&values), values: Cow::Owned(values), tensorboards: true }
        });
        &EDGES
    }

    /// The caller's edges, to place so many values.
    pub fn given(values: &'a [f64], count: usize) -> Edges<'a> {
        let below = if count < WORTH_AN_INDEX { Vec::new() } else { edges_below_cells(values) };
        Edges { values: Cow::Borrowed(values), below, tensorboards: false }
    }

    /// Whether these are TensorBoard's.
    pub fn are_tensorboards(&self) -> bool {
        self.tensorboards
    }

    /// How many slots there are.
    pub fn slots(&self) -> usize {
        self.values.len() + 1
    }

    /// The slot of a finite value.
    #[inline]
    pub fn slot(&self, value: f64) -> usize {
        let last = self.values.len() - 1;
        if value == self.values[last] {
            return last;
        }
        if self.below.is_empty() {
            return self.values.partition_point(|edge| *edge <= value);
        }
        let cell = cell(value);
        let (start, end) = (self.below[cell] as usize, self.below[cell + 1] as usize);
        start + self.values[start..end].partition_point(|edge| *edge <= value)
    }
}

/// The number of a value's cell; cells rise with their values.
#[inline]
fn cell(value: f64) -> usize {
    // -0.0 is the same value as 0.0 and belongs into its cell.
    let bits = (value + 0.0).to_bits();
    let rising = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    (rising >> 48) as usize
}

fn edges_below_cells(edges: &[f64]) -> Vec<u32> {
    let mut below = vec![0; CELLS + 1];
    for edge in edges {
        below[cell(*edge) + 1] += 1;
    }
    let mut total = 0;
    for count in &mut below {
        total += *count;
        *count = total;
    }
    below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensorboards_edges_are_as_torch_computes_them() {
        let edges = &Edges::tensorboard().values;
        assert_eq!(edges.len(), 1549);
        assert_eq!(edges[774], 0.0);
        assert_eq!(edges[775], 1e-12);
        assert_eq!(edges[1548], 9.920_775_621_859_783e19);
        assert_eq!(edges[0], -edges[1548]);
    }

    #[test]
    fn the_index_finds_what_a_search_finds() {
        let edges = Edges::tensorboard();
        let mut values = vec![0.0, -0.0, 1.0, -1.0, f64::MIN_POSITIVE, -5e-324, 1e300, f64::MIN];
        values.extend(edges.values.iter().flat_map(|edge| [edge.next_down(), *edge, edge.next_up()]));
        for value in values {
            let searched = edges.values.partition_point(|edge| *edge <= value);
            let closed = if value == edges.values[1548] { 1548 } else { searched };
            assert_eq!(edges.slot(value), closed, "{value}");
        }
    }
}
