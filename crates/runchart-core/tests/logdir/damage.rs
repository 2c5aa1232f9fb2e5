//! Damage costs only itself, and is reported once it lasts.

use super::*;

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
