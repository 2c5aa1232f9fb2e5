//! What must hold of any bytes whatever, one file for each target; `tests/fuzz.rs` of the core runs the same on a few thousand
//! mutations of the seeds, without libFuzzer.

pub mod content;
pub mod event;
pub mod file;
pub mod large;
pub mod record;
pub mod seeds;
pub mod tensor;

/// The targets by name: what checks one input, and what the inputs grow from.
pub const TARGETS: [Target; 6] = [
    Target { name: "record", check: record::check, seeds: seeds::files },
    Target { name: "event", check: event::check, seeds: seeds::events },
    Target { name: "tensor", check: tensor::check, seeds: seeds::tensors },
    Target { name: "content", check: content::check, seeds: seeds::contents },
    Target { name: "large", check: large::check, seeds: seeds::events },
    Target { name: "file", check: file::check, seeds: seeds::scripts },
];

/// One thing to feed with bytes.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// As its file and its program are called.
    pub name: &'static str,
    /// Panics where what must hold does not.
    pub check: fn(&[u8]),
    /// Good inputs.
    pub seeds: fn() -> Vec<Vec<u8>>,
}
