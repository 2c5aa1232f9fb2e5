//! Roots: the directories that are read as one logdir, each below a name of its own, and patterns of such directories.
//!
//! A pattern is expanded at every look, so that directories that appear later are found.

use std::path::{Component, Path, PathBuf};

use super::damage::Damage;
use super::discovery::{Found, discover, run_name};
use super::name::RunPath;

/// A directory to read, or a pattern of directories such as `exp-*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Runs are named below this; empty for a logdir that is read alone.
    pub name: String,
    /// Where the runs are.
    pub path: PathBuf,
    /// Whether `*`, `?` and `[` in the path are a pattern.
    pub is_pattern: bool,
}

impl Root {
    /// A logdir that is read alone.
    pub fn alone(path: &Path) -> Root {
        Root { name: String::new(), path: path.to_owned(), is_pattern: false }
    }

    /// The directories that there are now, and the name of each.
    pub fn directories(&self) -> Vec<(PathBuf, PathBuf)> {
        let name = PathBuf::from(&self.name);
        if !self.is_pattern {
            return vec![(name, self.path.clone())];
        }
        let fixed = fixed_part(&self.path);
        let found = glob::glob(&self.path.to_string_lossy()).into_iter().flatten().flatten();
        let directories = found.filter(|path| path.is_dir());
        directories.map(|path| (name.join(path.strip_prefix(&fixed).unwrap_or(&path)), path)).collect()
    }
}

/// The directories of a pattern before the first that has `*`, `?` or `[` in its name.
fn fixed_part(pattern: &Path) -> PathBuf {
    let is_fixed = |part: &Component<'_>| !part.as_os_str().as_encoded_bytes().iter().any(|byte| b"*?[".contains(byte));
    pattern.components().take_while(is_fixed).collect()
}

/// What stands below all of `roots`, each run under the name of its root. Where two have a run of one name, the first has it.
pub fn discover_all(roots: &[Root]) -> Found {
    let mut all = Found::default();
    for (name, path) in roots.iter().flat_map(Root::directories) {
        let found = discover(&path);
        for (run, files) in found.runs {
            let run = RunPath(if run.as_os_str().is_empty() { name.clone() } else { name.join(run.0) });
            if let Some(known) = all.runs.get(&run).filter(|known| **known != files) {
                let other = known.first().and_then(|file| file.parent()).unwrap_or(Path::new("")).display();
                let reason = format!("another run has this name, in {other}: give its logdir a name, NAME=DIRECTORY");
                all.damage.push((run_name(&run), Damage { file: String::new(), offset: 0, length: 0, reason }));
            } else {
                all.runs.insert(run, files);
            }
        }
        all.damage.extend(found.damage.into_iter().map(|(run, damage)| (run_name(&name.join(run)), damage)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn root(name: &str, path: PathBuf, is_pattern: bool) -> Root {
        Root { name: name.to_owned(), path, is_pattern }
    }

    fn logdir(runs: &[&str]) -> tempfile::TempDir {
        let logdir = tempfile::tempdir().unwrap();
        for run in runs {
            fs::create_dir_all(logdir.path().join(run)).unwrap();
            fs::write(logdir.path().join(run).join("tfevents"), "").unwrap();
        }
        logdir
    }

    fn names(found: &Found) -> Vec<String> {
        found.runs.keys().map(|path| run_name(path)).collect()
    }

    #[test]
    fn runs_are_named_below_their_root() {
        let (one, two) = (logdir(&["", "x"]), logdir(&["x"]));
        let roots = [root("a", one.path().to_owned(), false), root("b/c", two.path().to_owned(), false)];
        assert_eq!(names(&discover_all(&roots)), ["a", "a/x", "b/c/x"]);
        assert_eq!(names(&discover_all(&[Root::alone(one.path())])), [".", "x"]);
    }

    #[test]
    fn a_file_is_a_run_alone() {
        let one = logdir(&["", "x"]);
        let found = discover_all(&[root("a", one.path().join("tfevents"), false)]);
        assert_eq!(names(&found), ["a"]);
        assert_eq!(found.runs[&RunPath("a".into())], [one.path().join("tfevents")]);
    }

    #[test]
    fn a_pattern_names_directories_from_where_it_begins() {
        let all = logdir(&["exp-1/logs", "exp-2/logs/x", "other/logs"]);
        let of = |name: &str, pattern: &str| names(&discover_all(&[root(name, all.path().join(pattern), true)]));
        assert_eq!(of("", "exp-*"), ["exp-1/logs", "exp-2/logs/x"]);
        assert_eq!(of("n", "exp-?/logs"), ["n/exp-1/logs", "n/exp-2/logs/x"]);
        assert_eq!(of("", "none-*"), Vec::<String>::new());
    }

    #[test]
    fn runs_of_one_name_are_not_mixed() {
        let (one, two) = (logdir(&["x"]), logdir(&["x", "y"]));
        let roots = [root("a", one.path().to_owned(), false), root("a", two.path().to_owned(), false)];
        let found = discover_all(&roots);
        assert_eq!(names(&found), ["a/x", "a/y"]);
        assert!(found.runs[&RunPath("a/x".into())][0].starts_with(one.path()));
        assert_eq!(found.damage.len(), 1);
        assert_eq!(found.damage[0].0, "a/x");
    }
}
