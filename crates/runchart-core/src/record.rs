//! A record is how an event file frames bytes: length, checksum of the length, bytes, checksum of the bytes.
//!
//! Floor 1: nothing below. Lengths are never trusted: the caller says how much of the file is left, and a length beyond
//! that is an unfinished record or damage, never an allocation.

pub mod checksum;

pub use checksum::masked_checksum;

/// Bytes before the data: u64 length and u32 checksum of it.
pub const HEADER: usize = 12;
/// Bytes after the data: u32 checksum of it.
pub const FOOTER: usize = 4;

/// Appends one record to `buffer`; `write` appends its data.
#[inline]
pub fn append(buffer: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = buffer.len();
    buffer.extend_from_slice(&[0; HEADER]);
    write(buffer);
    let data = start + HEADER;
    let length = ((buffer.len() - data) as u64).to_le_bytes();
    let checksum = masked_checksum(&buffer[data..]);
    buffer.extend_from_slice(&checksum.to_le_bytes());
    buffer[start..start + 8].copy_from_slice(&length);
    buffer[start + 8..data].copy_from_slice(&masked_checksum(&length).to_le_bytes());
}

/// What stands at one place of an event file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parsed<'a> {
    /// A whole record; `end` is where the next one starts. `intact` is false when the data's checksum does not match:
    /// report it, skip the data, go on at `end`.
    Record {
        /// The bytes between header and footer.
        data: &'a [u8],
        /// Whether the data's checksum matches (not computed, and true, when parsed with [`Check::Length`]).
        intact: bool,
        /// Place of the next record in `bytes`.
        end: usize,
    },
    /// The header is right, but the record needs `needed` bytes from here and `bytes` ends before: read more of the
    /// file, or wait for it to grow.
    Partial {
        /// Bytes from the record's start to its end; at least [`HEADER`].
        needed: u64,
    },
    /// The length's checksum does not match: report it and go on at the next place that [`find`] names.
    BadLength,
}

/// How much of a record [`parse`] verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The length only: enough to step from record to record.
    Length,
    /// The length and the data.
    Data,
}

/// Reads the record that starts at `bytes[at]`.
#[inline]
pub fn parse(bytes: &[u8], at: usize, check: Check) -> Parsed<'_> {
    let rest = bytes.get(at..).unwrap_or_default();
    let Some((header, _)) = rest.split_first_chunk::<HEADER>() else {
        return Parsed::Partial { needed: HEADER as u64 };
    };
    let length_bytes: [u8; 8] = header[..8].try_into().expect("8 of 12 bytes");
    let stored = u32::from_le_bytes(header[8..].try_into().expect("4 of 12 bytes"));
    if masked_checksum(&length_bytes) != stored {
        return Parsed::BadLength;
    }
    let length = u64::from_le_bytes(length_bytes);
    let needed = length.saturating_add((HEADER + FOOTER) as u64);
    if needed > rest.len() as u64 {
        return Parsed::Partial { needed };
    }
    let data_end = HEADER + length as usize;
    let data = &rest[HEADER..data_end];
    let intact = match check {
        Check::Length => true,
        Check::Data => {
            let footer = rest[data_end..data_end + FOOTER].try_into().expect("4 bytes");
            masked_checksum(data) == u32::from_le_bytes(footer)
        }
    };
    Parsed::Record { data, intact, end: at + data_end + FOOTER }
}

/// The next place at or after `from` where a whole record with both checksums right starts.
pub fn find(bytes: &[u8], from: usize) -> Option<usize> {
    (from..bytes.len().saturating_sub(HEADER + FOOTER - 1))
        .find(|&at| matches!(parse(bytes, at, Check::Data), Parsed::Record { intact: true, .. }))
}

/// The end of the last whole record that starts in `bytes[..limit]` and ends at or before `limit`, walking from 0.
pub fn last_boundary(bytes: &[u8], limit: usize) -> usize {
    let mut at = 0;
    while let Parsed::Record { end, .. } = parse(bytes, at, Check::Length) {
        if end > limit {
            break;
        }
        at = end;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(data: &[u8]) -> Vec<u8> {
        let mut buffer = Vec::new();
        append(&mut buffer, |out| out.extend_from_slice(data));
        buffer
    }

    #[test]
    fn matches_the_bytes_of_tensorboards_record_writer() {
        // RecordWriter(f).write(b"hello") of tensorboard 2.21.
        let expected =
            [5, 0, 0, 0, 0, 0, 0, 0, 0xea, 0xb2, 0x04, 0x3e, b'h', b'e', b'l', b'l', b'o', 0xbb, 0x1f, 0x1c, 0x19];
        assert_eq!(framed(b"hello"), expected);
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let bytes = framed(b"hello");
        let whole = Parsed::Record { data: b"hello", intact: true, end: bytes.len() };
        assert_eq!(parse(&bytes, 0, Check::Data), whole);
    }

    #[test]
    fn a_cut_record_says_how_much_it_needs() {
        let bytes = framed(b"hello");
        for cut in HEADER..bytes.len() {
            assert_eq!(parse(&bytes[..cut], 0, Check::Data), Parsed::Partial { needed: 21 });
        }
        assert_eq!(parse(&bytes[..3], 0, Check::Data), Parsed::Partial { needed: 12 });
        assert_eq!(parse(&bytes, 99, Check::Data), Parsed::Partial { needed: 12 });
    }

    #[test]
    fn a_length_of_petabytes_allocates_nothing() {
        let length = (1u64 << 60).to_le_bytes();
        let mut bytes = length.to_vec();
        bytes.extend_from_slice(&masked_checksum(&length).to_le_bytes());
        assert_eq!(parse(&bytes, 0, Check::Data), Parsed::Partial { needed: (1 << 60) + 16 });
    }

    #[test]
    fn a_flipped_bit_is_found_in_length_and_data() {
        let mut bytes = framed(b"hello");
        bytes[13] ^= 1;
        assert!(matches!(parse(&bytes, 0, Check::Data), Parsed::Record { intact: false, end: 21, .. }));
        bytes[0] ^= 1;
        assert_eq!(parse(&bytes, 0, Check::Data), Parsed::BadLength);
    }

    #[test]
    fn finds_the_next_record_after_rubbish() {
        let mut bytes = b"rubbish, rather longer than a header".to_vec();
        let start = bytes.len();
        bytes.extend(framed(b"hello"));
        assert_eq!(find(&bytes, 0), Some(start));
        assert_eq!(find(&bytes, start + 1), None);
    }

    #[test]
    fn the_last_boundary_is_where_a_file_can_be_cut() {
        let mut bytes = framed(b"one");
        let first = bytes.len();
        bytes.extend(framed(b"two"));
        assert_eq!(last_boundary(&bytes, bytes.len()), bytes.len());
        assert_eq!(last_boundary(&bytes, bytes.len() - 1), first);
        assert_eq!(last_boundary(&bytes, 4), 0);
    }
}
