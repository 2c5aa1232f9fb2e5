//! Summaries: the values that an event logs, each with its tag, its data and what its writer says about the series.

use super::wire::{self, Fields, Wire, fields};
use crate::error::Malformed;

/// The values of a summary, decoded as they are iterated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary<'a>(pub &'a [u8]);

impl<'a> Summary<'a> {
    /// The values in order. A malformed one is the last.
    #[inline]
    pub fn values(self) -> Values<'a> {
        Values { fields: fields(self.0) }
    }
}

/// Iterator over the values of a [`Summary`].
#[derive(Debug, Clone)]
pub struct Values<'a> {
    fields: Fields<'a>,
}

impl<'a> Iterator for Values<'a> {
    type Item = Result<Value<'a>, Malformed>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.fields.next()? {
                Ok((1, value)) => return Some(value.bytes().and_then(Value::decode)),
                Ok(_) => {}
                Err(malformed) => return Some(Err(malformed)),
            }
        }
    }
}

/// One logged value of a summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value<'a> {
    /// The name of the series.
    pub tag: &'a str,
    /// What the writer said about the series; later values of the same tag may leave it out.
    pub metadata: Option<Metadata<'a>>,
    /// The value itself.
    pub data: Data<'a>,
}

/// A value's data, as stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Data<'a> {
    /// No data (metadata only), or a kind that is not known here.
    None,
    /// A scalar.
    Simple(f32),
    /// A serialized Summary.Image.
    Image(&'a [u8]),
    /// A serialized HistogramProto.
    Histogram(&'a [u8]),
    /// A serialized Summary.Audio.
    Audio(&'a [u8]),
    /// A serialized TensorProto.
    Tensor(&'a [u8]),
}

impl<'a> Value<'a> {
    #[inline]
    fn decode(bytes: &'a [u8]) -> Result<Value<'a>, Malformed> {
        let mut value = Value { tag: "", metadata: None, data: Data::None };
        let mut node_name = "";
        for field in fields(bytes) {
            match field? {
                (1, field) => value.tag = field.text()?,
                (2, field) => value.data = Data::Simple(field.float()?),
                (4, field) => value.data = Data::Image(field.bytes()?),
                (5, field) => value.data = Data::Histogram(field.bytes()?),
                (6, field) => value.data = Data::Audio(field.bytes()?),
                (7, field) => node_name = field.text()?,
                (8, field) => value.data = Data::Tensor(field.bytes()?),
                (9, field) => value.metadata = Some(Metadata::decode(field.bytes()?)?),
                _ => {}
            }
        }
        if value.tag.is_empty() {
            value.tag = node_name;
        }
        Ok(value)
    }

    /// Whether it is anything but a scalar; a tensor may be either. A value may be in its metadata alone.
    pub fn is_media(&self) -> bool {
        match self.data {
            Data::None => self.metadata.is_some(),
            Data::Simple(_) => false,
            _ => true,
        }
    }

    /// Appends the value to the bytes of a [`Summary`].
    pub fn encode(&self, summary: &mut Vec<u8>) {
        let mut out = tag_field(self.tag);
        match self.data {
            Data::None => {}
            Data::Simple(value) => wire::put_float_field(&mut out, 2, value),
            Data::Image(bytes) => wire::put_bytes_field(&mut out, 4, bytes),
            Data::Histogram(bytes) => wire::put_bytes_field(&mut out, 5, bytes),
            Data::Audio(bytes) => wire::put_bytes_field(&mut out, 6, bytes),
            Data::Tensor(bytes) => wire::put_bytes_field(&mut out, 8, bytes),
        }
        if let Some(metadata) = &self.metadata {
            out.append(&mut metadata_field(metadata));
        }
        wire::put_bytes_field(summary, 1, &out);
    }
}

/// The field of a value that names its series.
pub fn tag_field(tag: &str) -> Vec<u8> {
    let mut out = Vec::new();
    put_text(&mut out, 1, tag);
    out
}

/// The field of a value that holds its metadata.
pub fn metadata_field(metadata: &Metadata<'_>) -> Vec<u8> {
    let (mut bytes, mut out) = (Vec::new(), Vec::new());
    metadata.encode(&mut bytes);
    wire::put_bytes_field(&mut out, 9, &bytes);
    out
}

/// What a writer says about a series: which plugin shows it, and words for people.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Metadata<'a> {
    /// Name of the plugin that shows the series, such as `scalars`.
    pub plugin_name: &'a str,
    /// That plugin's own bytes.
    pub content: &'a [u8],
    /// A title for people, instead of the tag.
    pub display_name: &'a str,
    /// Markdown.
    pub summary_description: &'a str,
    /// What the tag holds, whatever its plugin: 1 scalars, 2 tensors, 3 lists of bytes; 0 where the plugin says it.
    pub data_class: u64,
}

/// [`Metadata::data_class`] of scalars.
pub const CLASS_SCALAR: u64 = 1;

impl<'a> Metadata<'a> {
    fn decode(bytes: &'a [u8]) -> Result<Metadata<'a>, Malformed> {
        let mut metadata = Metadata::default();
        for field in fields(bytes) {
            match field? {
                (1, value) => metadata.decode_plugin(value)?,
                (2, value) => metadata.display_name = value.text()?,
                (3, value) => metadata.summary_description = value.text()?,
                (4, value) => metadata.data_class = value.varint()?,
                _ => {}
            }
        }
        Ok(metadata)
    }

    fn decode_plugin(&mut self, value: Wire<'a>) -> Result<(), Malformed> {
        for field in fields(value.bytes()?) {
            match field? {
                (1, name) => self.plugin_name = name.text()?,
                (2, content) => self.content = content.bytes()?,
                _ => {}
            }
        }
        Ok(())
    }

    fn encode(&self, out: &mut Vec<u8>) {
        if !self.plugin_name.is_empty() || !self.content.is_empty() {
            let mut plugin = Vec::new();
            put_text(&mut plugin, 1, self.plugin_name);
            if !self.content.is_empty() {
                wire::put_bytes_field(&mut plugin, 2, self.content);
            }
            wire::put_bytes_field(out, 1, &plugin);
        }
        put_text(out, 2, self.display_name);
        put_text(out, 3, self.summary_description);
        if self.data_class != 0 {
            wire::put_varint_field(out, 4, self.data_class);
        }
    }
}

fn put_text(out: &mut Vec<u8>, number: u32, text: &str) {
    if !text.is_empty() {
        wire::put_bytes_field(out, number, text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_round_trips() {
        let metadata = Metadata {
            plugin_name: "scalars",
            content: b"c",
            display_name: "Loss",
            summary_description: "d",
            data_class: 2,
        };
        for data in [
            Data::None,
            Data::Simple(0.0),
            Data::Image(b"i"),
            Data::Histogram(b"h"),
            Data::Audio(b"a"),
            Data::Tensor(b"t"),
        ] {
            for metadata in [None, Some(metadata)] {
                let value = Value { tag: "train/loss", metadata, data };
                let mut summary = Vec::new();
                value.encode(&mut summary);
                value.encode(&mut summary);
                let values: Vec<_> = Summary(&summary).values().collect();
                assert_eq!(values, [Ok(value), Ok(value)]);
            }
        }
    }
}
