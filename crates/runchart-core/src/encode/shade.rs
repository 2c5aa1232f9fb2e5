//! How bright the elements of an array are, as bytes from 0 to 255. Wraps `element`.

use std::mem::MaybeUninit;

use super::array::Dtype;
use super::element::{Bool, Brain, Element, Half, elements, with_element};

/// Elements that are shaded together. Asking for more memory at a time than these take is slower.
const BLOCK: usize = 64;
/// Memory that is in no cache comes faster from several places at once.
const STREAMS: usize = 4;
/// The processor is asked for memory so many bytes ahead: by itself it stops at the end of each page.
const AHEAD: usize = 8192;

/// Appends the shade of each element of `values` to `out`: bytes as they are; every other number times 255, cut off at 0
/// and 255, the fraction left out; NaN is black.
pub fn shade(values: &[u8], dtype: Dtype, out: &mut Vec<u8>) {
    if dtype == Dtype::U8 {
        return out.extend_from_slice(values);
    }
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { shade_with_avx2(values, dtype, out) };
    }
    shade_all(values, dtype, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn shade_with_avx2(values: &[u8], dtype: Dtype, out: &mut Vec<u8>) {
    shade_all(values, dtype, out);
}

#[inline(always)]
fn shade_all(values: &[u8], dtype: Dtype, out: &mut Vec<u8>) {
    let count = values.len() / dtype.size();
    out.reserve(count);
    let room = &mut out.spare_capacity_mut()[..count];
    with_element!(dtype, E => shade_streams::<E>(values, room));
    // SAFETY: so many shades were written.
    unsafe { out.set_len(out.len() + count) };
}

/// Goes through several parts of the memory at once, a block of each in turn, and then through what is left.
#[inline(always)]
fn shade_streams<E: Shade>(values: &[u8], room: &mut [MaybeUninit<u8>]) {
    let part = room.len() / STREAMS / BLOCK * BLOCK;
    for block in (0..part).step_by(BLOCK) {
        for stream in 0..STREAMS {
            let place = stream * part + block;
            shade_block::<E>(&values[place * E::SIZE..][..BLOCK * E::SIZE], &mut room[place..][..BLOCK]);
        }
    }
    shade_block::<E>(&values[STREAMS * part * E::SIZE..], &mut room[STREAMS * part..]);
}

#[inline(always)]
fn shade_block<E: Shade>(values: &[u8], room: &mut [MaybeUninit<u8>]) {
    fetch(values);
    for (shade, element) in room.iter_mut().zip(elements::<E>(values)) {
        shade.write(element.shade());
    }
}

/// Asks for the memory that comes after `block`.
#[inline(always)]
fn fetch(block: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    for line in (0..block.len()).step_by(64) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint, which never faults, wherever the address is.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(block.as_ptr().wrapping_add(line + AHEAD).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (block, AHEAD);
}

/// How bright one element is.
trait Shade: Element {
    fn shade(self) -> u8;
}

impl Shade for f32 {
    #[inline(always)]
    fn shade(self) -> u8 {
        let value = self * 255.0;
        // Comparisons that NaN fails, and in this form one instruction for many elements.
        let value = if value > 0.0 { value } else { 0.0 };
        let value = if value < 255.0 { value } else { 255.0 };
        // SAFETY: the value is from 0 to 255.
        unsafe { value.to_int_unchecked::<i32>() as u8 }
    }
}

macro_rules! shade {
    ($($type:ty, $value:ident => $shade:expr;)*) => {$(
        impl Shade for $type {
            #[inline(always)]
            fn shade(self) -> u8 {
                let $value = self;
                $shade
            }
        }
    )*};
}

shade! {
    Bool, value => if value.0 { 255 } else { 0 };
    u8, value => value;
    i8, value => if value > 0 { 255 } else { 0 };
    u16, value => if value > 0 { 255 } else { 0 };
    i16, value => if value > 0 { 255 } else { 0 };
    u32, value => if value > 0 { 255 } else { 0 };
    i32, value => if value > 0 { 255 } else { 0 };
    u64, value => if value > 0 { 255 } else { 0 };
    i64, value => if value > 0 { 255 } else { 0 };
    Half, value => value.single().shade();
    Brain, value => value.single().shade();
    // torch multiplies in float32.
    f64, value => (value as f32).shade();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shades<const SIZE: usize>(dtype: Dtype, values: impl IntoIterator<Item = [u8; SIZE]>) -> Vec<u8> {
        let mut out = Vec::new();
        shade(&values.into_iter().collect::<Vec<_>>().concat(), dtype, &mut out);
        out
    }

    /// Rust's cast is cut off at both ends, leaves the fraction out and makes 0 of NaN.
    fn meant(value: f32) -> u8 {
        (value * 255.0) as u8
    }

    fn singles(values: &[f32]) {
        let made = shades(Dtype::F32, values.iter().map(|value| value.to_ne_bytes()));
        assert_eq!(made, values.iter().copied().map(meant).collect::<Vec<_>>());
    }

    #[test]
    fn floats_are_cut_off_and_not_rounded() {
        let values = [0.5f32, -0.1, 1.5, f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.999, -0.0, f32::MAX];
        assert_eq!(
            shades(Dtype::F32, values.map(f32::to_ne_bytes)),
            [127, 0, 255, 0, 0, 255, 0, 254, 0, 255],
            "{values:?}"
        );
    }

    #[test]
    fn around_every_step_from_one_shade_to_the_next() {
        for step in 0..=255u8 {
            let edge = f32::from(step) / 255.0;
            let mut around = vec![edge];
            for _ in 0..40 {
                around.insert(0, around[0].next_down());
                around.push(around[around.len() - 1].next_up());
            }
            singles(&around);
        }
    }

    #[test]
    fn every_upper_half_of_a_single() {
        for lower in [0, 1, 0x7FFF, 0xFFFF] {
            singles(&(0..=0xFFFFu32).map(|upper| f32::from_bits(upper << 16 | lower)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_half_and_every_brain() {
        let all = || 0..=u16::MAX;
        let halves = all().map(|bits| meant(Half(bits).single()));
        assert!(shades(Dtype::F16, all().map(u16::to_ne_bytes)).into_iter().eq(halves));
        let brains = all().map(|bits| meant(Brain(bits).single()));
        assert!(shades(Dtype::Bf16, all().map(u16::to_ne_bytes)).into_iter().eq(brains));
    }

    #[test]
    fn other_types_are_taken_times_255() {
        assert_eq!(shades(Dtype::Bool, [[0], [1]]), [0, 255]);
        assert_eq!(shades(Dtype::U8, [[0], [1], [255]]), [0, 1, 255]);
        assert_eq!(shades(Dtype::I32, [200i32, -3, 0, 1].map(i32::to_ne_bytes)), [255, 0, 0, 255]);
        assert_eq!(shades(Dtype::U64, [u64::MAX, 0].map(u64::to_ne_bytes)), [255, 0]);
        assert_eq!(shades(Dtype::F64, [0.2, 1e300, -1e300, f64::NAN].map(f64::to_ne_bytes)), [51, 255, 0, 0]);
    }

    #[test]
    fn every_length_is_shaded_whole_behind_what_is_there() {
        for length in (0..2 * STREAMS * BLOCK + 2).chain([9 * STREAMS * BLOCK - 1, 9 * STREAMS * BLOCK]) {
            singles(&(0..length).map(|place| place as f32 / 70.0).collect::<Vec<_>>());
        }
        let mut out = vec![7];
        shade(&1f32.to_ne_bytes(), Dtype::F32, &mut out);
        assert_eq!(out, [7, 255]);
    }
}
