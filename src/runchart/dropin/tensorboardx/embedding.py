"""The files of embeddings, as tensorboardX offers them."""

from runchart.dropin.embedding import make_mat, make_sprite, make_tsv

__all__ = ["make_mat", "make_sprite", "make_tsv"]
