//! Runs that are really a part of another.

use super::*;

#[test]
fn a_run_with_pictures_is_no_line_of_add_scalars() {
    let logdir = Logdir::new();
    logdir.write("a/tfevents", &scalar("accuracy", 0));
    let picture = value(0, "picture", None, Data::Image(b""));
    logdir.write("a/loss/y/tfevents", &[scalar("loss", 0), picture].concat());
    assert_eq!(run(&logdir.reader(FOREVER), "a/loss/y").unwrap().view().fold, None);
}

#[test]
fn children_of_add_scalars_fold_into_their_parent() {
    let logdir = Logdir::new();
    logdir.write("a/tfevents", &scalar("accuracy", 0));
    logdir.write("a/val_loss_x/tfevents", &scalar("val/loss", 0));
    logdir.write("a/loss/y/tfevents", &scalar("loss", 0));
    logdir.write("b/loss/y/tfevents", &scalar("loss", 0));
    let reader = logdir.reader(FOREVER);
    let folds = |reader: &Reader| {
        let fold = |name: &str| {
            run(reader, name)
                .unwrap()
                .view()
                .fold
                .clone()
                .map(|fold| (reader.runs()[fold.parent].name.clone(), fold.line.unwrap().key))
        };
        (fold("a/val_loss_x"), fold("a/loss/y"), fold("b/loss/y"))
    };
    let line = |run: &str, key: &str| Some((run.to_owned(), key.to_owned()));
    assert_eq!(folds(&reader), (line("a", "x"), line("a", "y"), None));
    logdir.write("b/tfevents", &scalar("accuracy", 0));
    logdir.append("a/loss/y/tfevents", &scalar("another", 0));
    reader.refresh();
    assert_eq!(folds(&reader), (line("a", "x"), None, line("b", "y")));
}

/// What `add_hparams` of torch and tensorboardX writes to a run of its own.
fn session(metric: &str) -> Vec<u8> {
    let tags = ["_hparams_/experiment", "_hparams_/session_start_info", "_hparams_/session_end_info"];
    let said = tags.map(|tag| value(0, tag, Some("hparams"), Data::None));
    [said.concat(), scalar(metric, 0)].concat()
}

#[test]
fn the_session_of_add_hparams_folds_into_its_parent() {
    let logdir = Logdir::new();
    logdir.write("a/tfevents", &scalar("loss", 0));
    logdir.write("a/1795611158.03/tfevents", &session("accuracy"));
    logdir.write("b/trial/tfevents", &session("accuracy"));
    let reader = logdir.reader(FOREVER);
    let parent = |name: &str| {
        let fold = run(&reader, name).unwrap().view().fold.clone();
        fold.inspect(|fold| assert_eq!(fold.line, None)).map(|fold| reader.runs()[fold.parent].name.clone())
    };
    let parents = || (parent("a/1795611158.03").as_deref().map(str::to_owned), parent("b/trial"));
    let folded = |a: Option<&str>, b: Option<&str>| (a.map(str::to_owned), b.map(str::to_owned));
    assert_eq!(parents(), folded(Some("a"), None));
    let seq = reader.seq();
    logdir.write("b/tfevents", &scalar("loss", 0));
    reader.refresh();
    assert_eq!(parents(), folded(Some("a"), Some("b")), "the parent came later");
    assert!(run(&reader, "b/trial").unwrap().changed() > seq, "and that is news");
    logdir.write("a/1795611160.07/tfevents", &session("accuracy"));
    reader.refresh();
    assert_eq!(parents(), folded(None, Some("b")), "two are trials");
    fs::remove_dir_all(logdir.path("a/1795611160.07/tfevents").parent().unwrap()).unwrap();
    logdir.append("b/trial/tfevents", &scalar("accuracy", 1));
    reader.refresh();
    assert_eq!(parents(), folded(Some("a"), None), "a curve is a run's own");
    logdir.append("b/trial/tfevents", &session("accuracy"));
    logdir.append("a/tfevents", &session("accuracy"));
    reader.refresh();
    assert_eq!(
        parents(),
        folded(None, None),
        "the parent has a session of its own, and three points are more than two"
    );
}
