//! What `Reader.query` is asked for and answers, between Python and `runchart_core::query`.

use std::collections::HashMap;
use std::sync::Arc;

use numpy::IntoPyArray;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use runchart_core::logdir;
use runchart_core::logdir::run::View as RunView;
use runchart_core::query::axis::Axis;
use runchart_core::query::buckets::Buckets;
use runchart_core::query::join::Joins;
use runchart_core::query::scale::Scale;
use runchart_core::query::{Asked, View};
use runchart_core::series::Series;
use runchart_core::series::chunk::Values;

use crate::reader::values;

/// The x axis: a name, or the id of a tag.
#[derive(FromPyObject)]
pub enum X {
    Tag(u32),
    Named(String),
}

impl X {
    pub fn axis(&self) -> PyResult<Axis> {
        let X::Named(name) = self else { return Ok(Axis::Tag) };
        match name.as_str() {
            "step" => Ok(Axis::Step),
            "relative_step" => Ok(Axis::RelativeStep),
            "relative" => Ok(Axis::Relative),
            "wall" => Ok(Axis::Wall),
            "index" => Ok(Axis::Index),
            _ => Err(PyValueError::new_err(format!(
                "x must be 'step', 'relative_step', 'relative', 'wall', 'index' or the id of a tag, not {name:?}"
            ))),
        }
    }
}

pub fn x_scale(name: &str, threshold: f64) -> PyResult<Scale> {
    match name {
        "linear" => Ok(Scale::Linear),
        "log" => Ok(Scale::Log),
        "symlog" if threshold > 0.0 && threshold.is_finite() => Ok(Scale::Symlog(threshold)),
        "symlog" => Err(PyValueError::new_err(format!("threshold must be a number above 0, not {threshold}"))),
        _ => Err(PyValueError::new_err(format!("scale must be 'linear', 'log' or 'symlog', not {name:?}"))),
    }
}

pub fn checked_view(view: View) -> PyResult<View> {
    if let Some(bound) = [view.lo, view.hi].into_iter().flatten().find(|bound| bound.is_nan()) {
        return Err(PyValueError::new_err(format!("lo and hi must be numbers or None, not {bound}")));
    }
    if view.pixels == Some(0) {
        return Err(PyValueError::new_err("pixels must be 1 or more, or None for every point, not 0"));
    }
    if let Some(reach) = view.median_reach.filter(|&reach| reach.is_nan() || reach < 0.0) {
        return Err(PyValueError::new_err(format!("median must be 0 or more, or None, not {reach}")));
    }
    Ok(view)
}

/// Finds the series of one query.
pub struct Found<'a> {
    reader: &'a logdir::Reader,
    joins: &'a Joins,
    x: &'a X,
    superseded: bool,
    /// Of each run where its axis starts.
    origins: HashMap<usize, f64>,
}

/// What was found; holds the series while the query looks at them.
#[derive(Default)]
pub struct FoundSeries {
    series: Option<Arc<Series>>,
    joined: Option<Arc<Series>>,
    origin: f64,
}

impl<'a> Found<'a> {
    pub fn new(reader: &'a logdir::Reader, joins: &'a Joins, x: &'a X, superseded: bool) -> Found<'a> {
        Found { reader, joins, x, superseded, origins: HashMap::new() }
    }

    pub fn series(&mut self, run: usize, tag: u32) -> FoundSeries {
        let Some(view) = self.reader.run(run).map(|run| run.view()) else { return FoundSeries::default() };
        let Some(series) = view.series(tag).cloned() else { return FoundSeries::default() };
        let joined = match self.x {
            X::Tag(x) => self.beside(&view, *x).and_then(|x| self.joins.of(&series, &x, self.superseded)),
            X::Named(_) => None,
        };
        let by_step = matches!(self.x, X::Named(name) if name == "relative_step");
        let origin = || if by_step { view.first_step() as f64 } else { view.first_wall };
        let origin = *self.origins.entry(run).or_insert_with(origin);
        FoundSeries { series: Some(series), joined, origin }
    }

    /// The tag in the same run, or in that which a child of `add_scalars` belongs to.
    fn beside(&self, view: &RunView, tag: u32) -> Option<Arc<Series>> {
        let parent = || self.reader.run(view.fold.as_ref()?.parent)?.view().series(tag).cloned();
        view.series(tag).cloned().or_else(parent)
    }
}

impl FoundSeries {
    pub fn asked(&self, superseded: bool) -> Asked<'_> {
        Asked { series: self.series.as_deref(), joined: self.joined.as_deref(), origin: self.origin, superseded }
    }
}

/// As a dict of columns.
pub fn buckets(py: Python<'_>, answer: Buckets) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("points", answer.points)?;
    dict.set_item("superseded", answer.superseded)?;
    dict.set_item("restarts", answer.restarts)?;
    dict.set_item("width", answer.width)?;
    let points = answer.width == 0.0;
    let x_first = answer.x_first.into_pyarray(py);
    for (name, xs) in [("x_last", answer.x_last), ("x_min", answer.x_min), ("x_max", answer.x_max)] {
        dict.set_item(name, if points { x_first.clone() } else { xs.into_pyarray(py) })?;
    }
    dict.set_item("x_first", x_first)?;
    let first = values(py, answer.first);
    for (name, column) in [("last", answer.last), ("min", answer.min), ("max", answer.max), ("mean", answer.mean)] {
        dict.set_item(name, if points { first.clone() } else { values(py, column) })?;
    }
    dict.set_item("first", first)?;
    for (name, column) in [("spike_min", answer.spike_min), ("spike_max", answer.spike_max)] {
        dict.set_item(name, values(py, if points { no_spikes(answer.count.len()) } else { column }))?;
    }
    if answer.median.len() == answer.count.len() {
        dict.set_item("median", answer.median.into_pyarray(py))?;
    }
    for (name, counts) in
        [("count", answer.count), ("nan", answer.nan), ("pos_inf", answer.pos_inf), ("neg_inf", answer.neg_inf)]
    {
        dict.set_item(name, counts.into_pyarray(py))?;
    }
    Ok(dict)
}

fn no_spikes(count: usize) -> Values {
    Values::Single(vec![f32::NAN; count])
}
