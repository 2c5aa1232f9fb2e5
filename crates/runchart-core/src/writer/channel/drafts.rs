//! Drafts on their way to a channel's buffer, in the order of the calls.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{Channel, lock};
use crate::writer::buffer::Appended;
use crate::writer::order::Order;

impl Channel {
    /// A place in the order of drafts.
    pub fn issue(&self) -> u64 {
        lock(&self.order).issue()
    }

    /// Whether no draft is under way.
    pub fn has_no_drafts(&self) -> bool {
        lock(&self.order).is_idle()
    }

    /// The record of a draft is made; an empty one stands for nothing to write.
    pub fn finish_draft(&self, ticket: u64, record: Vec<u8>) {
        lock(&self.order).finish(ticket, record);
    }

    /// Counts an event that could not be taken.
    pub fn refuse(&self) {
        lock(&self.buffer).refuse();
    }

    /// Moves finished records, in their order, to the buffer while it has room. Where the disk refuses, what has no room is
    /// dropped and counted, so that it stands in no other writer's way. Gives the bytes moved, and what is to be done.
    pub fn admit(&self) -> (usize, Appended) {
        let (mut moved, mut outcome) = (0, Appended::Kept);
        let mut order = lock(&self.order);
        while let Some(record) = order.front() {
            let mut buffer = lock(&self.buffer);
            let fits = buffer.has_room(record.len());
            if !fits && !self.failing.load(Ordering::SeqCst) {
                break;
            }
            let record = order.admit().unwrap_or_default();
            moved += record.len();
            if !fits {
                buffer.refuse();
            } else if buffer.append_whole(record) == Appended::Passed {
                outcome = Appended::Passed;
            }
        }
        drop(order);
        self.admitted.notify_all();
        (moved, outcome)
    }

    /// Waits until all drafts so far are in the buffer, the disk refuses, or `limit` is over. Gives how many are not.
    pub fn wait_for_drafts(&self, limit: Duration) -> u64 {
        let order = lock(&self.order);
        let target = order.issued();
        let waits = |order: &mut Order| order.admitted() < target && !self.failing.load(Ordering::SeqCst);
        let waited = self.admitted.wait_timeout_while(order, limit, waits);
        target.saturating_sub(waited.unwrap_or_else(PoisonError::into_inner).0.admitted())
    }
}
