//! What tags hold, as their first value says.

use super::*;

fn double(number: f64) -> Vec<u8> {
    let mut bytes = Vec::new();
    tensor::put_double(&mut bytes, number);
    bytes
}

#[test]
fn the_first_metadata_of_a_tag_decides_what_its_tensors_are() {
    let logdir = Logdir::new();
    let (one, two) = (double(0.1), double(0.2));
    let tensors = |tag: &str, plugin| {
        [value(0, tag, Some(plugin), Data::Tensor(&one)), value(1, tag, None, Data::Tensor(&two))].concat()
    };
    let bytes =
        [tensors("loss", "scalars"), tensors("other", "pr_curves"), value(0, "unknown", None, Data::Tensor(&one))];
    logdir.write("tfevents", &bytes.concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!(points_of(&reader, ".", "loss").values, runchart_core::series::chunk::Values::Double(vec![0.1, 0.2]));
    assert_eq!(reader.tags().names(0), ["loss".into(), "other".into(), "unknown".into()]);
    assert_eq!(run(&reader, ".").unwrap().view().series.len(), 1);
    logdir.append("tfevents", &value(2, "loss", None, Data::Tensor(&one)));
    logdir.write("tfevents.later", &value(3, "loss", None, Data::Tensor(&one)));
    reader.refresh();
    assert_eq!(steps(&reader), [0, 1, 2, 3], "across reads and files");
}

#[test]
fn a_data_class_goes_before_the_plugin() {
    let logdir = Logdir::new();
    let number = double(2.0);
    let of = |tag, plugin_name, data_class| {
        let metadata = Some(Metadata { plugin_name, data_class, ..Metadata::default() });
        let mut summary = Vec::new();
        Value { tag, metadata, data: Data::Tensor(&number) }.encode(&mut summary);
        event(1.0, 1, What::Summary(Summary(&summary)))
    };
    logdir.write("tfevents", &[of("a", "mine", 1), of("b", "scalars", 2), of("c", "scalars", 0)].concat());
    let reader = logdir.reader(FOREVER);
    let view = run(&reader, ".").unwrap().view();
    let names =
        |tags: Vec<u32>| tags.iter().map(|tag| reader.tags().name(*tag).unwrap().to_string()).collect::<Vec<_>>();
    assert_eq!(names(view.series.iter().map(|(tag, _)| *tag).collect()), ["a", "c"]);
    assert_eq!(names(view.media.iter().map(|(tag, _)| *tag).collect()), ["b"]);
}

#[test]
fn scalars_beside_a_picture_of_many_megabytes_are_kept() {
    let logdir = Logdir::new();
    let picture = vec![7; 5_000_000];
    let mut summary = Vec::new();
    Value { tag: "picture", metadata: None, data: Data::Image(&picture) }.encode(&mut summary);
    Value { tag: "loss", metadata: None, data: Data::Simple(0.5) }.encode(&mut summary);
    let large = event(1001.0, 1, What::Summary(Summary(&summary)));
    logdir.write("tfevents", &[&scalars(0..1), &large[..], &large, &scalars(2..3), &large[..4_000_000]].concat());
    let reader = logdir.reader(FOREVER);
    assert_eq!((steps(&reader), damage(&reader)), (vec![0, 1, 1, 2], vec![]));
}

#[test]
fn a_tag_is_what_its_first_value_says_in_every_slice_of_a_file() {
    let logdir = Logdir::new();
    let (padding, one) = ([7u8; 30_000], double(0.25));
    let mut bytes = value(0, "curve", Some("pr_curves"), Data::Tensor(&one));
    bytes.extend(value(0, "loss", Some("scalars"), Data::Tensor(&one)));
    for step in 1..200 {
        bytes.extend(value(step, "padding", None, Data::Audio(&padding)));
        bytes.extend(value(step, "curve", if step > 50 { Some("scalars") } else { None }, Data::Tensor(&one)));
        bytes.extend(value(step, "loss", if step > 50 { Some("text") } else { None }, Data::Tensor(&one)));
        bytes.extend(value(step, "curve", None, Data::Simple(1.0)));
    }
    logdir.write("tfevents", &bytes);
    let reader = logdir.reader(FOREVER);
    let curve = media_of(&reader, "curve").unwrap();
    assert_eq!((&*curve.metadata.plugin, curve.series.points()), ("pr_curves", 200));
    assert_eq!(steps(&reader), (0..200).collect::<Vec<_>>());
    assert!(media_of(&reader, "loss").is_none() && points_of(&reader, ".", "curve").is_empty());
    assert_eq!(media_of(&reader, "padding").unwrap().metadata.plugin.as_ref(), "audio");
}

#[test]
fn graphs_and_run_metadata_have_tags() {
    let logdir = Logdir::new();
    let run_metadata = b"\x0a\x06step 5\x12\x04data";
    let meta_graph = b"\x0a\x02aa\x12\x05graph";
    let large = vec![9; 100_000];
    let events = [
        event(1.0, 0, What::GraphDef(b"graph")),
        event(2.0, 5, What::RunMetadata(run_metadata)),
        event(3.0, 0, What::MetaGraph(meta_graph)),
        event(4.0, 1, What::GraphDef(&large)),
    ];
    logdir.write("tfevents", &events.concat());
    let reader = logdir.reader(FOREVER);
    let bytes = |bytes: &[u8]| format!("Bytes({bytes:?})");
    assert_eq!(contents(&reader, "__run_graph__"), [bytes(b"graph"), bytes(&large)]);
    assert_eq!(contents(&reader, "step 5"), [bytes(b"data")]);
    assert_eq!(contents(&reader, "__meta_graph__"), [bytes(b"graph")]);
    assert_eq!(media_of(&reader, "step 5").unwrap().metadata.plugin.as_ref(), "graph_run_metadata");
}

#[test]
fn what_was_said_of_a_tag_is_known() {
    let logdir = Logdir::new();
    let said = Metadata {
        plugin_name: "scalars",
        content: b"c",
        display_name: "Loss",
        summary_description: "d",
        data_class: 1,
    };
    let mut summary = Vec::new();
    for (tag, metadata) in [("loss", said), ("plain", Metadata { plugin_name: "scalars", ..Metadata::default() })] {
        Value { tag, metadata: Some(metadata), data: Data::Tensor(&double(0.5)) }.encode(&mut summary);
    }
    logdir.write("tfevents", &event(1.0, 0, What::Summary(Summary(&summary))));
    let reader = logdir.reader(FOREVER);
    let view = run(&reader, ".").unwrap().view();
    let words = |tag: &str| view.metadata(reader.tags().find(tag).unwrap()).unwrap();
    assert_eq!(
        (&*words("loss").display_name, &*words("loss").description, &*words("loss").content),
        ("Loss", "d", &b"c"[..])
    );
    assert_eq!((&*words("plain").plugin, view.words.len()), ("scalars", 1));
    assert!(view.metadata(99).is_none());
}
