//! `Draft`: what one call logs, copied out of numpy's memory, encoded later by the core.

use std::sync::Arc;

use numpy::{PyArrayDescrMethods, PyArrayMethods, PyReadonlyArray1, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use runchart_core::encode::histogram::check_edges;
use runchart_core::encode::{Array, Dtype, Mismatch, Pixels, audio, video};
use runchart_core::writer;

use crate::tag::tag_text;

/// A summary, or the content of a file, not encoded yet.
#[pyclass(frozen, module = "runchart._core")]
pub struct Draft(pub Arc<writer::Draft>);

/// Values beyond this are counted in the caller's thread: fresh memory for a copy takes longer than counting.
const IN_PLACE: usize = 8 << 20;

type Numbers<'a, 'py> = &'a Bound<'py, PyUntypedArray>;

#[pymethods]
impl Draft {
    #[staticmethod]
    fn summary(encoded: &Bound<'_, PyBytes>) -> Draft {
        draft(writer::Draft::Bytes(encoded.as_bytes().to_vec()))
    }

    #[staticmethod]
    #[pyo3(signature = (tag, numbers, dtype, edges=None))]
    fn histogram(
        py: Python<'_>,
        tag: String,
        numbers: Numbers<'_, '_>,
        dtype: &str,
        edges: Option<PyReadonlyArray1<'_, f64>>,
    ) -> PyResult<Draft> {
        let dtype = element(dtype)?;
        let edges = edges.map(|edges| edges.to_vec()).transpose()?;
        if let Some(edges) = &edges {
            check_edges(edges).map_err(refused)?;
        }
        let values = memory(numbers)?;
        dtype.check(values.len(), numbers.shape()).map_err(refused)?;
        if values.len() <= IN_PLACE {
            return Ok(draft(writer::Draft::Histogram { tag, bytes: writer::copied(values), dtype, edges }));
        }
        // Where another thread of the script changes the values meanwhile, either value is counted.
        Ok(draft(py.detach(|| writer::Draft::counted(&tag, values, dtype, edges.as_deref()))))
    }

    #[staticmethod]
    fn image(tag: &Bound<'_, PyAny>, numbers: Numbers<'_, '_>, dtype: &str, axes: &str) -> PyResult<Draft> {
        let tag = tag_text(tag)?.to_owned();
        Ok(draft(writer::Draft::Image { tag, pixels: pixels(numbers, dtype, axes)? }))
    }

    #[staticmethod]
    fn video(tag: String, numbers: Numbers<'_, '_>, dtype: &str, axes: &str, fps: f64) -> PyResult<Draft> {
        video::check_fps(fps).map_err(refused)?;
        Ok(draft(writer::Draft::Video { tag, pixels: pixels(numbers, dtype, axes)?, fps }))
    }

    #[staticmethod]
    fn audio(tag: String, numbers: Numbers<'_, '_>, dtype: &str, sample_rate: u32) -> PyResult<Draft> {
        audio::check(numbers.shape(), sample_rate).map_err(refused)?;
        Ok(draft(writer::Draft::Audio { tag, array: array(numbers, dtype)?, sample_rate }))
    }

    #[staticmethod]
    #[pyo3(signature = (tag, numbers, data_type, plugin, content=Vec::new()))]
    fn tensor(
        tag: String,
        numbers: Numbers<'_, '_>,
        data_type: u64,
        plugin: String,
        content: Vec<u8>,
    ) -> PyResult<Draft> {
        let (bytes, shape) = (writer::copied(memory(numbers)?), numbers.shape().to_vec());
        Ok(draft(writer::Draft::Tensor { tag, bytes, shape, data_type, plugin, content }))
    }

    #[staticmethod]
    fn png(numbers: Numbers<'_, '_>, dtype: &str, axes: &str) -> PyResult<Draft> {
        Ok(draft(writer::Draft::Png { pixels: pixels(numbers, dtype, axes)? }))
    }

    #[staticmethod]
    fn tsv(numbers: Numbers<'_, '_>, dtype: &str) -> PyResult<Draft> {
        Ok(draft(writer::Draft::Tsv { array: array(numbers, dtype)? }))
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

fn refused(mismatch: Mismatch) -> PyErr {
    PyValueError::new_err(mismatch.to_string())
}

/// The bytes of a contiguous array.
fn memory<'a>(numbers: Numbers<'a, '_>) -> PyResult<&'a [u8]> {
    let dtype = numbers.dtype();
    if !numbers.is_c_contiguous() || dtype.has_object() {
        return Err(PyValueError::new_err("the array is not contiguous, or holds objects"));
    }
    // SAFETY: a contiguous array has so many bytes there, and lives as long as it is borrowed. Another thread that
    // writes to it meanwhile gets a mixture logged.
    Ok(unsafe {
        let data = (*numbers.as_array_ptr()).fields.data.cast::<u8>();
        std::slice::from_raw_parts(data, numbers.len() * dtype.itemsize())
    })
}

fn element(dtype: &str) -> PyResult<Dtype> {
    Dtype::from_name(dtype).ok_or_else(|| PyValueError::new_err(format!("no element type is called {dtype}")))
}

fn array(numbers: Numbers<'_, '_>, dtype: &str) -> PyResult<Array> {
    Array::new(writer::copied(memory(numbers)?), element(dtype)?, numbers.shape().to_vec()).map_err(refused)
}

/// Becomes bytes while it is copied: a quarter of the memory for floats, and no more of it is touched than need be.
fn pixels(numbers: Numbers<'_, '_>, dtype: &str, axes: &str) -> PyResult<Pixels> {
    let memory_for = writer::memory(numbers.len());
    Pixels::new(memory(numbers)?, element(dtype)?, numbers.shape(), axes, memory_for).map_err(refused)
}
