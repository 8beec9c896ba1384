"""The registry of organisations and places: what it holds at which time, and what it refuses."""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest
import yaml

from theodoi.paths import data_dir
from theodoi.registry import organisations as module
from theodoi.registry.names import fold, key, slug, spellings, view
from theodoi.registry.organisations import load_organisations
from theodoi.registry.places import load_places
from theodoi.registry.reading import RegistryError, day
from theodoi.registry.systems import load_systems

REGISTRY = load_organisations()
BEFORE, AFTER = date(2018, 9, 1), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (date(2016, 1, 1), 63),
        (BEFORE, 63),
        (date(2024, 12, 31), 63),
        (date(2025, 1, 1), 63),
        (date(2025, 6, 30), 63),
        (AFTER, 34),
        (date(2026, 11, 1), 34),
    ],
)
def test_provinces_and_their_bodies_by_day(on: date, count: int) -> None:
    assert len(load_places().on(on)) == count
    assert len(REGISTRY.on(on, "province_committee")) == count
    assert len(REGISTRY.on(on, "province_council")) == count
    assert len(REGISTRY.on(on, "province_party")) == count


def test_every_old_province_went_into_exactly_one_new_one_or_stands() -> None:
    places = load_places()
    for province in places.on(BEFORE):
        into = [p for p in places.all if province.id in p.formed_from]
        assert len(into) == (0 if province.valid_to is None else 1), province.id
        assert all(p.valid_from > province.valid_to for p in into)
    codes = [p.iso for p in places.on(BEFORE)]
    assert len(set(codes)) == 63
    assert len({p.iso for p in places.on(AFTER)}) == 34


@pytest.mark.parametrize(
    ("on", "present", "absent"),
    [
        (date(2018, 1, 1), "ubqg-cntt", "ubqg-cpdt"),
        (date(2018, 8, 28), "ubqg-cpdt", "ubqg-cntt"),
        (date(2021, 9, 24), "ubqg-cds", "ubqg-cpdt"),
        (date(2025, 2, 28), "bo-tttt", "bo-nnmt"),
        (date(2025, 3, 1), "bo-nnmt", "bo-tttt"),
        (date(2025, 3, 1), "bo-dttg", "uy-ban-dan-toc"),
        (date(2025, 3, 1), "cuc-thue", "tong-cuc-thue"),
        (date(2025, 2, 28), "tong-cuc-thue", "cuc-thue"),
        (date(2018, 2, 3), "uy-ban-quan-ly-von", "bo-nnmt"),
        (date(2025, 1, 1), "bcd-tw-khcn-cds", "cuc-tin-hoc-hoa"),
    ],
)
def test_bodies_exist_in_their_time(on: date, present: str, absent: str) -> None:
    valid = {o.id for o in REGISTRY.on(on)}
    assert present in valid
    assert absent not in valid


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bo-tttt", "bo-khcn-2025"),
        ("bo-khcn", "bo-khcn-2025"),
        ("bo-khdt", "bo-tai-chinh-2025"),
        ("bo-gtvt", "bo-xay-dung-2025"),
        ("bo-xay-dung", "bo-xay-dung-2025"),
        ("bo-nnptnt", "bo-nnmt"),
        ("bo-tnmt", "bo-nnmt"),
        ("bo-ldtbxh", "bo-noi-vu-2025"),
        ("uy-ban-dan-toc", "bo-dttg"),
        ("ubqg-cntt", "ubqg-cpdt"),
        ("ubqg-cpdt", "ubqg-cds"),
        ("ubnd-ha-nam", "ubnd-ninh-binh-2025"),
        ("hdnd-binh-duong", "hdnd-tp-hcm-2025"),
        ("tinh-uy-hai-duong", None),  # Hải Phòng has a Thành ủy: no body of the same kind
    ],
)
def test_successors(old: str, new: str | None) -> None:
    assert REGISTRY.by_id[old].successors == ((new,) if new else ())


def test_ministries_of_the_government() -> None:
    # 18 ministries until 28 February 2025, 14 since.
    assert len(REGISTRY.on(BEFORE, "ministry")) == 18
    assert len(REGISTRY.on(AFTER, "ministry")) == 14


def test_size_and_integrity() -> None:
    assert len(REGISTRY.all) >= 600
    written = [o for o in REGISTRY.all if o.place is None]
    assert len(written) >= 350
    for organisation in REGISTRY.all:
        assert organisation.source
        assert organisation.id == slug(organisation.id)
        for event in organisation.events:
            assert event.into in REGISTRY.by_id or event.into is None
    starts = {e.on for o in REGISTRY.all for e in o.events if e.by == "176/2025/QH15"}
    assert starts == {date(2025, 3, 1)}


def test_one_name_means_one_body_at_any_time_unless_parents_tell_them_apart() -> None:
    for name, held in REGISTRY.by_name.items():
        for change in {d for o in held for d in (o.valid_from, o.valid_to) if d} | {date(2020, 1, 1)}:
            standing = [o.parent for o in held if o.valid_on(change)]
            assert len(standing) <= 1 or (None not in standing and len(set(standing)) == len(standing)), (name, change)


WRITTEN = [o for o in REGISTRY.all if o.place is None]


def standing(day: date, *kinds: str, prefix: str = "") -> int:
    return sum(o.kind in kinds and o.valid_on(day) and o.name.startswith(prefix) for o in WRITTEN)


def test_the_registry_holds_what_news_name() -> None:
    # Floors by kind; each counts entries of one name and time, as they are to be found in articles.
    assert len(WRITTEN) >= 1_200
    floors = {
        "party": 80, "committee": 90, "department": 450, "university": 170, "hospital": 60, "association": 140, "front": 45,
        "bank": 20, "state_group": 20, "press": 45, "court": 8, "procuracy": 6, "audit": 15, "religious": 35,
    }  # fmt: skip
    for kind, least in floors.items():
        assert sum(o.kind == kind for o in WRITTEN) >= least, kind
    assert standing(BEFORE, "ministerial_agency") == 4
    assert standing(AFTER, "ministerial_agency") == 3
    assert standing(AFTER, "assembly", prefix="Ủy ban") >= 6
    assert standing(BEFORE, "committee", prefix="Ủy ban Quốc gia") >= 3


def test_committees_of_digital_government_follow_each_other() -> None:
    assert REGISTRY.line("ubqg-cntt") == ("ubqg-cntt", "ubqg-cpdt", "ubqg-cds", "bcd-cp-khcn-cds")
    assert REGISTRY.line("bo-bcvt") == ("bo-bcvt", "bo-tttt", "bo-khcn-2025")


def test_districts_until_june_2025() -> None:
    places = load_places()
    assert sum(d.valid_on(date(2025, 6, 30)) for d in places.districts) == 696
    assert not [d for d in places.districts if d.valid_on(AFTER)]
    assert {d.province for d in places.districts_by_name[key("Châu Thành")]} >= {"tay-ninh", "ben-tre", "long-an"}


def test_no_id_of_the_last_commit_is_gone() -> None:
    """An id that was published leads on for ever: entries may change, ids stay."""
    root = data_dir("registry").parent
    found = subprocess.run(
        ["git", "grep", "-hoE", r"\{?id: [a-z0-9-]+", "HEAD", "--", "registry/organisations"], cwd=root, capture_output=True, text=True, check=False
    )  # fmt: skip
    if found.returncode:
        pytest.skip("no git history beside the registry")
    before = {line.rpartition("id: ")[2] for line in found.stdout.splitlines()}
    patterns = {b.id for b in REGISTRY.provincial}
    assert len(before) >= 300
    assert before - set(REGISTRY.by_id) - set(REGISTRY.decisions) - patterns == set()


def test_named_resolves_by_day() -> None:
    assert REGISTRY.named("Uỷ ban nhân dân tỉnh Ninh Bình", BEFORE).id == "ubnd-ninh-binh"
    assert REGISTRY.named("Ủy ban nhân dân tỉnh Ninh Bình", AFTER).id == "ubnd-ninh-binh-2025"
    assert REGISTRY.named("bộ tt&tt", date(2026, 1, 1)).id == "bo-tttt"  # gone, but the nearest in time
    assert REGISTRY.named("không có tên này") is None


@pytest.mark.perf
def test_loads_fast() -> None:
    """Parsing, checking and indexing take less than four times what parsing takes."""
    files = [path.read_text(encoding="utf-8") for path in (data_dir("registry") / "organisations").glob("*.yaml")]
    plain, loading = [], []
    for _ in range(3):
        started = time.process_time()
        for text in files:
            yaml.load(text, Loader=yaml.CSafeLoader)
        plain.append(time.process_time() - started)
        module._load.cache_clear()
        started = time.process_time()
        load_organisations()
        loading.append(time.process_time() - started)
    assert min(loading) < 4 * min(plain)


# what the loader refuses ---------------------------------------------------------------------------------------------
def broken(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the registry with one change."""
    root = tmp_path / "registry"
    shutil.copytree(data_dir("registry"), root, ignore=shutil.ignore_patterns("sources"))
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return root


GOV = "organisations/government.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (GOV, "id: bo-y-te", "id: bo-cong-an", r"government\.yaml:\d+: entry bo-cong-an: the id stands already at government\.yaml:\d+: entry"),
        (GOV, "name: Bộ Y tế, ", "", r"government\.yaml:\d+: entry bo-y-te: field name: is missing"),
        (GOV, "aliases: [BYT]", "aliases: [BCT]", r"entry bo-y-te: 'bct' also names government\.yaml:\d+: entry bo-cong-thuong at the same time"),
        (GOV, "aliases: [BYT]", "aliases: BYT", r"entry bo-y-te: field aliases: should be a list, found 'BYT'"),
        (GOV, "aliases: [BYT]", "short: [BYT]", r"government\.yaml:\d+: entry bo-y-te: field short: unknown; the fields are id, name,"),
        (GOV, "into: bo-khcn-2025, by", "into: bo-nao-do, by", r"entry bo-khcn: names unknown organisation 'bo-nao-do'"),
        (GOV, "valid_from: 2007-08\n", "valid_from: mùa thu\n", r"entry bo-tttt: field valid_from: 'mùa thu' is no date"),
        (GOV, "valid_from: 2007-08\n", "valid_from: 2027\n", r"entry bo-tttt: valid_from 2027-01-01 lies after valid_to"),
        (GOV, "type: merged", "type: vanished", r"field events\.0\.type: 'vanished' is none of founded, merged,"),
        (GOV, "{type: founded, date: 2018-02-03, by: 09/NQ-CP}", "{type: founded, by: 09/NQ-CP}", r"event founded has no date"),
        ("districts.tsv", "ha-noi\tquận", "ha-noi\tkhu", r"districts\.tsv:\d+: rank 'khu' is none of"),
        ("districts.tsv", "ha-noi\tquận", "noi\tquận", r"districts\.tsv:\d+: unknown province 'noi'"),
        (GOV, "kind: government}", "kind: government, parent: thu-tuong}", r"its parents form a circle"),
        (GOV, "entries:\n", "entries: [\n", r"government\.yaml:\d+: "),
        (GOV, "kind: ministry\n", "", r"neither the entry nor the file gives kind and source"),
        ("places.yaml", "rank: thành phố, iso: VN-HN", "rank: bang, iso: VN-HN", r"places\.yaml:\d+: province ha-noi: field rank: 'bang' is none of tỉnh,"),
        ("places.yaml", "id: hue,", "id: ha-noi,", r"places\.yaml:\d+: province ha-noi: the id stands twice"),
        ("places.yaml", "formed_from: [thua-thien-hue]", "formed_from: [hue-cu]", r"province hue: formed_from names unknown 'hue-cu'"),
    ],
)  # fmt: skip
def test_faults_are_named(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        load_organisations(broken(tmp_path, file, old, new))


def test_faults_of_systems_are_named(tmp_path: Path) -> None:
    root = broken(tmp_path, "systems.yaml", "owner: van-phong-chinh-phu", "owner: nobody")
    with pytest.raises(RegistryError, match=r"systems\.yaml:\d+: entry cong-dvc-quoc-gia: owner names unknown"):
        load_systems(root)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    for name in ("places.yaml", "districts.tsv"):
        shutil.copy(data_dir("registry") / name, tmp_path)
    with pytest.raises(RegistryError, match=r"holds no \.yaml file"):
        load_organisations(tmp_path)


# names and dates -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "last", "expected"),
    [
        ("2025-03", False, date(2025, 3, 1)),
        ("2024-02", True, date(2024, 2, 29)),
        (2018, False, date(2018, 1, 1)),
        (2018, True, date(2018, 12, 31)),
        (date(2020, 5, 6), True, date(2020, 5, 6)),
        (None, True, None),
    ],
)
def test_partial_dates(value: object, last: bool, expected: date | None) -> None:
    assert day("x", value, last) == expected


def test_folding() -> None:
    assert key("Uỷ  ban Quốc gia") == key("ủy ban quốc gia")
    assert fold("Hoà–Bình\u00a0Ð") == "hòa-bình đ"
    assert len(fold("İ\ud800\x00ẞ")) == 4
    assert slug("Ủy ban nhân dân tỉnh Đắk Lắk") == "uy-ban-nhan-dan-tinh-dak-lak"
    ways = {key(way) for way in ("Kế hoạch & Đầu tư", "Kế hoạch - Đầu tư", "Kế hoạch-Đầu tư", "Kế hoạch Đầu tư")}
    assert ways <= spellings("Kế hoạch và Đầu tư")


def test_a_view_leads_back_to_the_text() -> None:
    text = "A\u200bB  bo\u0323\u0302 Y te\u0302\u0301."
    seen = view(text)
    assert seen.plain == "AB bộ Y tế."
    start = seen.plain.index("bộ")
    assert text[slice(*seen.span(start, start + len("bộ Y tế")))] == "bo\u0323\u0302 Y te\u0302\u0301"
