"""A reader of the lake sees a whole dataset or none."""

import pyarrow as pa
import pytest

from theodoi.contracts import OUTCOMES
from theodoi.lake import Lake, Manifest, check_batch_id

BATCH = "nightly/2026-11-21"


def outcome(capture_id: str) -> dict:
    return {
        "capture_id": capture_id, "batch_id": BATCH, "source_id": "s", "url": "http://127.0.0.1/a",
        "outcome": "article", "reason": None, "parts": 1, "rules_version": "1",
    }  # fmt: skip


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(str(tmp_path / "lake"))


def test_a_dataset_is_not_there_before_its_manifest(lake):
    lake.write_shard(OUTCOMES, BATCH, "shard-00000", OUTCOMES.table([outcome("a")]))
    assert lake.manifest(OUTCOMES.name, BATCH) is None
    with pytest.raises(FileNotFoundError, match="clear the task `clean` and those after it"):
        lake.read(OUTCOMES, BATCH)


def test_what_was_written_is_read_back(lake):
    table = OUTCOMES.table([outcome("a"), outcome("b")])
    lake.write_shard(OUTCOMES, BATCH, "shard-00000", table)
    lake.write_manifest(Manifest(OUTCOMES.name, BATCH, {"shard-00000.parquet": 2}))
    assert lake.read(OUTCOMES, BATCH).equals(table)
    assert lake.manifest(OUTCOMES.name, BATCH).rows == 2


def test_a_manifest_removes_the_files_it_does_not_name(lake):
    for name, rows in (("shard-00000", ["a"]), ("shard-00001", ["b"])):
        lake.write_shard(OUTCOMES, BATCH, name, OUTCOMES.table([outcome(r) for r in rows]))
    lake.write_manifest(Manifest(OUTCOMES.name, BATCH, {"shard-00000.parquet": 1}))
    assert lake.names(lake.folder(OUTCOMES.name, BATCH)) == ["_manifest.json", "shard-00000.parquet"]


@pytest.mark.parametrize("sizes", [(), (0,), (3,), (2, 0, 3, 1), (1, 1, 1, 1, 1)])
def test_rows_are_counted_through_the_files(lake, sizes):
    numbers = iter(range(100))
    for n, size in enumerate(sizes):
        table = OUTCOMES.table([outcome(f"{next(numbers)}") for _ in range(size)])
        lake.write_shard(OUTCOMES, BATCH, f"shard-{n:05d}", table)
    files = {f"shard-{n:05d}.parquet": size for n, size in enumerate(sizes)}
    lake.write_manifest(Manifest(OUTCOMES.name, BATCH, files))
    whole = lake.read(OUTCOMES, BATCH)
    for start in range(7):
        for number in range(1, 8):
            assert lake.rows(OUTCOMES, BATCH, "raw", start, number).equals(whole.slice(start, number))


def test_an_empty_dataset_has_its_columns(lake):
    lake.write_manifest(Manifest(OUTCOMES.name, BATCH, {}))
    assert lake.read(OUTCOMES, BATCH).schema.names == OUTCOMES.names


def test_no_temporary_file_is_left(lake):
    lake.write_bytes("warc/batch=x/a", b"1")
    assert lake.names("warc/batch=x") == ["a"]


def test_bytes_can_be_read_from_an_offset(lake):
    lake.write_bytes("f", b"0123456789")
    assert lake.read_bytes("f", 3, 4) == b"3456"
    assert lake.read_bytes("f", 8) == b"89"


@pytest.mark.parametrize(
    "bad", ["../etc", "nightly", "nightly/", "nightly/../x", "other/1", "import/a b", "import/-x", ""]
)
def test_a_batch_id_that_is_no_safe_path_is_refused(bad):
    with pytest.raises(ValueError, match="is no batch id"):
        check_batch_id(bad)


def test_a_value_that_does_not_fit_its_column_is_refused():
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        OUTCOMES.table([outcome("a") | {"parts": "many"}])
