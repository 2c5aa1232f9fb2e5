//! The targets of `make fuzz` on mutations of their seeds, a bounded number of them and always the same: what libFuzzer does for
//! hours, for seconds, and without it.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use fastrand::Rng;
use targets::{TARGETS, Target};

/// Inputs for each target.
const INPUTS: usize = 2_000;

#[test]
fn no_mutation_of_a_good_input_breaks_what_must_hold() {
    std::thread::scope(|scope| {
        for target in &TARGETS {
            let thread = std::thread::Builder::new().name(target.name.to_owned());
            thread.spawn_scoped(scope, || feed(target)).expect("a thread");
        }
    });
}

fn feed(target: &Target) {
    let mut source = Rng::with_seed(11);
    let seeds = (target.seeds)();
    seeds.iter().for_each(|seed| (target.check)(seed));
    for _ in 0..INPUTS {
        let mut input = source.choice(&seeds).expect("seeds").clone();
        (0..source.usize(1..5)).for_each(|_| mutate(&mut input, &seeds, &mut source));
        (target.check)(&input);
    }
}

/// One of the changes that find most: a bit, a byte of a bound, a part left out, repeated, or from another input.
fn mutate(input: &mut Vec<u8>, seeds: &[Vec<u8>], source: &mut Rng) {
    let Some(last) = input.len().checked_sub(1) else { return };
    let (at, other) = (source.usize(..=last), source.choice(seeds).expect("seeds"));
    let end = at + source.usize(..=(last - at).min(20));
    match source.u8(..6) {
        0 => input[at] ^= 1 << source.u8(..8),
        1 => input[at] = *source.choice(&[0u8, 1, 0x7f, 0x80, 0xff]).expect("bytes"),
        2 => drop(input.drain(at..end)),
        3 => input.extend_from_within(at..end),
        4 => input.truncate(at),
        _ => drop(input.splice(at..end, other.iter().skip(source.usize(..other.len())).take(40).copied())),
    }
}
