"""The text of the projector's configuration, beside protobuf's own reading of it."""

from __future__ import annotations

import pytest
from google.protobuf import text_format
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig

from runchart.summary.projector import Entry, merged

OTHER = 'model_checkpoint_path: "a # b"  # where\n'
STRANGE = 'a "quoted" \\ back/slash\n\ttab é 嵌 }'


def parsed(config: str) -> ProjectorConfig:
    return text_format.Parse(config, ProjectorConfig())


def names(config: str) -> list[str]:
    return [entry.tensor_name for entry in parsed(config).embeddings]


def test_an_entry_says_what_protobuf_reads() -> None:
    (entry,) = parsed(str(Entry("a:00001", (5, 3), "t.tsv", "m.tsv", "s.png", 32))).embeddings
    assert (entry.tensor_name, entry.tensor_path, entry.metadata_path) == ("a:00001", "t.tsv", "m.tsv")
    assert (entry.sprite.image_path, list(entry.sprite.single_image_dim)) == ("s.png", [32, 32])
    assert list(entry.tensor_shape) == [5, 3]
    (bare,) = parsed(str(Entry("a", (1, 1), "t.tsv"))).embeddings
    assert not bare.metadata_path
    assert not bare.HasField("sprite")


@pytest.mark.parametrize("name", ["plain:00000", STRANGE])
def test_entries_of_the_same_name_are_replaced_and_all_else_is_kept(name: str) -> None:
    config = OTHER
    for written in (Entry("first", (2, 2), "1.tsv"), Entry(name, (2, 2), "2.tsv"), Entry("last", (2, 2), "3.tsv")):
        config = merged(config, written)
    assert names(config) == ["first", name, "last"]
    config = merged(config, Entry(name, (7, 7), "4.tsv"))
    assert names(config) == ["first", "last", name]
    assert parsed(config).model_checkpoint_path == "a # b"
    assert config.startswith(OTHER)
    assert config.count("embeddings {") == 3


def test_what_protobuf_and_tensorboardx_write_is_read() -> None:
    config = ProjectorConfig(model_checkpoint_path="dir")
    for name in ("a:00000", STRANGE):
        entry = config.embeddings.add(tensor_name=name, tensor_path="t.tsv")
        entry.sprite.single_image_dim.extend([4, 4])
    by_protobuf = text_format.MessageToString(config)
    by_tensorboardx = 2 * 'embeddings {\ntensor_name: "a:00000"\nsprite {\nimage_path: "s"\n}\n}\n'
    assert names(merged(by_protobuf, Entry(STRANGE, (1, 1), "t"))) == ["a:00000", STRANGE]
    assert names(merged(by_protobuf + by_tensorboardx, Entry("a:00000", (1, 1), "t"))) == [STRANGE, "a:00000"]
    other = (
        "embeddings: < tensor_name: 'a:00000' tensor_shape: [1, 2] >; # tensor_name: 'b'\nmodel_checkpoint_path: 'c'"
    )
    assert names(merged(other, Entry("b", (1, 1), "t"))) == ["a:00000", "b"]
    assert merged("", Entry("b", (1, 1), "t")) == str(Entry("b", (1, 1), "t"))


@pytest.mark.parametrize("config", ['embeddings { tensor_name: "a"', "}", 'embeddings { tensor_name: "a }', "a: '"])
def test_other_text_is_refused(config: str) -> None:
    with pytest.raises(ValueError, match=r"stands alone|ends inside"):
        merged(config, Entry("a", (1, 1), "t"))
