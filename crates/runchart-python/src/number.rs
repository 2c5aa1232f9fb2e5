//! Numbers out of Python objects: int, float, bool, str, numpy, torch, jax and whatever has `item` or `__float__`.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyComplex, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

/// The float in `object`, for the argument that `what` describes.
#[inline]
pub fn float(object: &Bound<'_, PyAny>, what: &dyn Fn() -> String) -> PyResult<f64> {
    if let Ok(float) = object.cast_exact::<PyFloat>() {
        return Ok(float.value());
    }
    slow_float(object).map_err(|cause| complaint(object, cause, what, "one real number"))
}

/// The integer in `object`, for the argument that `what` describes; a fraction is cut off as `int()` does.
#[inline]
pub fn integer(object: &Bound<'_, PyAny>, what: &dyn Fn() -> String) -> PyResult<i64> {
    if object.is_exact_instance_of::<PyInt>()
        && let Ok(integer) = object.extract()
    {
        return Ok(integer);
    }
    slow_integer(object).map_err(|cause| complaint(object, cause, what, "one integer of 64 bits"))
}

fn slow_float(object: &Bound<'_, PyAny>) -> PyResult<f64> {
    if object.is_instance_of::<PyFloat>() || object.is_instance_of::<PyInt>() {
        return object.extract();
    }
    if is_numpy_float(object)? {
        return object.extract();
    }
    if let Ok(text) = object.cast::<PyString>() {
        return object.py().get_type::<PyFloat>().call1((text,))?.extract();
    }
    slow_float(&single(object)?)
}

/// numpy's floats have `__float__`, which takes a tenth of the time of their `item`.
fn is_numpy_float(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    static FLOATING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = object.py();
    if let Some(floating) = FLOATING.get(py) {
        return object.is_instance(floating.bind(py));
    }
    let loaded = py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
    let Some(numpy) = loaded.get_item("numpy")? else { return Ok(false) };
    let Some(floating) = numpy.getattr_opt("floating")? else { return Ok(false) };
    object.is_instance(FLOATING.get_or_init(py, || floating.unbind()).bind(py))
}

fn slow_integer(object: &Bound<'_, PyAny>) -> PyResult<i64> {
    if object.is_instance_of::<PyInt>() {
        return object.extract();
    }
    if object.is_instance_of::<PyFloat>() || object.is_instance_of::<PyString>() {
        return object.py().get_type::<PyInt>().call1((object,))?.extract();
    }
    slow_integer(&single(object)?)
}

/// What an array, tensor, number of another library or list of one element holds.
fn single<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = object.py();
    if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
        if object.len()? == 1 {
            return object.get_item(0);
        }
        return Err(PyValueError::new_err(format!("it has {} elements", object.len()?)));
    }
    match object.call_method0(intern!(py, "item")) {
        Ok(value) if value.is_instance_of::<PyFloat>() || value.is_instance_of::<PyInt>() => return Ok(value),
        Ok(value) if is_numpy_float(&value)? => return py.get_type::<PyFloat>().call1((value,)),
        Ok(value) => {
            let name = value.get_type().name()?;
            return Err(PyTypeError::new_err(format!("its element is a {name}")));
        }
        Err(error) if object.hasattr(intern!(py, "item"))? => return Err(error),
        Err(_) => {}
    }
    if object.is_none() || object.is_instance_of::<PyComplex>() {
        return Err(PyTypeError::new_err("it is no real number"));
    }
    if let Some(array) = object.getattr_opt(intern!(py, "__array__"))? {
        return single(&array.call0()?);
    }
    py.get_type::<PyFloat>().call1((object,))
}

/// One exception that says where, what was given, what is accepted and why not. A wrong type is a `TypeError`, a wrong
/// value or size a `ValueError`.
#[cold]
fn complaint(object: &Bound<'_, PyAny>, cause: PyErr, what: &dyn Fn() -> String, wanted: &str) -> PyErr {
    let py = object.py();
    let reason = cause.value(py).to_string();
    let message = format!("{}: expected {wanted}, got {}: {reason}", what(), given(object));
    let many = object.getattr_opt(intern!(py, "shape")).ok().flatten().is_some() || cause_is_value(py, &cause);
    let wrong_type = cause.is_instance_of::<PyTypeError>(py);
    let error = if many && !wrong_type { PyValueError::new_err(message) } else { PyTypeError::new_err(message) };
    error.set_cause(py, Some(cause));
    error
}

fn cause_is_value(py: Python<'_>, cause: &PyErr) -> bool {
    cause.is_instance_of::<PyValueError>(py) || cause.is_instance_of::<pyo3::exceptions::PyArithmeticError>(py)
}

/// The object for a message: its type, and its shape or its (short) value.
fn given(object: &Bound<'_, PyAny>) -> String {
    let name = object.get_type().qualname().map_or_else(|_| "an object".to_owned(), |name| name.to_string());
    if let Ok(Some(shape)) = object.getattr_opt("shape") {
        return format!("{name} of shape {}", shape.str().map(|text| text.to_string()).unwrap_or_default());
    }
    let text = object.repr().map(|text| text.to_string()).unwrap_or_default();
    let short: String = text.chars().take(60).collect();
    if short == name || object.is_none() { short } else { format!("{name} {short}") }
}
