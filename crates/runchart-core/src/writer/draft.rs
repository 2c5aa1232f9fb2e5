//! A draft holds what one call logged, its data copied, until a thread of the pool makes its bytes.

use crate::encode::{self, Array, Axes};
use crate::event::media::{self, put_audio, put_histogram, put_image};
use crate::event::{Data, Event, Metadata, Summary, Value, What, tensor};

/// A summary, or the content of a file, not encoded yet.
#[derive(Debug)]
pub enum Draft {
    /// The bytes themselves.
    Bytes(Vec<u8>),
    /// A summary of counts between edges; `None` are TensorBoard's.
    Histogram { tag: String, array: Array, edges: Option<Vec<f64>> },
    /// A summary of one PNG.
    Image { tag: String, array: Array, axes: Axes },
    /// A summary of one animated GIF.
    Video { tag: String, array: Array, axes: Axes, fps: f64 },
    /// A summary of one WAV; the array is (frames, channels).
    Audio { tag: String, array: Array, sample_rate: u32 },
    /// A summary of one tensor of TensorFlow's `data_type`.
    Tensor { tag: String, bytes: Vec<u8>, shape: Vec<usize>, data_type: u64, plugin: String, content: Vec<u8> },
    /// A file: a PNG.
    Png { array: Array, axes: Axes },
    /// A file: numbers as text.
    Tsv { array: Array },
}

impl Draft {
    /// Bytes of memory that it holds.
    pub fn size(&self) -> usize {
        match self {
            Draft::Bytes(bytes) | Draft::Tensor { bytes, .. } => bytes.len(),
            Draft::Histogram { array, .. }
            | Draft::Image { array, .. }
            | Draft::Video { array, .. }
            | Draft::Audio { array, .. }
            | Draft::Png { array, .. }
            | Draft::Tsv { array } => array.bytes.len(),
        }
    }

    /// The bytes of the summary or file.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Draft::Bytes(bytes) => bytes.clone(),
            Draft::Histogram { tag, array, edges } => {
                let counted = encode::histogram(array, edges.as_deref());
                summary(tag, None, Data::Histogram(&message(|out| put_histogram(out, &histogram(&counted)))))
            }
            Draft::Image { tag, array, axes } => {
                let image = encode::image(array, axes.clone());
                let size = (image.height, image.width, image.channels);
                summary(tag, None, Data::Image(&message(|out| put_image(out, size, &image.png))))
            }
            Draft::Video { tag, array, axes, fps } => {
                let video = encode::video(array, axes.clone(), *fps);
                let size = (video.height, video.width, video.channels);
                summary(tag, None, Data::Image(&message(|out| put_image(out, size, &video.gif))))
            }
            Draft::Audio { tag, array, sample_rate } => {
                let audio = encode::audio(array, *sample_rate);
                let length = (audio.frames, audio.channels);
                summary(tag, None, Data::Audio(&message(|out| put_audio(out, audio.sample_rate, length, &audio.wav))))
            }
            Draft::Tensor { tag, bytes, shape, data_type, plugin, content } => {
                let metadata = Metadata { plugin_name: plugin, content, ..Metadata::default() };
                let tensor = message(|out| tensor::put_content(out, *data_type, shape, bytes));
                summary(tag, Some(metadata), Data::Tensor(&tensor))
            }
            Draft::Png { array, axes } => encode::image(array, axes.clone()).png,
            Draft::Tsv { array } => encode::tsv(array),
        }
    }

    /// The bytes of an event that holds the summary.
    pub fn event(&self, wall_time: f64, step: i64) -> Vec<u8> {
        let made;
        let summary = match self {
            Draft::Bytes(bytes) => bytes,
            _ => {
                made = self.encode();
                &made
            }
        };
        let mut out = Vec::with_capacity(summary.len() + 32);
        Event { wall_time, step, what: What::Summary(Summary(summary)) }.encode(&mut out);
        out
    }
}

fn histogram(counted: &encode::Histogram) -> media::Histogram<'_> {
    media::Histogram {
        min: counted.min,
        max: counted.max,
        num: counted.num,
        sum: counted.sum,
        sum_squares: counted.sum_squares,
        limits: &counted.limits,
        counts: &counted.counts,
        not_finite: [counted.nan, counted.pos_inf, counted.neg_inf],
    }
}

/// The message that `put` appends.
fn message(put: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut message = Vec::new();
    put(&mut message);
    message
}

/// A summary of one value.
fn summary(tag: &str, metadata: Option<Metadata<'_>>, data: Data<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    Value { tag, metadata, data }.encode(&mut out);
    out
}
