"""Records in files and in object stores, as tensorboardX offers it. Above the writer's `RecordWriter` for local files."""

from __future__ import annotations

import io
import os
import re
from typing import IO, Any, Protocol

from runchart.writer import files

PART = 8 << 20
"""Bytes of one part of an upload; S3 takes parts of 5 MiB at least."""


class Factory(Protocol):
    """What opens the files of one scheme, such as ``s3``."""

    def open(self, path: str) -> Any: ...
    def directory_check(self, path: str) -> None: ...


REGISTERED_FACTORIES: dict[str, Factory] = {}


def register_writer_factory(prefix: str, factory: Factory) -> None:
    """From now on paths that start with ``<prefix>:`` are opened by `factory`."""
    if ":" in prefix:
        raise ValueError(f"prefix: {prefix!r} holds a colon; give the scheme alone, such as 's3'")
    REGISTERED_FACTORIES[prefix] = factory


def directory_check(path: str) -> None:
    """Makes the directory, where the path is one of a file system."""
    factory = factory_of(path)
    if factory is None:
        os.makedirs(path, exist_ok=True)
    else:
        factory.directory_check(path)


def open_file(path: str) -> IO[bytes] | Any:
    """A new file to write bytes to: has write, flush and close."""
    factory = factory_of(path)
    return open(path, "wb") if factory is None else factory.open(path)


def factory_of(path: str) -> Factory | None:
    return REGISTERED_FACTORIES.get(path.partition(":")[0]) if ":" in path else None


def bucket_and_key(path: str) -> tuple[str, str]:
    bucket, _, key = path.partition("://")[2].partition("/")
    return bucket, key


class S3RecordWriter:
    """A file in S3. What was written is there after `flush` and `close`; needs boto3. ``S3_ENDPOINT`` names another host.

    An object of S3 cannot grow: until it has a part of 8 MiB it is put whole at each flush, then it is uploaded in parts
    and appears at `close`.
    """

    def __init__(self, path: str) -> None:
        try:
            import boto3
        except ImportError as error:
            raise ImportError(f"{path}: writing to S3 needs boto3: pip install boto3") from error
        self.path = path
        self.closed = False
        self.buffer = io.BytesIO()
        self._client = boto3.client("s3", endpoint_url=os.environ.get("S3_ENDPOINT"))
        self._upload: str | None = None
        self._parts: list[dict[str, Any]] = []

    def bucket_and_path(self) -> tuple[str, str]:
        return bucket_and_key(self.path)

    def write(self, val: bytes) -> None:
        self.buffer.write(val)
        if self.buffer.tell() >= PART:
            self._send_part()

    def flush(self) -> None:
        if self._upload is None:
            self._client.put_object(**self._where(), Body=self.buffer.getvalue())

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        if self._upload is None:
            self.flush()
            return
        self._send_part()
        self._client.complete_multipart_upload(
            **self._where(), UploadId=self._upload, MultipartUpload={"Parts": self._parts}
        )

    def _where(self) -> dict[str, str]:
        bucket, key = self.bucket_and_path()
        return {"Bucket": bucket, "Key": key}

    def _send_part(self) -> None:
        if self._upload is None:
            self._upload = self._client.create_multipart_upload(**self._where())["UploadId"]
        number = len(self._parts) + 1
        answer = self._client.upload_part(
            **self._where(), UploadId=self._upload, PartNumber=number, Body=self.buffer.getvalue()
        )
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self.buffer = io.BytesIO()


class S3RecordWriterFactory:
    """Opens paths of ``s3://``."""

    def open(self, path: str) -> S3RecordWriter:
        return S3RecordWriter(path)

    def directory_check(self, path: str) -> None:
        """S3 has no directories."""


class GCSRecordWriter:
    """A file in Google Cloud Storage, uploaded by its library in chunks, there after `close`; needs google-cloud-storage."""

    def __init__(self, path: str) -> None:
        try:
            from google.cloud import storage
        except ImportError as error:
            words = f"{path}: writing to gs:// needs google-cloud-storage: pip install google-cloud-storage"
            raise ImportError(words) from error
        self.path = path
        bucket, key = self.bucket_and_path()
        self.blob = storage.Client().bucket(bucket).blob(key)
        self._file = self.blob.open("wb", ignore_flush=True)

    def bucket_and_path(self) -> tuple[str, str]:
        return bucket_and_key(self.path)

    def write(self, val: bytes) -> None:
        self._file.write(val)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class GCSRecordWriterFactory:
    """Opens paths of ``gs://``."""

    def open(self, path: str) -> GCSRecordWriter:
        return GCSRecordWriter(path)

    def directory_check(self, path: str) -> None:
        """The store has no directories."""


register_writer_factory("s3", S3RecordWriterFactory())
register_writer_factory("gs", GCSRecordWriterFactory())


class RecordWriter(files.RecordWriter):
    """Writes bare records to a file of a file system or of any registered scheme; `flush` hands them to the disk."""

    def __init__(self, path: str) -> None:
        self.path = str(path)
        super().__init__(open_file(self.path))

    def flush(self) -> None:
        super().flush()
        if hasattr(self._file, "fileno"):
            os.fsync(self._file.fileno())


def make_valid_tf_name(name: str) -> str:
    """A name that TensorFlow takes: letters, digits and ``_.-/``, the first one a letter, digit or dot."""
    start = "" if re.match(r"[A-Za-z0-9.]", name) else "."
    return start + re.sub(r"[^A-Za-z0-9_.\-/]+", "_", name)
