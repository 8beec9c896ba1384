"""What a night leaves in the warehouse, its stages called one after the other: each test has a copy of one published night.

That Airflow's DAG calls the same stages in the same order, and retries and closes them, is tested in `test_nightly.py`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests import stages
from tests.pipeline.night import BATCH, NightHouse
from tests.site.expected import of_day
from theodoi import pipeline
from theodoi.load.publish import content_checksum

GARBLED = "Sở Nội vụ th\ufffd\ufffdng b\ufffdo k\ufffdt qu\ufffd gi\ufffdi quy\ufffdt th\ufffd t\ufffdc h\ufffdnh ch\ufffdnh.\n\nUBND t\ufffdnh \ufffd\ufffd giao Bộ Nội vụ r\ufffd so\ufffdt."
CORRECTED = (
    "Theo số liệu đính chính của Bộ Nội vụ, trong tháng đã có 4.321 hồ sơ được giải quyết trực tuyến trên Cổng Dịch vụ công quốc gia.\n\n"
    "Bộ Nội vụ cho biết con số công bố lần đầu chưa tính các hồ sơ nộp qua bưu chính, nay đã được bổ sung đầy đủ."
)


def status(house: NightHouse, run: pipeline.Run) -> tuple[str, str | None]:
    [(state, note)] = house.rows("SELECT status, note FROM ops.runs WHERE run_id = :run", run=run.run_id)
    return state, note


def test_a_rerun_with_the_sites_switched_off_leaves_the_same_rows(night_house):
    before = content_checksum(night_house.engine, BATCH)
    night_house.sites.stop()
    night_house.night()
    assert content_checksum(night_house.engine, BATCH) == before
    assert night_house.rows(
        "SELECT count(DISTINCT content_checksum), count(*) FROM ops.runs WHERE batch_id = :batch", batch=BATCH
    ) == [(1, 2)]


def test_two_runs_of_one_day_at_once_end_as_one(night_house):
    before = content_checksum(night_house.engine, BATCH)
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: night_house.night(), range(2)))
    assert [status(night_house, run)[0] for run in runs] == ["published", "published"]
    assert content_checksum(night_house.engine, BATCH) == before


def test_a_bad_row_goes_to_quarantine_and_its_findings_with_it(night_house):
    victim = of_day(night_house.sites.expected(), 0)[0]
    mentions = "SELECT count(*) FROM warehouse.organisation_mentions JOIN warehouse.articles USING (article_id) WHERE url = :url"
    before = night_house.rows(mentions, url=victim.url)
    assert before[0][0] > 0
    night_house.sites.edit(victim.site, victim.slug, GARBLED)
    night_house.night(refresh=True)
    held = night_house.rows(
        "SELECT dataset, count(*) FROM ops.quarantine WHERE batch_id = :batch GROUP BY dataset", batch=BATCH
    )
    assert dict(held)["articles"] == 1
    # The capture before it is whole, so readers keep what that one shows.
    assert night_house.rows(mentions, url=victim.url) == before
    assert night_house.rows("SELECT count(*) FROM warehouse.article_versions WHERE text LIKE '%\ufffd%'") == [(0,)]
    reasons = night_house.rows(
        "SELECT reason FROM ops.quarantine WHERE batch_id = :batch AND dataset = 'articles'", batch=BATCH
    )
    assert all(reason and "\n" not in reason for (reason,) in reasons)


def test_refresh_appends_and_the_newest_capture_wins(night_house):
    victim = of_day(night_house.sites.expected(), 0)[1]
    kept = "SELECT count(*) FROM warehouse.captures WHERE batch_id = :batch"
    before = night_house.rows(kept, batch=BATCH)[0][0]
    night_house.sites.edit(victim.site, victim.slug, CORRECTED)
    night_house.night(refresh=True)
    assert night_house.rows(kept, batch=BATCH)[0][0] > before
    assert night_house.rows(
        "SELECT text LIKE '%4.321 hồ sơ%' FROM warehouse.articles JOIN warehouse.article_versions USING (article_version_id) WHERE url = :url",
        url=victim.url,
    ) == [(True,)]
    assert night_house.rows(
        "SELECT count(*) FROM warehouse.metrics JOIN warehouse.articles USING (article_id) WHERE url = :url AND value = 4321",
        url=victim.url,
    ) == [(1,)]


def test_a_day_with_nothing_new_is_published_as_such(night_house):
    run = night_house.night(date(2026, 10, 1))
    state, note = status(night_house, run)
    assert state == "nothing_new"
    assert note.startswith("nothing new")


def test_an_outage_is_no_day_without_news_and_the_day_can_be_run_again(night_house):
    day = date(2026, 11, 18)
    night_house.sites.stop()
    run = night_house.run(day)
    with pytest.raises(Exception, match="none of the 5 sources could be read"):
        stages.crawl(run)
    night_house.sites.start()
    night_house.night(day)
    assert night_house.rows(
        "SELECT count(*) > 0 FROM warehouse.articles WHERE batch_id = :batch", batch=f"nightly/{day}"
    ) == [(True,)]


def test_a_refused_gate_leaves_the_warehouse_as_it_was(night_house):
    before = content_checksum(night_house.engine, BATCH)
    for article in of_day(night_house.sites.expected(), 0)[2:]:
        night_house.sites.edit(article.site, article.slug, GARBLED)
    run = night_house.run(refresh=True)
    stages.crawl(run)
    with pytest.raises(pipeline.GateRefused):
        stages.carry_through(run)
    pipeline.finish(run, ["gate_articles"])
    state, note = status(night_house, run)
    assert state == "refused"
    assert note.startswith("The gate articles refused batch") and "The warehouse is as it was" in note
    assert content_checksum(night_house.engine, BATCH) == before
