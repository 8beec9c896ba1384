"""How right findings are: the files of the last measure, and how a measure is made."""

from __future__ import annotations

import pytest

from tests.eval.calibration import Judged, error, fit, interval, told
from theodoi.contracts import FINDINGS
from theodoi.paths import data_dir
from theodoi.registry.measured import EVERY_RULE, accuracy, calibration
from theodoi.registry.reading import RegistryError


def judged(rule: str, right: int, wrong: int, weight: float = 1.0) -> list[Judged]:
    verdicts = [True] * right + [False] * wrong
    return [Judged("metrics", rule, f"a{n}", verdict, weight) for n, verdict in enumerate(verdicts)]


def test_files_speak_of_kinds_that_there_are_and_the_page_has_the_table():
    kinds = {kind.name for kind in FINDINGS}
    assert {row.kind for row in calibration()} | {row.kind for row in accuracy()} <= kinds
    page = (data_dir("registry").parent / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for row in calibration():
        rule = "all" if row.rule == EVERY_RULE else f"`{row.rule}`"
        assert (
            f"| `{row.kind}` | {rule} | {row.probability:.3f} | {row.low:.3f} to {row.high:.3f} | {row.findings} |"
            in page
        )
        assert row.low <= row.high


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("metrics\tfigure\t1.2\t0\t1\t3\t2026-12-01", "no share between 0 and 1"),
        ("metrics\tfigure\t0.5\t0\t1\tdrei\t2026-12-01", "no count"),
        ("metrics\tfigure\t0.5\t0\t1\t3\t", "measured_on is missing"),
        ("metrics\tfigure\t0.5", "expected 7 columns"),
    ],
)
def test_a_faulty_line_is_named(tmp_path, line, told):
    (tmp_path / "measured").mkdir()
    head = "# made\nkind\trule\tprobability\tlow\thigh\tfindings\tmeasured_on\n"
    (tmp_path / "measured" / "calibration.tsv").write_text(f"{head}{line}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=f"calibration.tsv:3: .*{told}"):
        calibration(tmp_path)


def test_a_rule_with_few_findings_is_drawn_to_its_kind_and_a_new_one_takes_it():
    table = fit([*judged("figure", 90, 10), *judged("table", 0, 1)])
    assert 0.85 < table["metrics", "figure"] < 0.92
    assert 0.7 < table["metrics", "table"] < 0.9
    [unknown] = judged("unheard of", 1, 0)
    assert told(table, unknown) == table["metrics", EVERY_RULE]


def test_articles_on_which_rules_were_mended_weigh_less():
    light = fit([*judged("figure", 10, 10), *judged("figure", 100, 0, weight=0.25)])
    heavy = fit([*judged("figure", 10, 10), *judged("figure", 100, 0)])
    assert light["metrics", "figure"] < heavy["metrics", "figure"]


def test_the_error_is_how_far_what_was_said_is_from_what_is_right():
    assert error([(0.75, True)] * 3 + [(0.75, False)]) == 0
    assert error([(0.95, False)] * 4) == pytest.approx(0.95)
    assert error([(0.95, True), (0.15, False)]) == pytest.approx(0.1)
    low, high = interval(9, 10)
    assert 0.55 < low < 0.9 < high < 1
