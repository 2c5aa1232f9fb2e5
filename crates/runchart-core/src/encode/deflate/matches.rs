//! Finds what bytes repeat. Nothing below.

/// Longest repetition that deflate knows.
pub const LONGEST: usize = 258;
/// Farthest place, counted back, that it can repeat.
pub const FARTHEST: usize = 32_768;
/// Bits of the place in the table where bytes are remembered.
const TABLE_BITS: u32 = 14;
/// From this length on no better one is looked for.
const LONG: usize = 48;
/// After so many bytes without a repetition every second one is looked up, after twice as many every third, and so on.
const PATIENCE: usize = 64;

/// Some literal bytes, and a repetition after them, which has length 0 where the block ends without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Bytes that stand for themselves.
    pub literals: u32,
    /// Bytes of the repetition.
    pub length: u16,
    /// How far back they lie.
    pub distance: u16,
}

/// Remembers where bytes were seen last. A place that is wrong costs a comparison and no more.
#[derive(Debug)]
pub struct Finder {
    /// By four bytes, and by eight, which finds longer repetitions behind many short ones.
    short: Vec<u32>,
    long: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Match {
    length: usize,
    distance: usize,
}

impl Finder {
    /// Has seen nothing.
    pub fn new() -> Finder {
        Finder { short: vec![0; 1 << TABLE_BITS], long: vec![0; 1 << TABLE_BITS] }
    }

    /// Finds steps for the bytes from `place` on until there are `most` literals and repetitions, or no bytes; those before
    /// may be repeated. Puts them into `steps` and gives the place behind them. `base` is the place of the first byte in all
    /// that is compressed.
    pub fn find(&mut self, bytes: &[u8], base: u32, place: usize, most: usize, steps: &mut Vec<Step>) -> usize {
        steps.clear();
        let (mut start, mut place) = (place, place);
        let mut left = most;
        while place + 9 <= bytes.len() && place - start < left {
            let Some(mut found) = self.at(bytes, base, place) else {
                place += 1 + (place - start) / PATIENCE;
                continue;
            };
            let from = place - found.distance;
            let most = (place - start).min(from).min(LONGEST - found.length);
            let back = (0..most).take_while(|back| bytes[place - back - 1] == bytes[from - back - 1]).count();
            found.length += back;
            place -= back;
            let (literals, length) = ((place - start) as u32, found.length as u16);
            steps.push(Step { literals, length, distance: (found.distance - 1) as u16 });
            left = left.saturating_sub(literals as usize + 1);
            start = place + found.length;
            self.remember_some(bytes, base, place + 1, start);
            place = start;
        }
        let end = if place + 9 > bytes.len() { bytes.len() } else { place };
        if end > start {
            steps.push(Step { literals: (end - start) as u32, length: 0, distance: 0 });
        }
        end
    }

    /// A repetition at a place.
    #[inline(always)]
    fn at(&mut self, bytes: &[u8], base: u32, place: usize) -> Option<Match> {
        let (here, whole) = (base.wrapping_add(place as u32), double(bytes, place));
        let long = here.wrapping_sub(std::mem::replace(&mut self.long[long_hash(whole)], here)) as usize;
        let short = here.wrapping_sub(std::mem::replace(&mut self.short[short_hash(whole as u32)], here)) as usize;
        let mut best = Match { length: 0, distance: 1 };
        if place > 0 && whole as u32 == word(bytes, place - 1) {
            best.length = length(bytes, place, 1);
            if best.length >= LONG {
                return Some(best);
            }
        }
        let reach = place.min(FARTHEST);
        if (1..=reach).contains(&long) && whole == double(bytes, place - long) {
            let found = Match { length: length(bytes, place, long), distance: long };
            if found.length > best.length + 2 {
                return Some(found);
            }
        }
        if best.length == 0 && (1..=reach).contains(&short) && whole as u32 == word(bytes, place - short) {
            best = Match { length: length(bytes, place, short), distance: short };
        }
        worthwhile(best).then_some(best)
    }

    /// Remembers places within a repetition: the last ones, and some between.
    #[inline(always)]
    fn remember_some(&mut self, bytes: &[u8], base: u32, from: usize, end: usize) {
        let end = end.min(bytes.len().saturating_sub(8));
        for place in (from..end).step_by(4).chain(end.saturating_sub(2).max(from)..end) {
            let (here, whole) = (base.wrapping_add(place as u32), double(bytes, place));
            self.long[long_hash(whole)] = here;
            self.short[short_hash(whole as u32)] = here;
        }
    }
}

/// How many bytes, from `place` on, are those that lie `distance` before them: four at least are known to be.
#[inline(always)]
fn length(bytes: &[u8], place: usize, distance: usize) -> usize {
    let most = (bytes.len() - place).min(LONGEST);
    let mut length = 4;
    while length + 8 <= most {
        let differs = double(bytes, place + length) ^ double(bytes, place + length - distance);
        if differs != 0 {
            return length + differs.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length + (length..most).take_while(|at| bytes[place + at] == bytes[place + at - distance]).count()
}

/// Whether a repetition takes fewer bits than its bytes would.
fn worthwhile(found: Match) -> bool {
    found.length >= 6 || (found.length >= 4 && found.distance <= 1 << (4 * found.length - 8))
}

#[inline(always)]
fn short_hash(word: u32) -> usize {
    (word.wrapping_mul(0x9E37_79B1) >> (32 - TABLE_BITS)) as usize
}

#[inline(always)]
fn long_hash(double: u64) -> usize {
    (double.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - TABLE_BITS)) as usize
}

#[inline(always)]
fn word(bytes: &[u8], place: usize) -> u32 {
    u32::from_le_bytes(*bytes[place..].first_chunk().expect("four bytes"))
}

#[inline(always)]
fn double(bytes: &[u8], place: usize) -> u64 {
    u64::from_le_bytes(*bytes[place..].first_chunk().expect("eight bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replayed(bytes: &[u8], most: usize) -> (Vec<u8>, usize) {
        let mut finder = Finder::new();
        let (mut out, mut steps, mut count, mut place): (Vec<u8>, _, _, _) = (Vec::new(), Vec::new(), 0, 0);
        while place < bytes.len() {
            place = finder.find(bytes, u32::MAX - 1000, place, most, &mut steps);
            for step in &steps {
                out.extend_from_slice(&bytes[out.len()..out.len() + step.literals as usize]);
                assert!(usize::from(step.length) <= LONGEST);
                (0..step.length).for_each(|_| out.push(out[out.len() - usize::from(step.distance) - 1]));
            }
            count += steps.len();
        }
        (out, count)
    }

    #[test]
    fn steps_give_the_bytes_again() {
        let mut random = fastrand::Rng::with_seed(5);
        for round in 0..250 {
            let colours = 1 + round % 7;
            let mut bytes: Vec<u8> = (0..random.usize(..3000)).map(|_| random.u8(..colours)).collect();
            bytes.extend(bytes.clone());
            for most in [1, 50, 100_000] {
                assert_eq!(replayed(&bytes, most).0, bytes);
            }
        }
    }

    #[test]
    fn what_repeats_takes_few_steps() {
        assert!(replayed(&[0; 10_000], 100_000).1 < 45);
        let mut random = fastrand::Rng::with_seed(6);
        let noise: Vec<u8> = (0..5000).map(|_| random.u8(..)).collect();
        assert!(replayed(&noise.repeat(3), 100_000).1 < 200);
    }
}
