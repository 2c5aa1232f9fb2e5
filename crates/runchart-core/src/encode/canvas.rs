//! Pictures of any type and order of axes, painted side by side as bytes of interleaved channels. Wraps `axes` and `element`.

use super::array::Array;
use super::axes::Axes;
use super::element::{Bool, Brain, Element, Half, elements, with_element};

/// Rows of pixels, each pixel `channels` bytes.
pub struct Canvas {
    pub width: usize,
    pub height: usize,
    pub channels: usize,
    pub bytes: Vec<u8>,
}

impl Canvas {
    /// Every picture of the batch at one time, in the grid of `axes`; black where there is none. Gray is repeated where
    /// the canvas has more channels than the array.
    pub fn paint(array: &Array, axes: &Axes, time: usize, channels: usize) -> Canvas {
        let (width, height) = (axes.width.extent * axes.grid.columns, axes.height.extent * axes.grid.rows);
        let mut canvas = Canvas { width, height, channels, bytes: vec![0; width * height * channels] };
        with_element!(array.dtype, E => canvas.paint_batch::<E>(&array.bytes, axes, time));
        canvas
    }

    fn paint_batch<E: Shade>(&mut self, bytes: &[u8], axes: &Axes, time: usize) {
        let mut plane = vec![0; axes.width.extent];
        for picture in 0..axes.batch.extent {
            let (row, column) = (picture / axes.grid.columns, picture % axes.grid.columns);
            for y in 0..axes.height.extent {
                let start = picture * axes.batch.stride + time * axes.time.stride + y * axes.height.stride;
                let pixel = (row * axes.height.extent + y) * self.width + column * axes.width.extent;
                let target = &mut self.bytes[pixel * self.channels..][..axes.width.extent * self.channels];
                let Some(source) = bytes.get(start * E::SIZE..) else { return };
                paint_row::<E>(source, axes, target, &mut plane);
            }
        }
    }
}

/// Paints one row of one picture; `source` starts at its first element, `plane` has room for one channel of it.
fn paint_row<E: Shade>(source: &[u8], axes: &Axes, target: &mut [u8], plane: &mut [u8]) {
    let channels = target.len() / plane.len();
    let repeated = axes.channel.extent < channels;
    let (channel, width) = (axes.channel.stride, axes.width.stride);
    if axes.channel.extent == channels && channel == 1 && width == channels {
        return shade_all::<E>(source, target);
    }
    for place in 0..channels {
        if place == 0 || !repeated {
            let source = source.get(place * channel * E::SIZE..).unwrap_or_default();
            if width == 1 { shade_all::<E>(source, plane) } else { shade_each::<E>(source, width, plane) }
        }
        match channels {
            2 => spread::<2>(plane, target, place),
            3 => spread::<3>(plane, target, place),
            _ => spread::<4>(plane, target, place),
        }
    }
}

fn spread<const CHANNELS: usize>(plane: &[u8], target: &mut [u8], place: usize) {
    for (pixel, shade) in target.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(plane) {
        pixel[place] = *shade;
    }
}

fn shade_all<E: Shade>(source: &[u8], target: &mut [u8]) {
    for (shade, element) in target.iter_mut().zip(elements::<E>(source)) {
        *shade = element.shade();
    }
}

fn shade_each<E: Shade>(source: &[u8], stride: usize, target: &mut [u8]) {
    for (shade, element) in target.iter_mut().zip(source.chunks(stride.saturating_mul(E::SIZE))) {
        *shade = E::read(element).shade();
    }
}

/// How bright an element is, from 0 to 255: bytes as they are; every other number times 255, cut off at 0 and 255, the
/// fraction left out; NaN is black.
trait Shade: Element {
    fn shade(self) -> u8;
}

impl Shade for u8 {
    #[inline(always)]
    fn shade(self) -> u8 {
        self
    }
}

impl Shade for f32 {
    #[inline(always)]
    fn shade(self) -> u8 {
        (self * 255.0) as u8
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
    use super::super::array::Dtype;
    use super::*;

    fn painted(bytes: Vec<u8>, dtype: Dtype, text: &str, shape: &[usize], channels: usize) -> Canvas {
        let array = Array::new(bytes, dtype, shape.to_vec()).unwrap();
        Canvas::paint(&array, &Axes::parse(text, shape).unwrap(), 0, channels)
    }

    #[test]
    fn every_order_of_axes_gives_the_same_picture() {
        let pixels: Vec<u8> = (0..12).collect();
        let orders: [(&str, [usize; 3], Vec<u8>); 3] = [
            ("HWC", [2, 2, 3], pixels.clone()),
            ("CHW", [3, 2, 2], vec![0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]),
            ("WHC", [2, 2, 3], vec![0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11]),
        ];
        for (text, shape, bytes) in orders {
            assert_eq!(painted(bytes, Dtype::U8, text, &shape, 3).bytes, pixels, "{text}");
        }
    }

    #[test]
    fn gray_with_strides_like_rgb_is_gray() {
        let canvas = painted(vec![1, 2, 3, 4, 5, 6], Dtype::U8, "WHC", &[2, 3, 1], 3);
        assert_eq!(canvas.bytes, [1, 1, 1, 4, 4, 4, 2, 2, 2, 5, 5, 5, 3, 3, 3, 6, 6, 6]);
    }

    #[test]
    fn floats_are_cut_off_and_not_rounded() {
        let values = [0.5f32, -0.1, 1.5, f32::NAN, f32::INFINITY, 0.999];
        let bytes = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
        let canvas = painted(bytes, Dtype::F32, "HW", &[1, 6], 3);
        assert_eq!(
            canvas.bytes.as_chunks::<3>().0.iter().map(|pixel| pixel[1]).collect::<Vec<_>>(),
            [127, 0, 255, 0, 255, 254]
        );
    }

    #[test]
    fn other_types_are_taken_times_255() {
        let shades = |dtype, bytes: Vec<u8>| {
            let width = bytes.len() / Dtype::size(dtype);
            painted(bytes, dtype, "HW", &[1, width], 3).bytes.iter().step_by(3).copied().collect::<Vec<_>>()
        };
        assert_eq!(shades(Dtype::Bool, vec![0, 1]), [0, 255]);
        assert_eq!(
            shades(Dtype::I32, [200i32, -3, 0].iter().flat_map(|value| value.to_ne_bytes()).collect()),
            [255, 0, 0]
        );
        assert_eq!(
            shades(Dtype::F16, [0x3800u16, 0x3C00].iter().flat_map(|value| value.to_ne_bytes()).collect()),
            [127, 255]
        );
        assert_eq!(shades(Dtype::Bf16, [0x3F00u16].iter().flat_map(|value| value.to_ne_bytes()).collect()), [127]);
        assert_eq!(shades(Dtype::F64, 0.2f64.to_ne_bytes().to_vec()), [51]);
    }

    #[test]
    fn a_grid_is_filled_row_by_row_and_black_at_the_end() {
        let canvas = painted((1..=9).collect(), Dtype::U8, "NCHW", &[9, 1, 1, 1], 3);
        assert_eq!((canvas.width, canvas.height), (8, 2));
        let reds: Vec<u8> = canvas.bytes.iter().step_by(3).copied().collect();
        assert_eq!(reds, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0]);
    }
}
