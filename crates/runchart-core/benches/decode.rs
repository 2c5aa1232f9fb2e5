//! How many scalar events one core walks over and decodes in a second, both checksums verified: `cargo bench --bench decode`.

use std::time::Instant;

use runchart_core::event::encode_scalar;
use runchart_core::logdir::batch::decode;
use runchart_core::logdir::frames::walk;
use runchart_core::logdir::kinds::Kinds;
use runchart_core::record;

const EVENTS: usize = 2_000_000;
const TAGS: usize = 10;
const SLICE: usize = 512 << 10;

fn main() {
    let tags: Vec<String> = (0..TAGS).map(|tag| format!("train/loss_{tag}")).collect();
    let mut bytes = Vec::new();
    for event in 0..EVENTS {
        let (step, tag) = (event / TAGS, &tags[event % TAGS]);
        record::append(&mut bytes, |out| encode_scalar(out, 1.8e9 + event as f64, step as i64, tag, event as f32));
    }
    let kinds = Kinds::default();
    let mut rates: Vec<f64> = (0..15).map(|_| rate(&bytes, &kinds)).collect();
    rates.sort_by(f64::total_cmp);
    println!("{:.1} million events/s (median of 15, best {:.1})", rates[7], rates[14]);
}

fn rate(bytes: &[u8], kinds: &Kinds) -> f64 {
    let start = Instant::now();
    let frames = walk(bytes, SLICE);
    let slices = frames.slices.into_iter();
    let batches = slices.flat_map(|slice| decode(&bytes[slice.clone()], slice.start as u64, kinds));
    let points: usize = batches.flat_map(|batch| batch.tags).map(|tag| tag.numbers.len()).sum();
    assert_eq!(points, EVENTS);
    EVENTS as f64 / start.elapsed().as_secs_f64() / 1e6
}
