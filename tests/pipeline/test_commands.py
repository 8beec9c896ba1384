"""What the commands of the embedded setup say when something is wrong before anything was started: one sentence, status 1."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "run": ["run", "--once"],
    "import": ["import", str(CHECKOUT / "README.md")],
    "reprocess": ["reprocess", "--batch", "nightly/2026-11-20"],
    "stop": ["stop"],
    "psql": ["psql"],
    "backfill": ["backfill", "--status"],
    "migrate": ["migrate"],
    "review-organisations": ["review-organisations"],
    "health": ["health"],
}


def without_roots_privilege() -> None:
    """Make the program that is executed next obey the rights of files, whoever it is: root passes by them otherwise."""
    if os.geteuid() == 0:
        drop_from_bounding_set = 24
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


def theodoi(home: Path | str, *arguments: str) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("THEODOI_", "AIRFLOW"))}
    return subprocess.run(
        [sys.executable, "-m", "theodoi.cli", *arguments],
        cwd="/",
        env=environment | {"THEODOI_HOME": str(home)},
        preexec_fn=without_roots_privilege,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_home_that_is_no_folder_is_a_sentence_with_its_cure(tmp_path, command):
    (tmp_path / "file").write_text("")
    done = theodoi(tmp_path / "file", *COMMANDS[command])
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert "Traceback" not in told
    assert "THEODOI_HOME" in told
    assert len((done.stderr or done.stdout).splitlines()) <= 8, told


@pytest.mark.parametrize("command", COMMANDS)
def test_a_home_of_somebody_else_is_a_sentence_with_its_cure(tmp_path, command):
    home = tmp_path / "home"
    home.mkdir()
    (home / "connections.json").write_text("{}")
    if os.geteuid() == 0:
        os.chown(home, 65534, 65534)
    home.chmod(0o700 if os.geteuid() == 0 else 0)
    done = theodoi(home, *COMMANDS[command])
    told = done.stdout + done.stderr
    assert done.returncode == 1, told
    assert "Traceback" not in told
    assert f"THEODOI_HOME is {home}" in told
    assert "Permission denied" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "/nix/da.warc.gz"], "there is no such file: /nix/da.warc.gz"),
        (
            ["import", "README.md", "/nix/a b.txt"],
            "there is no such file: /README.md; there is no such file: /nix/a b.txt",
        ),
        (["import", "--name", "my archive", str(CHECKOUT / "README.md")], "'my archive' is no name of a batch: "),
        (["import", "--name", "lưu-trữ", str(CHECKOUT / "README.md")], "'lưu-trữ' is no name of a batch: "),
        (["import", "--name", "../x", str(CHECKOUT / "README.md")], "'../x' is no name of a batch: "),
        (["reprocess", "--name", "a b"], "'a b' is no name of a batch: "),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_started(tmp_path, arguments, sentence):
    done = theodoi(tmp_path / "home", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(f"theodoi {arguments[0]}: {sentence}"), done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "home").exists()


# make ----------------------------------------------------------------------------------------------------------------


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    """A target of the Makefile, with an environment in `folder`/venv that is taken to be installed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("THEODOI_", "AIRFLOW", "MAKE"))}
    return subprocess.run(
        ["make", "-s", "-f", str(CHECKOUT / "Makefile"), "-o", "venv/installed", "VENV=venv", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def program(folder: Path, script: str) -> None:
    """Put a command `theodoi` into the environment that shows what make makes of its values and of an exit status."""
    (folder / "venv" / "bin").mkdir(parents=True)
    (folder / "venv" / "bin" / "theodoi").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "venv" / "bin" / "theodoi").chmod(0o755)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["FILES=a folder"], ["a folder"]),
        (["FILES='a folder' b.txt"], ["a folder", "b.txt"]),
        (['FILES="a folder" b.txt'], ["a folder", "b.txt"]),
        (["FILES=b.txt c.txt"], ["b.txt", "c.txt"]),
        (["FILES=*.txt"], ["b.txt", "c.txt"]),
        (["FILES=it's.html"], ["it's.html"]),
        (["FILES=b.txt", "NAME=my-archive"], ["--name=my-archive", "b.txt"]),
        (["FILES=b.txt", "NAME=my archive"], ["--name=my archive", "b.txt"]),
        (["FILES=b.txt", "NAME=a'b"], ["--name=a'b", "b.txt"]),
        (["FILES=b.txt", "NAME=x", "REFRESH=1"], ["--name=x", "--refresh", "b.txt"]),
    ],
)
def test_make_hands_on_names_and_paths_as_they_were_meant(tmp_path, values, words):
    program(tmp_path, 'for word in "$@"; do echo "$word"; done')
    (tmp_path / "a folder").mkdir()
    for name in ("b.txt", "c.txt", "it's.html"):
        (tmp_path / name).write_text("")
    done = make(tmp_path, "import", *values)
    assert done.returncode == 0, done.stderr
    assert [word for word in done.stdout.splitlines() if word not in ("import", "--")] == words


def test_make_stop_that_fails_says_so_and_nothing_else(tmp_path):
    program(tmp_path, 'echo "theodoi stop: process 7 did not end" >&2; exit 1')
    done = make(tmp_path, "stop")
    assert done.returncode != 0
    assert done.stderr.startswith("theodoi stop: process 7 did not end\n")
    assert done.stdout == ""


def test_make_stop_without_an_environment_says_so(tmp_path):
    done = make(tmp_path, "stop")
    assert done.returncode == 0
    assert done.stdout == "nothing is installed here\n"
