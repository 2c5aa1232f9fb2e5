//! Contents: all that one event file holds, as columns by tag.

use std::collections::HashMap;

use crate::series::Part;
use crate::series::column::Column;

use super::batch::{Batch, Kind, Kinds, TagPoints};
use super::tags::{TagId, Tags};

/// The columns of one file.
#[derive(Debug, Default)]
pub struct Contents {
    columns: HashMap<TagId, Column>,
    places: HashMap<Box<str>, TagId>,
    session_steps: Vec<i64>,
    /// The first wall time.
    pub first_wall: Option<f64>,
    /// Least and greatest wall time.
    pub walls: Option<(f64, f64)>,
    /// Points in all columns.
    pub points: usize,
}

impl Contents {
    /// Takes over a batch that follows the last one, and notes in `changed` which tags have new points.
    pub fn append(&mut self, batch: Batch, kinds: &mut Kinds, tags: &Tags, changed: &mut Vec<TagId>) {
        if let Some(step) = batch.session {
            self.session_steps.push(step);
        }
        self.first_wall = self.first_wall.or(batch.first_wall);
        if let Some((least, most)) = batch.walls {
            let walls = self.walls.unwrap_or((least, most));
            self.walls = Some((walls.0.min(least), walls.1.max(most)));
        }
        for points in batch.tags {
            self.append_tag(&points, kinds, tags, changed);
        }
    }

    fn append_tag(&mut self, new: &TagPoints, kinds: &mut Kinds, tags: &Tags, changed: &mut Vec<TagId>) {
        let known = kinds.get(&new.tag).copied();
        if let (None, Some(kind)) = (known, new.kind) {
            kinds.insert(new.tag.clone(), kind);
        }
        let kind = known.or(new.kind);
        let undecided = if kind == Some(Kind::Scalar) { new.undecided.len() } else { 0 };
        let count = new.points.len() + undecided;
        if count == 0 || !matches!(kind, None | Some(Kind::Scalar)) {
            return;
        }
        let id = self.places.get(&new.tag).copied().unwrap_or_else(|| {
            let id = tags.intern(&new.tag);
            self.places.insert(new.tag.clone(), id);
            id
        });
        let column = self.columns.entry(id).or_default();
        let session = self.session_steps.len();
        if undecided > 0 {
            column.append(&new.undecided, session);
        }
        column.append(&new.points, session);
        self.points += count;
        changed.push(id);
    }

    /// The tags that have points.
    pub fn tags(&self) -> impl Iterator<Item = TagId> {
        self.columns.keys().copied()
    }

    /// Makes new points of `tag` visible to [`Contents::part`].
    pub fn seal(&mut self, tag: TagId) {
        if let Some(column) = self.columns.get_mut(&tag) {
            column.seal();
        }
    }

    /// What this file adds to the series of `tag`.
    pub fn part(&self, tag: TagId) -> Option<Part<'_>> {
        let column = self.columns.get(&tag)?;
        let walls = self.walls.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        Some(Part { column, session_steps: &self.session_steps, walls })
    }
}
