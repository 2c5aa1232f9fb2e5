//! A followed file: an event file, when to look at it, and what it adds to the progress of loading.

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use super::Shared;
use super::file::EventFile;
use super::tags::TagId;

/// The shortest time between two looks.
pub const TICK: Duration = Duration::from_millis(100);
/// The longest.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A file that changed within this time is likely to change again.
const RECENT: Duration = Duration::from_secs(600);

/// An event file and when to look at it.
#[derive(Debug)]
pub struct Followed {
    /// The file.
    pub file: EventFile,
    /// Whether it should be read.
    pub due: bool,
    /// Whether it was read once.
    pub loaded: bool,
    /// When it was looked at last.
    pub looked: Instant,
    /// When it was last seen to change.
    pub moved: Option<Instant>,
    /// How long to wait between looks while nothing happens.
    pub pause: Duration,
}

impl Followed {
    /// A file of which nothing was read.
    pub fn new(path: PathBuf) -> Followed {
        let file = EventFile::new(path);
        Followed { file, due: true, loaded: false, looked: Instant::now(), moved: None, pause: Duration::ZERO }
    }

    /// How long to wait between two looks at it.
    pub fn pause(&self, on_screen: bool) -> Duration {
        let recent = self.moved.is_some_and(|moved| moved.elapsed() < RECENT);
        if recent || on_screen { TICK } else { self.pause }
    }

    /// Takes note of a new file's size, and of its age: files that are being written deserve frequent looks.
    pub fn size_up(&mut self, shared: &Shared) {
        let Ok(metadata) = std::fs::metadata(self.file.path()) else { return };
        let before = Extent::of(&self.file);
        self.file.expect_size(metadata.len());
        shared.count(before, Extent::of(&self.file));
        // Where the clocks of a file server and of this machine differ, a time to come is now.
        let age = metadata.modified().map(|time| SystemTime::now().duration_since(time).unwrap_or_default());
        self.moved = age.ok().filter(|age| *age < RECENT).and_then(|age| Instant::now().checked_sub(age));
    }

    /// Gives it up after a panic.
    pub fn fail(&mut self, reason: &str, changed: &mut Vec<TagId>, shared: &Shared) {
        let before = Extent::of(&self.file);
        self.file.fail(reason, changed);
        self.due = false;
        shared.count(before, Extent::of(&self.file));
    }
}

/// What a file adds to the progress of loading.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extent {
    /// Its size in bytes.
    pub size: u64,
    /// Bytes read or skipped.
    pub offset: u64,
    /// Points of scalars read.
    pub points: u64,
    /// Records of all else read.
    pub media: u64,
}

impl Extent {
    /// What `file` adds now.
    pub fn of(file: &EventFile) -> Extent {
        let (size, offset) = file.extent();
        let (points, media) = (file.contents.points as u64, file.contents.media as u64);
        Extent { size, offset, points, media }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(age: Option<Duration>, pause: Duration) -> Followed {
        let mut followed = Followed::new("tfevents".into());
        followed.moved = age.map(|age| Instant::now() - age);
        followed.pause = pause;
        followed
    }

    #[test]
    fn idle_files_wait_longer_than_lively_ones_and_those_on_a_screen() {
        let idle = followed(None, LONGEST_PAUSE);
        assert_eq!((idle.pause(false), idle.pause(true)), (LONGEST_PAUSE, TICK));
        let lively = followed(Some(Duration::from_secs(1)), LONGEST_PAUSE);
        assert_eq!(lively.pause(false), TICK);
    }
}
