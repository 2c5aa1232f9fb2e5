//! Puts what the pool's threads finish in any order back into the order of the calls. Pure: no lock, no thread.

use std::collections::BTreeMap;

/// The tickets of one writer's drafts.
#[derive(Debug, Default)]
pub struct Order {
    issued: u64,
    admitted: u64,
    /// Finished records that wait for an earlier one, or for room. An empty one stands for nothing to write.
    done: BTreeMap<u64, Vec<u8>>,
}

impl Order {
    /// A place after all that were given.
    pub fn issue(&mut self) -> u64 {
        self.issued += 1;
        self.issued - 1
    }

    /// The record of a place is made.
    pub fn finish(&mut self, ticket: u64, record: Vec<u8>) {
        self.done.insert(ticket, record);
    }

    /// The record whose turn it is, if it is made.
    pub fn front(&self) -> Option<&[u8]> {
        self.done.get(&self.admitted).map(Vec::as_slice)
    }

    /// Takes the record whose turn it is.
    pub fn admit(&mut self) -> Option<Vec<u8>> {
        let record = self.done.remove(&self.admitted)?;
        self.admitted += 1;
        Some(record)
    }

    /// Whether nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.admitted == self.issued
    }

    /// Places given so far.
    pub fn issued(&self) -> u64 {
        self.issued
    }

    /// Places whose record was taken.
    pub fn admitted(&self) -> u64 {
        self.admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_out_in_the_order_of_their_tickets() {
        let mut order = Order::default();
        let tickets: Vec<u64> = (0..3).map(|_| order.issue()).collect();
        order.finish(tickets[2], vec![2]);
        assert_eq!(order.front(), None);
        assert_eq!(order.admit(), None);
        order.finish(tickets[0], vec![0]);
        assert_eq!(order.front(), Some(&[0][..]));
        assert_eq!(order.admit(), Some(vec![0]));
        assert_eq!(order.admit(), None);
        assert!(!order.is_idle());
        order.finish(tickets[1], vec![]);
        assert_eq!((order.admit(), order.admit()), (Some(vec![]), Some(vec![2])));
        assert!(order.is_idle());
    }
}
