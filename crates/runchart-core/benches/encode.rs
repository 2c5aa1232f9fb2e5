//! How long it takes to make bytes from arrays: `cargo bench --bench encode`.

use std::hint::black_box;
use std::time::Instant;

use runchart_core::encode::{Array, Dtype, Pixels, audio, histogram, image, tsv, video};

fn main() {
    let mut random = fastrand::Rng::with_seed(1);
    let normal: Vec<f32> = (0..10_000_000).map(|_| (0..12).map(|_| random.f32()).sum::<f32>() - 6.0).collect();
    histograms(&normal);
    images(&normal);
    let clip = array_of(Dtype::F32, &[1, 16, 3, 64, 64], &normal, single);
    report("video of 16x3x64x64 float32, noise", || video(&pixels("NTCHW", &clip), 4.0));
    let smooth: Vec<f32> =
        (0..16 * 3 * 64 * 64).map(|place| waves(place % 64, place / 64 % 64, place / 4096)).collect();
    let clip = array_of(Dtype::F32, &[1, 16, 3, 64, 64], &smooth, single);
    report("video of 16x3x64x64 float32, sinusoids", || video(&pixels("NTCHW", &clip), 4.0));
    let sound = array_of(Dtype::F32, &[441_000], &normal, single);
    report("audio of 10 s at 44.1 kHz", || audio(&sound, 44_100));
    let table = array_of(Dtype::F32, &[10_000, 512], &normal, single);
    report("tsv of 10000x512 float32", || tsv(&table));
    let table =
        array_of(Dtype::F16, &[10_000, 512], &normal, |value| ((value.to_bits() >> 16) as u16).to_ne_bytes().to_vec());
    report("tsv of 10000x512 float16", || tsv(&table));
}

fn histograms(normal: &[f32]) {
    for count in [10_000, 1_000_000, 10_000_000] {
        let array = array_of(Dtype::F32, &[count], normal, single);
        report(&format!("histogram of {count} float32"), || histogram(&array.bytes, array.dtype, None));
    }
    let equal = array_of(Dtype::F32, &[1_000_000], &vec![0.5; 1_000_000], single);
    report("histogram of 1000000 equal float32", || histogram(&equal.bytes, equal.dtype, None));
    let brain = |value: f32| ((value.to_bits() >> 16) as u16).to_ne_bytes().to_vec();
    let array = array_of(Dtype::Bf16, &[10_000_000], normal, brain);
    report("histogram of 10000000 bfloat16", || histogram(&array.bytes, array.dtype, None));
    let array = array_of(Dtype::F64, &[1_000_000], normal, |value| f64::from(value).to_ne_bytes().to_vec());
    report("histogram of 1000000 float64", || histogram(&array.bytes, array.dtype, None));
}

/// Sinusoids with grain, and the same as bytes; with a folder in PICTURES, also its files *.rgb of 512 x 512 pixels.
fn images(grain: &[f32]) {
    let grainy = |height: usize, width: usize| -> Vec<f32> {
        let place = |place| waves(place % width, place / width % height, place / width / height);
        (0..3 * height * width).map(|index| place(index) + 0.02 * grain[index]).collect()
    };
    for [height, width] in [[512, 512], [1080, 1920]] {
        let array = array_of(Dtype::F32, &[3, height, width], &grainy(height, width), single);
        report(&format!("image of 3x{height}x{width} float32"), || image(&pixels("CHW", &array)));
        let array =
            array_of(Dtype::U8, &[3, height, width], &grainy(height, width), |value| vec![(value * 255.0) as u8]);
        report(&format!("image of 3x{height}x{width} uint8"), || image(&pixels("CHW", &array)));
    }
    let Some(folder) = std::env::var_os("PICTURES") else { return };
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let array = Array::new(std::fs::read(file.path()).expect("readable"), Dtype::U8, vec![512, 512, 3])
            .expect("512 x 512 pixels");
        let size = image(&pixels("HWC", &array)).png.len();
        report(&format!("{} {size}", file.file_name().display()), || image(&pixels("HWC", &array)));
    }
}

fn waves(x: usize, y: usize, channel: usize) -> f32 {
    let (x, y) = (x as f32, y as f32);
    0.5 + 0.4 * (x / (20 + 7 * channel) as f32 + y / 30.0).sin()
}

fn pixels(axes: &str, array: &Array) -> Pixels {
    Pixels::new(&array.bytes, array.dtype, &array.shape, axes, Vec::new()).expect("axes that fit")
}

fn single(value: f32) -> Vec<u8> {
    value.to_ne_bytes().to_vec()
}

fn array_of(dtype: Dtype, shape: &[usize], values: &[f32], bytes: impl Fn(f32) -> Vec<u8>) -> Array {
    let values = values.iter().copied().take(shape.iter().product());
    Array::new(values.flat_map(bytes).collect(), dtype, shape.to_vec()).expect("one value an element")
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
