//! Pictures to PNG. Wraps `canvas`.

use super::array::Array;
use super::axes::Axes;
use super::canvas::Canvas;

/// A PNG as an event holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// 2 (gray, alpha), 3 (RGB) or 4 (RGBA).
    pub channels: usize,
    /// The file.
    pub png: Vec<u8>,
}

/// Makes a PNG of one picture, or of a batch as a grid with rows of eight, black where the batch ends.
///
/// Bytes are taken as they are; every other type is multiplied by 255, cut off at 0 and 255, the fraction left out, NaN
/// 0. One channel is repeated to three.
pub fn image(array: &Array, axes: Axes) -> Image {
    let channels = if axes.channel.extent == 1 { 3 } else { axes.channel.extent };
    let canvas = Canvas::paint(array, &axes, 0, channels);
    let png = Compression::of(&canvas, axes.channel.extent == 1).png(&canvas);
    Image { width: canvas.width, height: canvas.height, channels, png }
}

/// How a canvas is compressed.
#[derive(Clone, Copy)]
enum Compression {
    /// Only runs of zeros are found, and codes are fixed: three to ten times as fast as the other, and as small where
    /// pictures have grain.
    Grainy,
    /// Repetitions are found, codes are made for the picture: flat colours, drawings, gray.
    Repetitive,
    /// As small as PIL makes it and as slow: for samples.
    Thorough,
}

/// The sample that decides how to compress: so many bands of rows, which are so high at least.
const BANDS: usize = 6;
const BAND_HEIGHT: usize = 3;
/// A sample that becomes so many times smaller by its zeros alone is flat colour, and is not looked at again.
const EMPTY: usize = 20;
/// A file may be this much larger than a thorough search for repetitions makes it, in hundredths, if it is made so much
/// faster.
const ACCEPTABLE: usize = 122;

impl Compression {
    fn of(canvas: &Canvas, gray: bool) -> Compression {
        if gray {
            return Compression::Repetitive;
        }
        let sample = sample(canvas);
        let grainy = Compression::Grainy.png(&sample).len();
        if grainy * EMPTY < sample.bytes.len() {
            return Compression::Repetitive;
        }
        let thorough = Compression::Thorough.png(&sample).len();
        if grainy * 100 <= thorough * ACCEPTABLE { Compression::Grainy } else { Compression::Repetitive }
    }

    fn png(self, canvas: &Canvas) -> Vec<u8> {
        let mut png = Vec::with_capacity(canvas.bytes.len() / 2);
        let mut encoder = png::Encoder::new(&mut png, canvas.width as u32, canvas.height as u32);
        encoder.set_color(match canvas.channels {
            2 => png::ColorType::GrayscaleAlpha,
            3 => png::ColorType::Rgb,
            _ => png::ColorType::Rgba,
        });
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_deflate_compression(match self {
            Compression::Grainy => png::DeflateCompression::FdeflateUltraFast,
            Compression::Repetitive => png::DeflateCompression::Level(3),
            Compression::Thorough => png::DeflateCompression::Level(6),
        });
        encoder.set_filter(png::Filter::Adaptive);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&canvas.bytes)?;
            writer.finish()
        });
        written.expect("a canvas is as large as it says, and memory takes every byte");
        png
    }
}

/// A few bands of rows, evenly spaced.
fn sample(canvas: &Canvas) -> Canvas {
    let row = canvas.width * canvas.channels;
    let height = BAND_HEIGHT.min(canvas.height);
    let bands = BANDS.min(canvas.height / height);
    let starts = (0..bands).map(|band| (canvas.height - height) * (2 * band + 1) / (2 * bands));
    let bytes = starts.map(|start| &canvas.bytes[start * row..(start + height) * row]).collect::<Vec<_>>().concat();
    Canvas { width: canvas.width, height: height * bands, channels: canvas.channels, bytes }
}

#[cfg(test)]
mod tests {
    use super::super::array::Dtype;
    use super::*;

    fn made(bytes: Vec<u8>, text: &str, shape: &[usize]) -> Image {
        let array = Array::new(bytes, Dtype::U8, shape.to_vec()).unwrap();
        image(&array, Axes::parse(text, shape).unwrap())
    }

    fn decoded(image: &Image) -> (png::ColorType, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(&image.png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width as usize, info.height as usize), (image.width, image.height));
        (info.color_type, pixels)
    }

    #[test]
    fn pixels_come_back() {
        use png::ColorType::{GrayscaleAlpha, Rgb, Rgba};
        for (channels, color) in [(2, GrayscaleAlpha), (3, Rgb), (4, Rgba)] {
            for (width, height) in [(1, 1), (5, 3), (64, 100)] {
                let pixels: Vec<u8> = (0..width * height * channels).map(|place| (place * place / 7) as u8).collect();
                let image = made(pixels.clone(), "HWC", &[height, width, channels]);
                assert_eq!(decoded(&image), (color, pixels));
                assert_eq!(image.channels, channels);
            }
        }
    }

    #[test]
    fn gray_becomes_three_channels() {
        let image = made(vec![7, 9], "HW", &[1, 2]);
        assert_eq!(decoded(&image), (png::ColorType::Rgb, vec![7, 7, 7, 9, 9, 9]));
        assert_eq!(image.channels, 3);
    }

    #[test]
    fn a_batch_becomes_a_grid() {
        let image = made((0..10).collect(), "NHWC", &[10, 1, 1, 1]);
        assert_eq!((image.width, image.height), (8, 2));
        let reds: Vec<u8> = decoded(&image).1.iter().step_by(3).copied().collect();
        assert_eq!(reds, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn flat_colour_and_noise_are_both_small() {
        let flat = made([30, 90, 200].repeat(512 * 512), "HWC", &[512, 512, 3]);
        assert!(flat.png.len() < 2_500, "{}", flat.png.len());
        let mut random = fastrand::Rng::with_seed(3);
        let noise = made((0..512 * 512 * 3).map(|_| random.u8(..)).collect(), "HWC", &[512, 512, 3]);
        assert!(noise.png.len() < 512 * 512 * 3 * 101 / 100, "{}", noise.png.len());
    }
}
