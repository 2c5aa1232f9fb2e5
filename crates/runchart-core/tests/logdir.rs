//! A logdir that grows, shrinks, breaks and heals under the reader. Nothing waits for time to pass: each change is
//! followed by a refresh.

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

fn double(number: f64) -> Vec<u8> {
    let mut bytes = Vec::new();
    tensor::put_double(&mut bytes, number);
    bytes
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
fn a_bad_data_checksum_costs_one_record() {
    let logdir = Logdir::new();
    let mut bytes = scalars(0..5);
    let length = scalar("loss", 1).len() as u64;
    bytes[scalar("loss", 0).len() + 20] ^= 1;
    logdir.write("tfevents", &bytes);
    let reader = logdir.reader(FOREVER);
    assert_eq!(steps(&reader), [0, 2, 3, 4]);
    let at = scalar("loss", 0).len() as u64;
    assert_eq!(damage(&reader), [(at, length, "checksum of the data does not match".to_owned())]);
}

#[test]
fn a_bad_length_checksum_costs_what_stands_up_to_the_next_whole_record() {
    let logdir = Logdir::new();
    let (head, rubbish, tail) = (scalars(0..3), vec![0u8; 3_000_000], scalars(3..6));
    logdir.write("tfevents", &[&head[..], &rubbish, &tail].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(steps(&reader), [0, 1, 2, 3, 4, 5]);
    let gap = (head.len() as u64, rubbish.len() as u64, "checksum of the length does not match".to_owned());
    assert_eq!(damage(&reader), [gap]);
}

#[test]
fn damage_at_the_end_is_not_reported_while_it_may_heal() {
    let logdir = Logdir::new();
    let (head, tail) = (scalars(0..3), scalars(3..6));
    logdir.write("tfevents", &[&head[..], &vec![0; tail.len()]].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!((steps(&reader), damage(&reader)), (vec![0, 1, 2], vec![]));
    logdir.write("tfevents", &[head, tail].concat());
    reader.refresh();
    assert_eq!(steps(&reader), [0, 1, 2], "the file looks as before, so it is not read again at once");
    logdir.append("tfevents", &scalars(6..7));
    reader.refresh();
    assert_eq!((steps(&reader), damage(&reader)), ((0..7).collect(), vec![]));
}

#[test]
fn damage_at_the_end_is_reported_when_it_lasts_and_corrected_when_it_heals() {
    let logdir = Logdir::new();
    let (head, tail) = (scalars(0..3), scalars(3..6));
    logdir.write("tfevents", &[&head[..], &vec![0; tail.len()]].concat());
    let reader = logdir.reader(Duration::ZERO);
    let reason = "checksum of the length does not match".to_owned();
    assert_eq!(damage(&reader), [(head.len() as u64, tail.len() as u64, reason)]);
    assert_eq!(run(&reader, ".").unwrap().view().damage_count, 1);
    logdir.append("tfevents", &scalars(6..8));
    reader.refresh();
    assert_eq!(steps(&reader), [0, 1, 2, 6, 7]);
    assert_eq!(damage(&reader).len(), 1);
}

#[test]
fn a_damaged_last_record_is_skipped_when_it_lasts() {
    let logdir = Logdir::new();
    let mut bytes = scalars(0..3);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    logdir.write("tfevents", &bytes);
    assert_eq!(damage(&logdir.reader(FOREVER)), []);
    let reader = logdir.reader(Duration::ZERO);
    assert_eq!((steps(&reader), damage(&reader).len()), (vec![0, 1], 1));
    logdir.append("tfevents", &scalars(3..5));
    reader.refresh();
    assert_eq!((steps(&reader), damage(&reader).len()), (vec![0, 1, 3, 4], 1));
}

#[test]
fn a_length_of_petabytes_waits_unless_a_whole_record_follows() {
    let logdir = Logdir::new();
    let length = (1u64 << 50).to_le_bytes();
    let huge = [&length[..], &record::masked_checksum(&length).to_le_bytes(), b"a cut record"].concat();
    logdir.write("tfevents", &[&scalars(0..2)[..], &huge].concat());
    let reader = logdir.reader(Duration::ZERO);
    assert_eq!((steps(&reader), damage(&reader).len()), (vec![0, 1], 0));
    logdir.append("tfevents", &scalars(2..4));
    reader.refresh();
    assert_eq!((steps(&reader), damage(&reader).len()), (vec![0, 1, 2, 3], 1));
}

#[test]
fn an_undecodable_record_costs_only_itself() {
    let logdir = Logdir::new();
    let mut bytes = scalars(0..2);
    record::append(&mut bytes, |out| out.extend(b"\xff\xff\xff"));
    bytes.extend(scalars(2..3));
    logdir.write("tfevents", &bytes);
    let reader = logdir.reader(FOREVER);
    assert_eq!(steps(&reader), [0, 1, 2]);
    assert!(damage(&reader)[0].2.starts_with("not an event"), "{:?}", damage(&reader));
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

fn value_at(wall: f64, step: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    record::append(&mut bytes, |out| encode_scalar(out, wall, step, "loss", 0.5));
    bytes
}

#[test]
fn the_first_metadata_of_a_tag_decides_what_its_tensors_are() {
    let logdir = Logdir::new();
    let (one, two) = (double(0.1), double(0.2));
    let tensors = |tag: &str, plugin| {
        [value(0, tag, Some(plugin), Data::Tensor(&one)), value(1, tag, None, Data::Tensor(&two))].concat()
    };
    let bytes =
        [tensors("loss", "scalars"), tensors("other", "pr_curves"), value(0, "unknown", None, Data::Tensor(&one))];
    logdir.write("tfevents", &bytes.concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(points_of(&reader, ".", "loss").values, runchart_core::series::chunk::Values::Double(vec![0.1, 0.2]));
    assert_eq!(reader.tags().names(0), ["loss".into(), "other".into(), "unknown".into()]);
    assert_eq!(run(&reader, ".").unwrap().view().series.len(), 1);
    logdir.append("tfevents", &value(2, "loss", None, Data::Tensor(&one)));
    logdir.write("tfevents.later", &value(3, "loss", None, Data::Tensor(&one)));
    reader.refresh();
    assert_eq!(steps(&reader), [0, 1, 2, 3], "across reads and files");
}

#[test]
fn a_data_class_goes_before_the_plugin() {
    let logdir = Logdir::new();
    let number = double(2.0);
    let of = |tag, plugin_name, data_class| {
        let metadata = Some(Metadata { plugin_name, data_class, ..Metadata::default() });
        let mut summary = Vec::new();
        Value { tag, metadata, data: Data::Tensor(&number) }.encode(&mut summary);
        event(1.0, 1, What::Summary(Summary(&summary)))
    };
    logdir.write("tfevents", &[of("a", "mine", 1), of("b", "scalars", 2), of("c", "scalars", 0)].concat());
    let reader = logdir.reader(FOREVER);
    let view = run(&reader, ".").unwrap().view();
    let names =
        |tags: Vec<u32>| tags.iter().map(|tag| reader.tags().name(*tag).unwrap().to_string()).collect::<Vec<_>>();
    assert_eq!(names(view.series.iter().map(|(tag, _)| *tag).collect()), ["a", "c"]);
    assert_eq!(names(view.media.iter().map(|(tag, _)| *tag).collect()), ["b"]);
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
fn what_a_writer_had_to_drop_is_damage() {
    let logdir = Logdir::new();
    let mut count = Vec::new();
    for field in [(1, 9), (10, 42)] {
        runchart_core::event::wire::put_varint_field(&mut count, field.0, field.1);
    }
    let marker = value(0, "_runchart/dropped", Some("runchart"), Data::Tensor(&count));
    logdir.write("tfevents", &[scalars(0..1), marker].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(damage(&reader)[0].2, "the writer had to drop 42 events before this place");
    assert_eq!(reader.tags().names(0).len(), 1);
}

#[test]
fn scalars_beside_a_picture_of_many_megabytes_are_kept() {
    let logdir = Logdir::new();
    let picture = vec![7; 5_000_000];
    let mut summary = Vec::new();
    Value { tag: "picture", metadata: None, data: Data::Image(&picture) }.encode(&mut summary);
    Value { tag: "loss", metadata: None, data: Data::Simple(0.5) }.encode(&mut summary);
    let large = event(1001.0, 1, What::Summary(Summary(&summary)));
    logdir.write("tfevents", &[&scalars(0..1), &large[..], &large, &scalars(2..3), &large[..4_000_000]].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!((steps(&reader), damage(&reader)), (vec![0, 1, 1, 2], vec![]));
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

fn image(bytes: &[u8]) -> Vec<u8> {
    let mut message = runchart_core::event::media::image_fields(1, 2, 3);
    runchart_core::event::wire::put_bytes_field(&mut message, 4, bytes);
    message
}

#[test]
fn pictures_are_read_again_from_their_place_however_large() {
    let logdir = Logdir::new();
    let (small, large) = (image(b"small"), image(&vec![7; 200_000]));
    let shown = |bytes: &[u8]| format!("Image {{ width: 2, height: 1, encoded: [{bytes:?}] }}");
    logdir.write("tfevents.1", &[scalars(0..1), value(0, "picture", None, Data::Image(&small))].concat());
    logdir.write("tfevents.2", &[value(1, "picture", None, Data::Image(&large)), scalars(1..2)].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(contents(&reader, "picture"), [shown(b"small"), shown(&vec![7; 200_000])]);
    let media = media_of(&reader, "picture").unwrap();
    assert_eq!((&*media.metadata.plugin, media.series.places(false).files), ("images", vec![1, 2]));
    assert_eq!((steps(&reader), reader.progress().points, reader.progress().media), (vec![0, 1], 2, 2));
}

#[test]
fn damage_that_only_asking_for_a_value_shows_is_reported_while_the_file_is_there() {
    let logdir = Logdir::new();
    let mut record = value(0, "picture", None, Data::Image(&image(&vec![7; 200_000])));
    let no_image = value(1, "picture", None, Data::Image(&[0xff; 8]));
    record[1000] ^= 1;
    logdir.write("tfevents", &[&record[..], &no_image].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(damage(&reader), [], "of a large record only the head is read");
    let seq = reader.seq();
    assert!(contents(&reader, "picture").iter().all(|told| told.contains("damaged")));
    let found = damage(&reader);
    let lengths: Vec<_> = found.iter().map(|(offset, length, _)| (*offset, *length)).collect();
    assert_eq!(lengths, [(0, record.len() as u64), (record.len() as u64, no_image.len() as u64)]);
    assert!(found[0].2.contains("checksum of the data"), "{found:?}");
    let run = run(&reader, ".").unwrap();
    assert_eq!((run.damage_count(), reader.seq(), run.changed()), (2, seq + 2, seq + 2), "and that is news, once");
    contents(&reader, "picture");
    assert_eq!((damage(&reader), reader.seq()), (found, seq + 2));
    logdir.write("new/tfevents", &scalars(0..1));
    fs::rename(logdir.path("new/tfevents"), logdir.path("tfevents")).unwrap();
    reader.refresh();
    assert_eq!(damage(&reader), []);
}

#[test]
fn several_values_of_one_tag_in_one_record_are_points_of_their_own() {
    let logdir = Logdir::new();
    let pictures = [image(b"one"), image(b"two"), image(&[3; 70_000])];
    for count in [2, 3] {
        let mut summary = Vec::new();
        for picture in &pictures[..count] {
            Value { tag: "picture", metadata: None, data: Data::Image(picture) }.encode(&mut summary);
            Value { tag: "loss", metadata: None, data: Data::Simple(0.5) }.encode(&mut summary);
        }
        logdir.append("tfevents", &event(1000.0, 0, What::Summary(Summary(&summary))));
    }
    let contents = contents(&logdir.reader(FOREVER), "picture");
    let lengths: Vec<usize> = contents.iter().map(|content| content.split(',').count()).collect();
    assert_eq!(lengths, [5, 5, 5, 5, 70_002], "{:?}", &contents[..4]);
    assert_eq!((&contents[0], &contents[1]), (&contents[2], &contents[3]));
    assert_ne!(contents[0], contents[1]);
}

#[test]
fn a_tag_is_what_its_first_value_says_in_every_slice_of_a_file() {
    let logdir = Logdir::new();
    let (padding, one) = ([7u8; 30_000], double(0.25));
    let mut bytes = value(0, "curve", Some("pr_curves"), Data::Tensor(&one));
    bytes.extend(value(0, "loss", Some("scalars"), Data::Tensor(&one)));
    for step in 1..200 {
        bytes.extend(value(step, "padding", None, Data::Audio(&padding)));
        bytes.extend(value(step, "curve", if step > 50 { Some("scalars") } else { None }, Data::Tensor(&one)));
        bytes.extend(value(step, "loss", if step > 50 { Some("text") } else { None }, Data::Tensor(&one)));
        bytes.extend(value(step, "curve", None, Data::Simple(1.0)));
    }
    logdir.write("tfevents", &bytes);
    let reader = logdir.reader(FOREVER);
    let curve = media_of(&reader, "curve").unwrap();
    assert_eq!((&*curve.metadata.plugin, curve.series.points()), ("pr_curves", 200));
    assert_eq!(steps(&reader), (0..200).collect::<Vec<_>>());
    assert!(media_of(&reader, "loss").is_none() && points_of(&reader, ".", "curve").is_empty());
    assert_eq!(media_of(&reader, "padding").unwrap().metadata.plugin.as_ref(), "audio");
}

#[test]
fn graphs_and_run_metadata_have_tags() {
    let logdir = Logdir::new();
    let run_metadata = b"\x0a\x06step 5\x12\x04data";
    let meta_graph = b"\x0a\x02aa\x12\x05graph";
    let large = vec![9; 100_000];
    let events = [
        event(1.0, 0, What::GraphDef(b"graph")),
        event(2.0, 5, What::RunMetadata(run_metadata)),
        event(3.0, 0, What::MetaGraph(meta_graph)),
        event(4.0, 1, What::GraphDef(&large)),
    ];
    logdir.write("tfevents", &events.concat());
    let reader = logdir.reader(FOREVER);
    let bytes = |bytes: &[u8]| format!("Bytes({bytes:?})");
    assert_eq!(contents(&reader, "__run_graph__"), [bytes(b"graph"), bytes(&large)]);
    assert_eq!(contents(&reader, "step 5"), [bytes(b"data")]);
    assert_eq!(contents(&reader, "__meta_graph__"), [bytes(b"graph")]);
    assert_eq!(media_of(&reader, "step 5").unwrap().metadata.plugin.as_ref(), "graph_run_metadata");
}

#[test]
fn what_was_said_of_a_tag_is_known() {
    let logdir = Logdir::new();
    let said = Metadata {
        plugin_name: "scalars",
        content: b"c",
        display_name: "Loss",
        summary_description: "d",
        data_class: 1,
    };
    let mut summary = Vec::new();
    for (tag, metadata) in [("loss", said), ("plain", Metadata { plugin_name: "scalars", ..Metadata::default() })] {
        Value { tag, metadata: Some(metadata), data: Data::Tensor(&double(0.5)) }.encode(&mut summary);
    }
    logdir.write("tfevents", &event(1.0, 0, What::Summary(Summary(&summary))));
    let reader = logdir.reader(FOREVER);
    let view = run(&reader, ".").unwrap().view();
    let words = |tag: &str| view.metadata(reader.tags().find(tag).unwrap()).unwrap();
    assert_eq!(
        (&*words("loss").display_name, &*words("loss").description, &*words("loss").content),
        ("Loss", "d", &b"c"[..])
    );
    assert_eq!((&*words("plain").plugin, view.words.len()), ("scalars", 1));
    assert!(view.metadata(99).is_none());
}

#[test]
fn a_replaced_file_answers_no_old_places() {
    let logdir = Logdir::new();
    let (one, two) = (image(b"one"), image(b"two"));
    logdir.write("tfevents", &value(0, "picture", None, Data::Image(&one)));
    let reader = logdir.reader(FOREVER);
    let places = media_of(&reader, "picture").unwrap().series.places(false);
    logdir.write("new", &value(0, "picture", None, Data::Image(&two)));
    fs::rename(logdir.path("new"), logdir.path("tfevents")).unwrap();
    reader.refresh();
    let old = reader.stored(0, 0, places.files[0], places.places[0]).unwrap();
    assert!(matches!(old, Err(Unread::Stale(_))), "the same offset of another file");
    assert!(contents(&reader, "picture")[0].contains(&format!("{:?}", b"two")));
    assert!(reader.stored(9, 0, 1, 0).is_none() && reader.stored(0, 9, 1, 0).is_none());
}

#[test]
fn a_run_with_pictures_is_no_line_of_add_scalars() {
    let logdir = Logdir::new();
    logdir.write("a/tfevents", &scalar("accuracy", 0));
    let picture = value(0, "picture", None, Data::Image(b""));
    logdir.write("a/loss/y/tfevents", &[scalar("loss", 0), picture].concat());
    assert_eq!(run(&logdir.reader(FOREVER), "a/loss/y").unwrap().view().fold, None);
}

#[test]
fn children_of_add_scalars_fold_into_their_parent() {
    let logdir = Logdir::new();
    logdir.write("a/tfevents", &scalar("accuracy", 0));
    logdir.write("a/val_loss_x/tfevents", &scalar("val/loss", 0));
    logdir.write("a/loss/y/tfevents", &scalar("loss", 0));
    logdir.write("b/loss/y/tfevents", &scalar("loss", 0));
    let reader = logdir.reader(FOREVER);
    let folds = |reader: &Reader| {
        let fold = |name: &str| {
            run(reader, name)
                .unwrap()
                .view()
                .fold
                .clone()
                .map(|fold| (reader.runs()[fold.parent].name.clone(), fold.key))
        };
        (fold("a/val_loss_x"), fold("a/loss/y"), fold("b/loss/y"))
    };
    let line = |run: &str, key: &str| Some((run.to_owned(), key.to_owned()));
    assert_eq!(folds(&reader), (line("a", "x"), line("a", "y"), None));
    logdir.write("b/tfevents", &scalar("accuracy", 0));
    logdir.append("a/loss/y/tfevents", &scalar("another", 0));
    reader.refresh();
    assert_eq!(folds(&reader), (line("a", "x"), None, line("b", "y")));
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
fn random_bytes_and_random_damage_never_stop_the_reader() {
    let mut rng = fastrand::Rng::with_seed(7);
    let good = [event(1.0, 0, What::FileVersion(FILE_VERSION)), scalars(0..200)].concat();
    for round in 0..60 {
        let logdir = Logdir::new();
        let mut bytes = good.clone();
        for _ in 0..rng.usize(1..20) {
            let (at, length) = (rng.usize(..bytes.len()), rng.usize(1..40));
            let end = (at + length).min(bytes.len());
            match rng.u8(..3) {
                0 => bytes[at..end].iter_mut().for_each(|byte| *byte = rng.u8(..)),
                1 => drop(bytes.drain(at..end)),
                _ => bytes[at..end].fill(0),
            }
        }
        logdir.write("tfevents", &bytes);
        let reader = logdir.reader(Duration::ZERO);
        let (kept, whole) = (steps(&reader), whole_scalars(&bytes));
        assert_eq!(kept, whole, "round {round}: {:?}", damage(&reader));
        assert!(kept.len() == 200 || !damage(&reader).is_empty(), "round {round}: nothing is lost in silence");
    }
}

/// The steps of all scalars that stand in `bytes` undamaged.
fn whole_scalars(bytes: &[u8]) -> Vec<i64> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(place) = record::find(bytes, at) {
        let record::Parsed::Record { data, end, .. } = record::parse(bytes, place, record::Check::Data) else { break };
        found.extend(decode_scalar(data).map(|scalar| scalar.step));
        at = end;
    }
    found
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
