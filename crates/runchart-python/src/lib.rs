//! The native module `runchart._core`: converts arguments, releases the GIL, calls the core, maps errors. No logic.

use pyo3::prelude::*;

mod check;
mod counters;
mod draft;
mod error;
mod number;
mod query;
mod reader;
mod tag;
mod value;
mod writer;

/// What `runchart` is built on; `_core.pyi` is its documented contract.
#[pymodule]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::check::{check_file, directories, event_files};

    #[pymodule_export]
    use crate::counters::Counters;

    #[pymodule_export]
    use crate::draft::Draft;

    #[pymodule_export]
    use crate::error::StaleError;

    #[pymodule_export]
    use crate::reader::Reader;

    #[pymodule_export]
    use crate::writer::{EventWriter, flush_at_exit, frame, number};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
