//! Samples to a WAV file: RIFF, 16-bit PCM. Wraps `element`.

use super::array::{Array, Mismatch};
use super::element::{Bool, Brain, Element, Half, elements, with_element};

/// Bytes before the samples.
const HEADER: usize = 44;
/// Bytes of one sample of one channel.
const SAMPLE: usize = 2;

/// A WAV file as an event holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audio {
    /// Frames in a second.
    pub sample_rate: u32,
    /// Samples in a frame.
    pub channels: usize,
    /// How many frames there are.
    pub frames: usize,
    /// The file.
    pub wav: Vec<u8>,
}

/// Refuses shapes and rates that a WAV file cannot hold.
pub fn check(shape: &[usize], sample_rate: u32) -> Result<(), Mismatch> {
    let Some((frames, channels)) = frames_and_channels(shape) else {
        return Err(Mismatch(format!(
            "sound of shape {shape:?} was given; (frames,) and (frames, channels) are accepted"
        )));
    };
    let most = usize::from(u16::MAX) / SAMPLE;
    if channels == 0 || channels > most {
        return Err(Mismatch(format!("sound of shape {shape:?} has {channels} channels; 1 to {most} are accepted")));
    }
    let block = channels * SAMPLE;
    if frames.checked_mul(block).is_none_or(|bytes| bytes > u32::MAX as usize - HEADER) {
        return Err(Mismatch(format!("sound of shape {shape:?} is longer than the 4 GiB that a WAV file can hold")));
    }
    if sample_rate == 0 || sample_rate.checked_mul(block as u32).is_none() {
        let fastest = u32::MAX / block as u32;
        return Err(Mismatch(format!(
            "sample rate {sample_rate} was given; 1 to {fastest} are accepted for {channels} channels"
        )));
    }
    Ok(())
}

/// Makes a WAV file of an array (frames, channels), or (frames,) for one channel, that [`check`] has passed.
///
/// Floats are cut off at -1 and 1 and multiplied by 32,767, the fraction left out, as torch does; NaN is silence.
/// Integers are samples already and are cut off at what 16 bits hold.
pub fn audio(array: &Array, sample_rate: u32) -> Audio {
    let (frames, channels) = frames_and_channels(&array.shape).unwrap_or((array.len(), 1));
    let mut wav = header(array.len() * SAMPLE, channels, sample_rate);
    with_element!(array.dtype, E => elements::<E>(&array.bytes).for_each(|element| wav.extend_from_slice(&element.sample().to_le_bytes())));
    Audio { sample_rate, channels, frames, wav }
}

fn frames_and_channels(shape: &[usize]) -> Option<(usize, usize)> {
    match *shape {
        [frames] => Some((frames, 1)),
        [frames, channels] => Some((frames, channels)),
        _ => None,
    }
}

fn header(bytes: usize, channels: usize, sample_rate: u32) -> Vec<u8> {
    let block = channels * SAMPLE;
    let mut wav = Vec::with_capacity(HEADER + bytes);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&((HEADER - 8 + bytes) as u32).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16u32.to_le_bytes());
    wav.extend_from_slice(&1u16.to_le_bytes());
    wav.extend_from_slice(&(channels as u16).to_le_bytes());
    wav.extend_from_slice(&sample_rate.to_le_bytes());
    wav.extend_from_slice(&sample_rate.wrapping_mul(block as u32).to_le_bytes());
    wav.extend_from_slice(&(block as u16).to_le_bytes());
    wav.extend_from_slice(&(SAMPLE as u16 * 8).to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&(bytes as u32).to_le_bytes());
    wav
}

/// An element as a sample of 16 bits.
trait Sample: Element {
    fn sample(self) -> i16;
}

macro_rules! sample {
    ($($type:ty, $value:ident => $sample:expr;)*) => {$(
        impl Sample for $type {
            #[inline(always)]
            fn sample(self) -> i16 {
                let $value = self;
                $sample
            }
        }
    )*};
}

sample! {
    Bool, value => i16::from(value.0);
    u8, value => i16::from(value);
    i8, value => i16::from(value);
    i16, value => value;
    u16, value => value.min(i16::MAX as u16) as i16;
    u32, value => value.min(i16::MAX as u32) as i16;
    i32, value => value.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
    u64, value => value.min(i16::MAX as u64) as i16;
    i64, value => value.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
    // The cast makes NaN 0.
    f32, value => (value.clamp(-1.0, 1.0) * 32_767.0) as i16;
    f64, value => (value.clamp(-1.0, 1.0) * 32_767.0) as i16;
    Half, value => value.single().sample();
    Brain, value => value.single().sample();
}

#[cfg(test)]
mod tests {
    use super::super::array::Dtype;
    use super::*;

    fn made<const SIZE: usize>(dtype: Dtype, shape: &[usize], values: &[[u8; SIZE]]) -> Audio {
        audio(&Array::new(values.concat(), dtype, shape.to_vec()).unwrap(), 8000)
    }

    fn samples(audio: &Audio) -> Vec<i16> {
        elements(&audio.wav[HEADER..]).collect()
    }

    #[test]
    fn the_file_says_what_it_holds() {
        let audio = made(Dtype::I16, &[2, 2], &[1i16, 2, 3, 4].map(i16::to_ne_bytes));
        assert_eq!((audio.frames, audio.channels, audio.sample_rate), (2, 2, 8000));
        assert_eq!(
            audio.wav[..HEADER],
            *b"RIFF\x2C\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x40\x1F\0\0\0\x7D\0\0\x04\0\x10\0data\x08\0\0\0"
        );
        assert_eq!(samples(&audio), [1, 2, 3, 4]);
    }

    #[test]
    fn floats_are_samples_as_torch_makes_them() {
        // What torch.utils.tensorboard.summary.audio wrote for these float32.
        let given = [0.0f32, 0.5, -0.5, 1.0, -1.0, 0.1, -0.333_333, 0.999_99];
        let torch = [0, 16_383, -16_383, 32_767, -32_767, 3_276, -10_922, 32_766];
        let audio = made(Dtype::F32, &[8], &given.map(f32::to_ne_bytes));
        assert_eq!(samples(&audio), torch);
        assert_eq!((audio.frames, audio.channels), (8, 1));
        assert_eq!(samples(&made(Dtype::F64, &[8], &given.map(|value| f64::from(value).to_ne_bytes()))), torch);
    }

    #[test]
    fn what_is_too_loud_is_cut_off_and_nan_is_silent() {
        let given = [2.0f32, -7.0, f32::NAN, f32::INFINITY];
        assert_eq!(samples(&made(Dtype::F32, &[4], &given.map(f32::to_ne_bytes))), [32_767, -32_767, 0, 32_767]);
        let given = [40_000i32, -40_000, 5];
        assert_eq!(samples(&made(Dtype::I32, &[3], &given.map(i32::to_ne_bytes))), [32_767, -32_768, 5]);
    }

    #[test]
    fn what_a_wav_cannot_hold_is_refused() {
        assert!(check(&[100, 2], 44_100).is_ok());
        assert!(check(&[0], 44_100).is_ok());
        let refusal = |shape: &[usize], rate| check(shape, rate).unwrap_err().to_string();
        assert!(refusal(&[1, 2, 3], 8000).contains("(frames, channels) are accepted"));
        assert!(refusal(&[5, 0], 8000).contains("has 0 channels"));
        assert!(refusal(&[1, 40_000], 8000).contains("has 40000 channels"));
        assert!(refusal(&[1 << 31, 1], 8000).contains("4 GiB"));
        assert!(refusal(&[usize::MAX, 2], 8000).contains("4 GiB"));
        assert!(refusal(&[5], 0).contains("sample rate 0 was given"));
        assert!(refusal(&[5], u32::MAX).contains("1 to 2147483647 are accepted"));
    }
}
