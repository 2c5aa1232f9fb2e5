//! Prefix codes: as short as the frequencies of symbols allow, none longer than a limit. Nothing below.

/// No code is longer, so that four literals, or a match with its extra bits, fit into 64 bits beside seven older ones.
pub const LIMIT: usize = 14;

/// The code of each symbol.
#[derive(Debug, Clone, Copy)]
pub struct Codes<const SYMBOLS: usize> {
    /// How many bits each has; 0 for symbols that do not occur.
    pub lengths: [u8; SYMBOLS],
    /// The bits, the first one lowest.
    pub bits: [u16; SYMBOLS],
}

impl<const SYMBOLS: usize> Codes<SYMBOLS> {
    /// Codes for symbols that occur so often. A single one takes one bit.
    pub fn new(counts: &[u32; SYMBOLS], limit: usize) -> Codes<SYMBOLS> {
        let lengths = lengths(counts, limit);
        Codes { lengths, bits: bits(&lengths) }
    }

    /// How many bits all symbols take.
    pub fn cost(&self, counts: &[u32; SYMBOLS]) -> u64 {
        counts.iter().zip(self.lengths).map(|(count, length)| u64::from(*count) * u64::from(length)).sum()
    }
}

fn lengths<const SYMBOLS: usize>(counts: &[u32; SYMBOLS], limit: usize) -> [u8; SYMBOLS] {
    let mut lengths = [0; SYMBOLS];
    let mut used: Vec<(u32, usize)> =
        counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(symbol, count)| (*count, symbol)).collect();
    used.sort_unstable();
    if let [(_, symbol)] = used[..] {
        lengths[symbol] = 1;
        return lengths;
    }
    let mut of_length = limited(&depths(&used), limit);
    let mut length = limit;
    for (_, symbol) in used {
        while of_length[length] == 0 {
            length -= 1;
        }
        of_length[length] -= 1;
        lengths[symbol] = length as u8;
    }
    lengths
}

/// How deep each of the sorted symbols lies in a tree that joins the two rarest nodes until one is left.
fn depths(used: &[(u32, usize)]) -> Vec<usize> {
    let leaves = used.len();
    let inner = leaves.saturating_sub(1);
    let mut weights: Vec<u64> = used.iter().map(|(count, _)| u64::from(*count)).collect();
    let mut parents = vec![0; leaves + inner];
    let (mut leaf, mut joined) = (0, leaves);
    for node in leaves..leaves + inner {
        let mut weight = 0;
        for _ in 0..2 {
            let rarest = if leaf < leaves && (joined == node || weights[leaf] <= weights[joined]) {
                leaf += 1;
                leaf - 1
            } else {
                joined += 1;
                joined - 1
            };
            weight += weights[rarest];
            parents[rarest] = node;
        }
        weights.push(weight);
    }
    let mut depths = vec![0; leaves + inner];
    for node in (0..(leaves + inner).saturating_sub(1)).rev() {
        depths[node] = depths[parents[node]] + 1;
    }
    depths.truncate(leaves);
    depths
}

/// How many codes have each length, none beyond the limit, and all of them still prefix codes.
fn limited(depths: &[usize], limit: usize) -> Vec<usize> {
    let mut of_length = vec![0; limit + 1];
    depths.iter().for_each(|depth| of_length[(*depth).min(limit)] += 1);
    let mut taken: usize = (1..=limit).map(|length| of_length[length] << (limit - length)).sum();
    while taken > 1 << limit {
        // One of the longest becomes the sister of a shorter one, which grows by a bit.
        let shorter = (1..limit).rev().find(|length| of_length[*length] > 0).unwrap_or(1);
        of_length[limit] -= 1;
        of_length[shorter] -= 1;
        of_length[shorter + 1] += 2;
        taken -= 1;
    }
    of_length
}

/// The bits that follow from the lengths, as RFC 1951 numbers them.
fn bits<const SYMBOLS: usize>(lengths: &[u8; SYMBOLS]) -> [u16; SYMBOLS] {
    let mut next = [0u16; 17];
    for length in 1..16u8 {
        let shorter = lengths.iter().filter(|other| **other == length).count() as u16;
        next[usize::from(length) + 1] = (next[usize::from(length)] + shorter) << 1;
    }
    let mut bits = [0; SYMBOLS];
    for (symbol, length) in lengths.iter().copied().enumerate().filter(|(_, length)| *length > 0) {
        let code = &mut next[usize::from(length)];
        bits[symbol] = code.reverse_bits() >> (16 - length);
        *code += 1;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_complete<const SYMBOLS: usize>(codes: &Codes<SYMBOLS>, limit: usize) -> bool {
        let used = codes.lengths.iter().filter(|length| **length > 0);
        used.map(|length| 1usize << (limit - usize::from(*length))).sum::<usize>() == 1 << limit
    }

    #[test]
    fn frequent_symbols_have_short_codes() {
        let codes = Codes::new(&[45, 13, 12, 16, 9, 5, 0], LIMIT);
        assert_eq!(codes.lengths, [1, 3, 3, 3, 4, 4, 0]);
        assert_eq!(codes.bits, [0, 0b001, 0b101, 0b011, 0b0111, 0b1111, 0]);
        assert!(is_complete(&codes, LIMIT));
    }

    #[test]
    fn no_code_is_longer_than_the_limit() {
        let mut fibonacci = [1u32; 40];
        for place in 2..fibonacci.len() {
            fibonacci[place] = fibonacci[place - 1] + fibonacci[place - 2];
        }
        for limit in [6, 7, LIMIT] {
            let codes = Codes::new(&fibonacci, limit);
            assert!(codes.lengths.iter().all(|length| (1..=limit).contains(&usize::from(*length))));
            assert!(is_complete(&codes, limit));
        }
    }

    #[test]
    fn few_symbols_have_codes() {
        assert_eq!(Codes::new(&[0, 0, 0], LIMIT).lengths, [0, 0, 0]);
        assert_eq!(Codes::new(&[0, 7, 0], LIMIT).lengths, [0, 1, 0]);
        assert_eq!(Codes::new(&[3, 7, 0], LIMIT).lengths, [1, 1, 0]);
        assert_eq!(Codes::new(&[3, 7, 0], LIMIT).cost(&[3, 7, 0]), 10);
    }
}
