//! Large records: an event without its large fields has the same tags, kinds and metadata, and nothing outside is read.

use std::io::Write;

use runchart_core::event::wire::fields;
use runchart_core::event::{Data, Event, Metadata, What};
use runchart_core::logdir::large::without_large_fields;

/// The data of a record, as it stands in a file; 0xa7 among it stands for 20,000 zeros, so that fields may be large.
pub fn check(input: &[u8]) {
    let data = stretch(input);
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(&data).expect("room for a temporary file");
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let sound = without_large_fields(&file, 0..data.len() as u64, |piece| pieces.push(piece.to_vec()));
    let sound = sound.expect("nothing beyond the end is read");
    let Ok(event) = Event::decode(&data) else { return };
    let summaries = fields(&data).flatten().filter(|(number, _)| *number == 5).count();
    if !sound || summaries > 1 {
        return;
    }
    let expected = values(&event);
    let decoded = pieces.iter().map(|piece| Event::decode(piece));
    let found: Vec<_> = decoded.flatten().map(|event| values(&event)).collect();
    if let (Some(expected), Some(found)) = (expected, found.into_iter().collect::<Option<Vec<_>>>()) {
        assert_eq!(found.concat(), expected);
    }
}

/// Tag, plugin and kind of each value; `None` where one is malformed, or there is no summary.
fn values<'a>(event: &Event<'a>) -> Option<Vec<(&'a str, &'a str, u8)>> {
    let What::Summary(summary) = event.what else { return None };
    let all = summary.values().collect::<Result<Vec<_>, _>>().ok()?;
    let of = |metadata: Option<Metadata<'a>>| metadata.unwrap_or_default().plugin_name;
    Some(all.iter().map(|value| (value.tag, of(value.metadata), kind(value.data))).collect())
}

fn kind(data: Data<'_>) -> u8 {
    match data {
        Data::None => 0,
        Data::Simple(_) => 1,
        Data::Image(_) => 2,
        Data::Histogram(_) => 3,
        Data::Audio(_) => 4,
        Data::Tensor(_) => 5,
    }
}

fn stretch(input: &[u8]) -> Vec<u8> {
    let mut data = Vec::with_capacity(input.len());
    for &byte in input {
        match byte {
            0xa7 if data.len() < 1 << 20 => data.resize(data.len() + 20_000, 0),
            byte => data.push(byte),
        }
    }
    data
}
