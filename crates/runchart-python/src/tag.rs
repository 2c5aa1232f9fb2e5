//! The name of a series, checked.

use std::borrow::Cow;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;

/// The tag: a str without surrogates.
#[inline]
pub fn tag_text<'a>(tag: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    let Ok(text) = tag.cast::<PyString>() else {
        let (kind, given) = (tag.get_type().qualname()?, tag.repr()?);
        return Err(PyTypeError::new_err(format!("tag: expected a str such as 'train/loss', got {kind} {given}")));
    };
    text.to_str().map_err(|_| {
        let given = tag.repr().map(|text| text.to_string()).unwrap_or_default();
        PyValueError::new_err(format!("tag {given} holds surrogates, which no UTF-8 file can: take them out"))
    })
}

/// The tag as tensorboardX writes it: letters, digits and `-/_.`, without a leading slash.
pub fn clean(tag: &str) -> Cow<'_, str> {
    let kept = |char: char| char.is_alphanumeric() || "-/_.".contains(char);
    if tag.starts_with('/') || !tag.chars().all(kept) {
        let cleaned: String = tag.chars().map(|char| if kept(char) { char } else { '_' }).collect();
        return Cow::Owned(cleaned.trim_start_matches('/').to_owned());
    }
    Cow::Borrowed(tag)
}
