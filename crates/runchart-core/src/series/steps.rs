//! The steps of one chunk, stored as runs of (start, stride) where they are regular.
//!
//! Most loops log at every step or at every n-th: 4,096 steps are then 24 bytes instead of 32 KiB.

/// Equally spaced steps: `start`, `start + stride`, and so on, from the chunk's point `at` to the next stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    at: u32,
    start: i64,
    stride: i64,
}

/// The steps of a chunk. Never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps(Form);

#[derive(Debug, Clone, PartialEq)]
enum Form {
    Regular(Box<[Stretch]>),
    Each(Box<[i64]>),
}

impl Steps {
    /// Stores `steps` in whichever form takes fewer bytes.
    pub fn new(steps: &[i64]) -> Steps {
        match stretches(steps) {
            Some(stretches) => Steps(Form::Regular(stretches.into())),
            None => Steps(Form::Each(steps.into())),
        }
    }

    /// The step of the point at `index`.
    #[inline]
    pub fn get(&self, index: usize) -> i64 {
        match &self.0 {
            Form::Each(steps) => steps[index],
            Form::Regular(stretches) => {
                let after = stretches.partition_point(|stretch| stretch.at as usize <= index);
                stretches[after - 1].get(index)
            }
        }
    }

    /// Appends the steps of the points in `range` to `out`.
    pub fn copy(&self, range: std::ops::Range<usize>, out: &mut Vec<i64>) {
        match &self.0 {
            Form::Each(steps) => out.extend_from_slice(&steps[range]),
            Form::Regular(stretches) => {
                for (number, stretch) in stretches.iter().enumerate() {
                    let end = stretches.get(number + 1).map_or(range.end, |next| next.at as usize);
                    let start = range.start.max(stretch.at as usize);
                    out.extend((start..end.min(range.end)).map(|index| stretch.get(index)));
                }
            }
        }
    }
}

impl Stretch {
    #[inline]
    fn get(self, index: usize) -> i64 {
        self.start.wrapping_add(self.stride.wrapping_mul((index - self.at as usize) as i64))
    }
}

/// Cuts `steps` into stretches, or gives up when that would take more bytes than the steps themselves.
fn stretches(steps: &[i64]) -> Option<Vec<Stretch>> {
    let most = size_of_val(steps) / size_of::<Stretch>();
    let mut found = Vec::with_capacity(most.min(4));
    let mut at = 0;
    while at < steps.len() {
        if found.len() == most {
            return None;
        }
        let stride = steps.get(at + 1).map_or(0, |next| next.wrapping_sub(steps[at]));
        found.push(Stretch { at: at as u32, start: steps[at], stride });
        let regular = steps[at..].windows(2).take_while(|pair| pair[1].wrapping_sub(pair[0]) == stride).count();
        at += 1 + regular;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeps(steps: &[i64]) -> Steps {
        let stored = Steps::new(steps);
        assert_eq!((0..steps.len()).map(|index| stored.get(index)).collect::<Vec<_>>(), steps);
        for start in 0..steps.len() {
            for end in start..=steps.len() {
                let mut out = Vec::new();
                stored.copy(start..end, &mut out);
                assert_eq!(out, steps[start..end]);
            }
        }
        stored
    }

    #[test]
    fn every_pattern_comes_back() {
        keeps(&[7]);
        keeps(&[7, 7, 7, 7]);
        keeps(&[i64::MIN, i64::MAX, i64::MIN, i64::MAX, 0, 0, 0]);
        keeps(&[0, 1, 2, 3, 10, 20, 30, 40, 40, 40, 39, 38]);
        keeps(&[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]);
    }

    #[test]
    fn regular_steps_take_one_stretch() {
        let Form::Regular(stretches) = keeps(&(0..60).map(|index| 100 + 5 * index).collect::<Vec<_>>()).0 else {
            panic!("regular steps stored one by one");
        };
        assert_eq!(stretches.len(), 1);
    }
}
