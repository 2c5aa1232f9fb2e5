//! Contents: a value of any kind, under whatever plugin its tag stands, decodes or is malformed.

use runchart_core::event::Summary;
use runchart_core::event::content::Content;

const PLUGINS: [&str; 8] = ["images", "audio", "histograms", "text", "graphs", "hparams", "mesh", ""];

/// A summary, with the number of a plugin before it and that plugin's own bytes, one byte of length, before those.
pub fn check(input: &[u8]) {
    let [plugin, length, rest @ ..] = input else { return };
    let (own, summary) = rest.split_at(usize::from(*length).min(rest.len()));
    let plugin = PLUGINS[usize::from(*plugin) % PLUGINS.len()];
    for value in Summary(summary).values().flatten().filter(|value| value.is_media()) {
        if let Ok(Content::Histogram(histogram)) = Content::decode(&value, plugin, own) {
            assert_eq!(histogram.left.len(), histogram.counts.len());
            assert_eq!(histogram.right.len(), histogram.counts.len());
        }
    }
}
