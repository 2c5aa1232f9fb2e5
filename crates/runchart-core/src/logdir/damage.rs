//! Damage: the places that could not be read, each with file, offset and reason. Memory stays bounded however many there are.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::source::Source;

/// How many places are listed for one file; more are only counted.
const LISTED: usize = 1000;

/// One place in one file that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Damage {
    /// Name of the file inside its run's directory; empty for the directory itself.
    pub file: String,
    /// Where in the file.
    pub offset: u64,
    /// How many bytes were skipped.
    pub length: u64,
    /// What is wrong, in words.
    pub reason: String,
}

/// What could not be read in one file.
#[derive(Debug, Default)]
pub struct Damages {
    listed: Vec<Place>,
    count: usize,
}

/// A damaged place, as found while reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Where in the file.
    pub offset: u64,
    /// How many bytes were skipped.
    pub length: u64,
    /// What is wrong, in words.
    pub reason: String,
}

/// Damage that loading does not see, because it reads only the head of a large record, and that asking for its value showed.
#[derive(Debug, Default)]
pub struct LateDamage(Mutex<BTreeMap<(u32, u64), Damage>>);

impl LateDamage {
    /// Adds a place in the file with that number; answers whether it is new and listed.
    pub fn note(&self, file: u32, damage: Damage) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = known.len() < LISTED;
        room && known.insert((file, damage.offset), damage).is_none()
    }

    /// The places in files that are still there.
    pub fn of(&self, sources: &[Source]) -> Vec<Damage> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_there = |file: u32| sources.iter().any(|source| source.number == file);
        known.iter().filter(|((file, _), _)| is_there(*file)).map(|(_, damage)| damage.clone()).collect()
    }
}

impl Damages {
    /// Adds a place.
    pub fn push(&mut self, place: Place) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push(place);
        }
    }

    /// How many places there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The places, naming `file`; the last says how many are not listed.
    pub fn list(&self, file: &str) -> Vec<Damage> {
        let named = |place: &Place| Damage {
            file: file.to_owned(),
            offset: place.offset,
            length: place.length,
            reason: place.reason.clone(),
        };
        let mut list: Vec<Damage> = self.listed.iter().map(named).collect();
        let more = self.count - self.listed.len();
        if let Some(last) = self.listed.last().filter(|_| more > 0) {
            let reason = format!("{more} more damaged places after this one");
            list.push(Damage { file: file.to_owned(), offset: last.offset, length: 0, reason });
        }
        list
    }
}
