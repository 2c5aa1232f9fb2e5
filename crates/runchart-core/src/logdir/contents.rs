//! Contents: all that one event file holds, as columns by tag: values of scalars, places of all else.

use std::collections::HashMap;

use crate::series::Part;
use crate::series::column::Column;

use super::batch::{Batch, TagPoints};
use super::kinds::{Kind, Kinds};
use super::tags::{TagId, Tags};

/// The columns of one file.
#[derive(Debug, Default)]
pub struct Contents {
    scalars: HashMap<TagId, Box<Column>>,
    media_columns: HashMap<TagId, Box<Column>>,
    session_steps: Vec<i64>,
    /// The first wall time.
    pub first_wall: Option<f64>,
    /// Least and greatest wall time.
    pub walls: Option<(f64, f64)>,
    /// Points of scalars.
    pub points: usize,
    /// Records of all else.
    pub media: usize,
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
            self.append_tag(points, kinds, tags, changed);
        }
    }

    fn append_tag(&mut self, new: TagPoints, kinds: &mut Kinds, tags: &Tags, changed: &mut Vec<TagId>) {
        let (columns, points, count) = match kinds.decide(&new.tag, new.first, new.metadata) {
            Some(Kind::Scalar) => (&mut self.scalars, &new.numbers, &mut self.points),
            Some(Kind::Media) | None => (&mut self.media_columns, &new.places, &mut self.media),
            Some(Kind::Dropped) => return,
        };
        if points.is_empty() {
            return;
        }
        let id = kinds.number(&new.tag, tags);
        columns.entry(id).or_default().append(points, self.session_steps.len());
        *count += points.len();
        changed.push(id);
    }

    /// The tags that have points.
    pub fn tags(&self) -> impl Iterator<Item = TagId> {
        self.scalars.keys().chain(self.media_columns.keys()).copied()
    }

    /// Whether there is anything but scalars.
    pub fn has_media(&self) -> bool {
        !self.media_columns.is_empty()
    }

    /// Makes new points of `tag` visible to [`Contents::scalars`] and [`Contents::media`].
    pub fn seal(&mut self, tag: TagId) {
        let columns = [self.scalars.get_mut(&tag), self.media_columns.get_mut(&tag)];
        columns.into_iter().flatten().for_each(|column| column.seal());
    }

    /// What this file, which has the number `file`, adds to the scalars of `tag`.
    pub fn scalars(&self, tag: TagId, file: u32) -> Option<Part<'_>> {
        Some(self.part(self.scalars.get(&tag)?, file))
    }

    /// What this file adds to the places of `tag`.
    pub fn media(&self, tag: TagId, file: u32) -> Option<Part<'_>> {
        Some(self.part(self.media_columns.get(&tag)?, file))
    }

    fn part<'a>(&'a self, column: &'a Column, file: u32) -> Part<'a> {
        let walls = self.walls.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        Part { column, session_steps: &self.session_steps, walls, file }
    }
}
