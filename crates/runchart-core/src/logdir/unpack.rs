//! Unpacking: one step after another through the members of a gzip file (RFC 1952), from any point that was kept.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// Compressed bytes read in one step.
const INPUT: usize = 64 << 10;
/// Bytes that one step gives at most.
const OUTPUT: usize = 256 << 10;
const TRAILER: usize = 8;
/// The flags of a member's head that there are.
const FLAGS: u8 = 0x1f;

/// A place in a gzip file and in what it holds, and what decompressing from there needs.
#[derive(Clone, Default)]
pub struct Point {
    /// In the file.
    pub packed: u64,
    /// In what it holds.
    pub plain: u64,
    phase: Phase,
    /// Checksum and number of the bytes of this member so far.
    checksum: crc32fast::Hasher,
    length: u32,
}

#[derive(Clone, Default)]
enum Phase {
    #[default]
    Head,
    Body(Box<InflateState>),
    Trailer,
}

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// There may be more.
    More,
    /// The file ends here, between members or within one.
    End,
    /// What was skipped, and why; there may be more.
    Damage(String),
}

enum Head {
    Whole(usize),
    Cut,
    Bad,
}

impl Point {
    /// Goes on in `file`, which has `size` bytes, and appends what that gives to `out`.
    pub fn step(&mut self, file: &File, size: u64, out: &mut Vec<u8>) -> io::Result<Step> {
        let mut input = vec![0; (size.saturating_sub(self.packed)).min(INPUT as u64) as usize];
        file.read_exact_at(&mut input, self.packed)?;
        match &mut self.phase {
            Phase::Head | Phase::Trailer if input.is_empty() => Ok(Step::End),
            Phase::Head => match head(&input) {
                Head::Whole(length) => {
                    self.packed += length as u64;
                    self.phase = Phase::Body(InflateState::new_boxed(DataFormat::Raw));
                    (self.checksum, self.length) = Default::default();
                    Ok(Step::More)
                }
                Head::Cut if input.len() < INPUT => Ok(Step::End),
                Head::Cut | Head::Bad => self.skip(file, size, "no member begins"),
            },
            Phase::Body(_) => self.inflate(file, size, &input, out),
            Phase::Trailer => Ok(self.end_member(&input)),
        }
    }

    fn inflate(&mut self, file: &File, size: u64, input: &[u8], out: &mut Vec<u8>) -> io::Result<Step> {
        let Phase::Body(state) = &mut self.phase else { unreachable!("only called inside a member") };
        let start = out.len();
        out.resize(start + OUTPUT, 0);
        // Without input it gives what it still holds.
        let result = inflate(state, input, &mut out[start..], MZFlush::None);
        out.truncate(start + result.bytes_written);
        self.packed += result.bytes_consumed as u64;
        self.plain += result.bytes_written as u64;
        self.checksum.update(&out[start..]);
        self.length = self.length.wrapping_add(result.bytes_written as u32);
        match result.status {
            Ok(MZStatus::StreamEnd) => self.phase = Phase::Trailer,
            Ok(_) | Err(MZError::Buf) if result.bytes_consumed + result.bytes_written == 0 => return Ok(Step::End),
            Ok(_) | Err(MZError::Buf) => {}
            Err(_) => return self.skip(file, size, "the compressed data is damaged"),
        }
        Ok(Step::More)
    }

    fn end_member(&mut self, input: &[u8]) -> Step {
        let Some((trailer, _)) = input.split_first_chunk::<TRAILER>() else { return Step::End };
        let (checksum, length) = (self.checksum.clone().finalize().to_le_bytes(), self.length.to_le_bytes());
        self.packed += TRAILER as u64;
        self.phase = Phase::Head;
        if trailer[..4] == checksum && trailer[4..] == length {
            return Step::More;
        }
        Step::Damage(format!("the gzip member that ends at byte {} does not match its checksum", self.packed))
    }

    /// Goes on at the next place where a member may begin. Zeros up to the end of the file are padding.
    fn skip(&mut self, file: &File, size: u64, reason: &str) -> io::Result<Step> {
        let (start, between) = (self.packed, matches!(self.phase, Phase::Head));
        self.phase = Phase::Head;
        let mut window = vec![0; INPUT];
        let (mut at, mut found, mut zeros) = (start, None, between);
        while at < size && found.is_none() {
            let bytes = &mut window[..(size - at).min(INPUT as u64) as usize];
            file.read_exact_at(bytes, at)?;
            zeros &= bytes.iter().all(|&byte| byte == 0);
            let skipped = usize::from(at == start);
            found = bytes[skipped..]
                .windows(4)
                .position(|four| matches!(four, [0x1f, 0x8b, 8, flags] if flags & !FLAGS == 0));
            at += match found {
                Some(place) => (skipped + place) as u64,
                None => bytes.len().saturating_sub(3).max(1) as u64,
            };
        }
        self.packed = if found.is_some() { at } else { size };
        if found.is_none() && zeros {
            return Ok(Step::End);
        }
        let skipped = self.packed - start;
        Ok(Step::Damage(format!("gzip: {reason} at byte {start} of the file; {skipped} bytes were skipped")))
    }
}

/// The head of a member, which ends where its compressed data begins.
fn head(bytes: &[u8]) -> Head {
    let magic = [0x1f, 0x8b, 8];
    if !magic.starts_with(&bytes[..bytes.len().min(3)]) || bytes.get(3).is_some_and(|flags| flags & !FLAGS != 0) {
        return Head::Bad;
    }
    let end = || -> Option<usize> {
        let flags = *bytes.get(3)?;
        let mut at = 10;
        if flags & 4 != 0 {
            at += 2 + usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        }
        for _ in 0..(flags >> 3 & 1) + (flags >> 4 & 1) {
            at += bytes.get(at..)?.iter().position(|&byte| byte == 0)? + 1;
        }
        at += usize::from(flags & 2);
        (at <= bytes.len()).then_some(at)
    };
    end().map_or(Head::Cut, Head::Whole)
}
