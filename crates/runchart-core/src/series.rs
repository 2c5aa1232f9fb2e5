//! A series is the columns of one tag of one run, as they were at one moment: a query holds one and never waits.
//!
//! Floor 3, above `event`. Files grow as [`column::Column`]s; a [`Series`] shares their chunks and says which points a
//! restart superseded. No point is ever dropped.

pub mod aggregate;
pub mod chunk;
pub mod column;
pub mod places;
pub mod segment;
pub mod steps;

use std::ops::Range;
use std::sync::Arc;

use chunk::{Chunk, Points};
use column::Column;
use segment::{Segment, Session, restarted, supersede};

/// More segments than this that begin because steps go back inside a file make the step a poor x.
const MANY_SEGMENTS: usize = 16;

/// What one file adds to a series.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The sealed points of the tag in that file.
    pub column: &'a Column,
    /// The steps that the file's session starts gave, in order.
    pub session_steps: &'a [i64],
    /// First and last wall time of the whole file.
    pub walls: (f64, f64),
    /// The file's number in its run.
    pub file: u32,
}

/// One tag of one run at one moment. Never empty.
#[derive(Debug)]
pub struct Series {
    chunks: Vec<Arc<Chunk>>,
    /// Place of each chunk's first point in the series.
    places: Vec<usize>,
    /// Number of each chunk's file.
    files: Vec<u32>,
    segments: Vec<Segment>,
    points: usize,
    superseded: usize,
    /// How many points are shown before the first one of each restart that shows any.
    restarts: Vec<usize>,
    returns: usize,
    double: bool,
}

/// Points in a row that are shown and whose steps never go back: a range of one chunk.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    /// The chunk that holds them.
    pub chunk: &'a Chunk,
    /// The number of its file.
    pub file: u32,
    /// Their places in it; never empty.
    pub range: Range<usize>,
    /// Place of the first of them among all points that are shown.
    pub index: usize,
}

impl Series {
    /// Puts the files of a run together, in order of file name; `None` without any point.
    pub fn assemble(parts: &[Part<'_>]) -> Option<Series> {
        let count = parts.iter().map(|part| part.column.chunks().len()).sum();
        let mut chunks = Vec::with_capacity(count);
        let (mut places, mut files) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut sessions = Vec::new();
        let mut points = 0;
        for (file, part) in parts.iter().enumerate() {
            sessions.extend(sessions_of(file, part, points));
            for chunk in part.column.chunks() {
                places.push(points);
                files.push(part.file);
                points += chunk.len();
                chunks.push(Arc::clone(chunk));
            }
        }
        let double = chunks.iter().any(|chunk| chunk.is_double());
        let returns = sessions.iter().map(|session| session.segments.len() - 1).sum();
        let mut series = Series {
            chunks,
            places,
            files,
            segments: Vec::new(),
            points,
            superseded: 0,
            restarts: Vec::new(),
            returns,
            double,
        };
        supersede(&mut sessions, |index| series.step(index));
        series.restarts = shown_before(&sessions);
        series.segments.reserve_exact(sessions.iter().map(|session| session.segments.len()).sum());
        series.segments.extend(sessions.into_iter().flat_map(|session| session.segments));
        series.superseded = series.segments.iter().map(|segment| segment.range.end - segment.kept).sum();
        (points > 0).then_some(series)
    }

    fn step(&self, index: usize) -> i64 {
        let chunk = self.places.partition_point(|&place| place <= index) - 1;
        self.chunks[chunk].step(index - self.places[chunk])
    }

    /// How many points there are, superseded ones included.
    pub fn points(&self) -> usize {
        self.points
    }

    /// How many points a restart superseded.
    pub fn superseded(&self) -> usize {
        self.superseded
    }

    /// Whether any value is f64.
    pub fn is_double(&self) -> bool {
        self.double
    }

    /// Whether steps are no useful x: they are all equal, or go back too often.
    pub fn steps_are_poor(&self) -> bool {
        let equal = self.points > 1
            && self.segments.iter().all(|segment| {
                let (first, last) = (segment.first_step, self.step(segment.range.end - 1));
                first == last && first == self.segments[0].first_step
            });
        equal || self.returns >= MANY_SEGMENTS
    }

    /// The smallest step that is shown, and step and value of the last point.
    pub fn ends(&self) -> (i64, i64, f64) {
        let shown = self.segments.iter().filter(|segment| segment.kept > segment.range.start);
        let first = shown.map(|segment| segment.first_step).min().unwrap_or(0);
        let last = self.chunks.last().expect("a series is never empty");
        (first, last.step(last.len() - 1), last.value(last.len() - 1))
    }

    /// The points that are shown, in order of file, then place in the file.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        self.cut(self.segments.iter().map(|segment| segment.range.start..segment.kept))
    }

    /// The first shown point of each restart, as pieces of one point.
    pub fn restarts(&self) -> Vec<Piece<'_>> {
        if self.restarts.is_empty() {
            return Vec::new();
        }
        let begins = |piece: &Piece<'_>| self.restarts.binary_search(&piece.index).is_ok();
        let begun = self.pieces().into_iter().filter(begins);
        begun.map(|piece| Piece { range: piece.range.start..piece.range.start + 1, ..piece }).collect()
    }

    /// The points that a restart superseded, in the same order. Their index goes on from that of the point that they followed.
    pub fn superseded_pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = self.cut(self.segments.iter().map(|segment| segment.kept..segment.range.end));
        let (mut at, mut shown, mut superseded) = (0, 0, 0);
        for segment in &self.segments {
            shown += segment.kept - segment.range.start;
            let end = superseded + segment.range.end - segment.kept;
            while let Some(piece) = pieces.get_mut(at).filter(|piece| piece.index < end) {
                piece.index = shown + (piece.index - superseded);
                at += 1;
            }
            superseded = end;
        }
        pieces
    }

    /// A copy of the points that are shown, or of all.
    pub fn copy(&self, superseded: bool) -> Points {
        let pieces = self.ranges(superseded);
        let mut points = Points::default();
        let count = pieces.iter().map(|piece| piece.range.len()).sum();
        points.steps.reserve_exact(count);
        points.walls.reserve_exact(count);
        points.values.reserve_exact(count, self.double);
        for piece in pieces {
            piece.chunk.copy(piece.range, &mut points);
        }
        points
    }

    fn ranges(&self, superseded: bool) -> Vec<Piece<'_>> {
        if superseded { self.cut(std::iter::once(0..self.points)) } else { self.pieces() }
    }

    /// Cuts ranges of the series, which ascend, at the bounds of chunks.
    fn cut(&self, ranges: impl Iterator<Item = Range<usize>>) -> Vec<Piece<'_>> {
        let mut pieces = Vec::with_capacity(self.chunks.len());
        let mut number = 0;
        let mut index = 0;
        for range in ranges {
            let mut at = range.start;
            while at < range.end {
                while self.places[number] + self.chunks[number].len() <= at {
                    number += 1;
                }
                let (place, chunk) = (self.places[number], &self.chunks[number]);
                let end = range.end.min(place + chunk.len());
                let file = self.files[number];
                pieces.push(Piece { chunk, file, range: at - place..end - place, index });
                index += end - at;
                at = end;
            }
        }
        pieces
    }
}

/// How many points are shown before each restart of which some are shown.
fn shown_before(sessions: &[Session]) -> Vec<usize> {
    let shown = |session: &Session| session.segments.iter().map(|one| one.kept - one.range.start).sum::<usize>();
    let place = |session: &Session| session.segments[0].range.start;
    let restarts = restarted(sessions).filter(|session| shown(session) > 0);
    restarts.map(|restart| sessions.iter().take_while(|one| place(one) < place(restart)).map(shown).sum()).collect()
}

/// The sessions of one file that hold points of the tag; `place` is that of the file's first point in the series.
fn sessions_of(file: usize, part: &Part<'_>, place: usize) -> Vec<Session> {
    let sealed: usize = part.column.chunks().iter().map(|chunk| chunk.len()).sum();
    debug_assert_eq!(sealed, part.column.points());
    let starts = part.column.segments();
    let mut sessions: Vec<Session> = Vec::new();
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).map_or(sealed, |next| next.at);
        let range = place + start.at..place + end;
        let segment = Segment { kept: range.end, range, first_step: start.step };
        let continues = number > 0 && starts[number - 1].session == start.session;
        match sessions.last_mut() {
            Some(session) if continues => session.segments.push(segment),
            _ => {
                let step = start.session.checked_sub(1).map(|last| part.session_steps[last]);
                sessions.push(Session { file, start: step, walls: part.walls, segments: vec![segment] });
            }
        }
    }
    sessions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::tensor::Number;

    fn column(batches: &[(&[i64], usize)]) -> Column {
        let mut column = Column::default();
        for &(steps, session) in batches {
            let mut points = Points::default();
            steps.iter().for_each(|&step| points.push(step, step as f64, Number::Single(step as f32)));
            column.append(&points, session);
        }
        column.seal();
        column
    }

    #[test]
    fn superseded_points_are_counted_hidden_and_kept() {
        let column = column(&[(&[0, 1, 2, 3], 0), (&[2, 3, 4], 1)]);
        let part = Part { column: &column, session_steps: &[2], walls: (0.0, 4.0), file: 1 };
        let series = Series::assemble(&[part]).unwrap();
        assert_eq!((series.points(), series.superseded()), (7, 2));
        assert_eq!(series.copy(false).steps, [0, 1, 2, 3, 4]);
        assert_eq!(series.copy(true).steps, [0, 1, 2, 3, 2, 3, 4]);
        assert_eq!(series.ends(), (0, 4, 4.0));
        assert_eq!(
            series.pieces().iter().map(|piece| (piece.index, piece.range.clone())).collect::<Vec<_>>(),
            [(0, 0..2), (2, 4..7)]
        );
        let superseded: Vec<_> =
            series.superseded_pieces().iter().map(|piece| (piece.index, piece.range.clone())).collect();
        assert_eq!(superseded, [(2, 2..4)], "where the line that they belong to was left");
        let restarts: Vec<_> = series.restarts().iter().map(|piece| (piece.index, piece.range.clone())).collect();
        assert_eq!(restarts, [(2, 4..5)]);
    }

    #[test]
    fn steps_that_are_equal_or_go_back_often_are_poor() {
        let poor = |batches: &[(&[i64], usize)]| {
            let column = column(batches);
            let part = Part { column: &column, session_steps: &[], walls: (0.0, 1.0), file: 1 };
            Series::assemble(&[part]).unwrap().steps_are_poor()
        };
        assert!(poor(&[(&[0, 0, 0], 0)]));
        assert!(!poor(&[(&[0], 0)]));
        let epoch: (&[i64], usize) = (&[0, 1], 0);
        assert!(!poor(&[epoch; 16]));
        assert!(poor(&[epoch; 17]));
    }

    #[test]
    fn no_points_make_no_series() {
        assert!(Series::assemble(&[]).is_none());
    }
}
