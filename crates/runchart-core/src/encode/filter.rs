//! PNG's filters: each row of pixels as differences to what is left of it and above it. Nothing below.

/// Bytes whose differences are added up together.
const PART: usize = 64;
/// Of a row that is so long every second part decides, of one twice as long every third, and so on.
const SAMPLED: usize = 512;

/// Filters a row with the filter whose differences are smallest. `out` is a byte longer, for that filter's number, and 0;
/// `pixel` is how many bytes a pixel has; above the first row is one of zeros.
pub fn filter(here: &[u8], above: &[u8], pixel: usize, out: &mut [u8]) {
    let (number, out) = out.split_first_mut().expect("a filtered row is a byte longer");
    if here == above {
        *number = UP;
        return;
    }
    let row = Row { here, above, pixel };
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has what the function is compiled for.
        *number = unsafe { filter_with_avx2(row, out) };
        return;
    }
    *number = filter_row(row, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn filter_with_avx2(row: Row<'_>, out: &mut [u8]) -> u8 {
    filter_row(row, out)
}

#[inline(always)]
fn filter_row(row: Row<'_>, out: &mut [u8]) -> u8 {
    let sizes = [row.size::<NONE>(), row.size::<SUB>(), row.size::<UP>(), row.size::<AVERAGE>(), row.size::<PAETH>()];
    let best = (NONE..=PAETH).min_by_key(|number| sizes[usize::from(*number)]).unwrap_or(NONE);
    match best {
        NONE => out.copy_from_slice(row.here),
        SUB => row.write::<SUB>(out),
        UP => row.write::<UP>(out),
        AVERAGE => row.write::<AVERAGE>(out),
        _ => row.write::<PAETH>(out),
    }
    best
}

const NONE: u8 = 0;
const SUB: u8 = 1;
const UP: u8 = 2;
const AVERAGE: u8 = 3;
const PAETH: u8 = 4;

/// A row, the one above it, and how many bytes a pixel has.
#[derive(Clone, Copy)]
struct Row<'a> {
    here: &'a [u8],
    above: &'a [u8],
    pixel: usize,
}

impl Row<'_> {
    /// The sum of the differences, each from -128 to 127, without their signs; of a part of them where the row is long.
    #[inline(always)]
    fn size<const FILTER: u8>(self) -> u32 {
        let (head, rest) = self.parts();
        let mut sum = (0..self.pixel).map(|at| size(difference::<FILTER>(head.at(at)))).map(u32::from).sum::<u32>();
        let parts = [rest.here, rest.left, rest.above, rest.corner].map(|bytes| bytes.as_chunks::<PART>());
        for part in (0..parts[0].0.len()).step_by(1 + self.here.len() / SAMPLED) {
            let [here, left, above, corner] = parts.map(|(parts, _)| &parts[part]);
            let sizes = (0..PART).map(|at| size(difference::<FILTER>([here[at], left[at], above[at], corner[at]])));
            sum += u32::from(sizes.sum::<u16>());
        }
        let [here, left, above, corner] = parts.map(|(_, rest)| rest);
        let sizes = (0..here.len()).map(|at| size(difference::<FILTER>([here[at], left[at], above[at], corner[at]])));
        sum + u32::from(sizes.sum::<u16>())
    }

    #[inline(always)]
    fn write<const FILTER: u8>(self, out: &mut [u8]) {
        let (head, rest) = self.parts();
        let (first, out) = out.split_at_mut(self.pixel);
        first.iter_mut().enumerate().for_each(|(at, out)| *out = difference::<FILTER>(head.at(at)));
        let around = rest.here.iter().zip(rest.left).zip(rest.above).zip(rest.corner);
        for (out, (((here, left), above), corner)) in out.iter_mut().zip(around) {
            *out = difference::<FILTER>([*here, *left, *above, *corner]);
        }
    }

    /// The first pixel, which has nothing to its left, and the others.
    #[inline(always)]
    fn parts(&self) -> (Around<'_>, Around<'_>) {
        let (here, above, zeros) = (self.here, self.above, &[0; 4][..self.pixel]);
        let end = here.len() - self.pixel;
        let first = Around { here: &here[..self.pixel], left: zeros, above: &above[..self.pixel], corner: zeros };
        let rest = Around {
            here: &here[self.pixel..],
            left: &here[..end],
            above: &above[self.pixel..],
            corner: &above[..end],
        };
        (first, rest)
    }
}

/// Bytes, and those of the pixels around them.
#[derive(Clone, Copy)]
struct Around<'a> {
    here: &'a [u8],
    left: &'a [u8],
    above: &'a [u8],
    corner: &'a [u8],
}

impl Around<'_> {
    #[inline(always)]
    fn at(&self, at: usize) -> [u8; 4] {
        [self.here[at], self.left[at], self.above[at], self.corner[at]]
    }
}

#[inline(always)]
fn size(difference: u8) -> u16 {
    u16::from((difference as i8).unsigned_abs())
}

/// What the filter makes of a byte.
#[inline(always)]
fn difference<const FILTER: u8>([here, left, above, corner]: [u8; 4]) -> u8 {
    here.wrapping_sub(match FILTER {
        NONE => 0,
        SUB => left,
        UP => above,
        AVERAGE => ((u16::from(left) + u16::from(above)) / 2) as u8,
        _ => paeth(left, above, corner),
    })
}

/// Of the three the one nearest to left + above - corner.
#[inline(always)]
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [l, a, c] = [left, above, corner].map(i16::from);
    let (to_left, to_above, to_corner) = ((a - c).abs(), (l - c).abs(), (l + a - 2 * c).abs());
    let other = if to_above <= to_corner { above } else { corner };
    if to_left <= to_above && to_left <= to_corner { left } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_small_differences() {
        let filtered = |here: [u8; 6], above: [u8; 6]| {
            let mut out = [0; 7];
            filter(&here, &above, 2, &mut out);
            out
        };
        assert_eq!(filtered([10, 20, 11, 21, 12, 22], [0; 6]), [SUB, 10, 20, 1, 1, 1, 1]);
        assert_eq!(filtered([10, 20, 11, 21, 12, 22], [10, 20, 11, 21, 12, 22]), [UP, 0, 0, 0, 0, 0, 0]);
        assert_eq!(filtered([60, 70, 60, 70, 60, 70], [10, 20, 60, 70, 10, 20]), [SUB, 60, 70, 0, 0, 0, 0]);
    }

    #[test]
    fn sizes_are_sums_of_what_is_written() {
        let mut random = fastrand::Rng::with_seed(2);
        for length in (2..300).step_by(2) {
            let [here, above] = [0; 2].map(|_| (0..length).map(|_| random.u8(..)).collect::<Vec<_>>());
            let row = Row { here: &here, above: &above, pixel: 2 };
            let sum = |out: &[u8]| out.iter().map(|byte| u32::from(size(*byte))).sum::<u32>();
            let mut out = vec![0; length];
            row.write::<AVERAGE>(&mut out);
            assert_eq!(row.size::<AVERAGE>(), sum(&out));
            row.write::<PAETH>(&mut out);
            assert_eq!(row.size::<PAETH>(), sum(&out));
            assert_eq!(row.size::<NONE>(), sum(&here));
        }
    }
}
