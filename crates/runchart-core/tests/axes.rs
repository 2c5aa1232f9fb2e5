//! Axes of x beyond steps and time: any tag, logarithms; and the running median; each against looking at every point.

use std::sync::Arc;

use fastrand::Rng;
use runchart_core::event::tensor::Number;
use runchart_core::query::axis::Axis;
use runchart_core::query::join::{Joins, join};
use runchart_core::query::scale::Scale;
use runchart_core::query::{Asked, View, query};
use runchart_core::series::chunk::Points;
use runchart_core::series::column::Column;
use runchart_core::series::{Part, Series};

fn series(points: &[(i64, f64)]) -> Series {
    let mut columns = Points::default();
    points.iter().for_each(|&(step, value)| columns.push(step, step as f64, Number::Double(value)));
    let mut column = Column::default();
    column.append(&columns, 0);
    column.seal();
    Series::assemble(&[Part { column: &column, session_steps: &[], walls: (0.0, 1.0), file: 1 }]).unwrap()
}

fn asked(series: &Series) -> Asked<'_> {
    Asked { series: Some(series), joined: None, origin: 0.0, superseded: false }
}

/// All points on the axis of a tag, as (x, value).
fn on_tag(y: &Series, x: &Series) -> Vec<(f64, f64)> {
    let joined = join(y, x, false);
    let asked = Asked { joined: joined.as_ref(), ..asked(y) };
    let answer = query(&[asked], Axis::Tag, &View::default()).remove(0);
    assert_eq!(answer.points, y.points(), "of the series, whatever has a place");
    (0..answer.len()).map(|at| (answer.x_first[at], answer.first.get(at))).collect()
}

#[test]
fn a_point_stands_where_the_tag_was_last() {
    let loss = series(&[(0, 9.0), (10, 8.0), (20, 7.0), (30, 6.0)]);
    let tokens = series(&[(5, 100.0), (10, 200.0), (10, 250.0), (25, 300.0)]);
    assert_eq!(on_tag(&loss, &tokens), [(250.0, 8.0), (250.0, 7.0), (300.0, 6.0)], "the first is before any token");
}

#[test]
fn what_is_not_finite_has_no_place_and_what_goes_back_is_sorted() {
    let loss = series(&[(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0), (4, 5.0)]);
    let rate = series(&[(0, 0.3), (1, f64::NAN), (2, 0.1), (3, f64::INFINITY), (4, 0.2)]);
    assert_eq!(on_tag(&loss, &rate), [(0.1, 3.0), (0.2, 5.0), (0.3, 1.0)]);
    let nothing = series(&[(9, 0.5), (11, 0.5)]);
    assert_eq!(on_tag(&loss, &nothing), [], "no step in common");
}

#[test]
fn where_steps_say_nothing_places_are_joined() {
    let (loss, epoch) = (series(&[(0, 5.0), (0, 4.0), (0, 3.0)]), series(&[(0, 1.0), (0, 2.0), (0, 3.0)]));
    assert_eq!(on_tag(&loss, &epoch), [(1.0, 5.0), (2.0, 4.0), (3.0, 3.0)]);
}

#[test]
fn a_million_points_on_the_axis_of_a_tag_keep_their_spike_and_are_joined_once() {
    let count = 1_000_000;
    let mut rng = Rng::with_seed(7);
    let noise: Vec<(i64, f64)> =
        (0..count).map(|step| (step, if step == 765_432 { 50.0 } else { rng.f64() })).collect();
    let (loss, rate) =
        (Arc::new(series(&noise)), Arc::new(series(&(0..count).map(|s| (s, (s % 1_000) as f64)).collect::<Vec<_>>())));
    let joins = Joins::default();
    let joined = joins.of(&loss, &rate, false).unwrap();
    assert!(Arc::ptr_eq(&joined, &joins.of(&loss, &rate, false).unwrap()));
    let asked = Asked { joined: Some(&joined), ..asked(&loss) };
    let answer = query(&[asked], Axis::Tag, &View { pixels: Some(300), ..View::default() }).remove(0);
    let spike = (0..answer.len()).find(|&at| answer.max.get(at) == 50.0).expect("the spike is in a bucket");
    assert_eq!(answer.x_max[spike], 432.0);
    assert_eq!(answer.spike_max.get(spike), 50.0);
}

#[test]
fn a_small_tag_has_buckets_as_fine_as_any() {
    let points: Vec<_> = (0..5_000).map(|step| (step, step as f64)).collect();
    let rate: Vec<_> = (0..5_000).map(|step| (step, step as f64 * 1e-12)).collect();
    let (loss, rate) = (series(&points), series(&rate));
    let joined = join(&loss, &rate, false);
    let asked = Asked { joined: joined.as_ref(), ..asked(&loss) };
    let answer = query(&[asked], Axis::Tag, &View { pixels: Some(300), ..View::default() }).remove(0);
    assert!((150..=302).contains(&answer.len()), "{}", answer.len());
}

#[test]
fn buckets_of_a_logarithmic_axis_are_equally_wide_in_logarithms() {
    let points: Vec<_> = (0..1_000_000).map(|step| (step, if step == 3 { 1e6 } else { (step % 17) as f64 })).collect();
    let series = series(&points);
    for (scale, first) in [(Scale::Log, 1.0), (Scale::Symlog(1.0), 0.0)] {
        let answer =
            query(&[asked(&series)], Axis::Step, &View { scale, pixels: Some(400), ..View::default() }).remove(0);
        assert!((200..=402).contains(&answer.len()), "{scale:?}: {}", answer.len());
        assert_eq!(answer.x_first[0], first, "{scale:?}");
        assert_eq!(answer.count.iter().map(|&count| f64::from(count)).sum::<f64>(), 1e6 - first);
        assert!(answer.width < 0.2, "{scale:?}: {} doublings", answer.width);
        let spike = (0..answer.len()).find(|&at| answer.max.get(at) == 1e6).expect("the spike is in a bucket");
        assert_eq!((answer.x_max[spike], answer.count[spike]), (3.0, 1), "early steps have buckets of their own");
    }
}

#[test]
fn what_is_not_above_nought_has_no_place_among_logarithms() {
    let below = series(&[(-3, 1.0), (-2, 2.0), (0, 3.0)]);
    let view = View { scale: Scale::Log, lo: Some(-5.0), hi: Some(100.0), pixels: Some(10), ..View::default() };
    assert_eq!(query(&[asked(&below)], Axis::Step, &view)[0].len(), 0);
    let mixed = series(&[(-3, 1.0), (0, 3.0), (4, 5.0), (80, 6.0)]);
    assert_eq!(query(&[asked(&mixed)], Axis::Step, &view)[0].x_first, [4.0, 80.0]);
}

#[test]
fn the_running_median_is_that_of_every_point() {
    for seed in 0..200 {
        let mut rng = Rng::with_seed(seed);
        let mut step = 0;
        let points: Vec<(i64, f64)> = (0..rng.usize(1..4_000))
            .map(|_| {
                step += rng.i64(0..4) * if rng.u8(..100) == 0 { -30 } else { 1 };
                (step, if rng.u8(..20) == 0 { f64::NAN } else { (rng.f64() * 40.0).floor() })
            })
            .collect();
        let series = series(&points);
        let reach = [0.5, 3.0, 70.0, 1e6][rng.usize(..4)];
        let view = View { pixels: Some(50), median_reach: Some(reach), ..View::default() };
        let answer = query(&[asked(&series)], Axis::Step, &view).remove(0);
        for (at, middle) in answer.middles().into_iter().enumerate() {
            let near = |&&(step, value): &&(i64, f64)| (step as f64 - middle).abs() <= reach && value.is_finite();
            let mut values: Vec<f64> = points.iter().filter(near).map(|&(_, value)| value).collect();
            values.sort_by(f64::total_cmp);
            let expected = match values.len() {
                _ if answer.count[at] == 0 => f64::NAN,
                0 => f64::NAN,
                n => (values[(n - 1) / 2] + values[n / 2]) / 2.0,
            };
            assert!(
                answer.median[at] == expected || (answer.median[at].is_nan() && expected.is_nan()),
                "seed {seed}, {at}: {} is not {expected}",
                answer.median[at]
            );
        }
    }
}
