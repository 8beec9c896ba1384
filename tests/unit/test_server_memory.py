"""The embedded server takes its share of the machine's memory, never less than it needs and never most of it."""

from __future__ import annotations

import pytest

from theodoi.embedded.postgres import machine_memory, server_memory

GB = 1 << 30


@pytest.mark.parametrize(
    ("total", "cache", "sorting"), [(GB // 2, "128MB", "4MB"), (4 * GB, "512MB", "16MB"), (64 * GB, "1024MB", "64MB")]
)
def test_memory_follows_the_machine(total, cache, sorting):
    settings = server_memory(total)
    assert (settings["shared_buffers"], settings["work_mem"]) == (cache, sorting)


def test_a_container_has_what_it_may_use(tmp_path):
    limit = tmp_path / "memory.max"
    whole = machine_memory(limit)
    limit.write_text("268435456\n")
    assert machine_memory(limit) == 1 << 28
    limit.write_text("max\n")
    assert machine_memory(limit) == whole
