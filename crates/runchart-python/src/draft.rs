//! `Draft`: what one call logs, copied out of numpy's memory, encoded later by the core.

use std::sync::Arc;

use numpy::{PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use runchart_core::encode::histogram::check_edges;
use runchart_core::encode::{Array, Axes, Dtype, audio, video};
use runchart_core::writer;

/// A summary, or the content of a file, not encoded yet.
#[pyclass(frozen, module = "runchart._core")]
pub struct Draft(pub Arc<writer::Draft>);

/// Values beyond this are counted in the caller's thread: fresh memory for a copy takes longer than counting.
const IN_PLACE: usize = 8 << 20;

type Memory<'py> = PyReadonlyArray1<'py, u8>;

#[pymethods]
impl Draft {
    #[staticmethod]
    fn summary(encoded: &Bound<'_, PyBytes>) -> Draft {
        draft(writer::Draft::Bytes(encoded.as_bytes().to_vec()))
    }

    #[staticmethod]
    #[pyo3(signature = (tag, memory, dtype, edges=None))]
    fn histogram(
        py: Python<'_>,
        tag: String,
        memory: Memory<'_>,
        dtype: &str,
        edges: Option<PyReadonlyArray1<'_, f64>>,
    ) -> PyResult<Draft> {
        let dtype = element(dtype)?;
        let edges = edges.map(|edges| edges.to_vec()).transpose()?;
        if let Some(edges) = &edges {
            check_edges(edges).map_err(|error| PyValueError::new_err(error.to_string()))?;
        }
        let values = memory.as_slice()?;
        if values.len() <= IN_PLACE {
            return Ok(draft(writer::Draft::Histogram { tag, bytes: writer::copied(values), dtype, edges }));
        }
        // Where another thread of the script changes the values meanwhile, either value is counted.
        Ok(draft(py.detach(|| writer::Draft::counted(&tag, values, dtype, edges.as_deref()))))
    }

    #[staticmethod]
    fn image(tag: String, memory: Memory<'_>, dtype: &str, shape: Vec<usize>, axes: &str) -> PyResult<Draft> {
        let (array, axes) = pixels(&memory, dtype, shape, axes)?;
        Ok(draft(writer::Draft::Image { tag, array, axes }))
    }

    #[staticmethod]
    fn video(tag: String, memory: Memory<'_>, dtype: &str, shape: Vec<usize>, axes: &str, fps: f64) -> PyResult<Draft> {
        let (array, axes) = pixels(&memory, dtype, shape, axes)?;
        video::check_fps(fps).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(draft(writer::Draft::Video { tag, array, axes, fps }))
    }

    #[staticmethod]
    fn audio(tag: String, memory: Memory<'_>, dtype: &str, shape: Vec<usize>, sample_rate: u32) -> PyResult<Draft> {
        audio::check(&shape, sample_rate).map_err(|error| PyValueError::new_err(error.to_string()))?;
        let array = array(&memory, dtype, shape)?;
        Ok(draft(writer::Draft::Audio { tag, array, sample_rate }))
    }

    #[staticmethod]
    #[pyo3(signature = (tag, memory, data_type, shape, plugin, content=Vec::new()))]
    fn tensor(
        tag: String,
        memory: Memory<'_>,
        data_type: u64,
        shape: Vec<usize>,
        plugin: String,
        content: Vec<u8>,
    ) -> PyResult<Draft> {
        let bytes = copied(&memory)?;
        Ok(draft(writer::Draft::Tensor { tag, bytes, shape, data_type, plugin, content }))
    }

    #[staticmethod]
    fn png(memory: Memory<'_>, dtype: &str, shape: Vec<usize>, axes: &str) -> PyResult<Draft> {
        let (array, axes) = pixels(&memory, dtype, shape, axes)?;
        Ok(draft(writer::Draft::Png { array, axes }))
    }

    #[staticmethod]
    fn tsv(memory: Memory<'_>, dtype: &str, shape: Vec<usize>) -> PyResult<Draft> {
        Ok(draft(writer::Draft::Tsv { array: array(&memory, dtype, shape)? }))
    }

    #[pyo3(name = "SerializeToString")]
    fn serialize_to_string<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let encoded = py.detach(|| self.0.encode());
        PyBytes::new(py, &encoded)
    }
}

fn draft(draft: writer::Draft) -> Draft {
    Draft(Arc::new(draft))
}

fn copied(memory: &Memory<'_>) -> PyResult<Vec<u8>> {
    Ok(writer::copied(memory.as_slice()?))
}

fn element(dtype: &str) -> PyResult<Dtype> {
    Dtype::from_name(dtype).ok_or_else(|| PyValueError::new_err(format!("no element type is called {dtype}")))
}

fn array(memory: &Memory<'_>, dtype: &str, shape: Vec<usize>) -> PyResult<Array> {
    Array::new(copied(memory)?, element(dtype)?, shape).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn pixels(memory: &Memory<'_>, dtype: &str, shape: Vec<usize>, axes: &str) -> PyResult<(Array, Axes)> {
    let axes = Axes::parse(axes, &shape).map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok((array(memory, dtype, shape)?, axes))
}
