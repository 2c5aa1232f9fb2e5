//! A column is one tag of one file while it grows: chunks, the points that are in no chunk yet, and where segments start.
//!
//! Chunks are joined as in a log-structured merge: a live series costs each point a dozen copies at most, and a reader
//! never sees a chunk change.

use std::sync::Arc;

use super::chunk::{CHUNK, Chunk, Points};

/// Chunks below this size are always joined with the next.
const SMALL: usize = 64;

/// Where a stretch of steps that never go back starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentStart {
    /// Place of its first point in the column.
    pub at: usize,
    /// Step of its first point.
    pub step: i64,
    /// How many session starts the file had before it.
    pub session: usize,
}

/// The growing points of one tag of one file.
#[derive(Debug, Default)]
pub struct Column {
    chunks: Vec<Arc<Chunk>>,
    pending: Points,
    segments: Vec<SegmentStart>,
    points: usize,
    last_step: i64,
}

impl Column {
    /// Appends points that the file holds after `session` session starts.
    pub fn append(&mut self, points: &Points, session: usize) {
        self.mark_segments(&points.steps, session);
        let mut from = 0;
        while from < points.len() {
            let left = points.len() - from;
            if self.pending.is_empty() && left >= CHUNK {
                self.push(Chunk::new(points, from..from + CHUNK));
                from += CHUNK;
                continue;
            }
            let taken = left.min(CHUNK - self.pending.len());
            self.pending.extend(points, from..from + taken);
            from += taken;
            if self.pending.len() == CHUNK {
                let chunk = Chunk::new(&self.pending, 0..CHUNK);
                self.pending.clear();
                self.push(chunk);
            }
        }
        self.points += points.len();
    }

    fn mark_segments(&mut self, steps: &[i64], session: usize) {
        let (Some(&first), Some(&last)) = (steps.first(), steps.last()) else { return };
        let new_session = self.segments.last().is_none_or(|segment| segment.session != session);
        if new_session || first < self.last_step {
            self.segments.push(SegmentStart { at: self.points, step: first, session });
        }
        if !steps.is_sorted() {
            for at in (1..steps.len()).filter(|&at| steps[at] < steps[at - 1]) {
                self.segments.push(SegmentStart { at: self.points + at, step: steps[at], session });
            }
        }
        self.last_step = last;
    }

    fn push(&mut self, chunk: Chunk) {
        self.chunks.push(Arc::new(chunk));
        while let [.., before, last] = &self.chunks[..] {
            let joins = before.len() <= last.len() || before.len() < SMALL;
            if !joins || before.len() + last.len() > CHUNK {
                break;
            }
            let joined = Arc::new(before.joined(last));
            self.chunks.truncate(self.chunks.len() - 2);
            self.chunks.push(joined);
        }
    }

    /// Moves all points into chunks, so that [`Column::chunks`] has them, and gives spare memory back.
    pub fn seal(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.push(Chunk::new(&pending, 0..pending.len()));
        }
    }

    /// The chunks, in order. Points appended since the last [`Column::seal`] may be missing.
    pub fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// Where segments start, in order.
    pub fn segments(&self) -> &[SegmentStart] {
        &self.segments
    }

    /// How many points were appended.
    pub fn points(&self) -> usize {
        self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::tensor::Number;

    fn points(steps: &[i64]) -> Points {
        let mut points = Points::default();
        steps.iter().for_each(|&step| points.push(step, step as f64, Number::Single(step as f32)));
        points
    }

    #[test]
    fn chunks_stay_few_and_every_point_is_kept_however_points_arrive() {
        for batch in [1, 3, 64, 1000, 5000] {
            let mut column = Column::default();
            let steps: Vec<i64> = (0..10_000).collect();
            for steps in steps.chunks(batch) {
                column.append(&points(steps), 0);
                column.seal();
            }
            assert!(column.chunks().len() <= 12, "{} chunks by {batch}", column.chunks().len());
            let mut kept = Points::default();
            column.chunks().iter().for_each(|chunk| chunk.copy(0..chunk.len(), &mut kept));
            assert_eq!(kept.steps, steps);
        }
    }

    #[test]
    fn a_segment_starts_where_steps_go_back_and_at_a_session() {
        let mut column = Column::default();
        column.append(&points(&[0, 1, 1, 0, 1]), 0);
        column.append(&points(&[2, 0]), 0);
        column.append(&points(&[5]), 1);
        let starts: Vec<_> = column.segments().iter().map(|start| (start.at, start.step, start.session)).collect();
        assert_eq!(starts, [(0, 0, 0), (3, 0, 0), (6, 0, 0), (7, 5, 1)]);
    }
}
