//! Records: walking, searching and cutting of any bytes stays inside them and agrees with itself.

use runchart_core::logdir::frames::{Stop, hold_back_damaged_end, records, walk};
use runchart_core::record::{Check, HEADER, Parsed, find, last_boundary, parse};

/// Bytes as they may stand in a file.
pub fn check(bytes: &[u8]) {
    for at in 0..bytes.len().min(8) {
        check_place(bytes, at);
    }
    let mut frames = walk(bytes, 100);
    assert!(frames.end <= bytes.len());
    assert!(frames.end <= last_boundary(bytes, bytes.len()));
    let ends = frames.slices.iter().map(|slice| slice.end);
    let starts = frames.slices.iter().map(|slice| slice.start);
    assert!(starts.eq(std::iter::once(0).chain(ends).take(frames.slices.len())), "slices without gaps");
    for slice in &frames.slices {
        let read: usize = records(&bytes[slice.clone()]).map(|(_, data, _)| data.len() + 16).sum();
        assert_eq!(read, slice.len());
    }
    if let Stop::Record { needed } = frames.stop {
        assert!(needed >= HEADER as u64);
    }
    let before = frames.end;
    if hold_back_damaged_end(bytes, &mut frames) {
        assert!(frames.end < before);
    }
}

fn check_place(bytes: &[u8], at: usize) {
    match parse(bytes, at, Check::Data) {
        Parsed::Record { data, end, .. } => assert!(at + HEADER + data.len() < end && end <= bytes.len()),
        Parsed::Partial { needed } => assert!(needed > (bytes.len() - at) as u64),
        Parsed::BadLength => {}
    }
    if let Some(found) = find(bytes, at) {
        assert!(found >= at);
        assert!(matches!(parse(bytes, found, Check::Data), Parsed::Record { intact: true, .. }));
    }
}
