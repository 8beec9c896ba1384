"""What an import finds under the names that it is given: nothing there raises, leads elsewhere or blocks."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.properties import holds_for
from theodoi.scrape.imports.files import LEFT_OUT, address, list_files, open_file, shown


def kinds(*places: Path | str) -> dict[str, str]:
    """Kind by name of what is found."""
    return {Path(file.place).name: file.kind for file in list_files(map(str, places))}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user may enter, unlike tmp_path."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    for name in path.rglob("*"):
        if not name.is_symlink() and name.is_dir():
            name.chmod(0o755)
    shutil.rmtree(path)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Work as a user whom permissions hold back: root passes them all."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_links_that_lead_out_of_the_named_folder_are_left_out(folder: Path) -> None:
    outside, inside = folder / "outside", folder / "named"
    for path in (outside, inside, inside / "sub"):
        path.mkdir()
    (outside / "secret.txt").write_text("Không phải để đọc.")
    (inside / "sub" / "own.txt").write_text("Một bài của thư mục.")
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "passwd.txt").symlink_to("/etc/passwd")
    (inside / "relative.txt").symlink_to("../outside/secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "broken.txt").symlink_to(outside / "nothing.txt")
    (inside / "within.txt").symlink_to("sub/own.txt")
    out = dict.fromkeys(["file.txt", "passwd.txt", "relative.txt", "folder", "broken.txt"], "leads_out")
    assert kinds(inside) == out | {"own.txt": "text/plain", "within.txt": "text/plain"}


def test_a_link_that_is_named_itself_is_followed(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_text("Một bài.")
    (folder / "link").symlink_to("texts")
    (folder / "b.txt").symlink_to("texts/a.txt")
    assert kinds(folder / "link", folder / "b.txt") == {"a.txt": "text/plain", "b.txt": "text/plain"}


def test_links_to_the_folders_around_them_end(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "up").symlink_to("..")
    (folder / "a" / "self").symlink_to(".")
    (folder / "loop").symlink_to("loop")
    (folder / "a" / "x.txt").write_text("Một bài.")
    found = [Path(file.place).relative_to(folder).as_posix() for file in list_files([str(folder)]) if file.size]
    assert found == ["a/x.txt"]


def test_a_link_that_takes_a_file_s_place_after_the_plan_is_not_followed(folder: Path) -> None:
    (folder / "a.txt").write_text("Một bài.")
    [planned] = list_files([str(folder)])
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to("/etc/passwd")
    with pytest.raises(FileNotFoundError):
        open_file(planned.place, planned.within)
    (folder / "a.txt").unlink()
    os.mkfifo(folder / "a.txt")
    with pytest.raises(FileNotFoundError):
        open_file(planned.place, planned.within)


def test_pipes_devices_and_sockets_are_refused_at_once(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "sub").mkdir()
    os.mkfifo(folder / "sub" / "pipe.warc.gz")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket.txt"))
        found = kinds(folder / "pipe.txt", folder / "socket.txt", folder / "sub", "/dev/zero", "/dev/stdin")
    assert set(found.values()) == {"no_file"}
    assert len(found) == 5


def test_names_that_cannot_be_told_cost_themselves(folder: Path) -> None:
    for name in (b"b\xe0i.txt", b"esc\x1b[31m.txt", b"line\nend.txt", "đảo\u202etxt.exe".encode(), b"tab\t.txt"):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text("Một bài.")
    (folder / "bài số một.txt").write_text("Một bài.")
    (folder / "back\\slash.txt").write_text("Một bài.")
    found = kinds(folder)
    assert [name for name, kind in found.items() if kind == "text/plain"] == ["back\\slash.txt", "bài số một.txt"]
    assert sorted(name for name, kind in found.items() if kind == "bad_name") == [
        "b\\xe0i.txt",
        "esc\\x1b[31m.txt",
        "line\\x0aend.txt",
        "tab\\x09.txt",
        "đảo\\u202etxt.exe",
    ]


def test_what_this_user_may_not_enter_or_read_costs_itself(folder: Path) -> None:
    for name, mode in (("closed", 0o000), ("no-entry", 0o644), ("open", 0o755)):
        (folder / name).mkdir()
        (folder / name / f"{name}.txt").write_text("Một bài.")
        (folder / name).chmod(mode)
    with as_nobody():
        assert kinds(folder) == {"closed": "closed", "no-entry.txt": "closed", "open.txt": "text/plain"}


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/khong/co/gi.txt", "missing"),
        ("/etc/passwd/a.txt", "missing"),
        ("/tmp/" + "a" * 300, "no_place"),
        ("/tmp/" + "a/" * 40_000, "no_place"),
        ("ftp://host/a.warc", "no_place"),
        ("http://[::1/a.warc", "no_place"),
        ("http://[email protected]/", "no_place"),
        ("a\0b.txt", "bad_name"),
        ("s3://thùng/\x1b[2J.txt", "bad_name"),
        ("\ud800", "bad_name"),
        ("", "no_place"),
    ],
)
def test_a_name_that_is_no_file_is_told(place: str, kind: str) -> None:
    [file] = list_files([place])
    assert file.kind == kind
    assert len(LEFT_OUT[kind][1]) < 120
    assert len(address(file.place)) <= 2_048
    assert (file.place + address(file.place) + shown(file.place)).isprintable()


def test_folders_nested_without_end_are_told(folder: Path) -> None:
    (folder / "/".join(["a"] * 200)).mkdir(parents=True)
    assert [file.kind for file in list_files([str(folder)])] == ["too_deep"]


@holds_for(st.lists(st.binary(min_size=1, max_size=40), max_size=6))
def test_any_names_of_files_are_listed(names: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as room:
        good = Path(room) / "bài.txt"
        good.write_text("Một bài.")
        for name in names:
            path = os.fsencode(room) + b"/" + name.replace(b"/", b"").replace(b"\0", b"")
            if not os.path.exists(path):
                Path(os.fsdecode(path)).write_text("Một bài.")
        found = list(list_files([room]))
        assert str(good) in [file.place for file in found]
        assert len({file.place for file in found}) == len(found)
        for file in found:
            assert address(file.place).isascii()
            if file.kind not in LEFT_OUT:
                with open_file(file.place, file.within) as stream:
                    assert stream.size() == file.size
