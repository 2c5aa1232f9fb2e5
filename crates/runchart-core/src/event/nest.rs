//! Messages around one large payload, which is copied once: into its place in the record.

use super::wire;

/// Bytes before a payload, the payload, and bytes after it.
#[derive(Debug)]
pub struct Nest<'a> {
    before: Vec<u8>,
    payload: &'a [u8],
    after: Vec<u8>,
}

impl<'a> Nest<'a> {
    /// The payload alone.
    pub fn new(payload: &'a [u8]) -> Nest<'a> {
        Nest { before: Vec::new(), payload, after: Vec::new() }
    }

    /// All of it becomes field `number` of the message around it.
    pub fn field(mut self, number: u32) -> Nest<'a> {
        let mut head = Vec::with_capacity(self.before.len() + 16);
        wire::put_varint(&mut head, u64::from(number << 3 | 2));
        wire::put_varint(&mut head, self.size() as u64);
        head.append(&mut self.before);
        Nest { before: head, ..self }
    }

    /// Fields of the same message that stand before it.
    pub fn after(self, mut fields: Vec<u8>) -> Nest<'a> {
        fields.extend_from_slice(&self.before);
        Nest { before: fields, ..self }
    }

    /// Fields of the same message that stand behind it.
    pub fn before(mut self, fields: &[u8]) -> Nest<'a> {
        self.after.extend_from_slice(fields);
        self
    }

    /// Bytes in all.
    pub fn size(&self) -> usize {
        self.before.len() + self.payload.len() + self.after.len()
    }

    /// Appends all of it.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.before);
        out.extend_from_slice(self.payload);
        out.extend_from_slice(&self.after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_wrapped_as_field_by_field_encoding_does() {
        let payload = [7; 300];
        let mut inner = Vec::new();
        wire::put_varint_field(&mut inner, 1, 5);
        wire::put_bytes_field(&mut inner, 4, &payload);
        wire::put_varint_field(&mut inner, 9, 1);
        let mut expected = Vec::new();
        wire::put_bytes_field(&mut expected, 2, &inner);

        let (mut head, mut tail, mut out) = (Vec::new(), Vec::new(), Vec::new());
        wire::put_varint_field(&mut head, 1, 5);
        wire::put_varint_field(&mut tail, 9, 1);
        let nest = Nest::new(&payload).field(4).after(head).before(&tail).field(2);
        nest.put(&mut out);
        assert_eq!((out, nest.size()), (expected.clone(), expected.len()));
    }
}
