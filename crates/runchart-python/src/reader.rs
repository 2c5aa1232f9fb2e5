//! `runchart._core.Reader`: the binding of `runchart_core::logdir`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use numpy::IntoPyArray;
use pyo3::exceptions::{
    PyFileNotFoundError, PyKeyError, PyNotADirectoryError, PyOSError, PyRuntimeError, PyValueError,
};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use runchart_core::logdir;
use runchart_core::logdir::fold::Fold;
use runchart_core::logdir::roots::Root;
use runchart_core::logdir::run::{Run, View};
use runchart_core::query;
use runchart_core::query::join::Joins;
use runchart_core::query::statistics::Statistics;
use runchart_core::series::Series;
use runchart_core::series::chunk::Values;

use crate::check::damage_entry;
use crate::error::unread_error;
use crate::query::{Found, X, buckets, checked_view, x_scale};
use crate::value::{media_info, metadata_dict, places_dict, value_dict};

/// While Python waits, Ctrl-C is looked for this often.
const SIGNAL_PAUSE: Duration = Duration::from_millis(100);

const STEPS_ARE_POOR: u32 = 1;
const SOME_SUPERSEDED: u32 = 2;

type Statistic = (&'static str, fn(&Statistics) -> f64);
const STATISTICS: [Statistic; 4] =
    [("last", |of| of.last), ("min", |of| of.min), ("max", |of| of.max), ("mean", |of| of.mean)];

/// What is read: a directory, or several as one, each with its name and whether it is a pattern.
#[derive(FromPyObject)]
pub enum Logdir {
    Alone(PathBuf),
    Several(Vec<(String, PathBuf, bool)>),
}

impl Logdir {
    pub fn roots(self) -> Vec<Root> {
        match self {
            Logdir::Alone(path) => vec![Root::alone(&path)],
            Logdir::Several(roots) => {
                roots.into_iter().map(|(name, path, is_pattern)| Root { name, path, is_pattern }).collect()
            }
        }
    }
}

/// The directories that `roots` name now.
pub fn paths(roots: &[Root]) -> Vec<PathBuf> {
    roots.iter().flat_map(Root::directories).map(|(_, path)| path).collect()
}

/// See `_core.pyi`.
#[pyclass(frozen, module = "runchart._core")]
pub struct Reader {
    reader: logdir::Reader,
    roots: Vec<Root>,
    joins: Joins,
}

#[pymethods]
impl Reader {
    #[new]
    #[pyo3(signature = (logdir, *, follow = true, must_exist = false, interval = 0.0))]
    fn new(logdir: Logdir, follow: bool, must_exist: bool, interval: f64) -> PyResult<Reader> {
        if let (Logdir::Alone(path), true) = (&logdir, must_exist) {
            check_directory(path)?;
        }
        let roots = logdir.roots();
        let interval = Duration::try_from_secs_f64(interval).map_err(|error| {
            PyValueError::new_err(format!("interval must be seconds, 0 or more, not {interval}: {error}"))
        })?;
        let reader = logdir::Reader::over(roots.clone(), follow, interval);
        Ok(Reader {
            reader: reader.map_err(|error| PyOSError::new_err(error.to_string()))?,
            roots,
            joins: Joins::default(),
        })
    }

    fn directories(&self, py: Python<'_>) -> Vec<PathBuf> {
        py.detach(|| paths(&self.roots))
    }

    fn refresh(&self, py: Python<'_>) -> PyResult<()> {
        self.check_process()?;
        let request = py.detach(|| self.reader.request());
        while !py.detach(|| self.reader.wait_served(request, SIGNAL_PAUSE)) {
            py.check_signals()?;
        }
        Ok(())
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.reader.close());
    }

    fn progress<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let progress = py.detach(|| self.reader.progress());
        let dict = PyDict::new(py);
        dict.set_item("state", if progress.loaded { "following" } else { "loading" })?;
        dict.set_item("files", progress.files)?;
        dict.set_item("files_total", progress.files_total)?;
        dict.set_item("bytes", progress.bytes)?;
        dict.set_item("bytes_total", progress.bytes_total)?;
        dict.set_item("points", progress.points)?;
        dict.set_item("media", progress.media)?;
        Ok(dict)
    }

    fn seq(&self, py: Python<'_>) -> u64 {
        py.detach(|| self.reader.seq())
    }

    fn wait(&self, py: Python<'_>, seq: u64, timeout: f64) -> PyResult<u64> {
        let timeout = Duration::try_from_secs_f64(timeout).map_err(|error| {
            PyValueError::new_err(format!("timeout must be seconds, 0 or more, not {timeout}: {error}"))
        })?;
        self.check_process()?;
        let start = Instant::now();
        loop {
            let left = timeout.saturating_sub(start.elapsed());
            let now = py.detach(|| self.reader.wait(seq, left.min(SIGNAL_PAUSE)));
            if now > seq || left <= SIGNAL_PAUSE || self.reader.is_closed() {
                return Ok(now);
            }
            py.check_signals()?;
        }
    }

    #[pyo3(signature = (start = 0))]
    fn tags(&self, py: Python<'_>, start: usize) -> Vec<String> {
        py.detach(|| self.reader.tags().names(start).iter().map(|name| name.to_string()).collect())
    }

    #[pyo3(signature = (since = 0))]
    fn runs<'py>(&self, py: Python<'py>, since: u64) -> PyResult<Bound<'py, PyList>> {
        let changed = py.detach(|| self.changed_runs(since));
        let infos = changed.iter().map(|(run, view)| run_info(py, run, view)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(py, infos)
    }

    fn damage_count(&self, py: Python<'_>) -> usize {
        py.detach(|| self.reader.damage_count())
    }

    fn damage<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let damage = py.detach(|| self.reader.damage());
        let list = PyList::empty(py);
        for (run, place) in damage {
            list.append(damage_entry(py, &run, place)?)?;
        }
        Ok(list)
    }

    #[pyo3(signature = (run, tag, *, superseded = false))]
    fn scalars<'py>(&self, py: Python<'py>, run: usize, tag: u32, superseded: bool) -> PyResult<Bound<'py, PyTuple>> {
        let points = py.detach(|| self.series(run, tag).map(|series| series.copy(superseded)));
        let points = points.ok_or_else(|| PyKeyError::new_err(format!("run {run} has no scalars of tag {tag}")))?;
        let steps = points.steps.into_pyarray(py).into_any();
        PyTuple::new(py, [steps, points.walls.into_pyarray(py).into_any(), values(py, points.values)])
    }

    fn metadata<'py>(&self, py: Python<'py>, run: usize, tag: u32) -> PyResult<Bound<'py, PyDict>> {
        let metadata = py.detach(|| self.reader.run(run)?.view().metadata(tag));
        metadata_dict(py, &*metadata.ok_or_else(|| no_tag(run, tag))?)
    }

    #[pyo3(signature = (run, tag, *, superseded = false))]
    fn places<'py>(&self, py: Python<'py>, run: usize, tag: u32, superseded: bool) -> PyResult<Bound<'py, PyDict>> {
        let places = py.detach(|| Some(self.reader.run(run)?.view().media(tag)?.series.places(superseded)));
        places_dict(py, places.ok_or_else(|| no_tag(run, tag))?)
    }

    fn value<'py>(
        &self,
        py: Python<'py>,
        run: usize,
        tag: u32,
        file: u32,
        offset: u64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let stored = py.detach(|| self.reader.stored(run, tag, file, offset)).ok_or_else(|| no_tag(run, tag))?;
        let stored = stored.map_err(|error| unread_error(&error))?;
        let content = py.detach(|| self.reader.content(&stored));
        value_dict(py, content.map_err(|error| unread_error(&error))?)
    }

    fn statistics<'py>(&self, py: Python<'py>, series: Vec<(usize, u32)>) -> PyResult<Bound<'py, PyDict>> {
        let found: Vec<_> = py.detach(|| {
            let found = series.iter().map(|&(run, tag)| self.series(run, tag));
            found.map(|of| of.map(|of| (of.points(), of.is_double(), Statistics::of(&of)))).collect()
        });
        let dict = PyDict::new(py);
        let points = found.iter().map(|of| of.map_or(0, |(points, ..)| points));
        dict.set_item("points", points.collect::<Vec<_>>())?;
        for (name, number) in STATISTICS {
            let value = |of: &(usize, bool, Statistics)| shortest(number(&of.2), of.1);
            let column = found.iter().map(|of| of.as_ref().map_or(f64::NAN, value));
            dict.set_item(name, column.collect::<Vec<_>>())?;
        }
        Ok(dict)
    }

    #[pyo3(signature = (series, x, lo, hi, pixels, *, superseded = false, scale = "linear", threshold = 1.0, median = None))]
    #[expect(clippy::too_many_arguments, reason = "those of POST /api/series")]
    fn query<'py>(
        &self,
        py: Python<'py>,
        series: Vec<(usize, u32)>,
        x: X,
        lo: Option<f64>,
        hi: Option<f64>,
        pixels: Option<usize>,
        superseded: bool,
        scale: &str,
        threshold: f64,
        median: Option<f64>,
    ) -> PyResult<Bound<'py, PyList>> {
        let axis = x.axis()?;
        let scale = x_scale(scale, threshold)?;
        let view = checked_view(query::View { scale, lo, hi, pixels, median_reach: median })?;
        let answers = py.detach(|| {
            let mut found = Found::new(&self.reader, &self.joins, &x, superseded);
            let found: Vec<_> = series.iter().map(|&(run, tag)| found.series(run, tag)).collect();
            query::query(&found.iter().map(|one| one.asked(superseded)).collect::<Vec<_>>(), axis, &view)
        });
        let answers = answers.into_iter().map(|answer| buckets(py, answer)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(py, answers)
    }
}

impl Reader {
    /// A forked child has none of the threads that read, and would wait for them for ever.
    fn check_process(&self) -> PyResult<()> {
        self.reader.forked_from().map_or(Ok(()), |parent| {
            Err(PyRuntimeError::new_err(format!(
                "this Reader reads in process {parent}, and process {} is a fork of that; open the logdir again here",
                std::process::id()
            )))
        })
    }

    fn changed_runs(&self, since: u64) -> Vec<(Arc<Run>, Arc<View>)> {
        let changed = self.reader.runs().into_iter().filter(|run| run.changed() > since);
        let views = changed.map(|run| (Arc::clone(&run), run.view()));
        views.filter(|(_, view)| since > 0 || !view.removed).collect()
    }

    fn series(&self, run: usize, tag: u32) -> Option<Arc<Series>> {
        self.reader.run(run)?.view().series(tag).cloned()
    }
}

fn no_tag(run: usize, tag: u32) -> PyErr {
    PyKeyError::new_err(format!("run {run} has nothing of tag {tag}"))
}

fn check_directory(path: &Path) -> PyResult<()> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(PyNotADirectoryError::new_err(format!(
            "{} is a file; a logdir is a directory: give the one that holds it",
            path.display()
        ))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(PyFileNotFoundError::new_err(format!("there is no directory {}", path.display())))
        }
        Err(error) => Err(PyOSError::new_err(format!("{}: {error}", path.display()))),
    }
}

fn run_info<'py>(py: Python<'py>, run: &Run, view: &View) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("id", run.id)?;
    dict.set_item("name", &run.name)?;
    dict.set_item("first_wall", view.first_wall)?;
    dict.set_item("last_wall", view.last_wall)?;
    dict.set_item("damage", run.damage_count())?;
    let superseded = view.superseded();
    dict.set_item("superseded", PyTuple::new(py, [superseded.points, superseded.media])?)?;
    dict.set_item("removed", view.removed)?;
    dict.set_item("fold", view.fold.as_ref().map(|fold| fold_info(py, fold)).transpose()?)?;
    let series: Vec<_> = view.series.iter().map(|(tag, series)| series_info(*tag, series)).collect();
    dict.set_item("series", series)?;
    let media = view.media.iter().map(|(tag, media)| media_info(py, *tag, media)).collect::<PyResult<Vec<_>>>()?;
    dict.set_item("media", media)?;
    Ok(dict)
}

fn fold_info<'py>(py: Python<'py>, fold: &Fold) -> PyResult<Bound<'py, PyDict>> {
    let line = fold.line.as_ref().map(|line| {
        let dict = PyDict::new(py);
        dict.set_item("tag", line.tag)?;
        dict.set_item("key", &line.key)?;
        PyResult::Ok(dict)
    });
    let dict = PyDict::new(py);
    dict.set_item("parent", fold.parent)?;
    dict.set_item("line", line.transpose()?)?;
    Ok(dict)
}

fn series_info(tag: u32, series: &Series) -> (u32, usize, i64, i64, f64, u32) {
    let (first, last, value) = series.ends();
    let value = shortest(value, series.is_double());
    let poor = if series.steps_are_poor() { STEPS_ARE_POOR } else { 0 };
    let superseded = if series.superseded() > 0 { SOME_SUPERSEDED } else { 0 };
    (tag, series.points(), first, last, value, poor | superseded)
}

/// A value of a series of f32 as the f64 that prints in the digits that its f32 needs: lists of them are half as long for it.
fn shortest(value: f64, double: bool) -> f64 {
    if double { value } else { (value as f32).to_string().parse().unwrap_or(value) }
}

pub fn values(py: Python<'_>, values: Values) -> Bound<'_, PyAny> {
    match values {
        Values::Single(values) => values.into_pyarray(py).into_any(),
        Values::Double(values) => values.into_pyarray(py).into_any(),
    }
}
