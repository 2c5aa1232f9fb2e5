//! The table of tags of a logdir: each name is kept once and known by its number.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Number of a tag: its place in the table.
pub type TagId = u32;

/// Names of tags; grows, and a tag's number never changes.
#[derive(Debug, Default)]
pub struct Tags(RwLock<Table>);

#[derive(Debug, Default)]
struct Table {
    names: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, TagId>,
}

impl Tags {
    /// The number of `name`, a new one if it was never seen.
    pub fn intern(&self, name: &str) -> TagId {
        if let Some(id) = self.find(name) {
            return id;
        }
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(&id) = table.ids.get(name) {
            return id;
        }
        let (id, name) = (table.names.len() as TagId, Arc::<str>::from(name));
        table.names.push(Arc::clone(&name));
        table.ids.insert(name, id);
        id
    }

    /// The number of `name`, if it was seen.
    pub fn find(&self, name: &str) -> Option<TagId> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).ids.get(name).copied()
    }

    /// The name of a tag.
    pub fn name(&self, id: TagId) -> Option<Arc<str>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).names.get(id as usize).cloned()
    }

    /// The names from number `start` on.
    pub fn names(&self, start: usize) -> Vec<Arc<str>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).names.get(start..).unwrap_or_default().to_vec()
    }
}
