"""The checksum of records, as tensorboardX offers it. The writer has its own, native one."""

from __future__ import annotations

from collections.abc import Iterable

CRC_INIT = 0
MASK = 0xFFFFFFFF
POLYNOMIAL = 0x82F63B78


def table_entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (POLYNOMIAL if byte & 1 else 0)
    return byte


CRC_TABLE = tuple(table_entry(byte) for byte in range(256))

_crc32c_native = None


def crc_update(crc: int, data: Iterable[int]) -> int:
    """Goes on from the checksum `crc` over `data`."""
    crc ^= MASK
    for byte in data:
        crc = CRC_TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ MASK


def crc_finalize(crc: int) -> int:
    return crc & MASK


def crc32c(data: bytes) -> int:
    """The CRC-32C of `data`."""
    return crc_finalize(crc_update(CRC_INIT, data))


_crc32c = crc32c
