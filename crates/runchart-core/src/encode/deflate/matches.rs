//! Finds what bytes repeat. Nothing below.

/// Longest repetition that deflate knows.
pub const LONGEST: usize = 258;
/// Farthest place, counted back, that it can repeat.
pub const FARTHEST: usize = 32_768;
/// Shortest repetition that takes fewer bits than its bytes would.
const SHORTEST: usize = 6;
/// From this length on a run of one byte, or what repeats at a small distance, is not compared with others.
const LONG: usize = 48;
/// Such a distance.
const SMALL: usize = 64;
/// Where nothing repeats every fourth place is looked at. What is found is extended backwards, so that little is missed.
const STRIDE: usize = 4;
/// The stride grows by one after so many bytes without a repetition.
const PATIENCE: usize = 64;
/// So many places at the end of a repetition are remembered.
const REMEMBERED: usize = 16;
/// Bits of the place in the table where bytes are remembered.
const TABLE_BITS: u32 = 14;
/// Bytes that are read at a place, and one more.
const AHEAD: usize = 9;

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
pub struct Finder {
    table: Box<[u32; 1 << TABLE_BITS]>,
    /// The last distance, which is likely to come again, and then has a short code.
    recent: usize,
}

#[derive(Clone, Copy)]
struct Match {
    length: usize,
    distance: usize,
}

impl Finder {
    /// Has seen nothing.
    pub fn new() -> Finder {
        Finder { table: Box::new([0; 1 << TABLE_BITS]), recent: 1 }
    }

    /// Finds steps for the bytes from `place` on until there are `most` literals and repetitions, or no bytes; those before
    /// may be repeated. Puts them into `steps` and gives the place behind them. `base` is the place of the first byte in all
    /// that is compressed.
    pub fn find(&mut self, bytes: &[u8], base: u32, place: usize, most: usize, steps: &mut Vec<Step>) -> usize {
        steps.clear();
        let (mut start, mut place, mut left) = (place, place, most);
        while place + AHEAD <= bytes.len() && place - start < left {
            let Some(found) = self.at(bytes, base, place) else {
                place += STRIDE + (place - start) / PATIENCE;
                continue;
            };
            let (from, room) = (place - found.distance, LONGEST - found.length);
            let most = (place - start).min(from).min(room);
            let back = (0..most).take_while(|back| bytes[place - back - 1] == bytes[from - back - 1]).count();
            let (literals, length) = (place - back - start, found.length + back);
            let distance = (found.distance - 1) as u16;
            steps.push(Step { literals: literals as u32, length: length as u16, distance });
            left = left.saturating_sub(literals + 1);
            if found.distance > 1 {
                self.recent = found.distance;
            }
            (start, place) = (place + found.length, place + found.length);
            self.remember(bytes, base, start.saturating_sub(REMEMBERED.min(length - 1)), start);
        }
        let end = if place + AHEAD > bytes.len() { bytes.len() } else { place };
        if end > start {
            steps.push(Step { literals: (end - start) as u32, length: 0, distance: 0 });
        }
        end
    }

    /// The repetition at a place: a run of the last byte, one at the last distance, or one of the bytes that the table knows.
    #[inline(always)]
    fn at(&mut self, bytes: &[u8], base: u32, place: usize) -> Option<Match> {
        let (here, there) = (base.wrapping_add(place as u32), &mut self.table[hash(bytes, place)]);
        let known = here.wrapping_sub(std::mem::replace(there, here)) as usize;
        let mut best = Match { length: 0, distance: 1 };
        for distance in [1, self.recent] {
            let length = length(bytes, place, distance);
            if length >= LONG && distance <= SMALL {
                return Some(Match { length, distance });
            }
            best = if length > best.length { Match { length, distance } } else { best };
        }
        let length = length(bytes, place, known);
        if length > best.length + 2 || (length == best.length && known < best.distance) {
            best = Match { length, distance: known };
        }
        (best.length >= SHORTEST).then_some(best)
    }

    /// Remembers the places from `start` to `end`.
    #[inline(always)]
    fn remember(&mut self, bytes: &[u8], base: u32, start: usize, end: usize) {
        for place in start..end.min(bytes.len().saturating_sub(AHEAD)) {
            self.table[hash(bytes, place)] = base.wrapping_add(place as u32);
        }
    }
}

/// How many bytes, from `place` on, are those that lie `distance` before them; 0 where fewer than four are.
#[inline(always)]
fn length(bytes: &[u8], place: usize, distance: usize) -> usize {
    let within_reach = (1..=place.min(FARTHEST)).contains(&distance);
    if !within_reach || bytes[place..place + 4] != bytes[place - distance..place - distance + 4] {
        return 0;
    }
    let end = bytes.len().min(place + LONGEST);
    let (here, there) = (&bytes[place + 4..end], &bytes[place + 4 - distance..end - distance]);
    let wide = here.as_chunks::<16>().0.iter().zip(there.as_chunks::<16>().0);
    let same = wide.take_while(|(here, there)| here == there).count() * 16;
    let rest = here[same..].iter().zip(&there[same..]);
    4 + same + rest.take_while(|(here, there)| here == there).count()
}

/// Where in the table the six bytes at a place belong.
#[inline(always)]
fn hash(bytes: &[u8], place: usize) -> usize {
    let eight = u64::from_le_bytes(*bytes[place..].first_chunk().expect("eight bytes"));
    ((eight << 16).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - TABLE_BITS)) as usize
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
