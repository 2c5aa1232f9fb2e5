"""The files of embeddings, as torch offers them."""

from runchart.dropin.embedding import make_mat, make_sprite, make_tsv

__all__ = ["make_mat", "make_sprite", "make_tsv"]
