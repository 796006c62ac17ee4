"""A shelf that is a bucket of an object store, spoken to in the S3 protocol.

What lies there was encrypted here; the keys never go there. An object is there whole or not at all,
and is durable when the store has answered: what the protocol promises is what a shelf asks for.
boto3 is imported only where a bucket is used.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_IN_MEMORY = 8 << 20
_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 5, 60, 3


class AwayError(OSError):
    """The object store cannot be reached, or says no; the message says which."""


@dataclass(frozen=True)
class Place:
    """A bucket and how it is reached; "" leaves a value to boto3's own settings."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    key_id: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        return f"Place({self.bucket!r}, {self.prefix!r}, {self.endpoint!r})"  # no secret in a log


@dataclass(frozen=True)
class Bucket:
    """A `Shelf` in one bucket, an object each; `lock` is a file of this machine."""

    place: Place
    lock: Path

    def write(self, name: str, pieces: Iterable[bytes], *, named: bool = True) -> None:
        """Put an object; the store's answer says it is durable."""
        del named
        # Large ones wait on the disk, sealed as they are, never whole in memory.
        with _said(), SpooledTemporaryFile(max_size=_IN_MEMORY) as held:
            held.writelines(pieces)
            held.seek(0)
            self._client.put_object(**self._at(name), Body=held)

    def read(self, name: str) -> bytes:
        """Return an object's bytes; raises FileNotFoundError."""
        with _said(name):
            data: bytes = self._client.get_object(**self._at(name))["Body"].read()
            return data

    def holds(self, name: str) -> bool:
        """Whether there is such an object."""
        try:
            with _said(name):
                self._client.head_object(**self._at(name))
        except FileNotFoundError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Delete an object; nothing there is fine."""
        with _said():
            self._client.delete_object(**self._at(name))

    def names(self, suffix: str) -> Iterator[str]:
        """Give what stands before `suffix` in each name that ends in it; a page at a time."""
        prefix = self.place.prefix
        with _said():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.place.bucket, Prefix=prefix):
                for each in page.get("Contents", ()):
                    name = str(each["Key"]).removeprefix(prefix)
                    if name.endswith(suffix) and "/" not in name:
                        yield name.removesuffix(suffix)

    @contextmanager
    def locked(self, how: int) -> Iterator[None]:
        """Hold this machine's lock; other machines keep the key before (`rotation`)."""
        with self.lock.open("wb") as file:
            fcntl.flock(file, how)
            yield

    @property
    def _client(self) -> Any:
        return _client(self.place)

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.place.bucket, "Key": f"{self.place.prefix}{name}"}


@lru_cache(maxsize=4)
def _client(place: Place) -> Any:
    """Return the client of a place; threads share it."""
    import boto3  # noqa: PLC0415  # only where a bucket is used
    from botocore.config import Config  # noqa: PLC0415

    return boto3.session.Session().client(
        "s3",
        endpoint_url=place.endpoint or None,
        region_name=place.region or None,
        aws_access_key_id=place.key_id or None,
        aws_secret_access_key=place.secret or None,
        config=Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"total_max_attempts": _TRIES, "mode": "standard"},
            max_pool_connections=32,
        ),
    )


@contextmanager
def _said(name: str = "") -> Iterator[None]:
    """Put the library's errors in the words of a shelf."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if name and code in _MISSING:
            raise FileNotFoundError(name) from error
        raise AwayError(f"元のファイルの保管先（オブジェクトストレージ）: {code}") from error
    except BotoCoreError as error:
        raise AwayError(f"元のファイルの保管先に接続できません: {error}") from error
