//! The core's errors as the built-in exceptions that a Python user expects.

use pyo3::create_exception;
use pyo3::exceptions::{PyLookupError, PyOSError, PyValueError};
use pyo3::prelude::*;
use runchart_core::error::{FileError, Unread};

create_exception!(
    runchart._core,
    StaleError,
    PyLookupError,
    "The file that a place is in is gone, replaced or written anew. Ask for the places again."
);

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

/// A `StaleError`, a `ValueError` or an `OSError`.
pub fn unread_error(error: &Unread) -> PyErr {
    match error {
        Unread::Stale(reason) => StaleError::new_err(reason.clone()),
        Unread::Damaged { .. } => PyValueError::new_err(error.to_string()),
        Unread::File(error) => os_error(error),
    }
}
