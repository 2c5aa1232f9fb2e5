//! Pictures of any order of axes, painted side by side as bytes of interleaved channels. Wraps `pixels`.

use super::axes::Axes;
use super::pixels::Pixels;

/// Rows of pixels, each pixel `channels` bytes.
pub struct Canvas<'a> {
    pub width: usize,
    pub height: usize,
    pub channels: usize,
    pixels: &'a Pixels,
}

impl Canvas<'_> {
    /// Every picture of the batch in the grid of its axes; black where there is none. Gray is repeated where the canvas has
    /// more channels than the pixels.
    pub fn new(pixels: &Pixels, channels: usize) -> Canvas<'_> {
        let axes = &pixels.axes;
        let (width, height) = (axes.width.extent * axes.grid.columns, axes.height.extent * axes.grid.rows);
        Canvas { width, height, channels, pixels }
    }

    /// Bytes of a row.
    pub fn row(&self) -> usize {
        self.width * self.channels
    }

    /// All rows at one time.
    pub fn paint(&self, time: usize) -> Vec<u8> {
        let mut rows = vec![0; self.row() * self.height];
        rows.chunks_exact_mut(self.row()).enumerate().for_each(|(y, row)| self.paint_row(time, y, row));
        rows
    }

    /// One row at one time.
    pub fn paint_row(&self, time: usize, y: usize, row: &mut [u8]) {
        let axes = &self.pixels.axes;
        let (down, y) = (y / axes.height.extent, y % axes.height.extent);
        for (across, target) in row.chunks_exact_mut(axes.width.extent * self.channels).enumerate() {
            let picture = down * axes.grid.columns + across;
            if picture < axes.batch.extent {
                let start = picture * axes.batch.stride + time * axes.time.stride + y * axes.height.stride;
                paint_row(&self.pixels.bytes[start..], axes, target, self.channels);
            } else {
                target.fill(0);
            }
        }
    }
}

/// Paints one row of one picture; `source` starts at its first element.
fn paint_row(source: &[u8], axes: &Axes, target: &mut [u8], channels: usize) {
    let repeated = axes.channel.extent < channels;
    let (channel, width) = (axes.channel.stride, axes.width.stride);
    if axes.channel.extent == channels && channel == 1 && width == channels {
        return target.copy_from_slice(&source[..target.len()]);
    }
    for place in 0..channels {
        let source = if repeated { source } else { &source[place * channel..] };
        match channels {
            2 => spread::<2>(source, width, target, place),
            3 => spread::<3>(source, width, target, place),
            _ => spread::<4>(source, width, target, place),
        }
    }
}

/// Puts elements, each `stride` after the last one, into one channel.
fn spread<const CHANNELS: usize>(source: &[u8], stride: usize, target: &mut [u8], place: usize) {
    let pixels = target.as_chunks_mut::<CHANNELS>().0.iter_mut();
    if stride == 1 {
        pixels.zip(source).for_each(|(pixel, shade)| pixel[place] = *shade);
    } else {
        pixels.zip(source.chunks(stride)).for_each(|(pixel, elements)| pixel[place] = elements[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::array::Dtype;
    use super::*;

    fn painted(bytes: &[u8], text: &str, shape: &[usize], channels: usize) -> Vec<u8> {
        Canvas::new(&Pixels::new(bytes, Dtype::U8, shape, text, Vec::new()).unwrap(), channels).paint(0)
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
            assert_eq!(painted(&bytes, text, &shape, 3), pixels, "{text}");
        }
    }

    #[test]
    fn gray_with_strides_like_rgb_is_gray() {
        let canvas = painted(&[1, 2, 3, 4, 5, 6], "WHC", &[2, 3, 1], 3);
        assert_eq!(canvas, [1, 1, 1, 4, 4, 4, 2, 2, 2, 5, 5, 5, 3, 3, 3, 6, 6, 6]);
    }

    #[test]
    fn a_grid_is_filled_row_by_row_and_black_at_the_end() {
        let canvas = painted(&[1, 2, 3, 4, 5, 6, 7, 8, 9], "NCHW", &[9, 1, 1, 1], 3);
        let reds: Vec<u8> = canvas.iter().step_by(3).copied().collect();
        assert_eq!(reds, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0]);
    }
}
