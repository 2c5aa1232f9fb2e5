//! `EventWriter`: the native half of `SummaryWriter`, from the first bytecode of `add_scalar` on.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};
use runchart_core::event::{Data, Event, Metadata, Summary, Value, What, tensor};
use runchart_core::record;
use runchart_core::writer::{CAPACITY, Closed, Dropped, Options, Writer, now};

use crate::draft::Draft;
use crate::error::os_error;
use crate::number::{float, integer};
use crate::tag::{clean, tag_text};

/// Appends events to the event files of one run.
#[pyclass(subclass, frozen, module = "runchart._core")]
#[derive(Default)]
pub struct EventWriter {
    target: OnceLock<Target>,
    defaults: Defaults,
}

struct Target {
    /// `None` where `write_to_disk=False`.
    writer: Option<Writer>,
    strict: bool,
    clean_tags: bool,
}

/// What `None` means for step and time.
#[derive(Default)]
struct Defaults {
    given: AtomicBool,
    metadata: Mutex<(Option<i64>, Option<f64>)>,
}

/// The arguments of `add_scalar` beyond the usual ones.
struct Style<'a> {
    display_name: &'a str,
    summary_description: &'a str,
    tensor: bool,
    double_precision: bool,
}

#[pymethods]
impl EventWriter {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> EventWriter {
        EventWriter::default()
    }

    #[pyo3(signature = (directory, *, suffix, flush_secs, purge_step, strict, capacity=CAPACITY, shared=false,
                        clean_tags=false, lazy=false))]
    #[expect(clippy::too_many_arguments, reason = "keywords of one call")]
    fn _open(
        &self,
        py: Python<'_>,
        directory: Option<PathBuf>,
        suffix: String,
        flush_secs: f64,
        purge_step: Option<i64>,
        strict: bool,
        capacity: usize,
        shared: bool,
        clean_tags: bool,
        lazy: bool,
    ) -> PyResult<()> {
        let sync_every = Duration::try_from_secs_f64(flush_secs.max(0.2))
            .map_err(|_| PyValueError::new_err(format!("flush_secs is {flush_secs}: give seconds, such as 120")))?;
        let open =
            |directory| Writer::open(Options { directory, suffix, capacity, sync_every, purge_step, shared, lazy });
        let writer = py.detach(|| directory.map(open).transpose()).map_err(|error| os_error(&error))?;
        self.target
            .set(Target { writer, strict, clean_tags })
            .map_err(|_| PyRuntimeError::new_err("the writer is open already"))
    }

    #[pyo3(signature = (tag, scalar_value, global_step=None, walltime=None, new_style=None, double_precision=None, *,
                        display_name="", summary_description=""))]
    fn add_scalar(
        &self,
        py: Python<'_>,
        tag: &Bound<'_, PyAny>,
        scalar_value: &Bound<'_, PyAny>,
        global_step: Option<&Bound<'_, PyAny>>,
        walltime: Option<&Bound<'_, PyAny>>,
        new_style: Option<&Bound<'_, PyAny>>,
        double_precision: Option<&Bound<'_, PyAny>>,
        display_name: &str,
        summary_description: &str,
    ) -> PyResult<()> {
        let target = self.target()?;
        let name = tag_text(tag)?;
        let value = float(scalar_value, &|| format!("add_scalar({name:?}): scalar_value"))?;
        let step = self.step(global_step, &|| format!("add_scalar({name:?}): global_step"))?;
        let wall_time = self.wall_time(walltime, &|| format!("add_scalar({name:?}): walltime"))?;
        let name = if target.clean_tags { &*clean(name) } else { name };
        let Some(writer) = &target.writer else { return Ok(()) };
        let plain = display_name.is_empty() && summary_description.is_empty();
        let outcome = if plain && new_style.is_none() && double_precision.is_none() {
            writer.scalar(name, step, wall_time, value as f32)
        } else {
            let style = style(new_style, double_precision, display_name, summary_description)?;
            writer.write(&styled_scalar(name, step, wall_time, value, &style))
        };
        target.settle(py, writer, outcome)
    }

    /// Writes one encoded event.
    fn write(&self, py: Python<'_>, event: &Bound<'_, PyBytes>) -> PyResult<()> {
        let target = self.target()?;
        match &target.writer {
            Some(writer) => target.settle(py, writer, writer.write(event.as_bytes())),
            None => Ok(()),
        }
    }

    #[pyo3(signature = (draft, global_step=None, walltime=None))]
    fn write_draft(
        &self,
        py: Python<'_>,
        draft: &Bound<'_, Draft>,
        global_step: Option<&Bound<'_, PyAny>>,
        walltime: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let target = self.target()?;
        let step = self.step(global_step, &|| "global_step".to_owned())?;
        let wall_time = self.wall_time(walltime, &|| "walltime".to_owned())?;
        let Some(writer) = &target.writer else { return Ok(()) };
        let draft = Arc::clone(&draft.get().0);
        let outcome = py.detach(|| writer.draft(draft, step, wall_time));
        target.settle(py, writer, outcome)
    }

    /// Writes the draft of a file.
    fn write_file(&self, py: Python<'_>, path: PathBuf, draft: &Bound<'_, Draft>) -> PyResult<()> {
        let target = self.target()?;
        let Some(writer) = &target.writer else { return Ok(()) };
        let draft = Arc::clone(&draft.get().0);
        let outcome = py.detach(|| writer.file(draft, path));
        target.settle(py, writer, outcome)
    }

    #[pyo3(signature = (global_step=None, walltime=None))]
    fn _set_metadata(
        &self,
        global_step: Option<&Bound<'_, PyAny>>,
        walltime: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let step = global_step.map(|step| integer(step, &|| "use_metadata: global_step".to_owned())).transpose()?;
        let time = walltime.map(|time| float(time, &|| "use_metadata: walltime".to_owned())).transpose()?;
        self.defaults.set((step, time));
        Ok(())
    }

    fn _metadata(&self) -> (Option<i64>, Option<f64>) {
        self.defaults.get()
    }

    /// The event file that is written now, if there is one.
    fn event_file(&self, py: Python<'_>) -> PyResult<Option<OsString>> {
        let writer = self.target()?.writer.as_ref();
        Ok(py.detach(|| writer.and_then(Writer::path)).map(PathBuf::into_os_string))
    }

    #[pyo3(signature = (timeout=30.0))]
    fn flush(&self, py: Python<'_>, timeout: f64) -> PyResult<()> {
        let target = self.target()?;
        let Some(writer) = &target.writer else { return Ok(()) };
        py.detach(|| writer.flush(limit(timeout)));
        target.settle(py, writer, Ok(()))
    }

    #[pyo3(signature = (timeout=30.0))]
    fn close(&self, py: Python<'_>, timeout: f64) -> PyResult<()> {
        let target = self.target()?;
        let Some(writer) = &target.writer else { return Ok(()) };
        let closed = py.detach(|| writer.close(limit(timeout)));
        target.settle(py, writer, Ok(()))?;
        words(closed).map_or(Ok(()), |words| target.report(py, &words))
    }
}

/// Flushes all writers of the process, for at most `timeout` seconds; returns what a person should know about it.
#[pyfunction]
pub fn flush_at_exit(py: Python<'_>, timeout: f64) -> Vec<String> {
    let closed = py.detach(|| runchart_core::writer::flush_at_exit(limit(timeout)));
    closed.into_iter().filter_map(words).collect()
}

/// What a person should know about the way that a writer was closed.
fn words(closed: Closed) -> Option<String> {
    match closed {
        Closed::Whole { lost: 0 } => None,
        Closed::Whole { lost } => {
            Some(format!("{lost} events are lost: the disk did not take them until the writer was closed"))
        }
        Closed::Encoding { drafts } => {
            Some(format!("{drafts} images or the like are not encoded yet and are lost if the process ends now"))
        }
        Closed::Stalled { bytes } => {
            Some(format!("the disk does not answer: {bytes} bytes of events are lost if the process ends now"))
        }
    }
}

/// The number in `value`; `what` names it in the complaint.
#[pyfunction]
pub fn number(value: &Bound<'_, PyAny>, what: &str) -> PyResult<f64> {
    float(value, &|| what.to_owned())
}

/// The record that holds `data`.
#[pyfunction]
pub fn frame<'py>(py: Python<'py>, data: &[u8]) -> Bound<'py, PyBytes> {
    let mut framed = Vec::with_capacity(data.len() + record::HEADER + record::FOOTER);
    py.detach(|| record::append(&mut framed, |out| out.extend_from_slice(data)));
    PyBytes::new(py, &framed)
}

impl EventWriter {
    #[inline]
    fn target(&self) -> PyResult<&Target> {
        self.target
            .get()
            .ok_or_else(|| PyRuntimeError::new_err("the writer is not open: call SummaryWriter.__init__ first"))
    }

    #[inline]
    fn step(&self, step: Option<&Bound<'_, PyAny>>, what: &dyn Fn() -> String) -> PyResult<i64> {
        step.map_or_else(|| Ok(self.defaults.get().0.unwrap_or(0)), |step| integer(step, what))
    }

    #[inline]
    fn wall_time(&self, wall_time: Option<&Bound<'_, PyAny>>, what: &dyn Fn() -> String) -> PyResult<f64> {
        wall_time.map_or_else(|| Ok(self.defaults.get().1.unwrap_or_else(now)), |time| float(time, what))
    }
}

impl Defaults {
    #[inline]
    fn get(&self) -> (Option<i64>, Option<f64>) {
        if self.given.load(Ordering::Relaxed) { *self.lock() } else { (None, None) }
    }

    fn set(&self, metadata: (Option<i64>, Option<f64>)) {
        *self.lock() = metadata;
        self.given.store(metadata != (None, None), Ordering::Relaxed);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (Option<i64>, Option<f64>)> {
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Target {
    /// Tells what the disk did, outside any lock of the writer: through `logging`, or as an exception where strict.
    #[inline]
    fn settle(&self, py: Python<'_>, writer: &Writer, outcome: Result<(), Dropped>) -> PyResult<()> {
        if let Some(notice) = writer.take_notice() {
            self.report(py, &notice)?;
        }
        match outcome {
            Err(dropped) if self.strict => Err(PyOSError::new_err(dropped.to_string())),
            _ => Ok(()),
        }
    }

    #[cold]
    fn report(&self, py: Python<'_>, message: &str) -> PyResult<()> {
        if self.strict {
            return Err(PyOSError::new_err(message.to_owned()));
        }
        let logger = py.import("logging")?.call_method1("getLogger", ("runchart",))?;
        logger.call_method1("warning", ("%s", message)).map(drop)
    }
}

fn limit(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// torch's fifth and sixth arguments are two flags, tensorboardX's are two texts: their types tell which is meant.
fn style<'a>(
    fifth: Option<&'a Bound<'_, PyAny>>,
    sixth: Option<&'a Bound<'_, PyAny>>,
    display_name: &'a str,
    summary_description: &'a str,
) -> PyResult<Style<'a>> {
    let text = |argument: Option<&'a Bound<'_, PyAny>>| argument.and_then(|given| given.cast::<PyString>().ok());
    let flag = |argument: Option<&Bound<'_, PyAny>>| match argument {
        Some(given) if !given.is_instance_of::<PyString>() => given.is_truthy(),
        _ => Ok(false),
    };
    let double_precision = flag(sixth)?;
    Ok(Style {
        display_name: text(fifth).map_or(Ok(display_name), |given| given.to_str())?,
        summary_description: text(sixth).map_or(Ok(summary_description), |given| given.to_str())?,
        tensor: flag(fifth)? || double_precision,
        double_precision,
    })
}

fn styled_scalar(tag: &str, step: i64, wall_time: f64, value: f64, style: &Style<'_>) -> Vec<u8> {
    let mut number = Vec::new();
    if style.double_precision {
        tensor::put_double(&mut number, value);
    } else {
        tensor::put_float(&mut number, value as f32);
    }
    let data = if style.tensor { Data::Tensor(&number) } else { Data::Simple(value as f32) };
    let metadata = Metadata {
        plugin_name: if style.tensor { "scalars" } else { "" },
        content: b"",
        display_name: style.display_name,
        summary_description: style.summary_description,
        data_class: 0,
    };
    let stated = metadata != Metadata::default();
    let mut summary = Vec::new();
    Value { tag, metadata: stated.then_some(metadata), data }.encode(&mut summary);
    let mut event = Vec::new();
    Event { wall_time, step, what: What::Summary(Summary(&summary)) }.encode(&mut event);
    event
}
