//! From arrays to bytes: histograms, PNG, GIF, WAV and tab-separated text, with no event around them.
//!
//! Floor 1: nothing below. Every function takes an [`Array`] that was checked when it was made; what a format cannot
//! hold is refused beforehand by [`Axes::parse`], [`audio::check`] and [`histogram::check_edges`], so that encoding itself cannot fail.

pub mod array;
pub mod audio;
pub mod axes;
mod canvas;
mod element;
pub mod histogram;
pub mod image;
mod palette;
mod parallel;
pub mod tsv;
pub mod video;

pub use array::{Array, Dtype, Mismatch};
pub use audio::{Audio, audio};
pub use axes::Axes;
pub use histogram::{Histogram, histogram};
pub use image::{Image, image};
pub use tsv::{tsv, tsv_pieces};
pub use video::{Video, video};
