//! An event is the content of one record: wall time, step and what happened.
//!
//! Floor 2, above `record`. One codec, both directions: protobuf bytes to [`Event`] and back, only the fields that are
//! used. Decoding borrows from the record and copies nothing.

pub mod array;
pub mod content;
pub mod histogram;
pub mod media;
pub mod nest;
pub mod summary;
pub mod tensor;
pub mod wire;

pub use summary::{CLASS_SCALAR, Data, Metadata, Summary, Value, Values};

use crate::error::Malformed;
use wire::fields;

/// What the first record of every event file says.
pub const FILE_VERSION: &str = "brain.Event:2";

/// One decoded record. Wall time is in seconds since 1970 and may be NaN; the step may be negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event<'a> {
    /// Seconds since 1970.
    pub wall_time: f64,
    /// The writer's global step; 0 when it gave none.
    pub step: i64,
    /// What happened.
    pub what: What<'a>,
}

/// What happened in an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What<'a> {
    /// Nothing that is known here.
    Nothing,
    /// The head of a file.
    FileVersion(&'a str),
    /// A serialized GraphDef.
    GraphDef(&'a [u8]),
    /// Logged values.
    Summary(Summary<'a>),
    /// A session's change of state; the number is SessionLog.status (1 = START).
    SessionLog(u64),
    /// A serialized TaggedRunMetadata.
    RunMetadata(&'a [u8]),
    /// A serialized MetaGraphDef.
    MetaGraph(&'a [u8]),
}

/// SessionLog.status of a session that starts: what was logged at its step or later is superseded.
pub const SESSION_START: u64 = 1;

/// The tag of a graph, as TensorBoard names it.
pub const RUN_GRAPH: &str = "__run_graph__";
/// The tag of the graph in a MetaGraphDef, which TensorBoard shows where there is no other.
pub const META_GRAPH: &str = "__meta_graph__";

impl<'a> Event<'a> {
    /// Decodes a record's data.
    #[inline]
    pub fn decode(data: &'a [u8]) -> Result<Event<'a>, Malformed> {
        let mut event = Event { wall_time: 0.0, step: 0, what: What::Nothing };
        for field in fields(data) {
            match field? {
                (1, value) => event.wall_time = value.double()?,
                (2, value) => event.step = value.varint()? as i64,
                (3, value) => event.what = What::FileVersion(value.text()?),
                (4, value) => event.what = What::GraphDef(value.bytes()?),
                (5, value) => event.what = What::Summary(Summary(value.bytes()?)),
                (7, value) => event.what = What::SessionLog(status(value.bytes()?)?),
                (8, value) => event.what = What::RunMetadata(value.bytes()?),
                (9, value) => event.what = What::MetaGraph(value.bytes()?),
                _ => {}
            }
        }
        Ok(event)
    }

    /// Appends the event's protobuf bytes.
    pub fn encode(&self, out: &mut Vec<u8>) {
        put_head(out, self.wall_time, self.step);
        match self.what {
            What::Nothing => {}
            What::FileVersion(version) => wire::put_bytes_field(out, 3, version.as_bytes()),
            What::GraphDef(bytes) => wire::put_bytes_field(out, 4, bytes),
            What::Summary(summary) => wire::put_bytes_field(out, 5, summary.0),
            What::SessionLog(status) => {
                let mut log = Vec::with_capacity(2);
                wire::put_varint_field(&mut log, 1, status);
                wire::put_bytes_field(out, 7, &log);
            }
            What::RunMetadata(bytes) => wire::put_bytes_field(out, 8, bytes),
            What::MetaGraph(bytes) => wire::put_bytes_field(out, 9, bytes),
        }
    }
}

/// Appends an event that holds one `simple_value`: the same bytes as [`Event::encode`], without an intermediate buffer.
#[inline]
pub fn encode_scalar(out: &mut Vec<u8>, wall_time: f64, step: i64, tag: &str, value: f32) {
    let tag_length = if tag.is_empty() { 0 } else { 1 + wire::varint_length(tag.len() as u64) + tag.len() };
    let value_length = tag_length + 5;
    let summary_length = 1 + wire::varint_length(value_length as u64) + value_length;
    put_head(out, wall_time, step);
    out.push(5 << 3 | 2);
    wire::put_varint(out, summary_length as u64);
    out.push(1 << 3 | 2);
    wire::put_varint(out, value_length as u64);
    if !tag.is_empty() {
        wire::put_bytes_field(out, 1, tag.as_bytes());
    }
    wire::put_float_field(out, 2, value);
}

/// An event that is one `simple_value` and nothing else, as nearly all are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scalar<'a> {
    /// As in [`Event`].
    pub wall_time: f64,
    /// As in [`Event`].
    pub step: i64,
    /// The name of the series; not yet known to be UTF-8.
    pub tag: &'a [u8],
    /// The value.
    pub value: f32,
}

/// Decodes what [`encode_scalar`] and other writers make of one scalar; `None` for anything else, which [`Event::decode`] knows.
#[inline]
pub fn decode_scalar(data: &[u8]) -> Option<Scalar<'_>> {
    let (wall_time, mut rest) = data.strip_prefix(&[1 << 3 | 1])?.split_first_chunk()?;
    let mut step = 0;
    if let Some(after) = rest.strip_prefix(&[2 << 3]) {
        rest = after;
        step = wire::take_varint(&mut rest).ok()? as i64;
    }
    let value = message_to_the_end(message_to_the_end(rest, 5)?, 1)?;
    let mut rest = value.strip_prefix(&[1 << 3 | 2])?;
    let length = usize::try_from(wire::take_varint(&mut rest).ok()?).ok()?;
    let (tag, rest) = rest.split_at_checked(length)?;
    let value: [u8; 4] = rest.strip_prefix(&[2 << 3 | 5])?.try_into().ok()?;
    let (wall_time, value) = (f64::from_le_bytes(*wall_time), f32::from_le_bytes(value));
    (length > 0).then_some(Scalar { wall_time, step, tag, value })
}

/// The content of the message field that `bytes` are.
#[inline]
fn message_to_the_end(bytes: &[u8], field: u8) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(&[field << 3 | 2])?;
    let length = wire::take_varint(&mut rest).ok()?;
    (length == rest.len() as u64).then_some(rest)
}

/// What an event says before its summary, which is field 5.
pub fn event_fields(wall_time: f64, step: i64) -> Vec<u8> {
    let mut out = Vec::with_capacity(24);
    put_head(&mut out, wall_time, step);
    out
}

#[inline]
fn put_head(out: &mut Vec<u8>, wall_time: f64, step: i64) {
    if wall_time.to_bits() != 0 {
        wire::put_double_field(out, 1, wall_time);
    }
    if step != 0 {
        wire::put_varint_field(out, 2, step as u64);
    }
}

/// The tag of a TaggedRunMetadata.
pub fn run_metadata_tag(message: &[u8]) -> Result<&str, Malformed> {
    let mut tag = "";
    for field in fields(message) {
        if let (1, value) = field? {
            tag = value.text()?;
        }
    }
    Ok(tag)
}

fn status(session_log: &[u8]) -> Result<u64, Malformed> {
    let mut status = 0;
    for field in fields(session_log) {
        if let (1, value) = field? {
            status = value.varint()?;
        }
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(what: What<'_>) {
        let event = Event { wall_time: 1.5, step: -3, what };
        let mut out = Vec::new();
        event.encode(&mut out);
        assert_eq!(Event::decode(&out), Ok(event));
    }

    #[test]
    fn every_kind_of_event_round_trips() {
        round_trip(What::Nothing);
        round_trip(What::FileVersion(FILE_VERSION));
        round_trip(What::GraphDef(b"graph"));
        round_trip(What::SessionLog(SESSION_START));
        round_trip(What::RunMetadata(b"metadata"));
        round_trip(What::MetaGraph(b"meta graph"));
        round_trip(What::Summary(Summary(b"")));
    }

    #[test]
    fn a_scalar_is_encoded_as_the_whole_event_is() {
        for (tag, step) in [("loss", 7), ("", 0), (&*"x".repeat(300), -1)] {
            let mut summary = Vec::new();
            Value { tag, metadata: None, data: Data::Simple(0.5) }.encode(&mut summary);
            let event = Event { wall_time: 1795417631.75, step, what: What::Summary(Summary(&summary)) };
            let mut whole = Vec::new();
            event.encode(&mut whole);
            let mut fast = Vec::new();
            encode_scalar(&mut fast, event.wall_time, step, tag, 0.5);
            assert_eq!(fast, whole);
        }
    }

    #[test]
    fn a_scalar_is_decoded_as_the_whole_event_is() {
        for (tag, step) in [("loss", 7), ("a", 0), (&*"x".repeat(300), -1)] {
            let mut out = Vec::new();
            encode_scalar(&mut out, 0.25, step, tag, 0.5);
            let scalar = Scalar { wall_time: 0.25, step, tag: tag.as_bytes(), value: 0.5 };
            assert_eq!(decode_scalar(&out), Some(scalar));
            for cut in 0..out.len() {
                assert_eq!(decode_scalar(&out[..cut]), None);
            }
            out.extend([2 << 3, 1]);
            assert_eq!(decode_scalar(&out), None, "another step follows");
        }
    }

    #[test]
    fn a_nan_wall_time_is_kept() {
        let mut out = Vec::new();
        Event { wall_time: f64::NAN, step: 1, what: What::Nothing }.encode(&mut out);
        assert!(Event::decode(&out).unwrap().wall_time.is_nan());
    }
}
