//! Frames: a walk over the records in a buffer that checks lengths only, and cuts it for decoding in parallel.

use std::ops::Range;

use crate::record::{Check, FOOTER, HEADER, Parsed, parse};

/// Of records with more data than this only the head is read.
pub const LARGE: u64 = 64 << 10;

/// Why a walk ended before the end of the buffer, or at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// A record that needs `needed` bytes starts here and is cut off, or is a large one.
    Record {
        /// Bytes from the record's start to its end.
        needed: u64,
    },
    /// The length's checksum does not match.
    BadLength,
}

/// What a walk found.
#[derive(Debug, PartialEq)]
pub struct Frames {
    /// Parts of the buffer that hold whole records of usual size, in order, each about as long as asked.
    pub slices: Vec<Range<usize>>,
    /// Where the last of those records starts.
    pub last: usize,
    /// Where the walk ended.
    pub end: usize,
    /// Why.
    pub stop: Stop,
}

/// Walks from the record at the start of `bytes` on.
pub fn walk(bytes: &[u8], slice: usize) -> Frames {
    let mut frames = Frames { slices: Vec::new(), last: 0, end: 0, stop: Stop::BadLength };
    let (mut at, mut start) = (0, 0);
    frames.stop = loop {
        match parse(bytes, at, Check::Length) {
            Parsed::Record { data, end, .. } if data.len() as u64 <= LARGE => {
                frames.last = at;
                at = end;
            }
            Parsed::Record { end, .. } => break Stop::Record { needed: (end - at) as u64 },
            Parsed::Partial { needed } => break Stop::Record { needed },
            Parsed::BadLength => break Stop::BadLength,
        }
        if at - start >= slice {
            frames.slices.push(start..at);
            start = at;
        }
    };
    if start < at {
        frames.slices.push(start..at);
    }
    frames.end = at;
    frames
}

/// The records of a slice that [`walk`] gave: place of the record in the slice, and its data with the checksum behind it.
pub fn records(slice: &[u8]) -> impl Iterator<Item = (usize, &[u8], [u8; FOOTER])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = slice.get(at..)?;
        let length = u64::from_le_bytes(*rest.first_chunk()?) as usize;
        let data = rest.get(HEADER..)?.get(..length)?;
        let footer = *rest.get(HEADER + length..)?.first_chunk()?;
        let place = at;
        at += HEADER + length + FOOTER;
        Some((place, data, footer))
    })
}

/// Takes the last record off when its data is damaged.
pub fn hold_back_damaged_end(bytes: &[u8], frames: &mut Frames) -> bool {
    let damaged =
        frames.end > 0 && matches!(parse(bytes, frames.last, Check::Data), Parsed::Record { intact: false, .. });
    if damaged {
        frames.end = frames.last;
        if let Some(slice) = frames.slices.last_mut() {
            slice.end = frames.last;
        }
    }
    damaged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::append;

    fn file(sizes: &[usize]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &size in sizes {
            append(&mut bytes, |out| out.extend(std::iter::repeat_n(7, size)));
        }
        bytes
    }

    #[test]
    fn slices_hold_whole_records() {
        let bytes = file(&[10, 20, 30]);
        let frames = walk(&bytes, 50);
        assert_eq!(frames.slices, [0..62, 62..108]);
        assert_eq!((frames.last, frames.end, frames.stop), (62, 108, Stop::Record { needed: 12 }));
        assert_eq!(
            records(&bytes[..62]).map(|(at, data, _)| (at, data.len())).collect::<Vec<_>>(),
            [(0, 10), (26, 20)]
        );
    }

    #[test]
    fn a_walk_stops_at_large_cut_and_damaged_records() {
        let large = file(&[1, LARGE as usize + 1, 1]);
        assert_eq!((walk(&large, 1).end, walk(&large, 1).stop), (17, Stop::Record { needed: LARGE + 17 }));
        let cut = &file(&[1, 5])[..30];
        assert_eq!((walk(cut, 1).end, walk(cut, 1).stop), (17, Stop::Record { needed: 21 }));
        let mut damaged = file(&[1, 5]);
        damaged[17] ^= 1;
        assert_eq!((walk(&damaged, 1).end, walk(&damaged, 1).stop), (17, Stop::BadLength));
    }
}
