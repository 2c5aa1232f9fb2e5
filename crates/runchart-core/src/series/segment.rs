//! Segments and what supersedes them: which points a restarted training run replaced.
//!
//! A segment supersedes earlier ones from its first step on, only after a session start, or in a later file whose wall
//! times do not overlap the earlier file's. Overlapping files are concurrent writers; steps that go back inside a file
//! are, say, a batch index of each epoch: those supersede nothing.

use std::ops::Range;

/// A stretch of points of a series, of one file and session, whose steps never go back.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Its points' places in the series.
    pub range: Range<usize>,
    /// Step of its first point.
    pub first_step: i64,
    /// End of the points that are not superseded: `range.start..kept` are shown.
    pub kept: usize,
}

/// The segments of one file between two session starts.
#[derive(Debug, Clone)]
pub struct Session {
    /// Which file, in order.
    pub file: usize,
    /// The step that the session start gave; `None` before the file's first one.
    pub start: Option<i64>,
    /// The file's first and last wall time.
    pub walls: (f64, f64),
    /// Its segments, in order.
    pub segments: Vec<Segment>,
}

impl Session {
    /// The first step that this session supersedes in earlier ones. A session start of step 0 says nothing.
    fn first_step(&self) -> i64 {
        let logged = self.segments.iter().map(|segment| segment.first_step).min().unwrap_or(i64::MAX);
        match self.start {
            Some(step) if step > 0 => step.min(logged),
            _ => logged,
        }
    }

    fn overlaps(&self, other: &Session) -> bool {
        self.walls.0 <= other.walls.1 && other.walls.0 <= self.walls.1
    }
}

/// Sets `kept` of every segment; `step` gives the step of a point of the series.
pub fn supersede(sessions: &mut [Session], step: impl Fn(usize) -> i64) {
    let in_turn = sessions.windows(2).all(|pair| pair[0].file == pair[1].file || pair[0].walls.1 < pair[1].walls.0);
    let (mut after_start, mut later_files, mut this_file) = (i64::MAX, i64::MAX, i64::MAX);
    for at in (0..sessions.len()).rev() {
        if sessions.get(at + 1).is_some_and(|next| next.file != sessions[at].file) {
            later_files = later_files.min(std::mem::replace(&mut this_file, i64::MAX));
        }
        let disjoint = if in_turn { later_files } else { first_disjoint_step(sessions, at) };
        let limit = after_start.min(disjoint);
        let first_step = sessions[at].first_step();
        this_file = this_file.min(first_step);
        if sessions[at].start.is_some() {
            after_start = after_start.min(first_step);
        }
        for segment in &mut sessions[at].segments {
            segment.kept = kept(&segment.range, limit, &step);
        }
    }
}

/// Which sessions a restart began: those after a session start, and the first of a file that no earlier file overlaps.
/// What began before all others did not restart.
pub fn restarted(sessions: &[Session]) -> impl Iterator<Item = &Session> {
    let begins = |at: usize| {
        let session = &sessions[at];
        let other_file = |earlier: &Session| earlier.file != session.file;
        let new_file = other_file(&sessions[at - 1]);
        session.start.is_some()
            || new_file && !sessions[..at].iter().any(|earlier| other_file(earlier) && session.overlaps(earlier))
    };
    (1..sessions.len()).filter(move |&at| begins(at)).map(|at| &sessions[at])
}

fn first_disjoint_step(sessions: &[Session], at: usize) -> i64 {
    let earlier = &sessions[at];
    let later = sessions[at + 1..].iter().filter(|later| later.file > earlier.file && !later.overlaps(earlier));
    later.map(Session::first_step).min().unwrap_or(i64::MAX)
}

fn kept(range: &Range<usize>, limit: i64, step: &impl Fn(usize) -> i64) -> usize {
    if limit == i64::MAX || step(range.end - 1) < limit {
        return range.end;
    }
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if step(middle) < limit { low = middle + 1 } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sessions as (file, session start, walls, segments as steps); gives the shown steps of each segment.
    #[expect(clippy::type_complexity, reason = "a table of cases")]
    fn shown(sessions: &[(usize, Option<i64>, (f64, f64), &[&[i64]])]) -> Vec<Vec<i64>> {
        let mut steps = Vec::new();
        let mut list = Vec::new();
        for &(file, start, walls, segments) in sessions {
            let mut session = Session { file, start, walls, segments: Vec::new() };
            for &segment in segments {
                let range = steps.len()..steps.len() + segment.len();
                session.segments.push(Segment { kept: range.end, range, first_step: segment[0] });
                steps.extend_from_slice(segment);
            }
            list.push(session);
        }
        supersede(&mut list, |index| steps[index]);
        let segments = list.iter().flat_map(|session| &session.segments);
        segments.map(|segment| steps[segment.range.start..segment.kept].to_vec()).collect()
    }

    #[test]
    fn a_later_file_supersedes_from_its_first_step() {
        let first: &[&[i64]] = &[&[0, 1, 2, 3, 4]];
        let second: &[&[i64]] = &[&[3, 4, 5]];
        let shown = shown(&[(0, None, (0.0, 4.0), first), (1, None, (10.0, 12.0), second)]);
        assert_eq!(shown, [vec![0, 1, 2], vec![3, 4, 5]]);
    }

    #[test]
    fn overlapping_files_are_concurrent_writers() {
        let first: &[&[i64]] = &[&[0, 1, 2]];
        let second: &[&[i64]] = &[&[0, 1, 2]];
        let shown = shown(&[(0, None, (0.0, 4.0), first), (1, None, (4.0, 12.0), second)]);
        assert_eq!(shown, [vec![0, 1, 2], vec![0, 1, 2]]);
    }

    #[test]
    fn steps_that_go_back_in_a_file_supersede_nothing_unless_a_session_starts() {
        let epochs: &[&[i64]] = &[&[0, 1, 2], &[0, 1, 2]];
        let all = shown(&[(0, None, (0.0, 4.0), epochs)]);
        assert_eq!(all, [vec![0, 1, 2], vec![0, 1, 2]]);
        let restarted = shown(&[(0, None, (0.0, 4.0), epochs), (0, Some(0), (0.0, 4.0), &[&[2, 3]])]);
        assert_eq!(restarted, [vec![0, 1], vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn a_purge_step_supersedes_from_that_step() {
        let shown = shown(&[(0, None, (0.0, 9.0), &[&[1, 2, 3, 4]]), (1, Some(2), (5.0, 9.0), &[&[4, 5]])]);
        assert_eq!(shown, [vec![1], vec![4, 5]]);
    }

    #[test]
    fn a_session_start_or_a_later_file_is_a_restart_and_a_concurrent_file_is_none() {
        let session = |file, start, walls| {
            let segments = vec![Segment { range: 0..1, first_step: 0, kept: 1 }];
            Session { file, start, walls, segments }
        };
        let files = |sessions: &[Session]| restarted(sessions).map(|one| one.file).collect::<Vec<_>>();
        let first = session(0, Some(0), (0.0, 4.0));
        assert_eq!(files(std::slice::from_ref(&first)), [0; 0]);
        assert_eq!(files(&[first.clone(), session(0, Some(3), (0.0, 4.0))]), [0]);
        assert_eq!(files(&[first.clone(), session(1, None, (5.0, 6.0)), session(2, None, (5.5, 7.0))]), [1]);
        assert_eq!(files(&[first, session(1, None, (4.0, 6.0))]), [0; 0]);
    }

    #[test]
    fn of_three_files_the_middle_one_may_overlap_both() {
        let a: &[&[i64]] = &[&[0, 1, 2, 3]];
        let shown = shown(&[(0, None, (0.0, 4.0), a), (1, None, (3.0, 7.0), a), (2, None, (6.0, 9.0), &[&[2, 3]])]);
        assert_eq!(shown, [vec![0, 1], vec![0, 1, 2, 3], vec![2, 3]]);
    }

    #[test]
    fn many_restarts_in_turn_keep_only_what_none_replaced() {
        let first: &[&[i64]] = &[&[0, 1, 2, 3, 4, 5]];
        let second: &[&[i64]] = &[&[4, 5, 6]];
        let third: &[&[i64]] = &[&[2, 3]];
        let walls = |at: f64| (at, at + 0.5);
        let shown = shown(&[(0, None, walls(0.0), first), (1, None, walls(1.0), second), (2, None, walls(2.0), third)]);
        assert_eq!(shown, [vec![0, 1], vec![], vec![2, 3]]);
    }
}
