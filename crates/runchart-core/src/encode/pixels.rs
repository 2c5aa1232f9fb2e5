//! Pictures as bytes, and where each pixel of them lies. Wraps `axes` and `shade`.

use super::array::{Dtype, Mismatch};
use super::axes::Axes;
use super::shade::shade;

/// Pictures, each channel of each pixel a byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// The shades, in the order in which the elements were given.
    pub bytes: Vec<u8>,
    pub(super) axes: Axes,
}

impl Pixels {
    /// The shades of `values`, an array of `shape` whose axes are the letters `axes`. `memory` is what they are put into.
    ///
    /// # Errors
    /// Those of [`Axes::parse`]; another number of bytes than the shape needs.
    pub fn new(
        values: &[u8],
        dtype: Dtype,
        shape: &[usize],
        axes: &str,
        mut memory: Vec<u8>,
    ) -> Result<Pixels, Mismatch> {
        let axes = Axes::parse(axes, shape)?;
        dtype.check(values.len(), shape)?;
        memory.clear();
        shade(values, dtype, &mut memory);
        Ok(Pixels { bytes: memory, axes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_axes_must_fit_the_shape() {
        let made = |values: &[u8], shape: &[usize], axes| Pixels::new(values, Dtype::F32, shape, axes, vec![9; 5]);
        assert_eq!(made(&1f32.to_ne_bytes(), &[1, 1], "HW").unwrap().bytes, [255]);
        assert!(made(&[0; 7], &[1, 2], "HW").unwrap_err().to_string().contains("takes 8 bytes, but 7 were given"));
        assert!(made(&[0; 8], &[1, 2], "CHW").unwrap_err().to_string().contains("name 3 axes"));
    }
}
