//! Writes a logdir of scalars: `generate LOGDIR RUNS TAGS STEPS`. One event file a run, every tag at every step.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use runchart_core::event::{Event, FILE_VERSION, What, encode_scalar};
use runchart_core::record;

const START: f64 = 1_795_417_631.0;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [logdir, runs, tags, steps] = &arguments[..] else { return Err("generate LOGDIR RUNS TAGS STEPS".into()) };
    let (runs, tags, steps) = (runs.parse()?, tags.parse()?, steps.parse()?);
    let tags: Vec<String> = (0..tags).map(|tag| format!("train/metric_{tag:03}")).collect();
    for run in 0..runs {
        write_run(&Path::new(logdir).join(format!("run_{run:05}")), run, &tags, steps)?;
    }
    Ok(())
}

fn write_run(directory: &Path, run: usize, tags: &[String], steps: i64) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(directory)?;
    let mut file = std::fs::File::create(directory.join("events.out.tfevents.1795417631.host.1.0"))?;
    let mut buffer = Vec::with_capacity(2 << 20);
    let head = Event { wall_time: START, step: 0, what: What::FileVersion(FILE_VERSION) };
    record::append(&mut buffer, |out| head.encode(out));
    for step in 0..steps {
        for (number, tag) in tags.iter().enumerate() {
            let wall_time = START + step as f64 * 0.01 + number as f64 * 1e-5;
            let value = (-(step as f32) / 1e5).exp() + ((step * 7 + run as i64 + number as i64) as f32).sin() * 0.1;
            record::append(&mut buffer, |out| encode_scalar(out, wall_time, step, tag, value));
        }
        if buffer.len() > 1 << 20 {
            file.write_all(&buffer)?;
            buffer.clear();
        }
    }
    file.write_all(&buffer)?;
    Ok(())
}
