//! Events: any bytes decode or are malformed; the quick way with scalars says what the slow one says; what was decoded is written
//! and decoded to the same.

use runchart_core::event::tensor::{Number, number};
use runchart_core::event::{Data, Event, Summary, Value, What, decode_scalar, run_metadata_tag};
use runchart_core::logdir::batch::{Batch, decode_event};
use runchart_core::logdir::kinds::Kinds;

/// The data of a record.
pub fn check(data: &[u8]) {
    let mut batches = vec![Batch::default()];
    decode_event(data, 5..21, &Kinds::default(), &mut batches);
    let event = Event::decode(data);
    if event.is_err() {
        assert_eq!(decode_scalar(data), None, "only the quick way reads it");
        assert_eq!(batches.iter().map(|batch| batch.damage.len()).sum::<usize>(), 1);
        return;
    }
    let event = event.expect("just seen");
    if let Some(scalar) = decode_scalar(data) {
        check_scalar(&event, scalar.step, scalar.wall_time, scalar.tag, scalar.value);
    }
    let mut again = Vec::new();
    event.encode(&mut again);
    let decoded = Event::decode(&again).expect("what was encoded here");
    assert_eq!((decoded.step, decoded.wall_time.to_bits()), (event.step, event.wall_time.to_bits()));
    match (event.what, decoded.what) {
        (What::Summary(one), What::Summary(other)) => check_summary(one, other),
        (one, other) => assert_eq!(one, other),
    }
    if let What::RunMetadata(message) = event.what {
        let _ = run_metadata_tag(message);
    }
}

/// Tags that are not Unicode are malformed on the slow way, and told later on the quick one.
fn check_scalar(event: &Event<'_>, step: i64, wall_time: f64, tag: &[u8], value: f32) {
    assert_eq!((event.step, event.wall_time.to_bits()), (step, wall_time.to_bits()));
    let What::Summary(summary) = event.what else { panic!("a scalar that is no summary") };
    if let Ok(tag) = std::str::from_utf8(tag) {
        let found: Vec<_> = summary.values().collect();
        let [Ok(Value { tag: found, data: Data::Simple(number), .. })] = found[..] else { panic!("{found:?}") };
        assert_eq!((found, number.to_bits()), (tag, value.to_bits()));
    }
}

fn check_summary(one: Summary<'_>, other: Summary<'_>) {
    for (one, other) in one.values().zip(other.values()) {
        assert_eq!(one.is_ok(), other.is_ok());
        let Ok(value) = one else { continue };
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        let again = Summary(&bytes).values().next().expect("one value").expect("what was encoded here");
        assert_eq!((again.tag, again.metadata), (value.tag, value.metadata));
        if let Data::Tensor(tensor) = value.data {
            let single = matches!(number(tensor), Ok(Some(Number::Single(_) | Number::Double(_))));
            assert!(!single || value.is_media());
        }
    }
}
