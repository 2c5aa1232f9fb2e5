//! Large records: the event in one without the bytes that make it large, so that scalars logged beside a picture are kept and
//! the picture's tag, kind and metadata are known.
//!
//! Steps from field to field and reads only what it needs: a picture of 10 MB costs one small read. A record of millions of
//! scalars comes in pieces. The checksum of a large record is not verified here, but when a value in it is asked for.

use std::io;
use std::ops::Range;

use super::bytes::ReadAt;
use crate::event::wire::{put_bytes_field, put_varint, take_varint};

/// Fields above this size are left empty, unless they are messages whose parts are wanted.
const LARGE_FIELD: u64 = 16 << 10;
/// Tags and metadata up to this size are read whole.
const LARGE_WORDS: u64 = 1 << 20;
/// Values are handed on when they come to this many bytes.
const PIECE: usize = 1 << 20;
const WINDOW: usize = 16 << 10;
/// The longest key and length of a field.
const HEAD: u64 = 20;
const SUMMARY: u64 = 5;

/// The messages whose small parts are wanted however large they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Message {
    Event,
    Summary,
    Value,
    Metadata,
    Plugin,
    RunMetadata,
}

impl Message {
    /// What the field `number` of this message holds.
    fn part(self, number: u64) -> Option<Message> {
        match (self, number) {
            (Message::Event, SUMMARY) => Some(Message::Summary),
            (Message::Event, 8) => Some(Message::RunMetadata),
            (Message::Summary, 1) => Some(Message::Value),
            (Message::Value, 9) => Some(Message::Metadata),
            (Message::Metadata, 1) => Some(Message::Plugin),
            _ => None,
        }
    }

    /// Up to which size the field `number` of this message is read whole.
    fn limit(self, number: u64) -> u64 {
        if (self, number) == (Message::Value, 9) || self.is_tag(number) { LARGE_WORDS } else { LARGE_FIELD }
    }

    fn is_tag(self, number: u64) -> bool {
        self == Message::Value && matches!(number, 1 | 7)
    }
}

/// Hands `take` the protobuf bytes of the event in `data` of `file`, its large fields empty, in one or several events that differ in
/// their values. Answers whether it was an event; what stands before a malformed part was handed on.
pub fn without_large_fields(file: &dyn ReadAt, data: Range<u64>, mut take: impl FnMut(&[u8])) -> io::Result<bool> {
    let mut window = Window { file, end: data.end, bytes: Vec::new(), start: 0 };
    let (mut event, mut summaries) = (Vec::new(), Vec::new());
    let mut at = data.start;
    while at < data.end {
        let Some(field) = window.field(at, data.end)? else { return Ok(false) };
        if field.number == SUMMARY && field.is_message {
            summaries.push(field.content.clone());
        } else if !window.copy(at, &field, Message::Event, &mut event)? {
            return Ok(false);
        }
        at = field.content.end;
    }
    if summaries.is_empty() {
        take(&event);
    }
    for summary in summaries {
        if !window.hand_on(summary, &mut event, &mut take)? {
            return Ok(false);
        }
    }
    Ok(true)
}

struct Field {
    number: u64,
    is_message: bool,
    content: Range<u64>,
}

/// A part of the file in memory.
struct Window<'a> {
    file: &'a dyn ReadAt,
    end: u64,
    bytes: Vec<u8>,
    start: u64,
}

impl Window<'_> {
    /// The bytes `range`: at most [`WINDOW`], none beyond `end`.
    fn get(&mut self, range: Range<u64>) -> io::Result<&[u8]> {
        let held = self.start..self.start + self.bytes.len() as u64;
        if range.start < held.start || range.end > held.end {
            self.bytes.resize((self.end - range.start).min(WINDOW as u64) as usize, 0);
            self.start = range.start;
            self.file.read_exact_at(&mut self.bytes, range.start)?;
        }
        let from = (range.start - self.start) as usize;
        Ok(&self.bytes[from..from + (range.end - range.start) as usize])
    }

    /// The field at `at` of a message that ends at `end`; `None` if it is malformed.
    fn field(&mut self, at: u64, end: u64) -> io::Result<Option<Field>> {
        let head = self.get(at..end.min(at + HEAD))?;
        let mut rest = head;
        let Ok(key) = take_varint(&mut rest) else { return Ok(None) };
        let after_key = at + (head.len() - rest.len()) as u64;
        let length = match key & 7 {
            0 => {
                let before = rest.len();
                take_varint(&mut rest).ok().map(|_| (before - rest.len()) as u64)
            }
            1 => Some(8),
            5 => Some(4),
            2 => take_varint(&mut rest).ok(),
            _ => None,
        };
        let is_message = key & 7 == 2;
        let start = if is_message { at + (head.len() - rest.len()) as u64 } else { after_key };
        let content = length.and_then(|length| start.checked_add(length)).filter(|&last| last <= end);
        Ok(content.map(|last| Field { number: key >> 3, is_message, content: start..last }))
    }

    /// Hands on the values of a summary, each time behind the bytes that `event` holds.
    fn hand_on(&mut self, summary: Range<u64>, event: &mut Vec<u8>, take: &mut impl FnMut(&[u8])) -> io::Result<bool> {
        let (head, mut values, mut at) = (event.len(), Vec::new(), summary.start);
        let mut sound = true;
        while sound && at < summary.end {
            let field = self.field(at, summary.end)?;
            sound = match &field {
                Some(field) => self.copy(at, field, Message::Summary, &mut values)?,
                None => false,
            };
            at = field.map_or(at, |field| field.content.end);
            if values.len() > PIECE || at == summary.end || !sound {
                put_bytes_field(event, SUMMARY as u32, &values);
                take(event);
                values.clear();
                event.truncate(head);
            }
        }
        Ok(sound)
    }

    /// Appends the field that starts at `at` of a message: whole, or what is small in it. Answers whether it is well-formed.
    fn copy(&mut self, at: u64, field: &Field, message: Message, out: &mut Vec<u8>) -> io::Result<bool> {
        let part = message.part(field.number).filter(|_| field.is_message);
        if field.content.end - at <= message.limit(field.number) {
            self.append(at..field.content.end, out)?;
            return Ok(true);
        }
        if message.is_tag(field.number) {
            return Ok(false);
        }
        let mut content = Vec::new();
        let sound = match part {
            Some(part) => self.copy_fields(field.content.clone(), part, &mut content)?,
            None => true,
        };
        put_varint(out, field.number << 3 | 2);
        put_varint(out, content.len() as u64);
        out.append(&mut content);
        Ok(sound)
    }

    fn copy_fields(&mut self, range: Range<u64>, message: Message, out: &mut Vec<u8>) -> io::Result<bool> {
        let mut at = range.start;
        while at < range.end {
            let Some(field) = self.field(at, range.end)? else { return Ok(false) };
            if !self.copy(at, &field, message, out)? {
                return Ok(false);
            }
            at = field.content.end;
        }
        Ok(true)
    }

    fn append(&mut self, mut range: Range<u64>, out: &mut Vec<u8>) -> io::Result<()> {
        while range.start < range.end {
            let end = range.end.min(range.start + WINDOW as u64);
            out.extend_from_slice(self.get(range.start..end)?);
            range.start = end;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Data, Event, Metadata, Summary, Value, What};
    use std::io::Write;

    fn event(values: &[Value<'_>]) -> Vec<u8> {
        let (mut summary, mut out) = (Vec::new(), Vec::new());
        values.iter().for_each(|value| value.encode(&mut summary));
        Event { wall_time: 2.5, step: 7, what: What::Summary(Summary(&summary)) }.encode(&mut out);
        out
    }

    fn pieces(event: &[u8], cut: u64) -> (Vec<Vec<u8>>, bool) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before").unwrap();
        file.write_all(event).unwrap();
        let mut pieces = Vec::new();
        let data = 6..6 + event.len() as u64 - cut;
        let sound = without_large_fields(&file, data, |piece| pieces.push(piece.to_vec())).unwrap();
        (pieces, sound)
    }

    #[test]
    fn scalars_beside_a_picture_are_left_and_the_picture_is_empty() {
        let metadata = Some(Metadata { plugin_name: "images", content: &[1; 90_000], ..Metadata::default() });
        let scalars: Vec<String> = (0..2_000).map(|number| format!("weights/{number}")).collect();
        let mut values: Vec<_> =
            scalars.iter().map(|tag| Value { tag, metadata: None, data: Data::Simple(1.0) }).collect();
        values.insert(1, Value { tag: "picture", metadata, data: Data::Image(b"") });
        let small = event(&values);
        let picture = vec![0; 300_000];
        values[1].data = Data::Image(&picture);
        let large = event(&values);
        assert_eq!(pieces(&large, 0), (vec![small], true));
        assert!(!pieces(&large, 1).1, "a field beyond its message");
    }

    #[test]
    fn metadata_beyond_reason_keeps_its_plugin() {
        let content = vec![1; 2 << 20];
        let value = |content| {
            let metadata = Some(Metadata { plugin_name: "mesh", content, ..Metadata::default() });
            event(&[Value { tag: "a", metadata, data: Data::Tensor(b"") }])
        };
        let (pieces, sound) = pieces(&value(&content), 0);
        let decoded = Event::decode(&pieces[0]).unwrap();
        let What::Summary(summary) = decoded.what else { panic!("no summary") };
        let metadata = summary.values().next().unwrap().unwrap().metadata.unwrap();
        assert_eq!((metadata.plugin_name, metadata.content.len(), sound), ("mesh", 0, true));
    }

    #[test]
    fn more_scalars_than_a_piece_holds_come_in_several() {
        let tags: Vec<String> = (0..100_000).map(|number| format!("weights/{number}")).collect();
        let values: Vec<_> = tags.iter().map(|tag| Value { tag, metadata: None, data: Data::Simple(1.0) }).collect();
        let (pieces, sound) = pieces(&event(&values), 0);
        assert!(pieces.len() > 1 && sound);
        let found = pieces.iter().flat_map(|piece| {
            let decoded = Event::decode(piece).unwrap();
            assert_eq!((decoded.wall_time, decoded.step), (2.5, 7));
            let What::Summary(summary) = decoded.what else { panic!("no summary") };
            summary.values().map(|value| value.unwrap().tag.to_owned()).collect::<Vec<_>>()
        });
        assert_eq!(found.collect::<Vec<_>>(), tags);
    }

    #[test]
    fn graphs_and_run_metadata_keep_their_kind() {
        let graph = vec![7; 100_000];
        let mut run_metadata = Vec::new();
        put_bytes_field(&mut run_metadata, 1, b"step 5");
        put_bytes_field(&mut run_metadata, 2, &graph);
        for (what, expected) in [
            (What::GraphDef(&graph), What::GraphDef(b"")),
            (What::RunMetadata(&run_metadata), What::RunMetadata(b"\x0a\x06step 5\x12\0")),
        ] {
            let (mut large, mut small) = (Vec::new(), Vec::new());
            Event { wall_time: 1.0, step: 2, what }.encode(&mut large);
            Event { wall_time: 1.0, step: 2, what: expected }.encode(&mut small);
            assert_eq!(pieces(&large, 0), (vec![small], true));
        }
    }
}
