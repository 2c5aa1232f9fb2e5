//! The x of a point: its step, its wall time, either since its run began, its place in the series, or the value that
//! another tag had at its step.

use std::ops::Range;

use super::scale::Scale;
use crate::series::Piece;

/// The narrowest bucket of seconds, and of doublings: 2^-20, about a millionth.
const LEAST_EXPONENT: i32 = -20;
/// What a tag holds may be as small as it likes.
const LEAST_EXPONENT_OF_TAGS: i32 = -1000;

/// What a chart's x axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Axis {
    /// The writer's step.
    Step,
    /// Steps since the run's first.
    RelativeStep,
    /// Seconds since the run's first event.
    Relative,
    /// Seconds since 1970.
    Wall,
    /// Place among the shown points of the series.
    Index,
    /// The value of another tag: of a series that was [joined](super::join::join) with it.
    Tag,
}

impl Axis {
    /// Whether x are whole numbers, so that buckets narrower than 1 say nothing.
    pub fn is_whole(self) -> bool {
        matches!(self, Axis::Step | Axis::RelativeStep | Axis::Index)
    }

    /// The least k for which buckets of width 2^k say anything.
    pub fn least_exponent(self, scale: Scale) -> i32 {
        match self {
            _ if scale != Scale::Linear => LEAST_EXPONENT,
            Axis::Step | Axis::RelativeStep | Axis::Index => 0,
            Axis::Relative | Axis::Wall => LEAST_EXPONENT,
            Axis::Tag => LEAST_EXPONENT_OF_TAGS,
        }
    }
}

/// Shown points in a row of one chunk whose x are finite and never go back.
#[derive(Debug, Clone)]
pub struct Stretch<'a> {
    piece: Piece<'a>,
    axis: Axis,
    origin: f64,
}

impl<'a> Stretch<'a> {
    /// The chunk that holds the points.
    pub fn chunk(&self) -> &'a crate::series::chunk::Chunk {
        self.piece.chunk
    }

    /// The points' places in the chunk.
    pub fn range(&self) -> Range<usize> {
        self.piece.range.clone()
    }

    /// The x of the point at `place` of the chunk.
    #[inline]
    pub fn x(&self, place: usize) -> f64 {
        match self.axis {
            Axis::Step => self.piece.chunk.step(place) as f64,
            Axis::RelativeStep => self.piece.chunk.step(place) as f64 - self.origin,
            Axis::Relative => self.piece.chunk.wall(place) - self.origin,
            Axis::Wall | Axis::Tag => self.piece.chunk.wall(place),
            Axis::Index => (self.piece.index + place - self.piece.range.start) as f64,
        }
    }

    /// The least x.
    pub fn first(&self) -> f64 {
        self.x(self.piece.range.start)
    }

    /// The greatest x.
    pub fn last(&self) -> f64 {
        self.x(self.piece.range.end - 1)
    }

    /// What of it has a place on a scale.
    pub fn on(mut self, scale: Scale) -> Option<Stretch<'a>> {
        let range = self.range();
        let from = self.partition(range.clone(), |x| !scale.holds(x));
        self.piece.index += from - range.start;
        self.piece.range = from..range.end;
        (from < range.end).then_some(self)
    }

    /// The first place in `range` whose x does not satisfy `before`; those that do come first.
    pub fn partition(&self, range: Range<usize>, before: impl Fn(f64) -> bool) -> usize {
        let (mut low, mut high) = (range.start, range.end);
        // Most ranges lie on one side altogether: look at the ends first.
        if low == high || !before(self.x(low)) {
            return low;
        }
        if before(self.x(high - 1)) {
            return high;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.x(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// Cuts points of a series into stretches. `origin` is the wall time of the run's first event, or its first step. Points
/// whose wall time is not finite have no place on an axis of time and are left out there.
pub fn stretches(pieces: Vec<Piece<'_>>, axis: Axis, origin: f64) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let stretch = Stretch { piece, axis, origin };
        if axis.is_whole() || stretch.piece.chunk.walls_ascend() {
            stretches.push(stretch);
        } else {
            cut_ascending(&stretch, &mut stretches);
        }
    }
    stretches
}

fn cut_ascending<'a>(stretch: &Stretch<'a>, stretches: &mut Vec<Stretch<'a>>) {
    let end = stretch.piece.range.end;
    let mut at = stretch.piece.range.start;
    while at < end {
        let start = at;
        let mut last = stretch.x(at);
        at += 1;
        if !last.is_finite() {
            continue;
        }
        while at < end && stretch.x(at) >= last && stretch.x(at).is_finite() {
            last = stretch.x(at);
            at += 1;
        }
        let index = stretch.piece.index + start - stretch.piece.range.start;
        stretches.push(Stretch { piece: Piece { range: start..at, index, ..stretch.piece }, ..*stretch });
    }
}
