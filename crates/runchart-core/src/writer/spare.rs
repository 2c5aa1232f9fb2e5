//! Memory of drafts that are written, kept for the next ones: the kernel takes longer to give fresh memory than a copy takes.

use std::sync::Mutex;

/// Smaller pieces are the allocator's business.
const LEAST: usize = 64 << 10;
/// At most this much is kept.
const MOST: usize = 16 << 20;

/// Only ever tried to lock: a forked child may find it locked for ever.
static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// Empty memory for `size` bytes: spare one where there is some of about that size.
pub fn memory(size: usize) -> Vec<u8> {
    take(size).unwrap_or_else(|| Vec::with_capacity(size))
}

/// A copy of `bytes`, in such memory.
pub fn copied(bytes: &[u8]) -> Vec<u8> {
    let mut copy = memory(bytes.len());
    copy.extend_from_slice(bytes);
    copy
}

/// Keeps the memory of `bytes` for later, if there is not enough of it.
pub fn give_back(mut bytes: Vec<u8>) {
    if bytes.capacity() < LEAST {
        return;
    }
    if let Ok(mut spare) = SPARE.try_lock()
        && spare.iter().map(Vec::capacity).sum::<usize>() + bytes.capacity() <= MOST
    {
        bytes.clear();
        spare.push(bytes);
    }
}

fn take(size: usize) -> Option<Vec<u8>> {
    if size < LEAST {
        return None;
    }
    let mut spare = SPARE.try_lock().ok()?;
    let fits = |kept: &Vec<u8>| (size..=4 * size).contains(&kept.capacity());
    let place = spare.iter().rposition(fits)?;
    Some(spare.swap_remove(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_for_about_the_same_size() {
        let first = copied(&[1; 3 * LEAST]);
        let address = first.as_ptr();
        give_back(first);
        let small = copied(&[2; LEAST / 2]);
        assert_ne!(small.as_ptr(), address, "too small to take it");
        let second = copied(&[3; 2 * LEAST]);
        assert_eq!((second.as_ptr(), &second[..]), (address, &[3; 2 * LEAST][..]));
    }
}
