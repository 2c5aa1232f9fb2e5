//! Tensors: any bytes decode or are malformed, and a single number is the same by both ways to it.

use runchart_core::event::array::{Array, Elements, Numbers};
use runchart_core::event::histogram::HistogramValue;
use runchart_core::event::tensor::{Number, number};

/// A TensorProto.
pub fn check(tensor: &[u8]) {
    let (whole, single) = (Array::decode(tensor), number(tensor));
    let _ = HistogramValue::of_tensor(tensor);
    let _ = HistogramValue::of_message(tensor);
    let Ok(array) = whole else { return };
    let elements: usize = array.shape.iter().product();
    match &array.elements {
        Elements::Strings(strings) => assert_eq!(strings.len(), elements),
        Elements::Numbers(numbers) => {
            assert_eq!(length(numbers), elements);
            if let (Ok(Some(single)), [one]) = (single, &first_values(numbers)[..]) {
                let single = match single {
                    Number::Single(value) => f64::from(value),
                    Number::Double(value) => value,
                };
                assert!(
                    single.to_bits() == one.to_bits() || (single.is_nan() && one.is_nan()),
                    "{single} is not {one}"
                );
            }
        }
    }
}

fn length(numbers: &Numbers) -> usize {
    match numbers {
        Numbers::Complex64(values) => values.len(),
        Numbers::Complex128(values) => values.len(),
        _ => match_length(numbers),
    }
}

macro_rules! of_reals {
    ($numbers:expr, $values:ident => $answer:expr, $other:expr) => {
        match $numbers {
            Numbers::I8($values) => $answer,
            Numbers::I16($values) => $answer,
            Numbers::I32($values) => $answer,
            Numbers::I64($values) => $answer,
            Numbers::U8($values) => $answer,
            Numbers::U16($values) => $answer,
            Numbers::U32($values) => $answer,
            Numbers::U64($values) => $answer,
            Numbers::F32($values) => $answer,
            Numbers::F64($values) => $answer,
            _ => $other,
        }
    };
}

fn match_length(numbers: &Numbers) -> usize {
    of_reals!(numbers, values => values.len(), match numbers {
        Numbers::Bool(values) => values.len(),
        _ => unreachable!("complex numbers are counted above"),
    })
}

/// The first two values of a tensor of real numbers.
#[expect(clippy::unnecessary_cast, reason = "the macro casts f64 too")]
fn first_values(numbers: &Numbers) -> Vec<f64> {
    of_reals!(numbers, values => values.iter().take(2).map(|&value| value as f64).collect(), match numbers {
        Numbers::Bool(values) => values.iter().take(2).map(|&value| f64::from(u8::from(value))).collect(),
        _ => Vec::new(),
    })
}
