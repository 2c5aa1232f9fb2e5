//! Pictures to PNG. Wraps `canvas`, `deflate` and `filter`.

use super::canvas::Canvas;
use super::deflate::Zlib;
use super::filter::filter;
use super::pixels::Pixels;

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

/// Makes a PNG of one picture, or of a batch as a grid with rows of eight, black where the batch ends. One channel is
/// repeated to three.
pub fn image(pixels: &Pixels) -> Image {
    let given = pixels.axes.channel.extent;
    let channels = if given == 1 { 3 } else { given };
    let canvas = Canvas::new(pixels, channels);
    Image { width: canvas.width, height: canvas.height, channels, png: png(&canvas) }
}

/// What every PNG starts with.
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// PNG's numbers for gray with alpha, RGB and RGBA of eight bits.
const COLOUR_TYPES: [u8; 5] = [0, 0, 4, 2, 6];
/// Most bytes in a chunk.
const LARGEST: usize = i32::MAX as usize;

fn png(canvas: &Canvas<'_>) -> Vec<u8> {
    let mut header = [(canvas.width as u32).to_be_bytes(), (canvas.height as u32).to_be_bytes()].concat();
    // Eight bits a channel; the only methods of compression and filtering; not interlaced.
    header.extend([8, COLOUR_TYPES[canvas.channels], 0, 0, 0]);
    let mut out = SIGNATURE.to_vec();
    chunk(&mut out, *b"IHDR", &header);
    compressed(canvas).chunks(LARGEST).for_each(|part| chunk(&mut out, *b"IDAT", part));
    chunk(&mut out, *b"IEND", &[]);
    out
}

/// The rows, filtered and compressed while they are painted.
fn compressed(canvas: &Canvas<'_>) -> Vec<u8> {
    let mut zlib = Zlib::new();
    let mut rows = [0; 2].map(|_| vec![0; canvas.row()]);
    for y in 0..canvas.height {
        let [here, above] = &mut rows;
        canvas.paint_row(0, y, here);
        zlib.extend(here.len() + 1, |out| filter(here, above, canvas.channels, out));
        rows.swap(0, 1);
    }
    zlib.finish()
}

fn chunk(out: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let mut checksum = crc32fast::Hasher::new();
    [&name, data].iter().for_each(|part| checksum.update(part));
    out.reserve(data.len() + 12);
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(name);
    out.extend(data);
    out.extend(checksum.finalize().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::array::Dtype;
    use super::*;

    fn made(bytes: Vec<u8>, text: &str, shape: &[usize]) -> Image {
        image(&Pixels::new(&bytes, Dtype::U8, shape, text, Vec::new()).unwrap())
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
    fn pictures_of_many_blocks_come_back() {
        let mut random = fastrand::Rng::with_seed(4);
        for (width, height) in [(400, 500), (130_000, 3), (3, 100_000)] {
            // Flat, then few colours, then noise, then what repeats from afar.
            let quarter = width * height * 3 / 4;
            let mut pixels = vec![7; quarter];
            pixels.extend((0..quarter).map(|place| (place / 5) as u8 & random.u8(..3)));
            pixels.extend((0..quarter).map(|_| random.u8(..)));
            pixels.extend_from_within(2 * quarter - 20_000..2 * quarter - 20_000 + quarter);
            pixels.resize(width * height * 3, 1);
            let image = made(pixels.clone(), "HWC", &[height, width, 3]);
            assert_eq!(decoded(&image), (png::ColorType::Rgb, pixels), "{width} x {height}");
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
