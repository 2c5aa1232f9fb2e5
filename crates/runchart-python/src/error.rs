//! The core's errors as the built-in exceptions that a Python user expects.

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use runchart_core::error::FileError;

/// An `OSError` of the fitting subclass (`PermissionError`, `FileNotFoundError`, ...) that names the path.
pub fn os_error(error: &FileError) -> PyErr {
    let path = error.path.display().to_string();
    match error.source.raw_os_error() {
        Some(code) => {
            let message = error.source.to_string();
            let words = message.split(" (os error").next().unwrap_or_default().to_owned();
            PyOSError::new_err((code, words, path))
        }
        None => PyOSError::new_err(error.to_string()),
    }
}
