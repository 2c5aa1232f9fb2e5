//! The query against a plain one that looks at every point, on thousands of random series; and: nothing is ever hidden.

use fastrand::Rng;
use runchart_core::event::tensor::Number;
use runchart_core::query::axis::Axis;
use runchart_core::query::buckets::Buckets;
use runchart_core::query::statistics::Statistics;
use runchart_core::query::{Asked, View, query};
use runchart_core::series::chunk::{Points, Values};
use runchart_core::series::column::Column;
use runchart_core::series::{Part, Series};

const ORIGIN: f64 = 1_795_417_631.25;

/// A series of random character, appended in random portions.
fn random_series(rng: &mut Rng) -> Series {
    let count = [1, 2, 7, 100, 900, 9_000][rng.usize(..6)];
    let (steps_back, walls_back, odd, doubles) = (rng.u8(..4) == 0, rng.u8(..3) == 0, rng.u8(..3) == 0, rng.bool());
    let stride = [0, 1, 1, 5, 1_000_000][rng.usize(..5)];
    let mut columns = vec![Column::default()];
    let mut sessions = vec![vec![]];
    let (mut step, mut wall) = (rng.i64(-50..50), ORIGIN);
    let mut left = count;
    while left > 0 {
        let mut points = Points::default();
        for _ in 0..rng.usize(1..=left.min(1_500)) {
            points.push(step, random_wall(rng, wall, walls_back), random_number(rng, odd, doubles));
            step += if steps_back && rng.u8(..50) == 0 { -rng.i64(0..40) } else { stride * rng.i64(0..3) };
            wall += rng.f64() * 0.1;
        }
        left -= points.len();
        let last = columns.len() - 1;
        columns[last].append(&points, sessions[last].len());
        match rng.u8(..8) {
            0 => {
                columns.push(Column::default());
                sessions.push(vec![]);
                step -= rng.i64(0..200);
            }
            1 => {
                step -= rng.i64(0..200);
                sessions[last].push(step);
            }
            _ => columns[last].seal(),
        }
    }
    columns.iter_mut().for_each(Column::seal);
    let spread = rng.f64() * 50.0;
    let parts = columns.iter().zip(&sessions).enumerate().map(|(file, (column, session_steps))| Part {
        column,
        session_steps,
        walls: (file as f64 * 30.0, file as f64 * 30.0 + spread),
        file: file as u32,
    });
    Series::assemble(&parts.collect::<Vec<_>>()).expect("at least one point")
}

fn random_wall(rng: &mut Rng, wall: f64, walls_back: bool) -> f64 {
    match rng.u8(..60) {
        0 if walls_back => f64::NAN,
        1 if walls_back => f64::INFINITY,
        2..6 if walls_back => wall - rng.f64() * 20.0,
        _ => wall,
    }
}

fn random_number(rng: &mut Rng, odd: bool, doubles: bool) -> Number {
    let value = (rng.f64() * 8.0).floor() - 4.0 + if rng.bool() { rng.f64() } else { 0.0 };
    let value = match rng.u8(..40) {
        0..4 if odd => f64::NAN,
        4 if odd => f64::INFINITY,
        5 if odd => f64::NEG_INFINITY,
        6 if odd => 1e300,
        _ => value,
    };
    if doubles && rng.bool() { Number::Double(value) } else { Number::Single(value as f32) }
}

fn view(lo: Option<f64>, hi: Option<f64>, pixels: usize) -> View {
    View { lo, hi, pixels: Some(pixels), ..View::default() }
}

/// The points that are shown, as (x, value), in order of x.
fn shown(series: &Series, axis: Axis) -> Vec<(f64, f64)> {
    let points = series.copy(false);
    let x = |index: usize| match axis {
        Axis::Step => points.steps[index] as f64,
        Axis::RelativeStep => points.steps[index] as f64 - ORIGIN,
        Axis::Relative => points.walls[index] - ORIGIN,
        Axis::Wall => points.walls[index],
        Axis::Index => index as f64,
        Axis::Tag => unreachable!("the series is not joined"),
    };
    let mut shown: Vec<_> = (0..points.len()).map(|index| (x(index), points.values.get(index))).collect();
    shown.retain(|(x, _)| x.is_finite());
    shown.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap());
    shown
}

/// What [`query`] promises, by looking at every point.
fn plain(points: &[(f64, f64)], whole: bool, lo: f64, hi: f64, pixels: Option<usize>) -> (f64, Vec<Vec<(f64, f64)>>) {
    let inside = points.iter().filter(|(x, _)| (lo..=hi).contains(x)).count();
    let width = pixels.filter(|pixels| inside > pixels + 1).map(|pixels| {
        let widths = (if whole { 0 } else { -20 }..=1023).map(|exponent| 2f64.powi(exponent));
        let fits = |width: &f64| (hi / width).floor() - (lo / width).floor() <= pixels as f64;
        widths.into_iter().find(fits).expect("some width fits")
    });
    let same = |a: f64, b: f64| width.is_some_and(|width| (a / width).floor() == (b / width).floor());
    let mut groups: Vec<Vec<(f64, f64)>> = Vec::new();
    for &point in points {
        match groups.last_mut() {
            Some(group) if same(group[0].0, point.0) => group.push(point),
            _ => groups.push(vec![point]),
        }
    }
    let before = |group: &Vec<(f64, f64)>, bound: f64| {
        let (x, edge) = (group[0].0, width.map_or(bound, |width| (bound / width).floor() * width));
        x < edge
    };
    let after = |group: &Vec<(f64, f64)>, bound: f64| group[0].0 > bound && !same(group[0].0, bound);
    let first = groups.iter().take_while(|group| before(group, lo)).count().saturating_sub(1);
    let last = groups.iter().position(|group| after(group, hi)).map_or(groups.len(), |last| last + 1);
    let shown = if first < last { groups[first..last].to_vec() } else { Vec::new() };
    (width.unwrap_or(0.0), shown)
}

/// The columns that an answer of points leaves out equal the first ones.
fn filled(buckets: Buckets) -> Buckets {
    if buckets.width > 0.0 {
        return buckets;
    }
    let (x, value) = (buckets.x_first.clone(), buckets.first.clone());
    let (x_last, x_min, x_max) = (x.clone(), x.clone(), x);
    Buckets {
        x_last,
        x_min,
        x_max,
        last: value.clone(),
        min: value.clone(),
        max: value.clone(),
        mean: value,
        ..buckets
    }
}

fn check(buckets: &Buckets, width: f64, groups: &[Vec<(f64, f64)>]) {
    assert_eq!((buckets.width, buckets.len()), (width, groups.len()));
    for (at, group) in groups.iter().enumerate() {
        let finite: Vec<_> = group.iter().copied().filter(|(_, value)| value.is_finite()).collect();
        let count = |is: fn(f64) -> bool| group.iter().filter(|(_, value)| is(*value)).count() as u32;
        assert_eq!(buckets.count[at], finite.len() as u32);
        assert_eq!(buckets.nan[at], count(f64::is_nan));
        assert_eq!(buckets.pos_inf[at], count(|value| value == f64::INFINITY));
        assert_eq!(buckets.neg_inf[at], count(|value| value == f64::NEG_INFINITY));
        let (Some(first), Some(last)) = (finite.first(), finite.last()) else {
            assert_eq!((buckets.x_first[at], buckets.x_last[at]), (group[0].0, group[group.len() - 1].0));
            assert!(buckets.first.get(at).is_nan() && buckets.mean.get(at).is_nan());
            continue;
        };
        let best = |better: fn(f64, f64) -> bool| {
            finite.iter().copied().reduce(|a, b| if better(b.1, a.1) { b } else { a }).unwrap()
        };
        let (min, max) = (best(|a, b| a < b), best(|a, b| a > b));
        assert_eq!((buckets.x_first[at], buckets.first.get(at)), *first);
        assert_eq!((buckets.x_last[at], buckets.last.get(at)), *last);
        assert_eq!((buckets.x_min[at], buckets.min.get(at)), min);
        assert_eq!((buckets.x_max[at], buckets.max.get(at)), max);
        let mean = finite.iter().map(|(_, value)| value / finite.len() as f64).sum::<f64>();
        let scale = min.1.abs().max(max.1.abs()).max(1.0);
        assert!((buckets.mean.get(at) - mean).abs() <= scale * 1e-6, "{} is not {mean}", buckets.mean.get(at));
    }
}

#[test]
fn every_answer_is_that_of_looking_at_every_point() {
    for seed in 0..1_500 {
        let mut rng = Rng::with_seed(seed);
        let series = random_series(&mut rng);
        for axis in [Axis::Step, Axis::RelativeStep, Axis::Relative, Axis::Wall, Axis::Index] {
            let points = shown(&series, axis);
            let (least, most) = (points.first().map_or(0.0, |p| p.0), points.last().map_or(0.0, |p| p.0));
            let within = |rng: &mut Rng| least + (most - least) * (rng.f64() * 1.4 - 0.2);
            let (a, b) = (within(&mut rng), within(&mut rng));
            let (lo, hi) = (rng.bool().then_some(a.min(b)), rng.bool().then_some(a.max(b)));
            if lo.unwrap_or(least) > hi.unwrap_or(most) {
                continue;
            }
            let pixels = [None, Some(1), Some(3), Some(40), Some(500)][rng.usize(..5)];
            let asked = Asked { series: Some(&series), origin: ORIGIN, joined: None, superseded: false };
            let answer = filled(query(&[asked], axis, &View { lo, hi, pixels, ..View::default() }).remove(0));
            let (width, groups) = if points.is_empty() {
                (0.0, Vec::new())
            } else {
                plain(&points, axis.is_whole(), lo.unwrap_or(least), hi.unwrap_or(most), pixels)
            };
            println!("seed {seed}, {axis:?}, {lo:?} to {hi:?}, {pixels:?}, {} points", points.len());
            check(&answer, width, &groups);
        }
    }
}

fn regular(count: usize, value: impl Fn(usize) -> f32) -> Series {
    let mut column = Column::default();
    let mut points = Points::default();
    (0..count).for_each(|step| points.push(step as i64, ORIGIN + step as f64, Number::Single(value(step))));
    column.append(&points, 0);
    column.seal();
    Series::assemble(&[Part { column: &column, session_steps: &[], walls: (0.0, 1.0), file: 1 }]).unwrap()
}

#[test]
fn a_spike_of_one_step_is_seen_at_every_zoom() {
    let (count, spike) = (300_000, 123_457);
    let series = regular(count, |step| if step == spike { 1e6 } else { (step as f32 * 0.01).sin() });
    let asked = Asked { series: Some(&series), origin: ORIGIN, joined: None, superseded: false };
    for pixels in [1, 2, 10, 300, 2_000, 10_000] {
        let mut half = count as f64;
        while half > 0.4 {
            let (lo, hi) = (spike as f64 - half, spike as f64 + half);
            let answer = filled(query(&[asked], Axis::Step, &view(Some(lo), Some(hi), pixels)).remove(0));
            let at = (0..answer.len()).find(|&at| answer.max.get(at) == 1e6).expect("the spike is in a bucket");
            assert_eq!(answer.x_max[at], spike as f64);
            assert!(answer.len() <= pixels + 3);
            half /= 2.0;
        }
    }
}

#[test]
fn all_series_of_a_query_share_one_grid() {
    let (short, long) = (regular(700, |step| step as f32), regular(9_000, |step| step as f32));
    let asked =
        [&short, &long].map(|series| Asked { series: Some(series), origin: ORIGIN, joined: None, superseded: false });
    let answers = query(&asked, Axis::Step, &view(None, None, 100));
    assert_eq!((answers[0].width, answers[1].width), (128.0, 128.0));
    assert_eq!(answers[0].x_first, [0.0, 128.0, 256.0, 384.0, 512.0, 640.0]);
}

#[test]
fn a_series_that_is_not_there_has_no_buckets() {
    let missing = Asked { series: None, origin: 0.0, joined: None, superseded: false };
    let answer = &query(&[missing], Axis::Wall, &view(None, None, 10))[0];
    assert_eq!((answer.len(), answer.points, &answer.first), (0, 0, &Values::default()));
}

/// Places of the buckets with a spike below, and of those with one above.
fn spikes(series: &Series, pixels: usize) -> (Vec<usize>, Vec<usize>) {
    let answer = query(
        &[Asked { series: Some(series), origin: ORIGIN, joined: None, superseded: false }],
        Axis::Step,
        &view(None, None, pixels),
    )
    .remove(0);
    assert_eq!((answer.spike_min.len(), answer.spike_max.len()), (answer.len(), answer.len()));
    let found = |column: &Values| (0..answer.len()).filter(|&at| !column.get(at).is_nan()).collect();
    (found(&answer.spike_min), found(&answer.spike_max))
}

#[test]
fn one_step_among_thousands_is_a_spike() {
    let noise = |step: usize| ((step * 7_919) % 101) as f32 / 101.0;
    for height in [20.0, -20.0] {
        let series = regular(300_000, |step| if step == 123_457 { height } else { noise(step) });
        let (below, above) = spikes(&series, 300);
        let at = vec![123_457 / 1_024];
        assert_eq!((below, above), if height > 0.0 { (vec![], at) } else { (at, vec![]) });
    }
}

#[test]
fn two_steps_on_either_side_of_a_boundary_are_spikes() {
    let noise = |step: usize| ((step * 7_919) % 101) as f32 / 101.0;
    let series = regular(300_000, |step| if step == 102_399 || step == 102_400 { 9.0 } else { noise(step) });
    assert_eq!(spikes(&series, 300), (vec![], vec![99, 100]));
}

#[test]
fn a_steep_stretch_is_no_spike_and_the_newest_bucket_may_be_one() {
    let noise = |step: usize| ((step * 7_919) % 101) as f32 / 10_100.0;
    let ramp = |step: usize| (step.min(600) as f32) / 100.0 + noise(step);
    assert_eq!(spikes(&regular(10_000, ramp), 300), (vec![], vec![]));
    let last = |step: usize| if step == 9_990 { 36.0 } else { ramp(step) };
    assert_eq!(spikes(&regular(10_000, last), 300), (vec![], vec![9_990 / 64]));
}

#[test]
fn statistics_are_over_finite_values_but_for_the_last() {
    let series = regular(10_001, |step| if step == 10_000 { f32::NAN } else { step as f32 });
    let found = Statistics::of(&series);
    assert_eq!((found.min, found.max, found.mean), (0.0, 9_999.0, 4_999.5));
    assert!(found.last.is_nan());
    let nothing = Statistics::of(&regular(2, |_| f32::NEG_INFINITY));
    assert!(nothing.min.is_nan() && nothing.max.is_nan() && nothing.mean.is_nan());
    assert_eq!(nothing.last, f64::NEG_INFINITY);
}
