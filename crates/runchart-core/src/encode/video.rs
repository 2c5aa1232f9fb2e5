//! Clips to an animated GIF. Wraps `canvas` and `palette`.

use super::array::Mismatch;
use super::canvas::Canvas;
use super::palette::indexed;
use super::pixels::Pixels;

/// Hundredths of a second: browsers show a frame for 10 of them if it asks for fewer than this.
const SHORTEST: f64 = 2.0;
const LONGEST: f64 = u16::MAX as f64;

/// A GIF as an event holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    /// Pixels from left to right, all clips of the grid together.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// Channels that were given.
    pub channels: usize,
    /// The file.
    pub gif: Vec<u8>,
}

/// Refuses what is no number of frames in a second.
pub fn check_fps(fps: f64) -> Result<(), Mismatch> {
    if fps > 0.0 && fps.is_finite() {
        return Ok(());
    }
    Err(Mismatch(format!("fps {fps} was given; a number of frames in a second above 0 is accepted")))
}

/// Makes a GIF that repeats for ever. The clips of a batch play side by side, in rows and columns that are powers of two.
///
/// Two channels are gray and alpha, four are RGBA; alpha is
/// dropped. Frames of up to 256 colours are exact; others get the 256 colours that fit them best, each frame its own.
/// A GIF counts hundredths of a second, so frames last alternating times where `fps` does not divide 100, and
/// none lasts under 2, which is 50 frames in a second.
pub fn video(pixels: &Pixels, fps: f64) -> Video {
    let canvas = Canvas::new(pixels, 3);
    let gif = write(&canvas, pixels.axes.time.extent, fps);
    Video {
        width: canvas.width,
        height: canvas.height,
        channels: pixels.axes.channel.extent,
        gif: gif.expect("memory takes every byte, and every frame has a palette"),
    }
}

fn write(canvas: &Canvas<'_>, times: usize, fps: f64) -> Result<Vec<u8>, gif::EncodingError> {
    let (width, height) = (canvas.width as u16, canvas.height as u16);
    let mut encoder = gif::Encoder::new(Vec::new(), width, height, &[])?;
    encoder.set_repeat(gif::Repeat::Infinite)?;
    for time in 0..times {
        let picture = indexed(&canvas.paint(time));
        encoder.write_frame(&gif::Frame {
            width,
            height,
            delay: delay(time, fps),
            palette: Some(picture.palette),
            buffer: picture.pixels.into(),
            ..gif::Frame::default()
        })?;
    }
    encoder.into_inner()
}

/// How long a frame lasts, so that the next one starts at the hundredth nearest to its time.
fn delay(frame: usize, fps: f64) -> u16 {
    let start = |frame: usize| (frame as f64 * 100.0 / fps).round();
    // NaN, from an fps that check_fps refuses, becomes 0: as fast as the browser likes.
    (start(frame + 1) - start(frame)).clamp(SHORTEST, LONGEST) as u16
}

#[cfg(test)]
mod tests {
    use super::super::array::Dtype;
    use super::*;

    fn made(bytes: Vec<u8>, shape: &[usize], fps: f64) -> Video {
        video(&Pixels::new(&bytes, Dtype::U8, shape, "NTCHW", Vec::new()).unwrap(), fps)
    }

    fn frames(video: &Video) -> Vec<(u16, Vec<u8>)> {
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(&video.gif[..]).unwrap();
        let mut frames = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            let colours =
                frame.buffer.as_chunks::<4>().0.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]);
            frames.push((frame.delay, colours.collect()));
        }
        assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
        frames
    }

    #[test]
    fn gray_frames_come_back_exactly() {
        let bytes: Vec<u8> = (0..2 * 16 * 16).map(|place| (place % 256) as u8).collect();
        let video = made(bytes.clone(), &[1, 2, 1, 16, 16], 4.0);
        assert_eq!((video.width, video.height, video.channels), (16, 16, 1));
        let frames = frames(&video);
        assert_eq!(frames.len(), 2);
        for (frame, meant) in frames.iter().zip(bytes.chunks(256)) {
            assert_eq!(frame.0, 25);
            assert_eq!(frame.1, meant.iter().flat_map(|gray| [*gray; 3]).collect::<Vec<_>>());
        }
    }

    #[test]
    fn clips_stand_side_by_side_and_black_fills_the_grid() {
        let video = made(vec![10, 20, 30], &[3, 1, 1, 1, 1], 4.0);
        assert_eq!((video.width, video.height), (4, 1));
        assert_eq!(frames(&video)[0].1, [10, 10, 10, 20, 20, 20, 30, 30, 30, 0, 0, 0]);
    }

    #[test]
    fn alpha_is_dropped() {
        let video = made(vec![1, 2, 3, 0], &[1, 1, 4, 1, 1], 4.0);
        assert_eq!(frames(&video)[0].1, [1, 2, 3]);
        let video = made(vec![9, 0], &[1, 1, 2, 1, 1], 4.0);
        assert_eq!(frames(&video)[0].1, [9, 9, 9]);
    }

    #[test]
    fn delays_add_up_to_the_clip() {
        assert_eq!((0..30).map(|frame| u32::from(delay(frame, 30.0))).sum::<u32>(), 100);
        assert_eq!((0..3).map(|frame| delay(frame, 30.0)).collect::<Vec<_>>(), [3, 4, 3]);
        assert_eq!([delay(0, 1000.0), delay(0, 1e-9), delay(0, f64::NAN)], [2, 65_535, 0]);
        assert!(check_fps(24.0).is_ok());
        assert!([0.0, -1.0, f64::NAN, f64::INFINITY].iter().all(|fps| check_fps(*fps).is_err()));
    }
}
