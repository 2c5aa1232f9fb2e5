//! The native module `runchart._core`: converts arguments, releases the GIL, calls the core, maps errors. No logic.

use pyo3::prelude::*;

/// What `runchart` is built on; `_core.pyi` is its documented contract.
#[pymodule]
mod _core {
    #[pymodule_export]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
