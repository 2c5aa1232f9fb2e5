//! One number for each name, counted together by a process and the children that it forks: a table in shared memory.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};

/// Names that fit; the table takes 1 MiB.
const SLOTS: usize = 1 << 16;

/// Counts from 0 for each name.
#[derive(Debug)]
pub struct Counters {
    slots: &'static [Slot],
}

/// A name's hash, 0 where the slot is free, and its next number.
#[derive(Debug)]
#[repr(C)]
struct Slot {
    name: AtomicU64,
    next: AtomicU64,
}

impl Counters {
    /// An empty table, which forked children share.
    ///
    /// # Errors
    /// There is no memory for it.
    pub fn new() -> io::Result<Counters> {
        let (size, access) = (SLOTS * size_of::<Slot>(), libc::PROT_READ | libc::PROT_WRITE);
        let sharing = libc::MAP_SHARED | libc::MAP_ANONYMOUS;
        // SAFETY: asks for fresh memory, at no address of ours.
        let memory = unsafe { libc::mmap(ptr::null_mut(), size, access, sharing, -1, 0) };
        if memory == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the memory is zeroed, aligned to a page, as long as the slice, and mapped until `drop`.
        Ok(Counters { slots: unsafe { std::slice::from_raw_parts(memory.cast(), SLOTS) } })
    }

    /// The next number of `name`; `None` when there are more names than slots.
    pub fn next(&self, name: &str) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let hash = hasher.finish().max(1);
        let start = hash as usize;
        let mut places = (0..SLOTS).map(|step| &self.slots[start.wrapping_add(step) % SLOTS]);
        let slot = places.find(|slot| {
            let found = slot.name.compare_exchange(0, hash, Ordering::AcqRel, Ordering::Acquire);
            found.is_ok() || found == Err(hash)
        })?;
        Some(slot.next.fetch_add(1, Ordering::AcqRel))
    }
}

impl Drop for Counters {
    fn drop(&mut self) {
        // SAFETY: what `new` mapped; a child's copy of the mapping is its own to unmap.
        unsafe { libc::munmap(self.slots.as_ptr().cast_mut().cast(), size_of_val(self.slots)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_counts_from_zero() {
        let counters = Counters::new().unwrap();
        assert_eq!((counters.next("a"), counters.next("a"), counters.next("b")), (Some(0), Some(1), Some(0)));
    }

    #[test]
    fn a_full_table_says_so_and_goes_on_counting_what_it_knows() {
        let counters = Counters::new().unwrap();
        for name in 0..SLOTS {
            assert_eq!(counters.next(&name.to_string()), Some(0));
        }
        assert_eq!((counters.next("one more"), counters.next("7")), (None, Some(1)));
    }
}
