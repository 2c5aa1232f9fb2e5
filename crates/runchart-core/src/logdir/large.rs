//! Large records: the event in one without the values that make it large, so that scalars logged beside a picture are kept.
//!
//! Steps from field to field and reads only what it needs: a picture of 10 MB costs one small read. The checksum of a large
//! record is not verified here.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use crate::event::wire::{put_varint, take_varint};

/// Values and other fields above this size are left out.
const LARGE_FIELD: u64 = 16 << 10;
/// The event that is left is no larger than this.
const MOST: usize = 16 << 20;
const WINDOW: usize = 16 << 10;
/// The longest key and length of a field.
const HEAD: u64 = 20;
const SUMMARY: u64 = 5;

/// The protobuf bytes of the event in `data` of `file`, without its large fields and values; `None` if it is no event.
pub fn without_large_values(file: &File, data: Range<u64>) -> io::Result<Option<Vec<u8>>> {
    let mut window = Window { file, end: data.end, bytes: Vec::new(), start: 0 };
    let mut event = Vec::new();
    let mut at = data.start;
    while at < data.end {
        let Some(field) = window.field(at, data.end)? else { return Ok(None) };
        if field.number == SUMMARY && field.is_message {
            let mut summary = Vec::new();
            if !window.copy_fields(field.content.clone(), &mut summary)? {
                return Ok(None);
            }
            put_varint(&mut event, SUMMARY << 3 | 2);
            put_varint(&mut event, summary.len() as u64);
            event.append(&mut summary);
        } else {
            window.copy(at, &field, &mut event)?;
        }
        at = field.content.end;
    }
    Ok(Some(event))
}

struct Field {
    number: u64,
    is_message: bool,
    content: Range<u64>,
}

/// A part of the file in memory.
struct Window<'a> {
    file: &'a File,
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

    /// Appends the field that starts at `at`, unless it is large.
    fn copy(&mut self, at: u64, field: &Field, out: &mut Vec<u8>) -> io::Result<()> {
        if field.content.end - at <= LARGE_FIELD && out.len() < MOST {
            out.extend_from_slice(self.get(at..field.content.end)?);
        }
        Ok(())
    }

    /// Appends the small fields of a message; answers whether it is well-formed.
    fn copy_fields(&mut self, message: Range<u64>, out: &mut Vec<u8>) -> io::Result<bool> {
        let mut at = message.start;
        while at < message.end {
            let Some(field) = self.field(at, message.end)? else { return Ok(false) };
            self.copy(at, &field, out)?;
            at = field.content.end;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Data, Event, Summary, Value, What};
    use std::io::Write;

    fn event(values: &[Value<'_>]) -> Vec<u8> {
        let (mut summary, mut out) = (Vec::new(), Vec::new());
        values.iter().for_each(|value| value.encode(&mut summary));
        Event { wall_time: 2.5, step: 7, what: What::Summary(Summary(&summary)) }.encode(&mut out);
        out
    }

    #[test]
    fn scalars_beside_a_picture_are_left() {
        let picture = vec![0; 300_000];
        let scalars: Vec<String> = (0..2_000).map(|number| format!("weights/{number}")).collect();
        let mut values: Vec<_> =
            scalars.iter().map(|tag| Value { tag, metadata: None, data: Data::Simple(1.0) }).collect();
        let small = event(&values);
        values.insert(1, Value { tag: "picture", metadata: None, data: Data::Image(&picture) });
        let large = event(&values);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before").unwrap();
        file.write_all(&large).unwrap();
        let end = 6 + large.len() as u64;
        assert_eq!(without_large_values(&file, 6..end).unwrap(), Some(small));
        assert_eq!(without_large_values(&file, 6..end - 1).unwrap(), None, "a field beyond its message");
    }
}
