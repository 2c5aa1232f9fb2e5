//! Names of event files and runs, and their order. Of files: `events.out.tfevents.<time>.<host>.<pid>.<number>`, by time, host, process and number.
//!
//! torch does not pad its counter, so in the order of letters the tenth file of a second would come before the ninth.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// The path of an event file. Paths of one run stand in the order in which their files were begun.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventPath(pub PathBuf);

impl EventPath {
    fn name(&self) -> &[u8] {
        self.file_name().unwrap_or_default().as_encoded_bytes()
    }
}

impl Ord for EventPath {
    fn cmp(&self, other: &EventPath) -> Ordering {
        by_numbers(self.name(), other.name()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for EventPath {
    fn partial_cmp(&self, other: &EventPath) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Deref for EventPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

/// The path of a run below its logdir. Runs stand folder by folder, and numbers in their names by value: `run2` before `run10`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RunPath(pub PathBuf);

impl Ord for RunPath {
    fn cmp(&self, other: &RunPath) -> Ordering {
        let (one, two) = (self.0.as_os_str().as_encoded_bytes(), other.0.as_os_str().as_encoded_bytes());
        by_numbers(one, two).then_with(|| one.cmp(two))
    }
}

impl PartialOrd for RunPath {
    fn partial_cmp(&self, other: &RunPath) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Deref for RunPath {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

/// Whether a file of this name is an event file.
pub fn is_event_file(name: &OsStr) -> bool {
    name.as_encoded_bytes().windows(8).any(|part| part == b"tfevents")
}

/// Compares names byte by byte, but digits that follow each other as the number that they are, and slashes before all else.
fn by_numbers(mut a: &[u8], mut b: &[u8]) -> Ordering {
    let rank = |byte: u8| if byte == b'/' { 0 } else { byte };
    while let ([first, rest_a @ ..], [second, rest_b @ ..]) = (a, b) {
        let order = if first.is_ascii_digit() && second.is_ascii_digit() {
            let (one, other) = (take_number(&mut a), take_number(&mut b));
            one.len().cmp(&other.len()).then_with(|| one.cmp(other))
        } else {
            (a, b) = (rest_a, rest_b);
            rank(*first).cmp(&rank(*second))
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

/// Takes the digits off the front; without leading zeros the longer one is the greater number.
fn take_number<'a>(name: &mut &'a [u8]) -> &'a [u8] {
    let end = name.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(name.len());
    let (digits, rest) = name.split_at(end);
    *name = rest;
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_stand_folder_by_folder_and_by_their_numbers() {
        let names = ["", "a", "a/2", "a/10", "a/10/x", "a-1", "a01", "a1", "b", "run2/x", "run10", "run10a"];
        let mut paths: Vec<_> = names.iter().rev().map(|name| RunPath(PathBuf::from(name))).collect();
        paths.sort();
        assert!(paths.iter().map(|path| path.to_str().unwrap()).eq(names), "{paths:?}");
    }

    #[test]
    fn files_stand_by_time_host_process_and_number() {
        let names = [
            "events.out.tfevents.999999999.host.1.0",
            "events.out.tfevents.1795417631.host-a.1.2",
            "events.out.tfevents.1795417631.host-b.1.1",
            "events.out.tfevents.1795417631.host-b.20.9",
            "events.out.tfevents.1795417631.host-b.20.00010",
            "events.out.tfevents.1795417631.host-b.20.10",
            "events.out.tfevents.1795417631.host-b.20.10.v2",
            "events.out.tfevents.1795417631.host-b.100.0",
            "events.out.tfevents.99999999999999999999999999999999.host.1.0",
        ];
        let mut paths: Vec<_> = names.iter().rev().map(|name| EventPath(PathBuf::from("run").join(name))).collect();
        paths.sort();
        assert!(paths.iter().map(|path| path.file_name().unwrap()).eq(names), "{paths:?}");
    }
}
