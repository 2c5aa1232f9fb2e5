//! The events that a writer adds of its own accord.

use super::file::now;
use crate::event::{Data, Event, FILE_VERSION, Metadata, SESSION_START, Summary, Value, What, tensor};

/// Appends the first event of every file.
pub fn file_version(out: &mut Vec<u8>) {
    Event { wall_time: now(), step: 0, what: What::FileVersion(FILE_VERSION) }.encode(out);
}

/// Appends the event that supersedes what earlier files of the run hold at `step` or later, in the two records that
/// tensorboardX and torch write; `which` is 0 or 1.
pub fn session_start(out: &mut Vec<u8>, step: i64, which: usize) {
    let what = [What::FileVersion(FILE_VERSION), What::SessionLog(SESSION_START)][which];
    Event { wall_time: now(), step, what }.encode(out);
}

/// Appends the event that tells readers how many events never reached the file.
pub fn dropped(out: &mut Vec<u8>, count: u64) {
    let mut number = Vec::new();
    tensor::put_double(&mut number, count as f64);
    let metadata = Metadata { plugin_name: "runchart", ..Metadata::default() };
    let value = Value { tag: "_runchart/dropped", metadata: Some(metadata), data: Data::Tensor(&number) };
    let mut summary = Vec::new();
    value.encode(&mut summary);
    Event { wall_time: now(), step: 0, what: What::Summary(Summary(&summary)) }.encode(out);
}
