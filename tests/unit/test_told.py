"""How an error of the database is told to the person at the keyboard."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from theodoi.database import told
from theodoi.load.patience import wait_until_up


def test_where_no_postgres_listens_the_sentence_names_the_command_that_starts_it():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(OperationalError) as raised:
        wait_until_up(create_engine(f"postgresql://nobody@127.0.0.1:{port}/none"), seconds=0)
    assert told(raised.value).endswith("`make run` starts the one of this folder")
    assert "\n" not in told(raised.value)


def test_another_fault_is_told_by_its_first_line():
    assert told(LookupError("no such profile\nsecond line")) == "no such profile"
