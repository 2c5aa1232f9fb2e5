//! What the axes of an array of pixels mean, and where each pixel lies. Wraps `array`.

use super::array::Mismatch;

/// Widest and highest PNG.
const PNG_EXTENT: usize = i32::MAX as usize;
/// Widest and highest GIF.
const GIF_EXTENT: usize = u16::MAX as usize;
/// The pictures of a batch stand in rows of so many.
const COLUMNS: usize = 8;

/// Extents and strides, in elements, of a batch of clips of pictures; an axis that the array lacks has extent 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axes {
    pub(super) batch: Axis,
    pub(super) time: Axis,
    pub(super) channel: Axis,
    pub(super) height: Axis,
    pub(super) width: Axis,
    pub(super) grid: Grid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    pub extent: usize,
    pub stride: usize,
}

/// How the pictures of a batch are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    pub rows: usize,
    pub columns: usize,
}

impl Axes {
    /// Reads the letters in `text`, one for each axis of `shape`, in either case and any order: HW, CHW or NCHW for
    /// pictures, NTCHW for video (N batch, T time, C channels, H height, W width). Refuses letters and ranks other than these, axes without
    /// elements, more than 4 channels, and pictures too large for PNG (2^31 - 1 pixels wide or high) or GIF (65,535).
    pub fn parse(text: &str, shape: &[usize]) -> Result<Axes, Mismatch> {
        let letters = text.to_ascii_uppercase();
        check_letters(text, &letters, shape)?;
        let axis = |letter| axis(&letters, shape, letter);
        let (batch, time, channel) = (axis('N'), axis('T'), axis('C'));
        let (height, width) = (axis('H'), axis('W'));
        if let Some((letter, _)) = letters.chars().zip(shape).find(|(_, extent)| **extent == 0) {
            return Err(Mismatch(format!(
                "axis {letter} of the shape {shape:?} ({text}) has extent 0; every axis takes at least 1"
            )));
        }
        if channel.extent > 4 {
            let channels = channel.extent;
            return Err(Mismatch(format!(
                "the shape {shape:?} ({text}) has {channels} channels; 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA) are accepted; \
                 if the channels are another axis, say so in the order of the letters"
            )));
        }
        let video = letters.contains('T');
        let grid = if video { grid_of_clips(batch.extent) } else { grid_of_pictures(batch.extent) };
        let axes = Axes { batch, time, channel, height, width, grid };
        axes.check_size(if video { ("GIF", GIF_EXTENT) } else { ("PNG", PNG_EXTENT) }).map(|()| axes)
    }

    fn check_size(&self, (format, most): (&str, usize)) -> Result<(), Mismatch> {
        let extents = [(self.grid.columns, self.width), (self.grid.rows, self.height)];
        let [width, height] = extents.map(|(count, axis)| count.checked_mul(axis.extent));
        let fits = |extent: Option<usize>| extent.is_some_and(|extent| extent <= most);
        // Four bytes a pixel and one more a row must be countable.
        let bytes =
            width.zip(height).and_then(|(width, height)| width.checked_mul(4)?.checked_add(1)?.checked_mul(height));
        if fits(width) && fits(height) && bytes.is_some_and(|bytes| bytes <= isize::MAX as usize) {
            return Ok(());
        }
        let (rows, columns) = (self.grid.rows, self.grid.columns);
        let (width, height) = (self.width.extent, self.height.extent);
        Err(Mismatch(format!(
            "{columns} x {rows} pictures of {width} x {height} pixels are more than {format} can hold, \
             which is {most} pixels each way; log smaller pictures or fewer at a time"
        )))
    }
}

fn check_letters(text: &str, letters: &str, shape: &[usize]) -> Result<(), Mismatch> {
    let mut sorted: Vec<char> = letters.chars().collect();
    sorted.sort_unstable();
    if !["HW", "CHW", "CHNW", "CHNTW"].contains(&String::from_iter(&sorted).as_str()) {
        return Err(Mismatch(format!(
            "axes {text:?} were given; the letters of HW, CHW, NCHW or (video) NTCHW are accepted, each once, in any order"
        )));
    }
    if letters.len() != shape.len() {
        let (named, rank) = (letters.len(), shape.len());
        return Err(Mismatch(format!("axes {text:?} name {named} axes, but the shape {shape:?} has {rank}")));
    }
    Ok(())
}

fn axis(letters: &str, shape: &[usize], letter: char) -> Axis {
    match letters.find(letter) {
        // A shape whose product overflows has an axis of extent 0 or no bytes, and then no stride is used.
        Some(place) => Axis {
            extent: shape[place],
            stride: shape[place + 1..].iter().fold(1, |product, extent| product.saturating_mul(*extent)),
        },
        None => Axis { extent: 1, stride: 0 },
    }
}

fn grid_of_pictures(count: usize) -> Grid {
    let columns = count.clamp(1, COLUMNS);
    Grid { rows: count.div_ceil(columns).max(1), columns }
}

/// Columns and rows of clips are powers of two, as many columns as rows or twice or four times as many.
fn grid_of_clips(count: usize) -> Grid {
    let rows = 1 << (count.max(1).ilog2() / 2);
    Grid { rows, columns: count.checked_next_power_of_two().unwrap_or(usize::MAX) / rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str, shape: &[usize]) -> String {
        Axes::parse(text, shape).unwrap_err().to_string()
    }

    #[test]
    fn letters_give_extents_and_strides() {
        let axes = Axes::parse("hwc", &[5, 7, 3]).unwrap();
        assert_eq!(axes.channel, Axis { extent: 3, stride: 1 });
        assert_eq!(axes.height, Axis { extent: 5, stride: 21 });
        assert_eq!(axes.width, Axis { extent: 7, stride: 3 });
        assert_eq!(axes.batch, Axis { extent: 1, stride: 0 });
    }

    #[test]
    fn grids_are_those_of_tensorboardx() {
        let pictures = |count| Axes::parse("NCHW", &[count, 3, 2, 2]).unwrap().grid;
        assert_eq!(pictures(3), Grid { rows: 1, columns: 3 });
        assert_eq!(pictures(17), Grid { rows: 3, columns: 8 });
        let clips = |count| Axes::parse("NTCHW", &[count, 2, 3, 2, 2]).unwrap().grid;
        let sizes =
            [(1, (1, 1)), (2, (1, 2)), (3, (1, 4)), (4, (2, 2)), (5, (2, 4)), (8, (2, 4)), (9, (2, 8)), (16, (4, 4))];
        for (count, (rows, columns)) in sizes {
            assert_eq!(clips(count), Grid { rows, columns }, "{count}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(refusal("CHH", &[3, 2, 2]).contains(r#"axes "CHH" were given"#));
        assert!(refusal("", &[]).contains("each once, in any order"));
        assert!(refusal("ÇHW", &[3, 2, 2]).contains("were given"));
        assert!(refusal("CHW", &[2, 2]).contains("name 3 axes, but the shape [2, 2] has 2"));
        assert!(refusal("CHW", &[3, 0, 2]).contains("axis H of the shape [3, 0, 2] (CHW) has extent 0"));
        assert!(refusal("CHW", &[5, 2, 2]).contains("has 5 channels"));
    }

    #[test]
    fn what_is_too_large_is_refused() {
        assert!(refusal("NTCHW", &[1, 1, 1, 1, 65_536]).contains("65535 pixels each way"));
        assert!(refusal("HW", &[1, 1 << 31]).contains("2147483647 pixels each way"));
        assert!(refusal("NCHW", &[usize::MAX, 1, usize::MAX, usize::MAX]).contains("more than PNG can hold"));
        assert!(refusal("NTCHW", &[usize::MAX, 1, 1, 1, 1]).contains("more than GIF can hold"));
    }
}
