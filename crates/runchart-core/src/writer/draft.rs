//! A draft holds what one call logged, its data copied, until a thread of the pool makes its bytes.

use std::io::{self, Write};
use std::mem;

use super::spare;
use crate::encode::{self, Array, Dtype, Pixels};
use crate::event::media::{audio_fields, histogram_fields, image_fields};
use crate::event::nest::Nest;
use crate::event::summary::{Metadata, metadata_field, tag_field};
use crate::event::{event_fields, media, tensor};
use crate::record;

/// A summary, or the content of a file, not encoded yet.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields say what they are")]
pub enum Draft {
    /// The bytes themselves.
    Bytes(Vec<u8>),
    /// A summary of counts between edges; `None` are TensorBoard's.
    Histogram { tag: String, bytes: Vec<u8>, dtype: Dtype, edges: Option<Vec<f64>> },
    /// A summary of one PNG.
    Image { tag: String, pixels: Pixels },
    /// A summary of one animated GIF.
    Video { tag: String, pixels: Pixels, fps: f64 },
    /// A summary of one WAV; the array is (frames, channels).
    Audio { tag: String, array: Array, sample_rate: u32 },
    /// A summary of one tensor of TensorFlow's `data_type`.
    Tensor { tag: String, bytes: Vec<u8>, shape: Vec<usize>, data_type: u64, plugin: String, content: Vec<u8> },
    /// A file: a PNG.
    Png { pixels: Pixels },
    /// A file: numbers as text.
    Tsv { array: Array },
}

impl Draft {
    /// A draft of a histogram that is counted at once, where the values lie.
    pub fn counted(tag: &str, bytes: &[u8], dtype: Dtype, edges: Option<&[f64]>) -> Draft {
        let mut out = Vec::new();
        histogram(tag, &encode::histogram(bytes, dtype, edges)).put(&mut out);
        Draft::Bytes(out)
    }

    /// Bytes of memory that it holds.
    pub fn size(&self) -> usize {
        match self {
            Draft::Bytes(bytes) | Draft::Histogram { bytes, .. } | Draft::Tensor { bytes, .. } => bytes.len(),
            Draft::Image { pixels, .. } | Draft::Video { pixels, .. } | Draft::Png { pixels } => pixels.bytes.len(),
            Draft::Audio { array, .. } | Draft::Tsv { array } => array.bytes.len(),
        }
    }

    /// The bytes of the summary or file.
    pub fn encode(&self) -> Vec<u8> {
        self.made(|nest| {
            let mut out = Vec::with_capacity(nest.size());
            nest.put(&mut out);
            out
        })
    }

    /// Writes the file; what is long is written while it is made.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Draft::Tsv { array } => encode::tsv_pieces(array, |text| out.write_all(text)),
            _ => out.write_all(&self.encode()),
        }
    }

    /// The record of an event that holds the summary.
    pub fn record(&self, wall_time: f64, step: i64) -> Vec<u8> {
        self.made(|nest| {
            let event = nest.field(5).after(event_fields(wall_time, step));
            let mut out = Vec::with_capacity(event.size() + record::HEADER + record::FOOTER);
            record::append(&mut out, |out| event.put(out));
            out
        })
    }

    /// Makes the bytes, and gives them to `take` without copying what is large.
    fn made<T>(&self, take: impl FnOnce(Nest<'_>) -> T) -> T {
        match self {
            Draft::Bytes(bytes) => take(Nest::new(bytes)),
            Draft::Histogram { tag, bytes, dtype, edges } => {
                take(histogram(tag, &encode::histogram(bytes, *dtype, edges.as_deref())))
            }
            Draft::Image { tag, pixels } => {
                let image = encode::image(pixels);
                let fields = image_fields(image.height, image.width, image.channels);
                take(value(tag, Nest::new(&image.png).field(4).after(fields).field(4), None))
            }
            Draft::Video { tag, pixels, fps } => {
                let video = encode::video(pixels, *fps);
                let fields = image_fields(video.height, video.width, video.channels);
                take(value(tag, Nest::new(&video.gif).field(4).after(fields).field(4), None))
            }
            Draft::Audio { tag, array, sample_rate } => {
                let audio = encode::audio(array, *sample_rate);
                let (before, after) = audio_fields(audio.sample_rate, audio.channels, audio.frames);
                take(value(tag, Nest::new(&audio.wav).field(4).after(before).before(&after).field(6), None))
            }
            Draft::Tensor { tag, bytes, shape, data_type, plugin, content } => {
                let metadata = Metadata { plugin_name: plugin, content, ..Metadata::default() };
                let tensor = Nest::new(bytes).field(4).after(tensor::shape_fields(*data_type, shape));
                take(value(tag, tensor.field(8), Some(metadata)))
            }
            Draft::Png { pixels } => take(Nest::new(&encode::image(pixels).png)),
            Draft::Tsv { array } => take(Nest::new(&encode::tsv(array))),
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        match self {
            Draft::Bytes(bytes) | Draft::Histogram { bytes, .. } | Draft::Tensor { bytes, .. } => {
                spare::give_back(mem::take(bytes))
            }
            Draft::Image { pixels, .. } | Draft::Video { pixels, .. } | Draft::Png { pixels } => {
                spare::give_back(mem::take(&mut pixels.bytes))
            }
            Draft::Audio { array, .. } | Draft::Tsv { array } => spare::give_back(mem::take(&mut array.bytes)),
        }
    }
}

/// A summary of one value, whose data is a field already.
fn value<'a>(tag: &str, data: Nest<'a>, metadata: Option<Metadata<'_>>) -> Nest<'a> {
    let about = metadata.map_or_else(Vec::new, |metadata| metadata_field(&metadata));
    data.after(tag_field(tag)).before(&about).field(1)
}

fn histogram(tag: &str, counted: &encode::Histogram) -> Nest<'static> {
    let fields = histogram_fields(&media::Histogram {
        min: counted.min,
        max: counted.max,
        num: counted.num,
        sum: counted.sum,
        sum_squares: counted.sum_squares,
        limits: &counted.limits,
        counts: &counted.counts,
        not_finite: [counted.nan, counted.pos_inf, counted.neg_inf],
    });
    value(tag, Nest::new(&[]).after(fields).field(5), None)
}
