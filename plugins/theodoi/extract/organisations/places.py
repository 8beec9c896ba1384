"""Where a body belongs: the place that is written behind its name, or the one that the article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from theodoi.extract.document import Document
from theodoi.extract.organisations.grammar import SURNAMES, begins_person, looks_like_person, word_at
from theodoi.extract.organisations.tables import COUNTS, Tables
from theodoi.extract.organisations.times import Times
from theodoi.registry.names import key
from theodoi.registry.places import Province, pick

_RANKS = {
    "tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "tp.": "thành phố", "quận": "quận", "q.": "quận", "huyện": "huyện",
    "h.": "huyện", "thị xã": "thị xã", "tx": "thị xã", "tx.": "thị xã", "phường": "phường", "p.": "phường", "xã": "xã",
    "thị trấn": "thị trấn", "đặc khu": "đặc khu",
}  # fmt: skip
_WAYS = "|".join(re.escape(r) for r in sorted(_RANKS, key=len, reverse=True))
_RANK = re.compile(rf" ?({_WAYS})(?=[\W\d]|$) ?")
PLACE_LIST = re.compile(
    rf" (?:{'|'.join(COUNTS)}) (tỉnh|thành phố|tỉnh, thành phố|tỉnh, thành|tỉnh và thành phố|quận|huyện|phường|xã|thị xã):? "
)
_PROVINCIAL = ("tỉnh", "thành phố")
_COMMUNES, _DISTRICTS = frozenset({"xã", "phường", "thị trấn", "đặc khu"}), frozenset({"huyện", "quận", "thị xã"})
_LIST_JOINT = re.compile(r", và |, | và |; ")
# "xã Hội Sơn, huyện Anh Sơn, tỉnh Nghệ An", "phường 5 (quận 3)"
_OUTER = re.compile(rf"(?:,| -|-| \(| thuộc| của)? ?(?:({_WAYS}) ?)?(?=\w)")
_AUTHORITY = re.compile(
    r"\b(?:ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd|tỉnh ủy|thành ủy)(?: tỉnh| thành phố| tp\.?)? ?$"
)
_AUTHORITY_REACH = 60
_CLEARLY = 2  # times that the province of an article is named more often than another of the other rank
_DATELINE = re.compile(r"\)|,? ngày \d| [-–] ")
_SEVERAL = re.compile(r"(?:,|/| -| và|-) ?(?:thành phố|tp|huyện|quận|xã|tỉnh)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body belongs: a province, or a district or commune by rank and name; `bare` when the text gives a rank only.

    `within` is the province of a district or commune where it is known.
    """

    end: int
    rank: str
    name: str = ""
    province: Province | None = None
    within: Province | None = None

    @property
    def bare(self) -> bool:
        return not self.name

    @property
    def full(self) -> str:
        return self.province.full_name if self.province else f"{self.rank} {self.name}"


class Places:
    """The places of one text."""

    def __init__(self, document: Document, times: Times, tables: Tables, blocked: Mapping[int, int]) -> None:
        """`blocked` maps starts of names to their ends."""
        self.document, self.view = document, document.view
        self.times, self.tables, self.blocked = times, tables, blocked
        self._home = document.context.province  # of the source
        self._article: dict[str, Province | None] = {}
        self._counts: Counter[str] | None = None
        self._of_authorities: set[str] = set()
        self._districts: dict[str, set[str]] | None = None

    def after(self, position: int) -> Place | None:
        """The place that follows at `position` (a space before it), with or without its rank."""
        folded, plain = self.view.folded, self.view.plain
        if folded.startswith(" ", position):
            named = self.tables.province.match(folded, position + 1)
            if named and not plain[position + 1].islower():
                return self._province(named)
        rank = _RANK.match(folded, position)
        if rank is None or rank.group()[0] != " ":
            return None
        named = self.tables.province.match(folded, rank.end())
        level = _RANKS[rank.group(1)]
        if named and level in _PROVINCIAL and not plain[rank.end()].islower():
            return self._province(named)
        if rank.end() in self.blocked:
            return Place(rank.start(1) + len(rank.group(1)), level)  # "Cục Thuế TP. Sở Y tế …"
        end = self._local_name(rank.end(), level)
        if end > rank.end() and level != "tỉnh":
            return self._local(end, level, plain[rank.end() : end])
        return Place(rank.start(1) + len(rank.group(1)), level)

    def named(self, position: int, rank: str) -> Place | None:
        """The district of a rank that its body's name implies: "Huyện ủy Sóc Sơn"."""
        if not self.view.folded.startswith(" ", position):
            return None
        end = self._local_name(position + 1, rank)
        return self._local(end, rank, self.view.plain[position + 1 : end]) if end > position + 1 else None

    def listed(self, opening: re.Match[str]) -> Iterator[tuple[int, int, Place]]:
        """Start, end and place of each member of a list that a match of PLACE_LIST opens."""
        level, position = opening.group(1).split(",")[0].split(" và")[0], opening.end()
        while True:
            start = position
            rank = _RANK.match(self.view.folded, position)
            if rank:
                position, level = rank.end(), _RANKS[rank.group(1)]
            # The ward of Lào Cai is not the province.
            named = self.tables.province.match(self.view.folded, position) if level in _PROVINCIAL else None
            if named and not self.view.plain[position].islower():
                place = self._province(named)
            elif level not in _PROVINCIAL and (end := self._local_name(position, level)) > position:
                place = self._local(end, level, self.view.plain[position:end], listed=True)
            else:
                return
            yield start, place.end, place
            joint = _LIST_JOINT.match(self.view.folded, place.end)
            if joint is None:
                return
            position = joint.end()

    def further(self, position: int) -> Iterator[tuple[int, int, Place]]:
        """Provinces that go on a list of two or more without "các": "UBND Hà Nội và TP HCM", "… tỉnh A, tỉnh B và tỉnh C"."""
        made: list[tuple[int, int, Place]] = []
        closed = False
        while not closed and (joint := _LIST_JOINT.match(self.view.folded, position)):
            if joint.end() in self.blocked:
                break
            closed = "và" in joint.group()
            rank = _RANK.match(self.view.folded, joint.end())
            start = rank.end() if rank else joint.end()
            named = self.tables.province.match(self.view.folded, start)
            if named is None or self.view.plain[start].islower():
                break
            place = self._province(named)
            made.append((joint.end(), place.end, place))
            position = place.end
        # Without its "và" a comma goes on to anything: "UBND tỉnh Hà Nam, Hà Nội ngày 5/3".
        if closed and made:
            yield from made

    def further_local(self, place: Place) -> Iterator[tuple[int, int, Place]]:
        """Communes that go on a list, each with its rank: "UBND xã A, phường B và xã C"; districts likewise."""
        peers = _COMMUNES if place.rank in _COMMUNES else _DISTRICTS
        if place.rank not in peers:
            return
        position = place.end
        while joint := _LIST_JOINT.match(self.view.folded, position):
            rank = _RANK.match(self.view.folded, joint.end())
            level = _RANKS[rank.group(1)] if rank else ""
            if rank is None or level not in peers or joint.end() in self.blocked:
                return
            end = self._local_name(rank.end(), level)
            if end <= rank.end():
                return
            yield rank.start(1), end, self._local(end, level, self.view.plain[rank.end() : end], listed=True)
            position = end

    def is_one(self, place: Place) -> bool:
        """Whether a rank without a name means one place ("UBND tỉnh"), not all of them ("UBND tỉnh, thành phố")."""
        return not _SEVERAL.match(self.view.folded[place.end : place.end + 14])

    def of_article(self, rank: str) -> Place | None:
        """The one place of that rank that the text is about, None unless it is clear; its `end` means nothing."""
        if rank in ("tỉnh", "thành phố"):
            province = self.province_of_article(rank)
            return Place(0, rank, province.name, province) if province else None
        if rank in ("huyện", "quận", "thị xã"):
            named = self._named_districts().get(rank, set())
            if len(named) == 1:
                return self._local(0, rank, *named)
        return None

    def of_sentence(self, rank: str, position: int) -> Place | None:
        """The one district of that rank that the sentence names before `position`: "Dù Hóc Môn …, chủ tịch UBND huyện"."""
        low = self.times.sentence(position)
        named = {
            district.name
            for start, end, districts in self.tables.districts.find(self.view.cut(low, position))
            for district in districts
            if district.rank == rank
        }
        return self._local(0, rank, *named) if len(named) == 1 else None

    def province_of_article(self, rank: str | None = None) -> Province | None:
        """The one province (of that rank) that the text is about, None unless it is clear.

        It is named twice or more and in seven of ten mentions of provinces of the rank, districts speaking for theirs; or
        it is the only one, and the source's own, the dateline's or an authority's ("UBND tỉnh Hà Nam giao Sở TT&TT").
        """
        if rank is None:
            found = [p for p in map(self.province_of_article, _PROVINCIAL) if p]
            if len(found) == 2:
                # An article on a city names a neighbour beside it.
                first, second = sorted(found, key=lambda p: -self._mentions()[key(p.name)])
                often, seldom = (self._mentions()[key(p.name)] for p in (first, second))
                return first if often >= _CLEARLY * seldom else None
            return found[0] if found else None
        if rank not in self._article:
            of_rank: Counter[Province] = Counter()
            for name, n in self._mentions().items():
                province = pick(self.tables.registry.places.by_name[name], self.times.published)
                if province.rank.casefold() == rank:
                    of_rank[province] = n
            best = of_rank.most_common(1)
            clear = best and (best[0][1] >= 2 or self._speaks(best[0][0])) and best[0][1] >= 0.7 * of_rank.total()
            self._article[rank] = best[0][0] if clear else None
        return self._article[rank]

    def _speaks(self, province: Province) -> bool:
        """Whether one mention of a province is enough."""
        home = self._home is not None and key(province.full_name) == key(self._home)
        return home or key(province.name) in self._of_authorities

    def _mentions(self) -> Counter[str]:
        if self._counts is None:
            self._counts, self._of_authorities = Counter(), set()
            for start, end, name in self.document.names(self.tables.mentions):
                before = self.view.folded[max(0, start - 12) : start].split()
                # "Trương Hòa Bình" is a person.
                if not (before and before[-1] in SURNAMES and self.view.folded[start - 1] == " "):
                    self._counts[name] += 1
                    low = max(0, start - _AUTHORITY_REACH)
                    line = self.view.folded[max(low, self.view.folded.rfind("\n", low, start) + 1) : start]
                    if _AUTHORITY.search(line) or (not line.strip(" (") and _DATELINE.match(self.view.folded, end)):
                        self._of_authorities.add(name)
        return self._counts

    def _named_districts(self) -> dict[str, set[str]]:
        """Names of districts in the text by rank."""
        if self._districts is None:
            self._districts = {}
            for rank in _RANK_WORD.finditer(self.view.folded):
                level = _RANKS[rank.group(1)]
                end = self._local_name(rank.end(), level)
                if end > rank.end():
                    self._districts.setdefault(level, set()).add(self.view.plain[rank.end() : end])
        return self._districts

    def _province(self, named: re.Match[str]) -> Place:
        candidates = self.tables.registry.places.by_name[named.group()]
        province = candidates[0] if len(candidates) == 1 else self.times.pick(candidates, named.start(), named.end())
        return Place(named.end(), province.rank, province.name, province)

    def _local(self, end: int, rank: str, name: str, *, listed: bool = False) -> Place:
        return Place(end, rank, name, within=self._within(end, rank, name, listed))

    def _within(self, end: int, rank: str, name: str, listed: bool) -> Province | None:
        """The province of a district or commune: written behind it, told by its name, or the article's.

        Behind a member of a list (`listed`) it must have its rank: "các xã: Sơn La, Hòa Bình" are two communes.
        """
        position = end
        for _ in range(2):  # the district of a commune, then the province
            outer = _OUTER.match(self.view.folded, position) if end else None
            if outer is None or position == outer.end() or self.view.plain[outer.end()].islower():
                break
            named = self.tables.province.match(self.view.folded, outer.end())
            level = _RANKS.get(outer.group(1) or "")
            if named and level in (_PROVINCIAL if listed else (None, *_PROVINCIAL)):
                return self._province(named).province
            if level not in ("huyện", "quận", "thị xã", "thành phố"):
                break
            position = self._local_name(outer.end(), level)
            if position == outer.end():
                break
            if district := self._district(level, self.view.plain[outer.end() : position]):
                return district
        return self._district(rank, name) or self.province_of_article()

    def _district(self, rank: str, name: str) -> Province | None:
        """The province of a district, where its name is one province's or the article's."""
        places = self.tables.registry.places
        provinces = {d.province for d in places.districts_by_name.get(key(name), ()) if d.rank == rank}
        if not provinces:
            return None
        # The same territory may bear two rows: Thừa Thiên Huế and Huế.
        now = {(places.successor(p) or p).id if p.valid_to else p.id for p in map(places.by_id.__getitem__, provinces)}
        if len(provinces) == 1:
            return places.by_id[next(iter(provinces))]
        focus = self.province_of_article()
        return focus if focus and (focus.id in provinces or focus.id in now) else None

    def _local_name(self, position: int, level: str) -> int:
        """End of a district's or commune's name: a number, or capitalised words before a person's name."""
        end, words = position, 0
        if looks_like_person(self.view, position) or (level == "thành phố" and begins_person(self.view, position)):
            return position
        while words < 4:
            word = word_at(self.view, end if not words else end + 1)
            if word is None or (words and self.view.plain[end] != " "):
                break
            if word.group().isdigit():
                return word.end() if len(word.group()) <= 2 else end
            if not self.view.plain[word.start()].isupper():
                break
            if words and word.start() in self.blocked:
                break
            # Names of places have two syllables as a rule: a surname after them begins a person.
            if words >= 2 and begins_person(self.view, word.start()):
                break
            end, words = word.end(), words + 1
        while end > position and self.view.plain[end - 1] in "./-&":
            end -= 1
        return end


_RANK_WORD = re.compile(r"(?<!\w)(quận|huyện|thị xã) (?=\w)")
