//! What a writer leaves in its directory, read back record by record.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use runchart_core::event::{Data, Event, Value, What};
use runchart_core::record::{Check, Parsed, parse};
use runchart_core::writer::{Closed, Draft, Options, Writer};
use tempfile::TempDir;

/// Nothing lost.
const WHOLE: Closed = Closed::Whole { lost: 0 };
/// Far longer than anything takes, also on a machine that is busy with other things.
const LIMIT: Duration = Duration::from_secs(60);

/// In memory where that is possible: what these tests log would keep a disk busy for seconds, and its moods are not tested.
fn directory() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap()
}

fn options(directory: &Path) -> Options {
    Options {
        directory: directory.to_path_buf(),
        suffix: String::new(),
        capacity: 1 << 20,
        sync_every: Duration::from_secs(120),
        purge_step: None,
        shared: false,
        lazy: false,
    }
}

fn event_files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The steps of the values that `which` takes; nothing while the last record is being written.
fn steps_of(file: &Path, which: fn(&Data<'_>) -> bool) -> Option<Vec<i64>> {
    let bytes = fs::read(file).unwrap();
    let (mut at, mut steps) = (0, Vec::new());
    while at < bytes.len() {
        let (data, end) = match parse(&bytes, at, Check::Data) {
            Parsed::Record { data, intact: true, end } => (data, end),
            Parsed::Partial { .. } => return None,
            _ => panic!("damage at {at} of {}", bytes.len()),
        };
        let event = Event::decode(data).unwrap();
        if let What::Summary(summary) = event.what {
            let taken = summary.values().filter(|value| which(&value.as_ref().unwrap().data));
            steps.extend(taken.map(|_| event.step));
        }
        at = end;
    }
    Some(steps)
}

/// The steps of all scalars in a file, which must be whole.
fn steps(file: &Path) -> Vec<i64> {
    steps_of(file, |data| matches!(data, Data::Simple(_))).expect("a whole file")
}

/// The steps of all tensors in the directory's one file, which must be whole.
fn tensor_steps(directory: &Path) -> Vec<i64> {
    steps_of(&event_files(directory)[0], |data| matches!(data, Data::Tensor(_))).expect("a whole file")
}

/// Waits for steps that come behind the caller.
fn wait_for(file: &Path, which: fn(&Data<'_>) -> bool, meant: &[i64]) {
    let deadline = std::time::Instant::now() + LIMIT;
    let mut found = None;
    while found.as_deref() != Some(meant) {
        assert!(std::time::Instant::now() < deadline, "{found:?} instead of {meant:?}");
        std::thread::sleep(Duration::from_millis(20));
        found = steps_of(file, which);
    }
}

#[test]
fn closing_writes_everything_in_order() {
    let directory = directory();
    let writer = Writer::open(options(directory.path())).unwrap();
    (0..10_000).for_each(|step| writer.scalar("loss", step, 1.0, 0.5).unwrap());
    assert_eq!(writer.close(LIMIT), WHOLE);
    let files = event_files(directory.path());
    assert_eq!(files.len(), 1);
    assert_eq!(steps(&files[0]), (0..10_000).collect::<Vec<_>>());
}

#[test]
fn logging_after_close_opens_a_second_file() {
    let directory = directory();
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
    let directory = directory();
    let writer = Writer::open(options(directory.path())).unwrap();
    (0..100).for_each(|step| writer.scalar("loss", step, 1.0, 0.5).unwrap());
    drop(writer);
    let meant: Vec<i64> = (0..100).collect();
    wait_for(&event_files(directory.path())[0], |data| matches!(data, Data::Simple(_)), &meant);
}

#[test]
fn eight_threads_lose_nothing_and_tear_nothing() {
    let directory = directory();
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
    let directory = directory();
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
    let directory = directory();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Writer::open(options(&file.join("run"))).unwrap_err();
    assert!(error.to_string().contains("file/run"), "{error}");
}

/// A summary whose bytes are ready, `size` of them; not below 64 KiB, so that the pool gets it.
fn ready(size: usize) -> Arc<Draft> {
    let (tag, tensor) = ("t", vec![7; size]);
    let mut bytes = Vec::new();
    Value { tag, metadata: None, data: Data::Tensor(&tensor) }.encode(&mut bytes);
    Arc::new(Draft::Bytes(bytes))
}

/// A tensor that takes a thread some time.
fn tensor(size: usize) -> Arc<Draft> {
    let (tag, plugin) = ("t".to_owned(), "tensor".to_owned());
    Arc::new(Draft::Tensor { tag, bytes: vec![7; size], shape: vec![size], data_type: 4, plugin, content: Vec::new() })
}

#[test]
fn drafts_of_any_size_reach_the_file_in_the_order_of_the_calls() {
    let directory = directory();
    let writer = Writer::open(options(directory.path())).unwrap();
    for step in 1..=200 {
        let draft = match step % 4 {
            0 => tensor(3 << 20),
            1 => ready(10),
            2 => ready(100 << 10),
            _ => tensor(10),
        };
        writer.draft(draft, step, 1.0).unwrap();
    }
    assert!(writer.flush(LIMIT));
    assert_eq!(tensor_steps(directory.path()), (1..=200).collect::<Vec<_>>());
    assert_eq!(writer.close(LIMIT), WHOLE);
}

#[test]
fn more_drafts_than_the_pool_holds_lose_nothing() {
    let directory = directory();
    let writer = Writer::open(options(directory.path())).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (1..=25).for_each(|step| writer.draft(tensor(8 << 20), step, 1.0).unwrap()));
        }
    });
    assert_eq!(writer.close(LIMIT), WHOLE);
    assert_eq!(tensor_steps(directory.path()).len(), 100);
}

#[test]
fn a_pool_that_was_idle_is_not_stalled() {
    let directory = directory();
    let writer = Writer::open(options(directory.path())).unwrap();
    writer.draft(tensor(10), 1, 1.0).unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    (2..=3).for_each(|step| writer.draft(tensor(40 << 20), step, 1.0).unwrap());
    assert_eq!(writer.close(LIMIT), WHOLE);
    assert_eq!(tensor_steps(directory.path()), (1..=3).collect::<Vec<_>>());
}

#[test]
fn a_dropped_writer_waits_for_its_drafts() {
    let directory = directory();
    let writer = Writer::open(options(directory.path())).unwrap();
    (1..=20).for_each(|step| writer.draft(tensor(1 << 20), step, 1.0).unwrap());
    drop(writer);
    let meant: Vec<i64> = (1..=20).collect();
    wait_for(&event_files(directory.path())[0], |data| matches!(data, Data::Tensor(_)), &meant);
}

#[test]
fn a_file_is_written_whole_and_flushing_waits_for_it() {
    let directory = directory();
    let writer = Writer::open(options(directory.path())).unwrap();
    let path = directory.path().join("00001/default/tensors.tsv");
    writer.file(Arc::new(Draft::Bytes(b"1\t2\n".to_vec())), path.clone()).unwrap();
    assert!(writer.flush(LIMIT));
    assert_eq!(fs::read(&path).unwrap(), b"1\t2\n");
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no part of it is left");
    writer.file(Arc::new(Draft::Bytes(b"x".to_vec())), path.join("below-a-file")).unwrap();
    writer.flush(LIMIT);
    assert!(writer.take_notice().unwrap().contains("tensors.tsv/below-a-file"));
}
