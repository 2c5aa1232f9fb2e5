//! Compressed event files are read as any other: whole, while they grow, damaged, and value by value from their places.

#[path = "../fuzz/src/seeds.rs"]
#[expect(dead_code, reason = "the seeds of other targets")]
mod seeds;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use runchart_core::event::content::Content;
use runchart_core::event::{Data, Event, Summary, Value, What, encode_scalar};
use runchart_core::logdir::Reader;
use runchart_core::logdir::check::check;
use runchart_core::record;
use seeds::gzip;

struct File(tempfile::TempDir);

impl File {
    fn of(bytes: &[u8]) -> File {
        let file = File(tempfile::tempdir().unwrap());
        fs::write(file.path(), bytes).unwrap();
        file
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("events.out.tfevents.1.host.gz")
    }

    fn append(&self, bytes: &[u8]) {
        OpenOptions::new().append(true).open(self.path()).unwrap().write_all(bytes).unwrap();
    }

    fn reader(&self) -> Reader {
        let reader = Reader::with_patience(self.0.path(), false, Duration::ZERO).unwrap();
        reader.refresh();
        reader
    }
}

fn scalars(steps: std::ops::Range<i64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for step in steps {
        record::append(&mut bytes, |out| encode_scalar(out, step as f64, step, "loss", step as f32));
    }
    bytes
}

fn picture(step: i64, size: usize) -> Vec<u8> {
    let mut image = Vec::new();
    runchart_core::event::wire::put_bytes_field(&mut image, 4, &noise(step as u64, size));
    let (mut summary, mut bytes) = (Vec::new(), Vec::new());
    Value { tag: "picture", metadata: None, data: Data::Image(&image) }.encode(&mut summary);
    let event = Event { wall_time: step as f64, step, what: What::Summary(Summary(&summary)) };
    record::append(&mut bytes, |out| event.encode(out));
    bytes
}

fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut source = fastrand::Rng::with_seed(seed);
    (0..size).map(|_| source.u8(..)).collect()
}

fn steps(reader: &Reader) -> Vec<i64> {
    reader.refresh();
    let view = reader.runs()[0].view();
    view.series.first().map_or_else(Vec::new, |(_, series)| series.copy(false).steps.clone())
}

fn reasons(reader: &Reader) -> Vec<String> {
    reader.damage().into_iter().map(|(_, place)| place.reason).collect()
}

#[test]
fn a_compressed_file_is_read_as_any_other() {
    let file = File::of(&gzip(0, b"", &scalars(0..200_000)));
    let reader = file.reader();
    assert_eq!(steps(&reader), (0..200_000).collect::<Vec<_>>());
    let (progress, size) = (reader.progress(), fs::metadata(file.path()).unwrap().len());
    assert_eq!((progress.points, progress.bytes, progress.bytes_total), (200_000, size, size));
    assert_eq!(reasons(&reader), Vec::<String>::new());
}

#[test]
fn a_file_that_grows_by_members_is_followed() {
    let file = File::of(&gzip(0, b"", &scalars(0..10)));
    let reader = file.reader();
    for member in 1..20 {
        assert_eq!(steps(&reader), (0..member * 10).collect::<Vec<_>>());
        file.append(&gzip(0x08, b"name\0", &scalars(member * 10..member * 10 + 10)));
    }
    assert_eq!((steps(&reader).len(), reasons(&reader).len()), (200, 0));
}

#[test]
fn a_member_that_grows_is_followed_byte_by_byte() {
    let whole = gzip(0x1e, b"\x03\0abcname\0comment\0\x12\x34", &scalars(0..60));
    let file = File::of(&whole[..1]);
    let reader = file.reader();
    let mut last = 0;
    for byte in &whole[1..] {
        file.append(&[*byte]);
        let found = steps(&reader);
        assert!(found.len() >= last && found == (0..found.len() as i64).collect::<Vec<_>>());
        last = found.len();
    }
    assert_eq!((last, reasons(&reader).len()), (60, 0));
}

#[test]
fn values_are_read_again_from_within_a_compressed_file() {
    let pictures: Vec<u8> =
        (0..20).flat_map(|step| [picture(step, 1_200_000), scalars(step..step + 1)].concat()).collect();
    let file = File::of(&gzip(0, b"", &pictures));
    let reader = file.reader();
    assert_eq!(steps(&reader), (0..20).collect::<Vec<_>>());
    let tag = reader.tags().find("picture").unwrap();
    let places = reader.runs()[0].view().media(tag).unwrap().series.places(false);
    for at in [19, 0, 16, 17, 1, 18] {
        let stored = reader.stored(0, tag, places.files[at], places.places[at]).unwrap().unwrap();
        let Content::Image { encoded, .. } = reader.content(&stored).unwrap() else { panic!("no picture") };
        assert!(encoded[0] == noise(at as u64, 1_200_000), "picture {at}");
    }
    fs::write(file.path(), gzip(0, b"", &scalars(0..1))).unwrap();
    assert!(reader.stored(0, tag, places.files[0], places.places[0]).unwrap().is_err());
}

#[test]
fn damage_costs_the_member_that_it_is_in() {
    let members: Vec<Vec<u8>> = (0..3).map(|member| gzip(0, b"", &scalars(member * 100..member * 100 + 100))).collect();
    let mut broken = members.concat();
    let inside = members[0].len() + members[1].len() / 2;
    broken[inside..inside + 8].fill(0xff);
    let file = File::of(&broken);
    let reader = file.reader();
    let found = steps(&reader);
    assert!(found.starts_with(&(0..100).collect::<Vec<_>>()) && found.ends_with(&(200..300).collect::<Vec<_>>()));
    assert!(reasons(&reader).iter().any(|reason| reason.starts_with("gzip: ") || reason.contains("checksum")));
    let copy = file.0.path().join("copy");
    let checked = check(&file.path(), Some(&copy)).unwrap();
    assert!(checked.damaged > 0 && checked.records as usize == found.len());
    assert_eq!(check(&copy, None).unwrap().damaged, 0);
}

#[test]
fn a_wrong_checksum_of_a_member_is_reported_and_padding_is_not() {
    let mut member = gzip(0, b"", &scalars(0..5));
    let padded = File::of(&[&member[..], &[0; 1024]].concat());
    assert_eq!((steps(&padded.reader()).len(), reasons(&padded.reader()).len()), (5, 0));
    let place = member.len() - 6;
    member[place] ^= 1;
    let wrong = File::of(&member);
    assert_eq!(steps(&wrong.reader()).len(), 5);
    assert!(reasons(&wrong.reader())[0].contains("does not match its checksum"));
}

#[test]
fn what_expands_beyond_reason_is_not_read_further() {
    let mut bomb = Vec::new();
    let zeros = gzip(0, b"", &vec![0; 32 << 20]);
    (0..3).for_each(|_| bomb.extend_from_slice(&zeros));
    let file = File::of(&bomb);
    let reader = file.reader();
    assert_eq!(steps(&reader), Vec::<i64>::new());
    assert!(reasons(&reader).iter().any(|reason| reason.contains("more than 100 times")), "{:?}", reasons(&reader));
}

#[test]
fn a_first_record_that_looks_compressed_is_a_record() {
    let mut bytes = Vec::new();
    let filler = vec![0x7a; 0x0008_8b1f - 2 - 3];
    record::append(&mut bytes, |out| runchart_core::event::wire::put_bytes_field(out, 100, &filler));
    let shift = 0x0008_8b1f - (bytes.len() as i64 - 16);
    assert_eq!(shift, 0, "the length of the record is the beginning of a gzip file");
    let file = File::of(&[bytes, scalars(0..3)].concat());
    assert_eq!(steps(&file.reader()), [0, 1, 2]);
}
