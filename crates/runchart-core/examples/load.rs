//! Loads a logdir and says how fast: `load LOGDIR [TIMES]`.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use runchart_core::logdir::Reader;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let logdir = arguments.next().ok_or("load LOGDIR [TIMES]")?;
    let times = arguments.next().map_or(Ok(1), |times| times.parse())?;
    for _ in 0..times {
        let start = Instant::now();
        let reader = Reader::new(Path::new(&logdir), false)?;
        reader.wait_loaded();
        let seconds = start.elapsed().as_secs_f64();
        let progress = reader.progress();
        println!(
            "{} points, {} MB, {} files, {} runs, {} damaged: {:.3} s, {:.1} million points/s, {:.0} MB of memory",
            progress.points,
            progress.bytes / 1_000_000,
            progress.files,
            reader.runs().len(),
            reader.damage().len(),
            seconds,
            progress.points as f64 / seconds / 1e6,
            resident_megabytes()?
        );
    }
    Ok(())
}

fn resident_megabytes() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
