//! Notices `fork` without a system call on the way of each event: the child's copy of a counter is one higher.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

static GENERATION: AtomicU64 = AtomicU64::new(0);
static WATCH: Once = Once::new();

extern "C" fn in_child() {
    GENERATION.fetch_add(1, Ordering::SeqCst);
    super::service::abandon();
}

/// How many forks lie between the first process that wrote and this one.
#[inline]
pub fn generation() -> u64 {
    GENERATION.load(Ordering::Relaxed)
}

/// Starts counting; called before the first writer opens.
pub fn watch() {
    WATCH.call_once(|| {
        // SAFETY: the handler only stores to two atomics, which a forked child may do.
        unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    });
}
