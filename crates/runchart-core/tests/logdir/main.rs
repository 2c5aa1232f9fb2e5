//! A logdir that grows, shrinks, breaks and heals under the reader. Nothing waits for time to pass: each change is
//! followed by a refresh.

mod damage;
mod files;
mod folds;
mod kinds;
mod media;
mod restarts;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use runchart_core::error::Unread;
use runchart_core::event::{
    Data, Event, FILE_VERSION, Metadata, SESSION_START, Summary, Value, What, decode_scalar, encode_scalar, tensor,
};
use runchart_core::logdir::Reader;
use runchart_core::logdir::damage::Damage;
use runchart_core::logdir::media::Media;
use runchart_core::logdir::run::Run;
use runchart_core::record;
use runchart_core::series::chunk::Points;

const FOREVER: Duration = Duration::from_secs(1 << 20);

struct Logdir(tempfile::TempDir);

impl Logdir {
    fn new() -> Logdir {
        Logdir(tempfile::tempdir().unwrap())
    }

    fn path(&self, file: &str) -> PathBuf {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        fs::write(self.path(file), bytes).unwrap();
    }

    fn append(&self, file: &str, bytes: &[u8]) {
        let mut file = OpenOptions::new().append(true).create(true).open(self.path(file)).unwrap();
        file.write_all(bytes).unwrap();
    }

    fn reader(&self, patience: Duration) -> Reader {
        let reader = Reader::with_patience(self.0.path(), false, patience).unwrap();
        reader.refresh();
        reader
    }
}

/// The record of an event; wall time is the step unless given.
fn event(wall_time: f64, step: i64, what: What<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    record::append(&mut bytes, |out| Event { wall_time, step, what }.encode(out));
    bytes
}

fn scalar(tag: &str, step: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    record::append(&mut bytes, |out| encode_scalar(out, 1000.0 + step as f64, step, tag, step as f32));
    bytes
}

fn scalars(steps: std::ops::Range<i64>) -> Vec<u8> {
    steps.flat_map(|step| scalar("loss", step)).collect()
}

fn value(step: i64, tag: &str, plugin: Option<&str>, data: Data<'_>) -> Vec<u8> {
    let metadata = plugin.map(|plugin_name| Metadata { plugin_name, ..Metadata::default() });
    let mut summary = Vec::new();
    Value { tag, metadata, data }.encode(&mut summary);
    event(1000.0 + step as f64, step, What::Summary(Summary(&summary)))
}

fn run(reader: &Reader, name: &str) -> Option<std::sync::Arc<Run>> {
    reader.runs().into_iter().find(|run| run.name == name && !run.view().removed)
}

fn points_of(reader: &Reader, name: &str, tag: &str) -> Points {
    let view = run(reader, name).map(|run| run.view());
    let series = view.and_then(|view| view.series(reader.tags().find(tag)?).cloned());
    series.map(|series| series.copy(false)).unwrap_or_default()
}

fn steps(reader: &Reader) -> Vec<i64> {
    points_of(reader, ".", "loss").steps
}

fn damage(reader: &Reader) -> Vec<(u64, u64, String)> {
    reader.damage().into_iter().map(|(_, Damage { offset, length, reason, .. })| (offset, length, reason)).collect()
}

fn image(bytes: &[u8]) -> Vec<u8> {
    let mut message = runchart_core::event::media::image_fields(1, 2, 3);
    runchart_core::event::wire::put_bytes_field(&mut message, 4, bytes);
    message
}

fn media_of(reader: &Reader, tag: &str) -> Option<std::sync::Arc<Media>> {
    run(reader, ".")?.view().media(reader.tags().find(tag)?).cloned()
}

/// The content of each shown point of a tag, written out.
fn contents(reader: &Reader, tag: &str) -> Vec<String> {
    let (run, id) = (run(reader, ".").unwrap().id, reader.tags().find(tag).unwrap());
    let places = media_of(reader, tag).unwrap().series.places(false);
    let points = places.files.iter().zip(&places.places);
    let read = |(&file, &place)| match reader.stored(run, id, file, place).unwrap() {
        Ok(stored) => reader.content(&stored).map_or_else(|error| error.to_string(), |content| format!("{content:?}")),
        Err(error) => error.to_string(),
    };
    points.map(read).collect()
}
