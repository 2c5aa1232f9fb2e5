//! Resync: after damage, the search for the next place of a file where a whole record with both checksums right starts.
//!
//! Memory is bounded by a window, and time by a budget: a hostile file full of false headers is searched in time linear in
//! its size.

use std::io;

use super::bytes::ReadAt;
use crate::record::checksum::Checksum;
use crate::record::{Check, FOOTER, HEADER, Parsed, parse};

const WINDOW: usize = 1 << 20;
const PART: usize = 64 << 10;
/// Records up to this size are verified without end; verifying larger ones uses up the budget.
const CHEAP: u64 = 1 << 10;

/// What a search came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Search {
    /// A whole record starts here.
    Found(u64),
    /// None yet; when the file has grown, search on from here.
    Nothing(u64),
}

/// Searches the bytes `from..size` of `file`.
pub fn search(file: &dyn ReadAt, from: u64, size: u64) -> io::Result<Search> {
    let mut budget = (size - from).saturating_mul(4).saturating_add(16 << 20);
    let mut window = vec![0; WINDOW.min((size - from) as usize)];
    let mut unfinished = None;
    let mut start = from;
    while size - start >= (HEADER + FOOTER) as u64 {
        let length = (size - start).min(window.len() as u64) as usize;
        let bytes = &mut window[..length];
        file.read_exact_at(bytes, start)?;
        let candidates = length + 1 - (HEADER + FOOTER);
        for at in 0..candidates {
            let place = start + at as u64;
            let Some(needed) = record_length(bytes, at) else { continue };
            if needed > size - place {
                unfinished.get_or_insert(place);
            } else if spend(&mut budget, needed) && stands_intact(file, bytes, at, place, needed)? {
                return Ok(Search::Found(place));
            }
        }
        start += candidates as u64;
    }
    Ok(Search::Nothing(unfinished.unwrap_or(start)))
}

/// The bytes that the record at `bytes[at]` takes, if its length's checksum is right.
fn record_length(bytes: &[u8], at: usize) -> Option<u64> {
    match parse(bytes, at, Check::Length) {
        Parsed::Record { end, .. } => Some((end - at) as u64),
        Parsed::Partial { needed } => Some(needed),
        Parsed::BadLength => None,
    }
}

fn spend(budget: &mut u64, needed: u64) -> bool {
    if needed <= CHEAP {
        return true;
    }
    let left = budget.checked_sub(needed);
    *budget = left.unwrap_or(*budget);
    left.is_some()
}

fn stands_intact(file: &dyn ReadAt, bytes: &[u8], at: usize, place: u64, needed: u64) -> io::Result<bool> {
    match parse(bytes, at, Check::Data) {
        Parsed::Record { intact, .. } => Ok(intact),
        _ => is_intact(file, place, needed),
    }
}

/// Whether the checksum of the data is right of the record at `place`, which takes `needed` bytes. Reads in parts.
pub fn is_intact(file: &dyn ReadAt, place: u64, needed: u64) -> io::Result<bool> {
    let (mut at, end) = (place + HEADER as u64, place + needed - FOOTER as u64);
    let mut part = vec![0; PART];
    let mut checksum = Checksum::default();
    while at < end {
        let part = &mut part[..((end - at) as usize).min(PART)];
        file.read_exact_at(part, at)?;
        checksum.add(part);
        at += part.len() as u64;
    }
    let mut footer = [0; FOOTER];
    file.read_exact_at(&mut footer, end)?;
    Ok(checksum.masked() == u32::from_le_bytes(footer))
}
