//! Work on parts of an array by threads of its own. Nothing below.

use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, Scope};

/// More threads than this would take cores from the training that is being logged.
const MOST: usize = 4;

/// Calls `work` on the parts of `bytes`, each at least `least` long where there are several and a multiple of `unit`,
/// and gives the results in order. The last part is done by the caller's own thread; no global pool is used.
pub fn in_parts<R: Send>(bytes: &[u8], unit: usize, least: usize, work: impl Fn(&[u8]) -> R + Sync) -> Vec<R> {
    let threads = threads(bytes.len() / least.max(1));
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

/// Calls `work` on pieces of `bytes`, each `length` long but the last, and `take` with what it has put into the empty
/// memory that it got: in order, by the caller's own thread, while other threads work on the next pieces.
///
/// # Errors
/// The first refusal of `take`; the pieces after it are left out.
pub fn in_pieces<Refusal>(
    bytes: &[u8],
    length: usize,
    work: impl Fn(&[u8], &mut Vec<u8>) + Sync,
    mut take: impl FnMut(&[u8]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let count = bytes.len().div_ceil(length);
    let threads = threads(count);
    if threads == 1 {
        let mut made = Vec::new();
        return bytes.chunks(length).try_for_each(|piece| {
            made.clear();
            work(piece, &mut made);
            take(&made)
        });
    }
    thread::scope(|scope| {
        let work = &work;
        let start = |first: usize| maker(scope, bytes.chunks(length).skip(first).step_by(threads), work);
        let makers: Vec<_> = (0..threads).map(start).collect();
        for (made, used) in makers.iter().cycle().take(count) {
            // Without an answer the thread has panicked, which the scope passes on.
            let Ok(piece) = made.recv() else { break };
            take(&piece)?;
            drop(used.send(piece));
        }
        Ok(())
    })
}

/// A thread that works on some pieces, one ahead of what is taken, and the way back for memory that is to be used again.
fn maker<'scope, 'bytes: 'scope>(
    scope: &'scope Scope<'scope, '_>,
    pieces: impl Iterator<Item = &'bytes [u8]> + Send + 'scope,
    work: &'scope (impl Fn(&[u8], &mut Vec<u8>) + Sync),
) -> (Receiver<Vec<u8>>, Sender<Vec<u8>>) {
    let (made, taken) = mpsc::sync_channel(1);
    let (used, spare) = mpsc::channel::<Vec<u8>>();
    scope.spawn(move || {
        for piece in pieces {
            let mut memory = spare.try_recv().unwrap_or_default();
            memory.clear();
            work(piece, &mut memory);
            if made.send(memory).is_err() {
                return;
            }
        }
    });
    (taken, used)
}

fn threads(useful: usize) -> usize {
    let wanted = useful.min(MOST);
    // Asking for the number of cores reads files of the kernel, which takes longer than a small array.
    if wanted < 2 { 1 } else { thread::available_parallelism().map_or(1, NonZero::get).min(wanted) }
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

    #[test]
    fn pieces_are_taken_in_order_until_one_is_refused() {
        let bytes: Vec<u8> = (0..=255).cycle().take(3003).collect();
        for length in [1, 7, 1000, 3003, 5000] {
            let mut taken = Vec::new();
            let copy = |piece: &[u8], out: &mut Vec<u8>| out.extend_from_slice(piece);
            let all = in_pieces(&bytes, length, copy, |piece| {
                taken.extend_from_slice(piece);
                if taken.len() > 2000 { Err(taken.len()) } else { Ok(()) }
            });
            let refused = bytes.len().min(2001usize.div_ceil(length) * length);
            assert_eq!((all, &taken[..]), (Err(refused), &bytes[..refused]));
        }
        assert_eq!(in_pieces(&[], 10, |_, _| {}, |_| Err(())), Ok(()));
    }
}
