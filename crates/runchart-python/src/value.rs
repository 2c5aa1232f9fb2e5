//! Values and places as `_core.pyi` has them: dicts of bytes and numpy arrays that own their memory.

use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use runchart_core::event::array::{Array, Elements, Numbers};
use runchart_core::event::content::Content;
use runchart_core::event::histogram::HistogramValue;
use runchart_core::logdir::kinds::TagMetadata;
use runchart_core::logdir::media::Media;
use runchart_core::series::places::Places;

/// A value that was read again.
pub fn value_dict<'py>(py: Python<'py>, content: Content<'_>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    match content {
        Content::Image { width, height, encoded } => {
            dict.set_item("kind", "image")?;
            dict.set_item("width", width)?;
            dict.set_item("height", height)?;
            dict.set_item("encoded", bytes_list(py, &encoded)?)?;
        }
        Content::Audio { encoded, sample_rate, labels, content_type } => {
            dict.set_item("kind", "audio")?;
            dict.set_item("encoded", bytes_list(py, &encoded)?)?;
            dict.set_item("sample_rate", sample_rate)?;
            let labels: Vec<_> = labels.iter().map(|label| String::from_utf8_lossy(label)).collect();
            dict.set_item("labels", labels)?;
            dict.set_item("content_type", content_type)?;
        }
        Content::Histogram(histogram) => put_histogram(&dict, histogram)?,
        Content::Array(array) => put_array(&dict, array)?,
        Content::Bytes(bytes) => {
            dict.set_item("kind", "bytes")?;
            dict.set_item("data", PyBytes::new(py, bytes))?;
        }
        Content::Metadata(bytes) => {
            dict.set_item("kind", "metadata")?;
            dict.set_item("content", PyBytes::new(py, bytes))?;
        }
    }
    Ok(dict)
}

/// What a tag's first metadata said.
pub fn metadata_dict<'py>(py: Python<'py>, metadata: &TagMetadata) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("plugin", &*metadata.plugin)?;
    dict.set_item("content", PyBytes::new(py, &metadata.content))?;
    dict.set_item("display_name", &*metadata.display_name)?;
    dict.set_item("description", &*metadata.description)?;
    Ok(dict)
}

/// The places of a series.
pub fn places_dict(py: Python<'_>, places: Places) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("steps", places.steps.into_pyarray(py))?;
    dict.set_item("wall_times", places.walls.into_pyarray(py))?;
    dict.set_item("files", places.files.into_pyarray(py))?;
    dict.set_item("offsets", places.places.into_pyarray(py))?;
    Ok(dict)
}

/// A line of a run's `media`.
pub fn media_info<'py>(py: Python<'py>, tag: u32, media: &Media) -> PyResult<Bound<'py, PyDict>> {
    let (first, last, _) = media.series.ends();
    let dict = PyDict::new(py);
    dict.set_item("tag", tag)?;
    dict.set_item("plugin", &*media.metadata.plugin)?;
    dict.set_item("points", media.series.points())?;
    dict.set_item("first_step", first)?;
    dict.set_item("last_step", last)?;
    dict.set_item("superseded", media.series.superseded())?;
    Ok(dict)
}

fn bytes_list<'py>(py: Python<'py>, values: &[&[u8]]) -> PyResult<Bound<'py, PyList>> {
    PyList::new(py, values.iter().map(|value| PyBytes::new(py, value)))
}

fn put_histogram(dict: &Bound<'_, PyDict>, histogram: HistogramValue) -> PyResult<()> {
    dict.set_item("kind", "histogram")?;
    for (name, column) in [("left", histogram.left), ("right", histogram.right), ("counts", histogram.counts)] {
        dict.set_item(name, column.into_pyarray(dict.py()))?;
    }
    let said = histogram.statistics;
    dict.set_item("min", said.map(|said| said.min))?;
    dict.set_item("max", said.map(|said| said.max))?;
    dict.set_item("num", said.map(|said| said.num))?;
    dict.set_item("sum", said.map(|said| said.sum))?;
    dict.set_item("sum_squares", said.map(|said| said.sum_squares))?;
    for (name, count) in ["nan", "pos_inf", "neg_inf"].into_iter().zip(histogram.not_finite) {
        dict.set_item(name, count)?;
    }
    Ok(())
}

fn put_array(dict: &Bound<'_, PyDict>, array: Array<'_>) -> PyResult<()> {
    let shape = PyTuple::new(dict.py(), array.shape)?;
    match array.elements {
        Elements::Numbers(numbers) => {
            dict.set_item("kind", "tensor")?;
            dict.set_item("array", flat(dict.py(), numbers)?.call_method1("reshape", (shape,))?)
        }
        Elements::Strings(strings) => {
            dict.set_item("kind", "strings")?;
            dict.set_item("shape", shape)?;
            dict.set_item("values", bytes_list(dict.py(), &strings)?)
        }
    }
}

fn flat(py: Python<'_>, numbers: Numbers) -> PyResult<Bound<'_, PyAny>> {
    Ok(match numbers {
        Numbers::Bool(values) => values.into_pyarray(py).into_any(),
        Numbers::I8(values) => values.into_pyarray(py).into_any(),
        Numbers::I16(values) => values.into_pyarray(py).into_any(),
        Numbers::I32(values) => values.into_pyarray(py).into_any(),
        Numbers::I64(values) => values.into_pyarray(py).into_any(),
        Numbers::U8(values) => values.into_pyarray(py).into_any(),
        Numbers::U16(values) => values.into_pyarray(py).into_any(),
        Numbers::U32(values) => values.into_pyarray(py).into_any(),
        Numbers::U64(values) => values.into_pyarray(py).into_any(),
        Numbers::F32(values) => values.into_pyarray(py).into_any(),
        Numbers::F64(values) => values.into_pyarray(py).into_any(),
        Numbers::Complex64(pairs) => pairs.into_flattened().into_pyarray(py).call_method1("view", ("complex64",))?,
        Numbers::Complex128(pairs) => pairs.into_flattened().into_pyarray(py).call_method1("view", ("complex128",))?,
    })
}
