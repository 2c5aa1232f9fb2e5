//! How long it takes to make bytes from arrays: `cargo bench --bench encode`.

use std::hint::black_box;
use std::time::Instant;

use runchart_core::encode::{Array, Dtype, histogram};

fn main() {
    let mut random = fastrand::Rng::with_seed(1);
    let normal: Vec<f32> = (0..10_000_000).map(|_| (0..12).map(|_| random.f32()).sum::<f32>() - 6.0).collect();
    for count in [10_000, 1_000_000, 10_000_000] {
        let array = array_of(Dtype::F32, &normal[..count], |value| value.to_ne_bytes().to_vec());
        report(&format!("histogram of {count} float32"), || histogram(&array, None));
    }
    let flat = array_of(Dtype::F32, &vec![0.5; 1_000_000], |value| value.to_ne_bytes().to_vec());
    report("histogram of 1000000 equal float32", || histogram(&flat, None));
    let brain = array_of(Dtype::Bf16, &normal, |value| ((value.to_bits() >> 16) as u16).to_ne_bytes().to_vec());
    report("histogram of 10000000 bfloat16", || histogram(&brain, None));
    let double = array_of(Dtype::F64, &normal[..1_000_000], |value| f64::from(*value).to_ne_bytes().to_vec());
    report("histogram of 1000000 float64", || histogram(&double, None));
}

fn array_of(dtype: Dtype, values: &[f32], bytes: impl Fn(&f32) -> Vec<u8>) -> Array {
    Array::new(values.iter().flat_map(bytes).collect(), dtype, vec![values.len()]).expect("one element a value")
}

fn report<R>(what: &str, work: impl Fn() -> R) {
    let mut times: Vec<f64> = (0..15)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<40} {:8.3} ms (median of 15, best {:.3})", times[7], times[0]);
}
