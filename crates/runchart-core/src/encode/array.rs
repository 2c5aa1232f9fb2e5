//! An array as it lies in memory: bytes, the type of its elements, its shape. Nothing below.

/// What was given does not fit together; the text says what was given and what is accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Mismatch(pub String);

/// The type of an array's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are numpy's")]
pub enum Dtype {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    Bf16,
    F32,
    F64,
}

impl Dtype {
    /// The type that numpy calls `name`; `bfloat16` too.
    pub fn from_name(name: &str) -> Option<Dtype> {
        Some(match name {
            "bool" => Dtype::Bool,
            "uint8" => Dtype::U8,
            "int8" => Dtype::I8,
            "uint16" => Dtype::U16,
            "int16" => Dtype::I16,
            "uint32" => Dtype::U32,
            "int32" => Dtype::I32,
            "uint64" => Dtype::U64,
            "int64" => Dtype::I64,
            "float16" => Dtype::F16,
            "bfloat16" => Dtype::Bf16,
            "float32" => Dtype::F32,
            "float64" => Dtype::F64,
            _ => return None,
        })
    }

    /// Bytes of one element.
    pub fn size(self) -> usize {
        match self {
            Dtype::Bool | Dtype::U8 | Dtype::I8 => 1,
            Dtype::U16 | Dtype::I16 | Dtype::F16 | Dtype::Bf16 => 2,
            Dtype::U32 | Dtype::I32 | Dtype::F32 => 4,
            Dtype::U64 | Dtype::I64 | Dtype::F64 => 8,
        }
    }

    /// Refuses a number of bytes that is not exactly what elements of this type need for `shape`.
    pub fn check(self, given: usize, shape: &[usize]) -> Result<(), Mismatch> {
        let needed = shape.iter().try_fold(self.size(), |product, &extent| product.checked_mul(extent));
        if needed == Some(given) {
            return Ok(());
        }
        let needed = needed.map_or("more than memory can hold".to_owned(), |needed| needed.to_string());
        Err(Mismatch(format!(
            "an array of shape {shape:?} and type {self:?} takes {needed} bytes, but {given} were given"
        )))
    }
}

/// Numbers in row-major order and this machine's byte order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Array {
    /// The elements, one after another.
    pub bytes: Vec<u8>,
    /// Their type.
    pub dtype: Dtype,
    /// How many there are along each axis; empty for a single number.
    pub shape: Vec<usize>,
}

impl Array {
    /// Puts the three together; refuses bytes that are not exactly as many as the shape needs.
    pub fn new(bytes: Vec<u8>, dtype: Dtype, shape: Vec<usize>) -> Result<Array, Mismatch> {
        dtype.check(bytes.len(), &shape)?;
        Ok(Array { bytes, dtype, shape })
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.dtype.size()
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_must_be_as_many_as_the_shape_needs() {
        assert_eq!(Array::new(vec![0; 24], Dtype::F32, vec![2, 3]).unwrap().len(), 6);
        assert_eq!(Array::new(vec![0; 8], Dtype::F64, vec![]).unwrap().len(), 1);
        assert!(Array::new(vec![], Dtype::F64, vec![3, 0]).unwrap().is_empty());
        assert!(Array::new(vec![], Dtype::U8, vec![0, usize::MAX]).is_ok());
        let refused = Array::new(vec![0; 23], Dtype::F32, vec![2, 3]).unwrap_err();
        assert_eq!(refused.to_string(), "an array of shape [2, 3] and type F32 takes 24 bytes, but 23 were given");
    }

    #[test]
    fn a_shape_beyond_memory_is_refused() {
        let refused = Array::new(vec![0; 8], Dtype::F32, vec![usize::MAX, 3]).unwrap_err();
        assert!(refused.to_string().contains("more than memory can hold"), "{refused}");
    }

    #[test]
    fn types_are_known_by_their_numpy_names() {
        assert_eq!(Dtype::from_name("bfloat16"), Some(Dtype::Bf16));
        assert_eq!(Dtype::from_name("float64").map(Dtype::size), Some(8));
        assert_eq!(Dtype::from_name("complex64"), None);
    }
}
