//! Discovery: which directories below a logdir are runs, and which files they hold, as TensorBoard finds them.
//!
//! A run is a directory that directly holds a file with `tfevents` in its name. Links are followed, loops are not. What
//! cannot be read is damage, never fatal. Folders named `.runchart` are the board's own: what stands in them is no run.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::damage::Damage;
use super::name::{EventPath, RunPath, is_event_file};

/// The folder in which a board keeps what people have stored, and the runs that they have deleted.
const OWN_FOLDER: &str = ".runchart";

/// What stands below a logdir.
#[derive(Debug, Default)]
pub struct Found {
    /// Event files by run directory, both in order; the directory is relative to the logdir.
    pub runs: BTreeMap<RunPath, Vec<PathBuf>>,
    /// Directories that cannot be read, by name of the run that they would be.
    pub damage: Vec<(String, Damage)>,
}

/// Walks the directories below `logdir`. A file is a run alone, whatever its name.
pub fn discover(logdir: &Path) -> Found {
    let mut found = Found::default();
    if logdir.is_file() {
        found.runs.insert(RunPath(PathBuf::new()), vec![logdir.to_owned()]);
        return found;
    }
    let entries = WalkDir::new(logdir).follow_links(true).min_depth(1).into_iter();
    for entry in entries.filter_entry(|entry| entry.file_name() != OWN_FOLDER) {
        match entry {
            Ok(entry) => note_file(logdir, &entry, &mut found),
            Err(error) => note_error(logdir, &error, &mut found),
        }
    }
    for files in found.runs.values_mut() {
        files.sort_by_cached_key(|file| EventPath(file.clone()));
    }
    found
}

fn note_file(logdir: &Path, entry: &DirEntry, found: &mut Found) {
    if !entry.file_type().is_file() || !is_event_file(entry.file_name()) {
        return;
    }
    let Some(directory) = entry.path().parent() else { return };
    let relative = directory.strip_prefix(logdir).unwrap_or(directory);
    let files = found.runs.entry(RunPath(relative.to_owned())).or_default();
    if !entry.file_name().as_encoded_bytes().ends_with(b".profile-empty") {
        files.push(entry.path().to_owned());
    }
}

/// A directory or link that cannot be read. A link that leads in a circle or nowhere hides nothing.
fn note_error(logdir: &Path, error: &walkdir::Error, found: &mut Found) {
    let (Some(path), Some(source)) = (error.path(), error.io_error()) else { return };
    if source.kind() == ErrorKind::NotFound || source.raw_os_error() == Some(libc::ELOOP) {
        return;
    }
    let name = run_name(path.strip_prefix(logdir).unwrap_or(path));
    let reason = format!("cannot be read: {source}");
    found.damage.push((name, Damage { file: String::new(), offset: 0, length: 0, reason }));
}

/// The name of the run in a directory: its path below the logdir, `.` for the logdir itself.
pub fn run_name(relative: &Path) -> String {
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    fn names(found: &Found) -> Vec<String> {
        found.runs.keys().map(|path| run_name(path)).collect()
    }

    #[test]
    fn a_run_is_a_directory_with_an_event_file() {
        let logdir = tempfile::tempdir().unwrap();
        for path in ["events.out.tfevents.1", "a/b/x.tfevents.y", "a/c/events", "d/e.tfevents.1.profile-empty"] {
            let path = logdir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        fs::create_dir_all(logdir.path().join("f/tfevents")).unwrap();
        let found = discover(logdir.path());
        assert_eq!(names(&found), [".", "a/b", "d"]);
        assert_eq!(found.runs[&RunPath("d".into())], Vec::<PathBuf>::new());
    }

    #[test]
    fn what_stands_in_a_folder_of_the_board_is_no_run() {
        let logdir = tempfile::tempdir().unwrap();
        for path in ["a/tfevents", ".runchart/trash/1/a/tfevents", "a/b/.runchart/tfevents", "a/.runcharts/tfevents"] {
            let path = logdir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        assert_eq!(names(&discover(logdir.path())), ["a", "a/.runcharts"]);
        let trash = logdir.path().join(".runchart/trash/1");
        assert_eq!(names(&discover(&trash)), ["a"], "who asks for it gets it");
        assert_eq!(names(&discover(&logdir.path().join(".runchart"))), ["trash/1/a"]);
    }

    #[test]
    fn links_are_followed_but_not_in_circles() {
        let logdir = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("tfevents"), "").unwrap();
        symlink(elsewhere.path(), logdir.path().join("linked")).unwrap();
        symlink(logdir.path(), logdir.path().join("loop")).unwrap();
        symlink("self", logdir.path().join("self")).unwrap();
        symlink("nowhere", logdir.path().join("broken.tfevents")).unwrap();
        let found = discover(logdir.path());
        assert_eq!(names(&found), ["linked"]);
        assert!(found.damage.is_empty());
    }

    #[test]
    fn a_name_that_is_not_unicode_is_shown_as_far_as_it_is() {
        let logdir = tempfile::tempdir().unwrap();
        let run = logdir.path().join(OsStr::from_bytes(b"caf\xe9"));
        fs::create_dir(&run).unwrap();
        fs::write(run.join("tfevents"), "").unwrap();
        assert_eq!(names(&discover(logdir.path())), ["caf\u{fffd}"]);
    }
}
