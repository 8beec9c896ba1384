"""Source files are read strictly, and name the file and the field when something is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from theodoi.paths import data_dir
from theodoi.registry.sources import Source, SourceError, enabled_sources, load_sources, province_of
from theodoi.settings import settings

GOOD = """
id: bao-thu
name: Báo Thử
publisher: Sở Thử nghiệm
home: https://www.bao-thu.example/
kind: newspaper
language: vi
province: VN-44
enabled: true
feeds:
  - https://www.bao-thu.example/rss
sitemaps: []
lists: []
article_url: '-\\d{5,}\\.html$'
exclude_url: '/quang-cao/'
delay_seconds: 2
max_pages: 10
"""


def load(folder: Path, text: str, name: str = "bao-thu.yaml") -> Source:
    (folder / name).write_text(text, encoding="utf-8")
    return next(iter(load_sources(folder).values()))


def test_a_source_file_is_a_source(tmp_path: Path) -> None:
    source = load(tmp_path, GOOD)
    assert (source.id, source.province, source.delay_seconds, source.enabled) == ("bao-thu", "VN-44", 2.0, True)
    assert source.is_article("https://www.bao-thu.example/tin-12345.html")
    assert not source.is_article("https://www.bao-thu.example/quang-cao/tin-12345.html")
    assert not source.is_article("https://www.bao-thu.example/thoi-su.html")


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://bao-thu.example/x", True),
        ("http://m.bao-thu.example/x", True),
        ("https://khac.example/x", False),
        ("https://notbao-thu.example/x", False),
        ("ftp://bao-thu.example/x", False),
        ("https://bao-thu.example:port/x", False),
    ],
)
def test_a_source_owns_its_site_and_what_is_below_it(tmp_path: Path, url: str, own: bool) -> None:
    assert load(tmp_path, GOOD).owns(url) is own


def test_a_home_with_a_port_owns_that_port_alone(tmp_path: Path) -> None:
    source = load(tmp_path, GOOD.replace("home: https://www.bao-thu.example/", "home: http://127.0.0.1:8001/"))
    assert source.owns("http://127.0.0.1:8001/a") and not source.owns("http://127.0.0.1:8002/a")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("max_pages: 10", "max_pages: 10\nfrequency: 3", "field frequency: unknown"),
        ("kind: newspaper", "kind: blog", "field kind"),
        ("home: https://www.bao-thu.example/", "home: bao-thu.example", "field home: write a whole address"),
        ("'-\\d{5,}\\.html$'", "'(unclosed'", "field article_url: not a regular expression"),
        ("name: Báo Thử\n", "", "field name: is missing"),
        ("id: bao-thu", "id: bao-khac", "field id: is 'bao-khac', the file's name says 'bao-thu'"),
        ("  - https://www.bao-thu.example/rss", "  - /rss", "field feeds.0"),
        ("province: VN-44", "province: Quảng Trị", "field province"),
        ("enabled: true", "enabled: 'true'", "field enabled"),
        ("max_pages: 10", "max_pages: 0", "field max_pages"),
        ("feeds:", "feeds: [", "not readable as YAML"),
        (GOOD, "- a list", "one `field: value` a line"),
    ],
)
def test_a_wrong_file_is_named_with_its_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert says in str(caught.value) and "bao-thu.yaml" in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no-such"):
        load_sources(tmp_path / "no-such")


@pytest.mark.parametrize(("asked", "enabled"), [("", ["mot"]), ("hai", ["hai", "mot"]), ("all", ["ba", "hai", "mot"])])
def test_the_setting_switches_live_sources_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, enabled: list[str]
) -> None:
    for name, state in (("mot", "true"), ("hai", "false"), ("ba", "false")):
        text = GOOD.replace("id: bao-thu", f"id: {name}").replace("enabled: true", f"enabled: {state}")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("THEODOI_SOURCES_DIR", str(tmp_path))
    monkeypatch.setenv("THEODOI_SOURCES", asked)
    settings.cache_clear()
    try:
        assert list(enabled_sources("live")) == enabled
        monkeypatch.setenv("THEODOI_SOURCES", "mot, nobody")
        settings.cache_clear()
        with pytest.raises(SourceError, match="nobody"):
            enabled_sources("live")
    finally:
        settings.cache_clear()


def test_a_source_tells_its_province_as_of_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bao-thu.yaml").write_text(GOOD.replace("VN-44", "VN-26"), encoding="utf-8")
    monkeypatch.setenv("THEODOI_SOURCES_DIR", str(tmp_path))
    settings.cache_clear()
    try:
        assert province_of("bao-thu", date(2026, 11, 22)) == "thành phố Huế"
        assert province_of("bao-thu", date(2020, 1, 1)) == "tỉnh Thừa Thiên Huế"
        assert province_of("bao-khac") is None
    finally:
        settings.cache_clear()


def test_live_sources_ship_switched_off_and_own_what_they_announce() -> None:
    sources = load_sources(data_dir("registry") / "sources")
    assert len(sources) >= 15
    for source in sources.values():
        assert not source.enabled
        assert source.feeds or source.sitemaps or source.lists, source.id
        assert all(source.owns(url) for url in [*source.feeds, *source.sitemaps, *source.lists]), source.id
        assert not source.is_article(source.home), source.id
