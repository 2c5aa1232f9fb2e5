//! Work on parts of an array by threads of its own. Nothing below.

use std::num::NonZero;
use std::thread;

/// More threads than this would take cores from the training that is being logged.
const MOST: usize = 4;

/// Calls `work` on the parts of `bytes`, each at least `least` long where there are several and a multiple of `unit`,
/// and gives the results in order. The last part is done by the caller's own thread; no global pool is used.
pub fn in_parts<R: Send>(bytes: &[u8], unit: usize, least: usize, work: impl Fn(&[u8]) -> R + Sync) -> Vec<R> {
    let wanted = (bytes.len() / least.max(1)).min(MOST);
    // Asking for the number of cores reads files of the kernel, which takes longer than a small array.
    let threads = if wanted < 2 { 1 } else { thread::available_parallelism().map_or(1, NonZero::get).min(wanted) };
    if threads == 1 {
        return vec![work(bytes)];
    }
    let units = bytes.len() / unit;
    let place = |thread: usize| units * thread / threads * unit;
    thread::scope(|scope| {
        let work = &work;
        let parts = (0..threads - 1).map(|thread| &bytes[place(thread)..place(thread + 1)]);
        let running: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let last = work(&bytes[place(threads - 1)..]);
        let joined =
            running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.chain([last]).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_whole_units_in_order() {
        let bytes: Vec<u8> = (0..=255).cycle().take(3003).collect();
        for least in [1, 600, 3000, 1_000_000] {
            let parts = in_parts(&bytes, 3, least, <[u8]>::to_vec);
            assert!(parts.iter().all(|part| part.len() % 3 == 0 && !part.is_empty()));
            assert_eq!(parts.concat(), bytes);
        }
        assert_eq!(in_parts(&[], 4, 10, <[u8]>::len), [0]);
    }
}
