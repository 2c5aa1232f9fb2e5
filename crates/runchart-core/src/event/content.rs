//! Content: a logged value of any kind, decoded when it is asked for. Encoded pictures and sound stay the bytes that they are.

use super::array::{Array, Elements};
use super::histogram::HistogramValue;
use super::wire::fields;
use super::{Data, Value};
use crate::error::Malformed;

/// AudioPluginData.encoding of WAV.
const WAV: u64 = 11;

/// A decoded value.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<'a> {
    /// Pictures of one size, as PNG, GIF or whatever was stored.
    Image {
        /// In pixels.
        width: u64,
        /// In pixels.
        height: u64,
        /// One for each sample.
        encoded: Vec<&'a [u8]>,
    },
    /// Sound.
    Audio {
        /// One for each sample.
        encoded: Vec<&'a [u8]>,
        /// In hertz; 0 where nothing says it.
        sample_rate: f64,
        /// One for each sample.
        labels: Vec<&'a [u8]>,
        /// Such as `audio/wav`; empty where nothing says it.
        content_type: &'a str,
    },
    /// A histogram.
    Histogram(HistogramValue),
    /// Numbers or strings of any shape.
    Array(Array<'a>),
    /// A serialized message of another kind, such as a graph.
    Bytes(&'a [u8]),
    /// The value is what its metadata holds.
    Metadata(&'a [u8]),
}

impl<'a> Content<'a> {
    /// Decodes a value of a tag that `plugin` shows, with the plugin's own bytes of the tag's first metadata.
    pub fn decode(value: &Value<'a>, plugin: &str, content: &'a [u8]) -> Result<Content<'a>, Malformed> {
        match (value.data, plugin) {
            (Data::Image(message), _) => image_of_message(message),
            (Data::Audio(message), _) => audio_of_message(message),
            (Data::Histogram(message), _) => HistogramValue::of_message(message).map(Content::Histogram),
            (Data::None | Data::Tensor(_), "hparams") | (Data::None, _) => {
                Ok(Content::Metadata(value.metadata.map_or(content, |metadata| metadata.content)))
            }
            (Data::Tensor(tensor), "images") => image_of_tensor(tensor),
            (Data::Tensor(tensor), "audio") => audio_of_tensor(tensor, content),
            (Data::Tensor(tensor), "histograms") => HistogramValue::of_tensor(tensor).map(Content::Histogram),
            (Data::Tensor(tensor), _) if plugin.starts_with("graph") => graph_of_tensor(tensor),
            (Data::Tensor(tensor), _) => Array::decode(tensor).map(Content::Array),
            (Data::Simple(_), _) => Err(Malformed("a scalar where another kind of value is expected")),
        }
    }
}

fn image_of_message(message: &[u8]) -> Result<Content<'_>, Malformed> {
    let (mut width, mut height, mut encoded) = (0, 0, &[][..]);
    for field in fields(message) {
        match field? {
            (1, value) => height = value.varint()?,
            (2, value) => width = value.varint()?,
            (4, value) => encoded = value.bytes()?,
            _ => {}
        }
    }
    Ok(Content::Image { width, height, encoded: vec![encoded] })
}

fn image_of_tensor(tensor: &[u8]) -> Result<Content<'_>, Malformed> {
    const WRONG: Malformed = Malformed("an image that is no list of width, height and pictures");
    let Elements::Strings(strings) = Array::decode(tensor)?.elements else { return Err(WRONG) };
    let [width, height, encoded @ ..] = &strings[..] else { return Err(WRONG) };
    let size = |text: &[u8]| std::str::from_utf8(text).ok()?.parse().ok();
    let (Some(width), Some(height)) = (size(width), size(height)) else { return Err(WRONG) };
    Ok(Content::Image { width, height, encoded: encoded.to_vec() })
}

fn audio_of_message(message: &[u8]) -> Result<Content<'_>, Malformed> {
    let (mut sample_rate, mut encoded, mut content_type) = (0.0, &[][..], "");
    for field in fields(message) {
        match field? {
            (1, value) => sample_rate = f64::from(value.float()?),
            (4, value) => encoded = value.bytes()?,
            (5, value) => content_type = value.text()?,
            _ => {}
        }
    }
    Ok(Content::Audio { encoded: vec![encoded], sample_rate, labels: vec![b""], content_type })
}

/// A tensor with rows of sound and label, or of sound alone.
fn audio_of_tensor<'a>(tensor: &'a [u8], content: &[u8]) -> Result<Content<'a>, Malformed> {
    let array = Array::decode(tensor)?;
    let (encoded, labels): (Vec<&[u8]>, Vec<&[u8]>) = match (&array.shape[..], array.elements) {
        ([_, 2], Elements::Strings(strings)) => {
            strings.as_chunks().0.iter().map(|&[sound, label]| (sound, label)).unzip()
        }
        ([_], Elements::Strings(strings)) => strings.into_iter().map(|sound| (sound, &b""[..])).unzip(),
        _ => return Err(Malformed("sound that is no list of sound and label")),
    };
    let rate = encoded.iter().find_map(|sound| wav_rate(sound));
    let is_wav =
        rate.is_some() || fields(content).any(|field| matches!(field, Ok((2, value)) if value.varint() == Ok(WAV)));
    let content_type = if is_wav { "audio/wav" } else { "" };
    Ok(Content::Audio { encoded, sample_rate: rate.unwrap_or(0.0), labels, content_type })
}

/// The sample rate in the head of a WAV.
fn wav_rate(sound: &[u8]) -> Option<f64> {
    let rest = sound.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVEfmt ")?;
    Some(f64::from(u32::from_le_bytes(*rest.get(8..)?.first_chunk()?)))
}

/// Graphs and run metadata that a newer TensorFlow logs as a summary.
fn graph_of_tensor(tensor: &[u8]) -> Result<Content<'_>, Malformed> {
    match Array::decode(tensor)?.elements {
        Elements::Strings(strings) if strings.len() == 1 => Ok(Content::Bytes(strings[0])),
        _ => Err(Malformed("a graph that is no tensor of one string")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::media::{audio_fields, image_fields};
    use super::super::tensor::shape_fields;
    use super::super::wire::{put_bytes_field, put_varint_field};
    use super::super::{Metadata, Value};
    use super::*;

    fn decode<'a>(plugin: &str, data: Data<'a>) -> Result<Content<'a>, Malformed> {
        Content::decode(&Value { tag: "a", metadata: None, data }, plugin, b"first")
    }

    fn strings(shape: &[usize], values: &[&[u8]]) -> Vec<u8> {
        let mut out = shape_fields(7, shape);
        values.iter().for_each(|value| put_bytes_field(&mut out, 8, value));
        out
    }

    #[test]
    fn an_image_of_either_kind() {
        let mut message = image_fields(2, 3, 4);
        put_bytes_field(&mut message, 4, b"png");
        let image = Content::Image { width: 3, height: 2, encoded: vec![b"png"] };
        assert_eq!(decode("", Data::Image(&message)), Ok(image));
        let tensor = strings(&[4], &[b"3", b"2", b"png", b"gif"]);
        let images = Content::Image { width: 3, height: 2, encoded: vec![b"png", b"gif"] };
        assert_eq!(decode("images", Data::Tensor(&tensor)), Ok(images));
        assert!(decode("images", Data::Tensor(&strings(&[1], &[b"3"]))).is_err());
        assert!(decode("images", Data::Tensor(&strings(&[3], &[b"3", b"x", b"png"]))).is_err());
    }

    #[test]
    fn sound_of_either_kind() {
        let (mut message, after) = audio_fields(44_100, 1, 10);
        put_bytes_field(&mut message, 4, b"wav");
        message.extend(after);
        let Ok(Content::Audio { sample_rate, content_type, encoded, .. }) = decode("", Data::Audio(&message)) else {
            panic!("no audio")
        };
        assert_eq!((sample_rate, content_type, encoded), (44_100.0, "audio/wav", vec![&b"wav"[..]]));
        let wav = [b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0", &8_000u32.to_le_bytes()[..]].concat();
        let tensor = strings(&[1, 2], &[&wav, b"words"]);
        let audio = Content::Audio {
            encoded: vec![&wav],
            sample_rate: 8_000.0,
            labels: vec![b"words"],
            content_type: "audio/wav",
        };
        assert_eq!(decode("audio", Data::Tensor(&tensor)), Ok(audio));
        assert!(decode("audio", Data::Tensor(&shape_fields(1, &[1]))).is_err());
    }

    #[test]
    fn the_value_s_own_metadata_is_the_payload_of_hyperparameters() {
        let metadata = Some(Metadata { plugin_name: "hparams", content: b"own", ..Metadata::default() });
        let value = Value { tag: "a", metadata, data: Data::None };
        assert_eq!(Content::decode(&value, "hparams", b"first"), Ok(Content::Metadata(b"own")));
        assert_eq!(decode("hparams", Data::Tensor(b"")), Ok(Content::Metadata(b"first")));
    }

    #[test]
    fn graphs_are_bytes_and_all_else_is_an_array() {
        let tensor = strings(&[], &[b"graph"]);
        assert_eq!(decode("graph_keras_model", Data::Tensor(&tensor)), Ok(Content::Bytes(b"graph")));
        assert!(matches!(decode("text", Data::Tensor(&tensor)), Ok(Content::Array(_))));
        assert!(decode("text", Data::Simple(1.0)).is_err());
        let mut broken = Vec::new();
        put_varint_field(&mut broken, 2, 1);
        assert!(decode("text", Data::Tensor(&broken)).is_err());
    }
}
