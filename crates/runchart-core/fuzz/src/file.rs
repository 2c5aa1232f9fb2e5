//! Event files: whatever stands in one, reading it ends, what is read while it grows is what is read at once, a check finds it, and
//! a repaired copy is sound.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use runchart_core::error::Unread;
use runchart_core::event::content::Content;
use runchart_core::event::{Event, What};
use runchart_core::logdir::check::check as check_file;
use runchart_core::logdir::file::{Context, EventFile, Progress};
use runchart_core::logdir::kinds::Kinds;
use runchart_core::logdir::tags::{TagId, Tags};
use runchart_core::record;
use runchart_core::series::Series;
use runchart_core::series::places::unpack;

const FOREVER: Duration = Duration::from_secs(1 << 30);
const LARGE: usize = 70_000;

/// A script, see [`build`]; its first byte says after which part of the file it is read for the first time.
pub fn check(script: &[u8]) {
    let [cut, script @ ..] = script else { return };
    let bytes = build(script);
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (path, copy) = (directory.path().join("tfevents"), directory.path().join("copy"));
    let cut = bytes.len() * usize::from(*cut) / 256;
    fs::write(&path, &bytes[..cut]).expect("room for a temporary file");
    let mut growing = Followed::new(&path);
    growing.read(FOREVER);
    let mut file = fs::OpenOptions::new().append(true).open(&path).expect("it was just written");
    file.write_all(&bytes[cut..]).expect("room for a temporary file");
    growing.read(FOREVER);
    let mut whole = Followed::new(&path);
    whole.read(FOREVER);
    assert_eq!(growing.points(), whole.points());
    let mut judged = Followed::new(&path);
    judged.read(Duration::ZERO);
    let checked = check_file(&path, Some(&copy)).expect("the file is there");
    assert!(checked.damaged > 0 || judged.file.damage_count() == 0, "{:?}", judged.file.damage());
    let again = check_file(&copy, None).expect("the copy is there");
    assert!(again.damage.iter().all(|place| place.length == 0), "{:?}", again.damage);
    assert_eq!((again.records, again.unfinished), (checked.records, None));
    judged.ask_for_values();
}

/// A file made of parts: a byte that says what it is, two of length, and that many bytes: as they are, as a record, as a record with
/// a flipped bit, or as a large record.
pub fn build(mut script: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let [kind, low, high, rest @ ..] = script {
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
        let (bytes, rest) = rest.split_at(length);
        let start = out.len();
        match kind % 4 {
            0 => out.extend_from_slice(bytes),
            3 if out.len() < 10 * LARGE => record::append(&mut out, |out| {
                out.extend_from_slice(bytes);
                Event { wall_time: 1.0, step: 1, what: What::GraphDef(&[0; LARGE]) }.encode(out);
            }),
            _ => record::append(&mut out, |out| out.extend_from_slice(bytes)),
        }
        if kind % 4 == 2 {
            let place = start + usize::from(*kind) * (out.len() - start) / 256;
            out[place] ^= 1 << (kind % 8);
        }
        script = rest;
    }
    out
}

struct Followed {
    file: EventFile,
    kinds: Kinds,
    tags: Tags,
}

impl Followed {
    fn new(path: &Path) -> Followed {
        let (kinds, tags) = Default::default();
        Followed { file: EventFile::new(path.to_owned()), kinds, tags }
    }

    fn read(&mut self, patience: Duration) {
        let (mut changed, mut buffer) = (Vec::new(), Vec::new());
        let opened = self.file.open(&mut changed).expect("the file is there");
        let (tags, kinds) = (&self.tags, &mut self.kinds);
        let mut context = Context { tags, patience, kinds, changed: &mut changed, buffer: &mut buffer };
        let mut turns = 0;
        while self.file.read(&opened, &mut context) == Progress::More {
            turns += 1;
            assert!(turns < 1_000_000, "reading does not end");
        }
        changed.into_iter().for_each(|tag| self.file.contents.seal(tag));
    }

    /// Tag, steps and places or values of all that was read.
    fn points(&self) -> Vec<(String, bool, Vec<i64>, Vec<u64>)> {
        let mut all = Vec::new();
        for (tag, name) in self.tags.names(0).iter().enumerate() {
            for (is_scalar, series) in self.series(tag as TagId) {
                let points = series.copy(true);
                let values = (0..points.len()).map(|at| points.values.get(at).to_bits()).collect();
                all.push((name.to_string(), is_scalar, points.steps, values));
            }
        }
        all.sort();
        all
    }

    fn series(&self, tag: TagId) -> Vec<(bool, Series)> {
        let scalars = self.file.contents.scalars(tag, 1).and_then(|part| Series::assemble(&[part]));
        let media = self.file.contents.media(tag, 1).and_then(|part| Series::assemble(&[part]));
        scalars.map(|series| (true, series)).into_iter().chain(media.map(|series| (false, series))).collect()
    }

    fn ask_for_values(&self) {
        let Some(source) = self.file.source() else { return };
        for tag in 0..self.tags.names(0).len() {
            for (_, series) in self.series(tag as TagId).iter().filter(|(is_scalar, _)| !is_scalar) {
                for place in series.places(true).places.into_iter().take(100) {
                    match source.record(unpack(place).0) {
                        Ok(data) => decode_all(&data),
                        Err(Unread::Damaged { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        }
    }
}

fn decode_all(data: &[u8]) {
    let Ok(Event { what: What::Summary(summary), .. }) = Event::decode(data) else { return };
    for value in summary.values().flatten() {
        let _ = Content::decode(&value, value.metadata.unwrap_or_default().plugin_name, b"");
    }
}
