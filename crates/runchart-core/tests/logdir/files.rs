//! Files that grow, shrink, are replaced, renamed or removed while they are followed.

use super::*;

use super::restarts::value_at;

#[test]
fn a_growing_file_gives_each_record_as_soon_as_it_is_whole() {
    let logdir = Logdir::new();
    let bytes = [event(1.0, 0, What::FileVersion(FILE_VERSION)), scalars(0..40)].concat();
    logdir.write("tfevents", b"");
    let reader = logdir.reader(Duration::ZERO);
    let mut at = 0;
    for portion in [1, 7, 11, 12, 13, 60, 1].into_iter().cycle() {
        let end = (at + portion).min(bytes.len());
        logdir.append("tfevents", &bytes[at..end]);
        reader.refresh();
        at = end;
        let mut whole = 0;
        let mut records = 0;
        while let record::Parsed::Record { end, .. } = record::parse(&bytes[..at], whole, record::Check::Data) {
            (whole, records) = (end, records + 1);
        }
        assert_eq!(steps(&reader), (0..i64::max(records - 1, 0)).collect::<Vec<_>>());
        if at == bytes.len() {
            break;
        }
    }
    assert_eq!(damage(&reader), []);
    assert_eq!(reader.progress().points, 40);
    assert_eq!((reader.progress().bytes, reader.progress().bytes_total), (bytes.len() as u64, bytes.len() as u64));
}

#[test]
fn a_file_that_is_replaced_or_cut_is_read_anew() {
    let logdir = Logdir::new();
    logdir.write("tfevents", &scalars(0..10));
    let reader = logdir.reader(FOREVER);
    logdir.write("new", &scalars(100..120));
    fs::rename(logdir.path("new"), logdir.path("tfevents")).unwrap();
    reader.refresh();
    assert_eq!(steps(&reader), (100..120).collect::<Vec<_>>());
    logdir.write("tfevents", &scalars(7..9));
    reader.refresh();
    assert_eq!(steps(&reader), [7, 8]);
    assert_eq!(reader.progress().points, 2);
}

#[test]
fn a_directory_that_is_gone_removes_its_run_and_comes_back_as_another() {
    let logdir = Logdir::new();
    logdir.write("a/tfevents", &scalars(0..3));
    logdir.write("b/tfevents", &scalars(0..3));
    let reader = logdir.reader(FOREVER);
    let (before, seq) = (run(&reader, "a").unwrap().id, reader.seq());
    fs::remove_dir_all(logdir.0.path().join("a")).unwrap();
    reader.refresh();
    assert!(run(&reader, "a").is_none());
    assert!(reader.runs()[before].view().removed && reader.runs()[before].changed() > seq);
    assert_eq!((reader.progress().points, reader.seq() > seq), (3, true));
    logdir.write("a/tfevents", &scalars(0..1));
    reader.refresh();
    assert_ne!(run(&reader, "a").unwrap().id, before);
}

#[test]
fn the_tenth_file_of_a_second_follows_the_ninth() {
    let logdir = Logdir::new();
    let name = |number: u32| format!("events.out.tfevents.1795417631.host.7.{number}");
    let at = |wall: f64, step: i64| {
        let mut bytes = Vec::new();
        record::append(&mut bytes, |out| encode_scalar(out, wall, step, "loss", wall as f32));
        bytes
    };
    logdir.write(&name(9), &[at(1.0, 0), at(2.0, 1), at(3.0, 2)].concat());
    logdir.write(&name(10), &[at(4.0, 1), at(5.0, 2)].concat());
    let points = points_of(&logdir.reader(FOREVER), ".", "loss");
    assert_eq!((points.steps, points.walls), (vec![0, 1, 2], vec![1.0, 4.0, 5.0]));
}

#[test]
fn a_pipe_that_looks_like_an_event_file_blocks_nobody() {
    let logdir = Logdir::new();
    logdir.write("tfevents.1", &scalars(0..3));
    let pipe = logdir.path("tfevents.2");
    let name = std::ffi::CString::new(pipe.to_str().unwrap()).unwrap();
    // SAFETY: the name is a C string.
    assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
    assert_eq!(steps(&logdir.reader(FOREVER)), [0, 1, 2]);
}

#[test]
fn a_query_sees_what_is_there_while_more_is_read_and_a_wait_ends_with_a_change() {
    let logdir = Logdir::new();
    logdir.write("tfevents", &scalars(0..3));
    let reader = Reader::new(logdir.0.path(), true).unwrap();
    reader.wait_loaded();
    let seq = reader.seq();
    assert_eq!(reader.wait(seq, Duration::ZERO), seq);
    logdir.append("tfevents", &scalars(3..4));
    assert!(reader.wait(seq, Duration::from_secs(20)) > seq);
    assert_eq!(steps(&reader), [0, 1, 2, 3]);
    logdir.write("new/tfevents", &scalars(0..1));
    while run(&reader, "new").is_none_or(|run| run.view().series.is_empty()) {
        let seq = reader.seq();
        assert!(reader.wait(seq, Duration::from_secs(20)) > seq, "a new run is found");
    }
    reader.close();
    assert_eq!(steps(&reader).len(), 4, "the columns stay");
}

#[test]
fn a_missing_logdir_has_no_runs_until_it_appears() {
    let logdir = Logdir::new();
    let later = logdir.0.path().join("later");
    let reader = Reader::with_patience(&later, false, FOREVER).unwrap();
    reader.refresh();
    assert!(reader.runs().is_empty() && reader.progress().loaded);
    fs::create_dir(&later).unwrap();
    fs::write(Path::new(&later).join("tfevents"), scalars(0..2)).unwrap();
    reader.refresh();
    assert_eq!(steps(&reader), [0, 1]);
}

#[test]
fn every_writer_of_a_run_is_followed_whichever_file_came_last() {
    let logdir = Logdir::new();
    logdir.write("tfevents.1", &value_at(1000.0, 0));
    logdir.write("tfevents.2", &value_at(1001.0, 1));
    let reader = logdir.reader(FOREVER);
    for round in 1..4 {
        logdir.append("tfevents.1", &value_at(1001.0 + f64::from(round), 10 + i64::from(round)));
        logdir.append("tfevents.2", &value_at(1001.0 + f64::from(round), 20 + i64::from(round)));
        reader.refresh();
    }
    assert_eq!(steps(&reader), [0, 11, 12, 13, 1, 21, 22, 23]);
}

#[test]
fn a_file_that_is_removed_takes_its_own_points_and_no_others() {
    let logdir = Logdir::new();
    logdir.write("tfevents.1", &scalars(0..3));
    logdir.write("tfevents.2", &scalars(3..5));
    let reader = logdir.reader(FOREVER);
    fs::remove_file(logdir.path("tfevents.1")).unwrap();
    reader.refresh();
    assert_eq!((steps(&reader), reader.progress().files_total), (vec![3, 4], 1));
    fs::remove_file(logdir.path("tfevents.2")).unwrap();
    reader.refresh();
    assert!(run(&reader, ".").is_none(), "a run without files is none");
    assert_eq!((reader.progress().points, reader.progress().bytes_total), (0, 0));
}

#[test]
fn a_file_or_a_run_that_is_renamed_is_there_once() {
    let logdir = Logdir::new();
    logdir.write("a/.tfevents.1.partial", &scalars(0..3));
    let reader = logdir.reader(FOREVER);
    fs::rename(logdir.path("a/.tfevents.1.partial"), logdir.path("a/tfevents.1")).unwrap();
    reader.refresh();
    assert_eq!((points_of(&reader, "a", "loss").steps, reader.progress().points), (vec![0, 1, 2], 3));
    fs::rename(logdir.0.path().join("a"), logdir.0.path().join("b")).unwrap();
    reader.refresh();
    assert!(run(&reader, "a").is_none());
    assert_eq!((points_of(&reader, "b", "loss").steps, reader.progress().points), (vec![0, 1, 2], 3));
}

#[test]
fn what_was_read_is_not_read_again() {
    let logdir = Logdir::new();
    logdir.write("tfevents", &scalars(0..3));
    let reader = logdir.reader(FOREVER);
    let mut file = OpenOptions::new().write(true).open(logdir.path("tfevents")).unwrap();
    file.write_all(&vec![0xff; scalars(0..3).len()]).unwrap();
    reader.refresh();
    logdir.append("tfevents", &scalars(3..4));
    reader.refresh();
    assert_eq!((steps(&reader), damage(&reader)), (vec![0, 1, 2, 3], vec![]), "only what was appended was looked at");
}

#[test]
fn clocks_that_disagree_lose_nothing() {
    let logdir = Logdir::new();
    let next_year = std::time::SystemTime::now() + Duration::from_secs(365 * 86_400);
    logdir.write("tfevents.4102444800.ahead", &[value_at(4_102_444_800.0, 0), value_at(1000.0, 1)].concat());
    let file = OpenOptions::new().write(true).open(logdir.path("tfevents.4102444800.ahead")).unwrap();
    file.set_modified(next_year).unwrap();
    let reader = logdir.reader(FOREVER);
    logdir.append("tfevents.4102444800.ahead", &value_at(999.0, 2));
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    reader.refresh();
    let points = points_of(&reader, ".", "loss");
    assert_eq!((points.steps, points.walls), (vec![0, 1, 2], vec![4_102_444_800.0, 1000.0, 999.0]));
}

#[test]
fn wall_times_that_are_no_times_are_kept_and_date_nothing() {
    let logdir = Logdir::new();
    let walls = [f64::NAN, 1000.0, f64::INFINITY, -1.0, 1001.0];
    logdir.write(
        "tfevents",
        &walls.iter().zip(0..).map(|(wall, step)| value_at(*wall, step)).collect::<Vec<_>>().concat(),
    );
    let reader = logdir.reader(FOREVER);
    let points = points_of(&reader, ".", "loss");
    assert_eq!(points.walls.iter().map(|wall| wall.to_bits()).collect::<Vec<_>>(), walls.map(f64::to_bits));
    let view = run(&reader, ".").unwrap().view();
    assert_eq!((view.first_wall, view.last_wall), (1000.0, 1001.0));
}

#[test]
fn points_of_one_step_are_all_kept() {
    let logdir = Logdir::new();
    logdir.write("tfevents", &(0..30).flat_map(|_| scalar("loss", 0)).collect::<Vec<_>>());
    logdir.append("tfevents", &[scalar("loss", 7), scalar("loss", 7)].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(steps(&reader), [vec![0; 30], vec![7; 2]].concat());
}
