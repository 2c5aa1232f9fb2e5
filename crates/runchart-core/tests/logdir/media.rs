//! Values that stay in their files and are read again.

use super::*;

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
