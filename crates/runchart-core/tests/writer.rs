//! What a writer leaves in its directory, read back record by record.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use runchart_core::event::{Data, Event, What};
use runchart_core::record::{Check, Parsed, parse};
use runchart_core::writer::{Closed, Options, Writer};

/// Nothing lost.
const WHOLE: Closed = Closed::Whole { lost: 0 };
const LIMIT: Duration = Duration::from_secs(10);

fn options(directory: &Path) -> Options {
    Options {
        directory: directory.to_path_buf(),
        suffix: String::new(),
        capacity: 1 << 20,
        sync_every: Duration::from_secs(120),
        purge_step: None,
    }
}

fn event_files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The steps of all scalars in a file, which must be whole.
fn steps(file: &Path) -> Vec<i64> {
    let bytes = fs::read(file).unwrap();
    let (mut at, mut steps) = (0, Vec::new());
    while at < bytes.len() {
        let Parsed::Record { data, intact: true, end } = parse(&bytes, at, Check::Data) else {
            panic!("damage at {at} of {}", bytes.len());
        };
        let event = Event::decode(data).unwrap();
        if let What::Summary(summary) = event.what {
            let scalars = summary.values().filter(|value| matches!(value.unwrap().data, Data::Simple(_)));
            steps.extend(scalars.map(|_| event.step));
        }
        at = end;
    }
    steps
}

#[test]
fn closing_writes_everything_in_order() {
    let directory = tempfile::tempdir().unwrap();
    let writer = Writer::open(options(directory.path())).unwrap();
    (0..10_000).for_each(|step| writer.scalar("loss", step, 1.0, 0.5).unwrap());
    assert_eq!(writer.close(LIMIT), WHOLE);
    let files = event_files(directory.path());
    assert_eq!(files.len(), 1);
    assert_eq!(steps(&files[0]), (0..10_000).collect::<Vec<_>>());
}

#[test]
fn logging_after_close_opens_a_second_file() {
    let directory = tempfile::tempdir().unwrap();
    let writer = Writer::open(Options { purge_step: Some(3), ..options(directory.path()) }).unwrap();
    writer.scalar("loss", 1, 1.0, 0.5).unwrap();
    assert_eq!(writer.close(LIMIT), WHOLE);
    writer.scalar("loss", 2, 1.0, 0.5).unwrap();
    assert_eq!((writer.close(LIMIT), writer.close(LIMIT)), (WHOLE, WHOLE));
    let files = event_files(directory.path());
    assert_eq!(files.iter().map(|file| steps(file)).collect::<Vec<_>>(), [[1], [2]]);
    let marker = |file: &PathBuf| fs::read(file).unwrap().windows(4).filter(|bytes| *bytes == [0x3a, 2, 8, 1]).count();
    assert_eq!(files.iter().map(marker).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn a_dropped_writer_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let writer = Writer::open(options(directory.path())).unwrap();
    (0..100).for_each(|step| writer.scalar("loss", step, 1.0, 0.5).unwrap());
    drop(writer);
    let file = event_files(directory.path()).remove(0);
    for _ in 0..200 {
        if fs::metadata(&file).unwrap().len() > 100 * 20 && steps(&file).len() == 100 {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{} of 100 events", steps(&file).len());
}

#[test]
fn eight_threads_lose_nothing_and_tear_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let writer = Writer::open(Options { capacity: 64 << 20, ..options(directory.path()) }).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..5_000).for_each(|step| writer.scalar("loss", step, 1.0, 0.5).unwrap()));
        }
    });
    assert_eq!(writer.close(LIMIT), WHOLE);
    let mut found = steps(&event_files(directory.path())[0]);
    found.sort_unstable();
    assert_eq!(found, (0..5_000).flat_map(|step| [step; 8]).collect::<Vec<_>>());
}

#[test]
fn more_writers_than_descriptors_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let writers: Vec<_> =
        (0..300).map(|run| Writer::open(options(&directory.path().join(run.to_string()))).unwrap()).collect();
    for step in 0..3 {
        writers.iter().for_each(|writer| writer.scalar("loss", step, 1.0, 0.5).unwrap());
        writers.iter().for_each(|writer| assert!(writer.flush(LIMIT)));
    }
    for run in 0..300 {
        let files = event_files(&directory.path().join(run.to_string()));
        assert_eq!((files.len(), steps(&files[0])), (1, vec![0, 1, 2]), "run {run}");
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_an_error_that_names_it() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Writer::open(options(&file.join("run"))).unwrap_err();
    assert!(error.to_string().contains("file/run"), "{error}");
}
