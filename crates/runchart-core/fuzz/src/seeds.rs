//! What inputs grow from: small good ones of every kind.

use runchart_core::event::media::{Histogram, histogram_fields, image_fields};
use runchart_core::event::tensor::{put_double, put_float, shape_fields};
use runchart_core::event::wire::{put_bytes_field, put_varint_field};
use runchart_core::event::{Data, Event, FILE_VERSION, Metadata, SESSION_START, Summary, Value, What, encode_scalar};
use runchart_core::record;

/// TensorProtos of every numeric dtype, as bytes and as values, and of strings.
pub fn tensors() -> Vec<Vec<u8>> {
    let fields = [
        (1, 5),
        (2, 6),
        (3, 7),
        (4, 7),
        (5, 7),
        (6, 7),
        (7, 8),
        (8, 9),
        (9, 10),
        (10, 11),
        (14, 13),
        (17, 7),
        (18, 12),
        (19, 13),
        (22, 16),
        (23, 17),
    ];
    let mut all = Vec::new();
    for (data_type, field) in fields {
        for (shape, stored, bytes) in
            [(&[][..], 4, 16), (&[1][..], field, 8), (&[2, 3][..], field, 24), (&[3][..], 4, 24)]
        {
            let mut tensor = shape_fields(data_type, shape);
            put_bytes_field(&mut tensor, stored, &(1..=bytes).collect::<Vec<u8>>());
            all.push(tensor);
        }
    }
    for put in [|out: &mut Vec<u8>| put_double(out, 0.5), |out: &mut Vec<u8>| put_float(out, -1.5)] {
        let mut tensor = Vec::new();
        put(&mut tensor);
        all.push(tensor);
    }
    all.push(strings(&[3], &[b"8", b"8", b"png"]));
    all.push(strings(&[1, 2], &[b"wav", b"label"]));
    all
}

fn strings(shape: &[usize], values: &[&[u8]]) -> Vec<u8> {
    let mut tensor = shape_fields(7, shape);
    values.iter().for_each(|value| put_bytes_field(&mut tensor, 8, value));
    tensor
}

/// Summaries of one value of every kind.
fn summaries() -> Vec<Vec<u8>> {
    let mut image = image_fields(8, 8, 3);
    put_bytes_field(&mut image, 4, b"\x89PNG");
    let histogram = histogram_fields(&Histogram {
        min: -1.0,
        max: 2.0,
        num: 3,
        sum: 1.0,
        sum_squares: 5.0,
        limits: &[0.0, 1.0, 2.0],
        counts: &[1, 0, 2],
        not_finite: [1, 2, 3],
    });
    let mut kinds = vec![(None, Data::Simple(0.5)), (None, Data::Image(&image)), (None, Data::Histogram(&histogram))];
    kinds.push((None, Data::Audio(b"\x0d\0\0\x80\x3f\x22\x03wav\x2a\x09audio/wav")));
    let tensors = tensors();
    let picture = strings(&[3], &[b"8", b"8", b"png"]);
    for (plugin, tensor) in
        [("scalars", &tensors[4]), ("text", &tensors[24]), ("images", &picture), ("mesh", &tensors[2])]
    {
        kinds.push((Some(plugin), Data::Tensor(tensor)));
    }
    kinds.push((Some("hparams"), Data::None));
    let mut all: Vec<Vec<u8>> = kinds.into_iter().map(|(plugin, data)| summary(plugin, data)).collect();
    let every = all.concat();
    all.push(every);
    all
}

fn summary(plugin: Option<&str>, data: Data<'_>) -> Vec<u8> {
    let metadata = plugin.map(|plugin_name| Metadata {
        plugin_name,
        content: b"own bytes",
        display_name: "a name",
        summary_description: "words",
        data_class: 0,
    });
    let mut out = Vec::new();
    Value { tag: "a/tag", metadata, data }.encode(&mut out);
    out
}

/// The data of records of every kind.
pub fn events() -> Vec<Vec<u8>> {
    let mut run_metadata = Vec::new();
    put_bytes_field(&mut run_metadata, 1, b"step 5");
    put_bytes_field(&mut run_metadata, 2, b"metadata");
    let mut meta_graph = Vec::new();
    put_varint_field(&mut meta_graph, 1, 1);
    put_bytes_field(&mut meta_graph, 2, b"graph");
    let summaries = summaries();
    let mut what: Vec<What<'_>> = summaries.iter().map(|summary| What::Summary(Summary(summary))).collect();
    what.extend([
        What::Nothing,
        What::FileVersion(FILE_VERSION),
        What::GraphDef(b"graph"),
        What::MetaGraph(&meta_graph),
    ]);
    what.extend([What::SessionLog(SESSION_START), What::RunMetadata(&run_metadata)]);
    let mut all: Vec<Vec<u8>> = what.into_iter().map(|what| encoded(1_795_417_631.75, 7, what)).collect();
    let mut scalar = Vec::new();
    encode_scalar(&mut scalar, 2.5, -3, "loss", 0.25);
    all.push(scalar);
    all
}

fn encoded(wall_time: f64, step: i64, what: What<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    Event { wall_time, step, what }.encode(&mut out);
    out
}

/// Summaries with a plugin and its bytes before them, see `content`.
pub fn contents() -> Vec<Vec<u8>> {
    let summaries = summaries();
    (0..8)
        .flat_map(|plugin| summaries.iter().map(move |summary| [&[plugin, 3][..], b"\x10\x0b\0", summary].concat()))
        .collect()
}

/// Event files.
pub fn files() -> Vec<Vec<u8>> {
    let framed = |events: &[Vec<u8>]| {
        let mut file = Vec::new();
        events.iter().for_each(|event| record::append(&mut file, |out| out.extend_from_slice(event)));
        file
    };
    let events = events();
    vec![framed(&events[..1]), framed(&events), [&framed(&events[..3])[..], &[0; 40], &framed(&events[3..5])].concat()]
}

/// Scripts that make event files, see `file`.
pub fn scripts() -> Vec<Vec<u8>> {
    let one = |kind: u8, bytes: &[u8]| [&[kind, bytes.len() as u8, (bytes.len() >> 8) as u8], bytes].concat();
    let events = events();
    let all = |kind| events.iter().flat_map(move |event| one(kind, event)).collect::<Vec<u8>>();
    let mut scripts: Vec<Vec<u8>> = (0..4).map(all).collect();
    scripts.push(
        [one(1, &events[0]), one(0, &[0; 30]), one(2, &events[1]), one(3, &events[2]), one(1, &events[3])].concat(),
    );
    scripts
}
