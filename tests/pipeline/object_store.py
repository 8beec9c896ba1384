"""An S3 server on loopback with one empty bucket, for tests of archives and lakes in an object store."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pyarrow.fs as pafs
import pytest
from moto.server import ThreadedMotoServer


@dataclass(frozen=True)
class Store:
    """An S3 server with one empty bucket."""

    port: int

    @property
    def options(self) -> str:
        """What names the server in an address of the bucket."""
        return f"endpoint_override=127.0.0.1:{self.port}&scheme=http"

    @property
    def files(self) -> pafs.FileSystem:
        return pafs.FileSystem.from_uri(f"s3://kho?{self.options}")[0]

    def put(self, key: str, data: bytes) -> None:
        with self.files.open_output_stream(f"kho/{key}", compression=None) as stream:
            stream.write(data)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "thu",
        "AWS_SECRET_ACCESS_KEY": "thu-bi-mat",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    port = server.get_host_and_port()[1]
    pafs.S3FileSystem(endpoint_override=f"127.0.0.1:{port}", scheme="http", allow_bucket_creation=True).create_dir(
        "kho"
    )
    yield Store(port)
    httpx.post(f"http://127.0.0.1:{port}/moto-api/reset").raise_for_status()  # buckets outlive their server
    server.stop()
