//! From arrays to bytes: histograms, PNG, GIF, WAV and tab-separated text, with no event around them.
//!
//! Floor 1: nothing below. Every function takes an [`Array`] or [`Pixels`] that were checked when they were made; what a format cannot
//! hold is refused beforehand by [`Pixels::new`], [`audio::check`] and [`histogram::check_edges`], so that encoding itself cannot fail.

pub mod array;
pub mod audio;
mod axes;
mod canvas;
mod deflate;
mod element;
mod filter;
pub mod histogram;
pub mod image;
mod palette;
mod parallel;
pub mod pixels;
mod shade;
pub mod tsv;
pub mod video;

pub use array::{Array, Dtype, Mismatch};
pub use audio::{Audio, audio};
pub use histogram::{Histogram, histogram};
pub use image::{Image, image};
pub use pixels::Pixels;
pub use tsv::{tsv, tsv_pieces};
pub use video::{Video, video};
