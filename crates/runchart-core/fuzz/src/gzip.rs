//! Compressed files: whatever stands in one, what it holds is the same wherever reading begins, and while it grows.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use runchart_core::logdir::bytes::ReadAt;
use runchart_core::logdir::gzip::{Gzip, recognize};

/// No more than this is compared.
const MOST: u64 = 4 << 20;

/// A gzip file; its first byte says after which part of it it is read for the first time.
pub fn check(input: &[u8]) {
    let [cut, bytes @ ..] = input else { return };
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("file");
    let cut = bytes.len() * usize::from(*cut) / 256;
    fs::write(&path, &bytes[..cut]).expect("room for a temporary file");
    let growing = Gzip::default();
    let before = read(&growing, &path, 0);
    let mut file = OpenOptions::new().append(true).open(&path).expect("it was just written");
    file.write_all(&bytes[cut..]).expect("room for a temporary file");
    let after = read(&growing, &path, before.len() as u64);
    let at_once = Gzip::default();
    let whole = read(&at_once, &path, 0);
    let sound = at_once.take_damage().is_empty() && growing.take_damage().is_empty();
    let grown = [before, after].concat();
    assert!(!sound || grown == whole, "damage alone may make a difference while it grows");
    let size = bytes.len() as u64;
    for place in [whole.len() / 2, 0, whole.len() / 3] {
        let mut again = vec![0; (whole.len() - place).min(1000)];
        at_once.again(open(&path), size).read_exact_at(&mut again, place as u64).expect("it was there before");
        assert_eq!(again, whole[place..place + again.len()]);
    }
    let _ = recognize(bytes);
}

fn open(path: &Path) -> File {
    File::open(path).expect("it was just written")
}

/// All that the file holds from `start` on.
fn read(gzip: &Gzip, path: &Path, start: u64) -> Vec<u8> {
    let size = fs::metadata(path).expect("it was just written").len();
    let unpacked = gzip.follow(open(path), size);
    let end = unpacked.length().expect("a local file").min(MOST.max(start));
    let mut bytes = vec![0; (end - start) as usize];
    unpacked.read_exact_at(&mut bytes, start).expect("as far as it reaches");
    bytes
}
