//! Places: where the values of a series lie that are too large to keep. A place is the offset of a record in its file, and
//! which of the values of that tag in the record it is; it stands in the column of values as an f64, which holds it exactly.

use super::Series;

/// Bits of a place that are the offset: files of up to 8 TiB.
const OFFSET_BITS: u32 = 43;
/// Bits that an f64 holds exactly.
const PLACE_BITS: u32 = 53;

/// The points of a series as columns of equal length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    /// The writer's steps.
    pub steps: Vec<i64>,
    /// Seconds since 1970.
    pub walls: Vec<f64>,
    /// The number of each point's file in its run.
    pub files: Vec<u32>,
    /// The place in that file; the offset of the record for all but further values of the tag in one record.
    pub places: Vec<u64>,
}

/// The place of value `ordinal` of a tag in the record at `offset`; `None` if it is beyond what is possible.
pub fn pack(offset: u64, ordinal: u64) -> Option<f64> {
    let fits = offset < 1 << OFFSET_BITS && ordinal < 1 << (PLACE_BITS - OFFSET_BITS);
    fits.then_some((ordinal << OFFSET_BITS | offset) as f64)
}

/// The offset of the record and which of the tag's values in it.
pub fn unpack(place: u64) -> (u64, u64) {
    (place & ((1 << OFFSET_BITS) - 1), place >> OFFSET_BITS)
}

impl Series {
    /// The places of the points that are shown, or of all.
    pub fn places(&self, superseded: bool) -> Places {
        let points = self.copy(superseded);
        let places = (0..points.len()).map(|index| points.values.get(index) as u64).collect();
        let pieces = self.ranges(superseded).into_iter();
        let files = pieces.flat_map(|piece| std::iter::repeat_n(piece.file, piece.range.len())).collect();
        Places { steps: points.steps, walls: points.walls, files, places }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chunk::Points;
    use super::super::column::Column;
    use super::super::{Part, Series};
    use super::*;
    use crate::event::tensor::Number;

    #[test]
    fn a_place_is_kept_exactly() {
        for (offset, ordinal) in [(0, 0), (24, 0), (24, 1), ((1 << 43) - 1, 1023)] {
            let place = pack(offset, ordinal).unwrap();
            assert_eq!(unpack(place as u64), (offset, ordinal));
        }
        assert_eq!(pack(4096, 0), Some(4096.0), "the first value's place is the record's offset");
        assert_eq!((pack(1 << 43, 0), pack(0, 1024)), (None, None));
    }

    fn column(steps: &[i64]) -> Column {
        let mut column = Column::default();
        let mut points = Points::default();
        steps.iter().for_each(|&step| points.push(step, step as f64, Number::Double(step as f64 * 100.0)));
        column.append(&points, 0);
        column.seal();
        column
    }

    #[test]
    fn each_point_knows_its_file() {
        let columns = [column(&[0, 1, 2]), column(&[2, 3])];
        let part = |column, file, wall: f64| Part { column, session_steps: &[], walls: (wall, wall), file };
        let series = Series::assemble(&[part(&columns[0], 7, 0.0), part(&columns[1], 9, 5.0)]).unwrap();
        let shown = series.places(false);
        assert_eq!(
            (shown.steps, shown.files, shown.places),
            (vec![0, 1, 2, 3], vec![7, 7, 9, 9], vec![0, 100, 200, 300])
        );
        assert_eq!(series.places(true).files, [7, 7, 7, 9, 9]);
    }
}
