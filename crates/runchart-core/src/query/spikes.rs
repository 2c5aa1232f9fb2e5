//! Which buckets hold a value that stands out of its surroundings, such as one step among a million: a chart draws it,
//! whatever a mean or a faint band would make of it.

use super::buckets::{Buckets, push_value};

/// A spike is this many standard deviations from the means of its bucket and of those beside it: a slope is none.
const DEVIATIONS: f64 = 6.0;
const NEIGHBOURS: usize = 8;

/// Fills `spike_min` and `spike_max`: the extremes that are spikes, NaN elsewhere.
pub fn find(buckets: &mut Buckets) {
    let reaches = reaches(buckets);
    for place in 0..buckets.len() {
        let (mut below, mut above) = (f64::NAN, f64::NAN);
        let several = buckets.count[place] > 1;
        if let Some(typical) = several.then(|| typical(buckets, &reaches, place)).flatten() {
            let reach = DEVIATIONS * typical / expected_maximum(buckets.count[place]);
            let mean = buckets.mean.get(place);
            let (before, after) = (mean_beside(buckets, place, -1), mean_beside(buckets, place, 1));
            let (min, max) = (buckets.min.get(place), buckets.max.get(place));
            if before.min(mean).min(after) - min > reach {
                below = min;
            }
            if max - before.max(mean).max(after) > reach {
                above = max;
            }
        }
        push_value(&mut buckets.spike_min, below);
        push_value(&mut buckets.spike_max, above);
    }
}

/// About how many standard deviations the largest of `count` normal values lies above their mean.
fn expected_maximum(count: u32) -> f64 {
    0.56 * f64::from(count).log2().powf(0.8)
}

/// The mean of the bucket on one side; where a series begins or ends, what its slope would make of it.
fn mean_beside(buckets: &Buckets, place: usize, direction: isize) -> f64 {
    let mean = |at: Option<usize>| {
        at.filter(|&at| buckets.count.get(at).is_some_and(|&count| count > 0)).map(|at| buckets.mean.get(at))
    };
    let here = buckets.mean.get(place);
    let other = || mean(place.checked_add_signed(-direction)).map_or(here, |other| 2.0 * here - other);
    mean(place.checked_add_signed(direction)).unwrap_or_else(other)
}

/// Half the range of each bucket, 0 for one that has no two points.
fn reaches(buckets: &Buckets) -> Vec<f64> {
    let reach = |at: usize| (buckets.max.get(at) - buckets.min.get(at)) / 2.0;
    (0..buckets.len()).map(|at| if buckets.count[at] > 1 { reach(at) } else { 0.0 }).collect()
}

/// The mean reach of the neighbours; the bucket itself does not count.
fn typical(buckets: &Buckets, reaches: &[f64], place: usize) -> Option<f64> {
    let (from, to) = (place.saturating_sub(NEIGHBOURS), (place + NEIGHBOURS + 1).min(reaches.len()));
    let sides = [from..place, place + 1..to];
    let count: usize =
        sides.iter().map(|side| buckets.count[side.clone()].iter().filter(|&&count| count > 1).count()).sum();
    let sum: f64 = sides.into_iter().map(|side| reaches[side].iter().sum::<f64>()).sum();
    (count > 0).then(|| sum / count as f64)
}
