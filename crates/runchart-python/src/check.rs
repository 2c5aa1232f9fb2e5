//! `runchart._core.event_files` and `check_file`: the binding of `runchart_core::logdir`'s discovery and check.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use runchart_core::logdir::check::check;
use runchart_core::logdir::damage::Damage;
use runchart_core::logdir::discovery::run_name;
use runchart_core::logdir::roots::discover_all;

use crate::error::os_error;
use crate::reader::{Logdir, paths};

/// Name of each run, its path below the logdir and paths of its files, and the directories that cannot be read.
type Listing<'py> = (Vec<(String, PathBuf, Vec<PathBuf>)>, Vec<Bound<'py, PyDict>>);

/// See `_core.pyi`.
#[pyfunction]
pub fn directories(py: Python<'_>, logdir: Logdir) -> Vec<PathBuf> {
    let roots = logdir.roots();
    py.detach(|| paths(&roots))
}

/// See `_core.pyi`.
#[pyfunction]
pub fn event_files(py: Python<'_>, logdir: Logdir) -> PyResult<Listing<'_>> {
    let roots = logdir.roots();
    let found = py.detach(|| discover_all(&roots));
    let runs = found.runs.into_iter().map(|(path, files)| (run_name(&path), path.0, files)).collect();
    let damage = found.damage.into_iter().map(|(run, place)| damage_entry(py, &run, place));
    Ok((runs, damage.collect::<PyResult<_>>()?))
}

/// See `_core.pyi`.
#[pyfunction]
#[pyo3(signature = (run, path, copy = None))]
pub fn check_file<'py>(
    py: Python<'py>,
    run: &str,
    path: PathBuf,
    copy: Option<PathBuf>,
) -> PyResult<Bound<'py, PyDict>> {
    let checked = py.detach(|| check(&path, copy.as_deref())).map_err(|error| os_error(&error))?;
    let dict = PyDict::new(py);
    dict.set_item("records", checked.records)?;
    dict.set_item("bytes", checked.bytes)?;
    dict.set_item("unfinished", checked.unfinished)?;
    dict.set_item("damaged", checked.damaged)?;
    let places = checked.damage.into_iter().map(|place| damage_entry(py, run, place));
    dict.set_item("damage", PyList::new(py, places.collect::<PyResult<Vec<_>>>()?)?)?;
    Ok(dict)
}

/// One place that could not be read, as Python sees it.
pub fn damage_entry<'py>(py: Python<'py>, run: &str, place: Damage) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("run", PyString::new(py, run))?;
    dict.set_item("file", place.file)?;
    dict.set_item("offset", place.offset)?;
    dict.set_item("length", place.length)?;
    dict.set_item("reason", place.reason)?;
    Ok(dict)
}
