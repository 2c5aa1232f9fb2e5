//! Kinds: what the tags of a run hold, as the first value that tells anything said.

use std::collections::HashMap;
use std::sync::Arc;

use super::tags::{TagId, Tags};
use crate::event::{CLASS_SCALAR, Data, Metadata, Value};

/// The tag under which a writer counts the events that it had to drop.
const DROPPED_TAG: &str = "_runchart/dropped";

/// What a tag holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Scalars, whose values are kept.
    Scalar,
    /// Counts of events that a writer had to drop.
    Dropped,
    /// Anything else; the places of the values are kept.
    Media,
}

/// What the first metadata of a tag says; for values of old kinds, which need none, the plugin is that of their kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TagMetadata {
    /// Name of the plugin that shows the tag; empty where nothing says it.
    pub plugin: Box<str>,
    /// That plugin's own bytes.
    pub content: Box<[u8]>,
    /// A title for people, instead of the tag.
    pub display_name: Box<str>,
    /// Markdown.
    pub description: Box<str>,
}

/// What the tags of a run hold.
#[derive(Debug, Default)]
pub struct Kinds {
    known: HashMap<Box<str>, Known>,
    /// Runs have many tags and few different metadata: the same is kept once.
    latest: Arc<TagMetadata>,
}

#[derive(Debug, Default)]
struct Known {
    kind: Option<Kind>,
    /// The tag's number, once it has points.
    number: Option<TagId>,
    /// `None` for scalars of which nothing more is said.
    metadata: Option<Arc<TagMetadata>>,
}

impl Kinds {
    /// What `tag` holds, if that was said.
    #[inline]
    pub fn get(&self, tag: &str) -> Option<Kind> {
        self.known.get(tag)?.kind
    }

    /// What was said of `tag`.
    pub fn metadata(&self, tag: &str) -> Option<&Arc<TagMetadata>> {
        self.known.get(tag)?.metadata.as_ref()
    }

    /// What `tag` holds: what was said first, which is `first` if nothing was said before.
    pub fn decide(&mut self, tag: &str, first: Option<Kind>, metadata: Option<Box<TagMetadata>>) -> Option<Kind> {
        let known = self.get(tag);
        if let (None, Some(kind)) = (known, first) {
            let metadata = metadata.map(|metadata| self.share(*metadata));
            let known = self.entry(tag);
            (known.kind, known.metadata) = (Some(kind), metadata);
        }
        known.or(first)
    }

    /// The number of `tag`, which has points. It is looked up here first, since all runs share the table of tags.
    pub fn number(&mut self, tag: &str, tags: &Tags) -> TagId {
        *self.entry(tag).number.get_or_insert_with(|| tags.intern(tag))
    }

    fn entry(&mut self, tag: &str) -> &mut Known {
        if !self.known.contains_key(tag) {
            self.known.insert(tag.into(), Known::default());
        }
        self.known.get_mut(tag).expect("it was just inserted")
    }

    fn share(&mut self, metadata: TagMetadata) -> Arc<TagMetadata> {
        if *self.latest != metadata {
            self.latest = Arc::new(metadata);
        }
        Arc::clone(&self.latest)
    }
}

/// What `value` says that its tag holds. The old kinds speak for themselves, whatever their metadata says; else a data class goes
/// before the plugin.
pub fn kind_of(value: &Value<'_>) -> Option<Kind> {
    match value.data {
        Data::Simple(_) => Some(Kind::Scalar),
        Data::Image(_) | Data::Histogram(_) | Data::Audio(_) => Some(Kind::Media),
        Data::None | Data::Tensor(_) => match (value.metadata?.data_class, value.metadata?.plugin_name) {
            (CLASS_SCALAR, _) | (0, "scalars") => Some(Kind::Scalar),
            (0, "") => None,
            (0, "runchart") if value.tag == DROPPED_TAG => Some(Kind::Dropped),
            _ => Some(Kind::Media),
        },
    }
}

/// What there is to keep of `value`'s metadata.
pub fn metadata_of(value: &Value<'_>) -> Option<Box<TagMetadata>> {
    let said = value.metadata.unwrap_or_default();
    let plugin = match value.data {
        Data::Simple(_) => "scalars",
        Data::Image(_) => "images",
        Data::Histogram(_) => "histograms",
        Data::Audio(_) => "audio",
        Data::None | Data::Tensor(_) => said.plugin_name,
    };
    let no_words = Metadata { plugin_name: said.plugin_name, data_class: said.data_class, ..Metadata::default() };
    (plugin != "scalars" || said != no_words).then(|| {
        Box::new(TagMetadata {
            plugin: plugin.into(),
            content: said.content.into(),
            display_name: said.display_name.into(),
            description: said.summary_description.into(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(plugin_name: Option<&'a str>, data: Data<'a>) -> Value<'a> {
        let metadata = plugin_name.map(|plugin_name| Metadata { plugin_name, ..Metadata::default() });
        Value { tag: "a", metadata, data }
    }

    #[test]
    fn old_kinds_speak_for_themselves() {
        assert_eq!(kind_of(&value(Some("images"), Data::Simple(1.0))), Some(Kind::Scalar));
        assert_eq!(kind_of(&value(Some("scalars"), Data::Image(b""))), Some(Kind::Media));
        assert_eq!(metadata_of(&value(None, Data::Image(b""))).unwrap().plugin.as_ref(), "images");
        assert_eq!(kind_of(&value(None, Data::Tensor(b""))), None);
        assert_eq!(kind_of(&value(Some("text"), Data::None)), Some(Kind::Media));
    }

    #[test]
    fn a_data_class_goes_before_the_plugin() {
        let kind = |plugin_name, data_class, data| {
            let metadata = Some(Metadata { plugin_name, data_class, ..Metadata::default() });
            kind_of(&Value { tag: "a", metadata, data })
        };
        let tensor = Data::Tensor(b"");
        assert_eq!((kind("", 1, tensor), kind("mine", 1, tensor)), (Some(Kind::Scalar), Some(Kind::Scalar)));
        assert_eq!((kind("scalars", 2, tensor), kind("", 3, tensor)), (Some(Kind::Media), Some(Kind::Media)));
        assert_eq!(kind("mine", 2, Data::Simple(1.0)), Some(Kind::Scalar), "an old kind");
    }

    #[test]
    fn the_first_word_counts_and_the_same_words_are_kept_once() {
        let mut kinds = Kinds::default();
        let said = |plugin| {
            let value = value(Some(plugin), Data::Tensor(b""));
            (kind_of(&value), metadata_of(&value))
        };
        let mut decide = |tag: &str, (kind, metadata)| kinds.decide(tag, kind, metadata);
        assert_eq!(decide("a", (None, None)), None);
        assert_eq!(decide("a", said("text")), Some(Kind::Media));
        assert_eq!(decide("a", said("scalars")), Some(Kind::Media));
        assert_eq!(decide("b", said("text")), Some(Kind::Media));
        assert_eq!(decide("c", said("scalars")), Some(Kind::Scalar));
        assert!(Arc::ptr_eq(kinds.metadata("a").unwrap(), kinds.metadata("b").unwrap()));
        assert_eq!(kinds.metadata("c"), None, "nothing that is not known anyway");
    }
}
