//! Folds: which runs are really a part of another run, because a call of `add_scalars` or `add_hparams` made them.

use std::collections::HashMap;

use super::Shared;
use super::run::View;
use super::tags::{TagId, Tags};

const EXPERIMENT: &str = "_hparams_/experiment";
const SESSION_START: &str = "_hparams_/session_start_info";
const SESSION_END: &str = "_hparams_/session_end_info";

/// Where a child run belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Number of the parent run.
    pub parent: usize,
    /// What `add_scalars` made. `None`: the session of `add_hparams`, whose tags stand beside the parent's own.
    pub line: Option<Line>,
}

/// A line of a card of the parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The tag of the card.
    pub tag: TagId,
    /// The name of the line.
    pub key: String,
}

/// The fold of a run called `name` that `add_scalars` made.
pub fn line(name: &str, view: &View, shared: &Shared) -> Option<Fold> {
    let ([(tag, _)], []) = (&view.series[..], &view.media[..]) else { return None };
    let tag = *tag;
    let tag_name = shared.tags.name(tag)?;
    let (parent, key) = parent_and_key(name, &tag_name, |name| shared.run_number(name).is_some())?;
    Some(Fold { parent: shared.run_number(parent)?, line: Some(Line { tag, key: key.to_owned() }) })
}

/// What a run says of its session of hyperparameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// Nothing.
    Without,
    /// It holds one among other things.
    Among,
    /// It holds what `add_hparams` of tensorboardX and torch writes to a run of its own, and nothing else: experiment, start
    /// and end, and a point of each metric for each call.
    Alone,
}

/// What `view` says of its session.
pub fn session(view: &View, tags: &Tags) -> Session {
    let start = tags.find(SESSION_START).and_then(|tag| view.media(tag));
    let Some(start) = start else { return Session::Without };
    let has = |name| tags.find(name).is_some_and(|tag| view.media(tag).is_some());
    let calls = start.series.points();
    let metrics_alone = view.series.iter().all(|(_, series)| series.points() <= calls);
    let alone = view.media.len() == 3 && has(EXPERIMENT) && has(SESSION_END) && metrics_alone;
    if alone { Session::Alone } else { Session::Among }
}

/// Whether what was read of a run may change which sessions belong to which runs.
pub fn concerns_sessions(view: &View, tags: &Tags) -> bool {
    let folded = view.fold.as_ref().is_some_and(|fold| fold.line.is_none());
    folded || session(view, tags) != Session::Without
}

/// The parents of the sessions that belong to the run of the directory above, by number of the run. One that has several below it, or one
/// of its own, made a trial of each call, as the example in torch's documentation does: those stay runs.
pub fn sessions<'a>(runs: impl Iterator<Item = (usize, &'a str, Session)> + Clone) -> HashMap<usize, usize> {
    let alone = runs.clone().filter(|(.., session)| *session == Session::Alone);
    let mut below: HashMap<&str, Vec<usize>> = HashMap::new();
    for (run, name, _) in alone.filter(|(_, name, _)| *name != ".") {
        below.entry(name.rsplit_once('/').map_or(".", |(parent, _)| parent)).or_default().push(run);
    }
    let parents = runs.filter(|(.., session)| *session == Session::Without);
    let only = |(parent, name, _)| match below.get(name).map(Vec::as_slice) {
        Some(&[run]) => Some((run, parent)),
        _ => None,
    };
    parents.filter_map(only).collect()
}

/// The parent's name and the line's key, if the run `name`, whose only scalar tag is `tag`, stands where `add_scalars` puts
/// its runs: tensorboardX in `<parent>/<tag>/<key>`, torch in `<parent>/<tag with _ for />_<key>`. The nearest parent
/// that `is_run` wins.
pub fn parent_and_key<'a>(name: &'a str, tag: &str, is_run: impl Fn(&str) -> bool) -> Option<(&'a str, &'a str)> {
    let flat = tag.replace('/', "_");
    let cuts = name.rmatch_indices('/').map(|(at, _)| (&name[..at], &name[at + 1..]));
    cuts.chain([(".", name)]).find_map(|(parent, rest)| {
        let nested = rest.strip_prefix(tag).and_then(|rest| rest.strip_prefix('/'));
        let key = nested.or_else(|| rest.strip_prefix(&flat)?.strip_prefix('_'))?;
        (!key.is_empty() && is_run(parent)).then_some((parent, key))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold<'a>(name: &'a str, tag: &str) -> Option<(&'a str, &'a str)> {
        parent_and_key(name, tag, |run| [".", "a", "a/b"].contains(&run))
    }

    #[test]
    fn the_layouts_of_both_libraries_are_known() {
        assert_eq!(fold("a/b/loss/val", "loss"), Some(("a/b", "val")));
        assert_eq!(fold("a/b/loss_val", "loss"), Some(("a/b", "val")));
        assert_eq!(fold("a/train/loss/val", "train/loss"), Some(("a", "val")));
        assert_eq!(fold("a/train_loss_val", "train/loss"), Some(("a", "val")));
        assert_eq!(fold("loss_val", "loss"), Some((".", "val")));
        assert_eq!(fold("loss/x/y", "loss"), Some((".", "x/y")));
    }

    #[test]
    fn other_runs_stay_runs() {
        assert_eq!(fold("a/b/loss", "loss"), None);
        assert_eq!(fold("c/loss/val", "loss"), None);
        assert_eq!(fold("a/b/accuracy_val", "loss"), None);
        assert_eq!(fold("a/loss_", "loss"), None);
        assert_eq!(fold(".", "loss"), None);
    }

    #[test]
    fn the_only_session_below_a_run_belongs_to_it() {
        use Session::{Alone, Among, Without};
        let found = |runs: &[(&'static str, Session)]| {
            let runs = runs.iter().enumerate().map(|(run, (name, session))| (run, *name, *session));
            let mut found: Vec<_> = sessions(runs).into_iter().collect();
            found.sort_unstable();
            found
        };
        assert_eq!(found(&[(".", Without), ("1.5", Alone), ("a", Without), ("a/1.5", Alone)]), [(1, 0), (3, 2)]);
        assert_eq!(found(&[("a", Without), ("a/1", Alone), ("a/2", Alone)]), [], "trials");
        assert_eq!(found(&[("a", Among), ("a/1", Alone)]), [], "it has one of its own");
        assert_eq!(found(&[("a", Without), ("a/1", Among)]), [], "a run with hyperparameters");
        assert_eq!(found(&[("a", Without), ("a/b/1", Alone), (".", Alone)]), [], "not directly below");
    }
}
