//! Writes the seeds of every target into the corpus, where libFuzzer finds them: `seeds DIRECTORY`.

use std::fs;
use std::path::PathBuf;

use runchart_core_fuzz::TARGETS;

fn main() -> std::io::Result<()> {
    let corpus = PathBuf::from(std::env::args().nth(1).expect("usage: seeds DIRECTORY"));
    for target in TARGETS {
        let directory = corpus.join(target.name);
        fs::create_dir_all(&directory)?;
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(directory.join(format!("seed-{number}")), seed)?;
        }
    }
    Ok(())
}
