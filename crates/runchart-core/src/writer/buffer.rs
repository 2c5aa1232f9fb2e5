//! Whole records that wait for the kernel, bounded in bytes. Pure: no lock, no file, no clock.

use crate::record;

/// The kernel gets a buffer whenever it passes this size.
const HANDOVER: usize = 64 << 10;
/// After a burst, memory beyond this is given back.
const KEPT: usize = 1 << 20;

/// Whether a record was taken, and what is to be done for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// Taken; it will be written in time.
    Kept,
    /// Taken, and the buffer has just passed [`HANDOVER`]: wake the thread that writes.
    Passed,
    /// Refused whole: the buffer is full. It is counted.
    Refused,
}

/// Records on their way to one file.
#[derive(Debug)]
pub struct Buffer {
    bytes: Vec<u8>,
    capacity: usize,
    in_flight: usize,
    taken: u64,
    refused: u64,
}

impl Buffer {
    /// An empty buffer for `capacity` bytes.
    pub fn new(capacity: usize) -> Buffer {
        Buffer { bytes: Vec::with_capacity(HANDOVER + HANDOVER / 4), capacity, in_flight: 0, taken: 0, refused: 0 }
    }

    /// Appends a record of about `size` bytes, whose data `write` appends.
    #[inline]
    pub fn append(&mut self, size: usize, write: impl FnOnce(&mut Vec<u8>)) -> Appended {
        let before = self.bytes.len();
        if before + self.in_flight + size > self.capacity {
            self.refused += 1;
            return Appended::Refused;
        }
        record::append(&mut self.bytes, write);
        let after = self.bytes.len();
        self.taken += (after - before) as u64;
        if before < HANDOVER && after >= HANDOVER { Appended::Passed } else { Appended::Kept }
    }

    /// Whether a record of `size` bytes is taken; one larger than the whole buffer is taken where nothing waits.
    pub fn has_room(&self, size: usize) -> bool {
        let waiting = self.bytes.len() + self.in_flight;
        waiting == 0 || waiting + size <= self.capacity
    }

    /// Appends a whole record, its frame included, for which there is room.
    pub fn append_whole(&mut self, record: Vec<u8>) -> Appended {
        let before = self.bytes.len();
        self.taken += record.len() as u64;
        if before == 0 && record.len() > HANDOVER {
            self.bytes = record;
        } else {
            self.bytes.extend_from_slice(&record);
        }
        let after = self.bytes.len();
        if before < HANDOVER && after >= HANDOVER { Appended::Passed } else { Appended::Kept }
    }

    /// Counts a record that was refused elsewhere.
    pub fn refuse(&mut self) {
        self.refused += 1;
    }

    /// Appends a record even where the buffer is full: for the few bytes that say what was refused.
    pub fn append_beyond(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let before = self.bytes.len();
        record::append(&mut self.bytes, write);
        self.taken += (self.bytes.len() - before) as u64;
    }

    /// Moves all records into `out`, which is empty; they count as in flight until [`Buffer::landed`].
    pub fn hand_over(&mut self, out: &mut Vec<u8>) {
        std::mem::swap(&mut self.bytes, out);
        self.in_flight = out.len();
    }

    /// What was handed over is written; `spent` comes back for use.
    pub fn landed(&mut self, spent: &mut Vec<u8>) {
        self.in_flight = 0;
        spent.clear();
        spent.shrink_to(KEPT);
    }

    /// Whether nothing waits here.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Bytes that wait here.
    pub fn waiting(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Bytes taken since the start.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Events refused since this was last asked.
    pub fn take_refused(&mut self) -> u64 {
        std::mem::take(&mut self.refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn append(buffer: &mut Buffer, length: usize) -> Appended {
        buffer.append(length + 16, |out| out.resize(out.len() + length, 7))
    }

    #[test]
    fn a_full_buffer_refuses_whole_records_and_counts_them() {
        let mut buffer = Buffer::new(100);
        assert_eq!(append(&mut buffer, 40), Appended::Kept);
        assert_eq!(append(&mut buffer, 40), Appended::Refused);
        assert_eq!(append(&mut buffer, 20), Appended::Kept);
        assert_eq!((buffer.taken(), buffer.take_refused(), buffer.take_refused()), (92, 1, 0));
    }

    #[test]
    fn what_is_in_flight_still_counts() {
        let mut buffer = Buffer::new(100);
        let mut out = Vec::new();
        append(&mut buffer, 64);
        buffer.hand_over(&mut out);
        assert_eq!((buffer.is_empty(), out.len()), (true, 80));
        assert_eq!(append(&mut buffer, 64), Appended::Refused);
        buffer.landed(&mut out);
        assert_eq!(append(&mut buffer, 64), Appended::Kept);
    }

    #[test]
    fn passing_the_handover_size_is_told_once() {
        let mut buffer = Buffer::new(1 << 30);
        assert_eq!(append(&mut buffer, HANDOVER), Appended::Passed);
        assert_eq!(append(&mut buffer, HANDOVER), Appended::Kept);
    }
}
