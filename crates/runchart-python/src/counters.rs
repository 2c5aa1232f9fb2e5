//! `Counters`: numbers that a process and its forked children count together.

use pyo3::exceptions::{PyOSError, PyOverflowError};
use pyo3::prelude::*;
use runchart_core::writer;

/// Counts from 0 for each name.
#[pyclass(frozen, module = "runchart._core")]
pub struct Counters(writer::Counters);

#[pymethods]
impl Counters {
    #[new]
    fn new() -> PyResult<Counters> {
        writer::Counters::new().map(Counters).map_err(|error| PyOSError::new_err(error.to_string()))
    }

    fn next(&self, name: &str) -> PyResult<u64> {
        self.0
            .next(name)
            .ok_or_else(|| PyOverflowError::new_err(format!("there are too many names to count {name:?} too")))
    }
}
