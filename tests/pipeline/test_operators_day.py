"""An operator's day on a real Airflow: a gate refuses, a mail says so, the required action is answered, and readers are told."""

from __future__ import annotations

import json

import pytest

from tests.pipeline.conftest import DAY, Setup
from tests.site.expected import of_day
from theodoi.brief.store import ALL, brief_path
from theodoi.embedded.processes import wait_until
from theodoi.lake import Lake
from theodoi.report.store import page_name, page_path

BATCH = f"nightly/{DAY}"
REASON = "đã xem từng bài"
# A stretch that the paper itself lost: too much for the gate, and yet all that can be read is right.
DAMAGED = (
    "Người dân các xã, phường nộp hồ sơ tại bộ phận một cửa và nhận kết quả đúng hẹn trong tuần qua.\n\n"
    "Cán bộ tiếp nhận cho biết lượng hồ sơ \ufffd\ufffd\ufffd so với tuần trước, chủ yếu về đất đai và hộ tịch."
)


@pytest.fixture(scope="module")
def refused(setup: Setup) -> tuple[Setup, dict]:
    """A night whose pages are damaged, so that it is refused; the required action that it leaves."""
    for article in of_day(setup.sites.expected(), 0):
        setup.sites.edit(article.site, article.slug, DAMAGED)
    run_id, state = setup.nightly()
    assert state == "failed", setup.log(run_id, "report")
    assert setup.rows("SELECT status FROM ops.runs WHERE run_id = :run", run=run_id) == [("refused",)]
    assert wait_until(lambda: waiting(setup), seconds=120), setup.log(run_id, "ask")
    [action] = waiting(setup)
    return setup, action


def waiting(setup: Setup) -> list[dict]:
    """Required actions whose task waits without a slot."""
    asked = {"state": "awaiting_input", "response_received": False}
    return setup.api.request("GET", "dags/review/dagRuns/~/hitlDetails", params=asked)["hitl_details"]


def test_a_mail_says_that_the_night_is_refused(refused):
    setup, _ = refused
    [subject] = setup.mail.told(f"The night of {DAY}")
    assert subject.startswith(f"Theodoi (demo): The night of {DAY} is not published: its run refused.")


def test_the_action_says_what_is_held_back_and_the_next_night_can_begin(refused):
    setup, action = refused
    assert action["subject"] == f"{BATCH}: refused"
    assert action["options"] == ["release", "drop", "keep"]
    assert "The gate articles refused batch" in action["body"] and "quarantine show --batch" in action["body"]
    going = setup.api.request("GET", "dags/nightly/dagRuns", params={"state": ["queued", "running"]})
    assert going["dag_runs"] == []
    pools = setup.api.request("GET", "pools/default_pool")
    assert (pools["running_slots"], pools["deferred_slots"]) == (0, 0)


def test_the_answer_publishes_the_night_and_mail_report_and_brief_say_so(refused):
    setup, action = refused
    answer = {"chosen_options": ["release"], "params_input": {"reason": REASON}}
    review = action["task_instance"]["dag_run_id"]
    path = f"dags/review/dagRuns/{review}/taskInstances/required_action/-1/hitlDetails"
    setup.api.request("PATCH", path, json=answer)
    assert setup.api.wait("review", review, 240) == "success"
    again = setup.api.request("GET", "dags/nightly/dagRuns", params={"order_by": "-start_date"})["dag_runs"][0]
    run = again["dag_run_id"]
    assert again["conf"] | {"day": DAY.isoformat(), "refresh": False, "profile": "demo"} == again["conf"]
    assert setup.api.wait("nightly", run, 240) == "success", setup.log(f"nightly/{run}", "report")

    urls = {article.url for article in of_day(setup.sites.expected(), 0)}
    assert urls <= {url for (url,) in setup.rows("SELECT url FROM warehouse.articles WHERE batch_id = :b", b=BATCH)}
    assert setup.mail.told(f"over: The night of {DAY}")
    decided = setup.rows("SELECT DISTINCT decision, reason, decided_by FROM ops.quarantine_decisions")
    assert decided == [("release", REASON, "admin")]
    lake = Lake(str(setup.home / "lake" / "demo"))
    page = lake.read_bytes(page_path(BATCH, "nightly", page_name("nightly", f"nightly/{run}"))).decode()
    assert f"Released by admin: {REASON}" in page
    brief = json.loads(lake.read_bytes(brief_path(DAY, ALL, "json")))
    assert [words["vi"] for words in brief["held"]] == [f"{len(urls)} bài được người vận hành xem và cho qua."]
