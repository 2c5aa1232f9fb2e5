//! Folds: which runs are really one line of a card of another run, because `add_scalars` made them.

use super::tags::TagId;

/// Where a child run that `add_scalars` made belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Number of the parent run.
    pub parent: usize,
    /// The tag of the card.
    pub tag: TagId,
    /// The name of the line.
    pub key: String,
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
}
