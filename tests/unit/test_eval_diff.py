"""`make eval-diff`: a change of the rules in a clone of this repository, over a small corpus of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TEXT = (
    "Quảng Ninh thử nghiệm sổ tay số\n"
    "08:30 17/11/2026\n"
    "Sở Khoa học và Công nghệ tỉnh Quảng Ninh thử nghiệm Sổ tay số Biển Xanh tại các xã, phường; 52% hồ sơ được nộp trực tuyến.\n"
    "Người dân đăng nhập bằng VNeID, không phải nộp lại giấy tờ mà cơ quan nhà nước đã có trong dữ liệu của mình.\n"
)


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@invalid")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The newest commit of this repository, where a system was just registered and another one taken out."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("needs the repository's history, and this is no clone")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", CHECKOUT.as_uri(), str(clone))
    systems = clone / "registry" / "systems.yaml"
    kept = [line for line in systems.read_text(encoding="utf-8").splitlines() if "{id: vneid," not in line]
    kept.append("  - {id: bien-xanh, name: Sổ tay số Biển Xanh, kind: application}")
    systems.write_text("\n".join(kept) + "\n", encoding="utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bai.txt").write_text(TEXT, encoding="utf-8")
    return clone


def eval_diff(clone: Path, base: str) -> subprocess.CompletedProcess:
    command = [
        sys.executable,
        "-m",
        "tests.eval.eval_diff",
        base,
        "--corpus",
        str(clone.parent / "corpus"),
        "--only-corpus",
    ]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, timeout=120)


def counts(told: str) -> list[list[str]]:
    """The lines of a report in their words; how wide a column is does not matter."""
    return [line.split() for line in told.splitlines()]


def test_a_change_in_the_working_tree_is_told_against_the_last_commit(clone):
    done = eval_diff(clone, "HEAD")
    assert done.returncode == 0, done.stderr
    assert "+ system       Sổ tay số Biển Xanh   «Sổ tay số Biển Xanh»" in done.stdout
    assert "- system       VNeID   «VNeID»" in done.stdout
    assert "~ metric       hồ sơ được nộp trực tuyến: 52 percent   «52%»   system_id: null -> bien-xanh" in done.stdout
    assert ["metrics", "0", "0", "1", "0"] in counts(done.stdout)
    git(clone, "commit", "--all", "--quiet", "--message", "Systems")
    assert ["systems", "0", "0", "0", "1"] in counts(eval_diff(clone, "HEAD").stdout)
    listed = subprocess.run(["git", "worktree", "list"], cwd=clone, capture_output=True, text=True, check=True).stdout
    assert len(listed.splitlines()) == 1


def test_a_base_that_is_none_is_told_in_a_sentence(clone):
    done = eval_diff(clone, "no-such-branch")
    assert done.returncode == 2
    assert done.stderr.startswith("eval-diff: ")
    assert "Traceback" not in done.stderr


# Rules broken on purpose: file, what stands there, what is put in, and the column whose change must be told.
BROKEN = [
    ("registry/indicators.yaml", "id: online-filing-share,", "id: nonsense,", "indicator_id: online-filing-share -> nonsense"),
    ("registry/definitions.yaml", "id: online-filing-share,", "id: nonsense,", "indicator_id: online-filing-share -> nonsense"),
    ("plugins/theodoi/extract/organisations/roles.py", '"speaks", "acts",', '"speaks", "present",', "role: acts -> present"),
    ("plugins/theodoi/clean/entry.py", 'published_source="text"', 'published_source="page"', "published_source: text -> page"),
]  # fmt: skip


def test_rules_broken_on_purpose_are_shown_whatever_column_they_break(clone):
    git(clone, "checkout", "--quiet", "--", "registry")
    for file, rule, broken, _ in BROKEN:
        path = clone / file
        text = path.read_text(encoding="utf-8")
        assert rule in text
        path.write_text(text.replace(rule, broken), encoding="utf-8")
    done = eval_diff(clone, "HEAD")
    assert done.returncode == 0, done.stderr
    assert [told for *_, told in BROKEN if told not in done.stdout] == []
