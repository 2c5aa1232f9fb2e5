//! What restarts supersede.

use super::*;

#[test]
fn what_a_purge_step_supersedes_is_hidden_counted_and_kept() {
    let logdir = Logdir::new();
    logdir.write("tfevents.1", &scalars(0..10));
    let start = event(1020.0, 6, What::SessionLog(SESSION_START));
    logdir.write("tfevents.2", &[start, scalars(8..12)].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(steps(&reader), [0, 1, 2, 3, 4, 5, 8, 9, 10, 11]);
    let series = run(&reader, ".").unwrap().view().series[0].1.clone();
    assert_eq!((series.points(), series.superseded()), (14, 4));
}

#[test]
fn a_file_that_turns_out_to_be_concurrent_supersedes_nothing() {
    let logdir = Logdir::new();
    let at = |wall: f64, step| value_at(wall, step);
    logdir.write("tfevents.1", &[at(1.0, 0), at(2.0, 1)].concat());
    logdir.write("tfevents.2", &[at(3.0, 0), at(4.0, 1)].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(steps(&reader), [0, 1]);
    let mut other = Vec::new();
    record::append(&mut other, |out| encode_scalar(out, 3.5, 2, "accuracy", 0.5));
    logdir.append("tfevents.1", &other);
    reader.refresh();
    assert_eq!(steps(&reader), [0, 1, 0, 1], "another tag shows that the writers ran at once");
}

pub fn value_at(wall: f64, step: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    record::append(&mut bytes, |out| encode_scalar(out, wall, step, "loss", 0.5));
    bytes
}
