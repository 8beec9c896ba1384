"""Pages made to break a cleaner, and what each costs: `python -m tests.eval.hostile [name …]`.

Each page is cleaned in a process of its own, which has cleaned a small article before. Time is CPU time; memory is the
peak above what the process held before the page was made, the page's own bytes included. Exits with 1 above a bar. A slower machine, or a busy hour, gets more seconds: as many times more as plain work takes there.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import lxml.html

from tests.eval.clean_memory import memory_mb
from theodoi.clean import Outcome, clean

MAX_SECONDS, MAX_MB = 2.0, 500.0
PLAIN_WORK_SECONDS = 0.1  # CPU time of plain_work() on the machine that MAX_SECONDS was set on, undisturbed
URL = "https://baovidu.example/doi-song/mot-cua-ve-thon-123456.html"
SENTENCE = "Từ tháng này, người dân huyện Thử Nghiệm có thể nộp hồ sơ đất đai ngay tại nhà văn hoá thôn thay vì đi xa. "
ARTICLE = f"<h1>Một cửa về thôn</h1><p>{SENTENCE}</p><p>{SENTENCE * 2}</p>"


PLAIN_ROUNDS = 5


def _page(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset=utf-8><title>Một cửa về thôn</title>{head}</head><body>{body}</body></html>".encode()


_PLAIN_PAGE = _page(f"<p>{SENTENCE}</p>" * 1000)


def _linked_data(json_text: str) -> str:
    return f'<script type="application/ld+json">{json_text}</script>'


PAGES: dict[str, Callable[[], bytes]] = {
    "20,000 nested divs": lambda: _page("<div>" * 20_000 + ARTICLE + "</div>" * 20_000),
    "100,000 unclosed paragraphs": lambda: _page("<p>a" * 100_000),
    "100,000 unclosed sentences": lambda: _page(f"<p>{SENTENCE}" * 100_000),
    "line of 5 MB, page": lambda: _page(f"<p>{SENTENCE * 40_000}</p>"),
    "line of 5 MB, text": lambda: (SENTENCE * 40_000).encode(),
    "word of 5 MB": lambda: _page(f"<p>{'a' * 5_000_000}</p>"),
    "100,000 links": lambda: _page(ARTICLE + '<a href="/bai-viet-so-1.html">Một thôn làm chuyển đổi số</a> ' * 100_000),
    "100,000 links in items": lambda: _page("<ul>" + '<li><a href="/a.html">Một thôn làm chuyển đổi số' * 100_000),
    "meta refresh and scripts": lambda: _page(
        ARTICLE + "<script>document.write('<p>'+location.href);</script>" * 20_000,
        '<meta http-equiv="refresh" content="0;url=/">' * 20_000,
    ),
    "lone surrogates": lambda: (f"<html><body>{ARTICLE}<p>" + "\ud800a\udfff" * 200_000).encode("utf-8", "surrogatepass"),
    "lone surrogates, entities": lambda: _page(ARTICLE + "<p>&#xD800;&#55357;</p>" * 20_000, _linked_data('{"headline": "\\ud800"}')),
    "20,000 nested tables": lambda: _page("<table><tr><td>" * 20_000 + ARTICLE),
    "250 nested tables, 200 times": lambda: _page(("<table><tr><td>a" * 80 + "</td></tr></table>" * 80) * 200 + ARTICLE),
    "table of 100,000 cells": lambda: _page(ARTICLE + "<table>" + ("<tr>" + "<td>12,5" * 100) * 1000),
    "colspan of a billion": lambda: _page(ARTICLE + '<table><tr><td colspan="1000000000" rowspan="1000000000">a<td>b</table>'),
    "attribute of 1 MB": lambda: _page(f'{ARTICLE}<div class="{"a " * 500_000}">{ARTICLE}</div>'),
    "50,000 attributes": lambda: _page("<div " + " ".join(f"a{n}=1" for n in range(50_000)) + f">{ARTICLE}</div>"),
    "50,000 attributes without values": lambda: _page("<div " + " ".join(f"a{n}" for n in range(50_000)) + f">{ARTICLE}</div>"),
    "100,000 names of tags": lambda: _page(ARTICLE + "".join(f"<x{n}>" for n in range(100_000))),
    "50,000 classes": lambda: _page("".join(f'<p class="share-{n}">a</p>' for n in range(50_000)) + ARTICLE),
    "unclosed comments": lambda: _page(ARTICLE + "<!--" * 200_000),
    "unclosed CDATA": lambda: _page(ARTICLE + "<![CDATA[" * 200_000),
    "unclosed script": lambda: _page(f"{ARTICLE}<script>{'var a = 1 < 2;' * 200_000}"),
    "unclosed attribute": lambda: _page(ARTICLE + '<p class="' * 100_000),
    "less-than signs": lambda: b"<html><body>" + b"<" * 2_000_000,
    "200,000 entities": lambda: _page(f"<p>{'&amp;#7879;' * 200_000}</p>"),
    "200,000 unknown entities": lambda: _page(f"<p>{'&khongco;' * 200_000}</p>"),
    "recursive linked data": lambda: _page(ARTICLE, _linked_data('{"@type":"NewsArticle","mainEntity":' * 100_000)),
    "nested linked data": lambda: _page(ARTICLE, _linked_data("[" * 50_000 + "]" * 50_000)),
    "20,000 blocks of linked data": lambda: _page(ARTICLE, _linked_data('{"@type":"NewsArticle","headline":"Một cửa"}') * 20_000),
    "linked data of 5 MB": lambda: _page(ARTICLE, _linked_data(json.dumps([{"@type": "Thing", "name": SENTENCE}] * 20_000))),
    "number of a million digits": lambda: _page(ARTICLE, _linked_data(f'{{"@type":"NewsArticle","datePublished":{"9" * 1_000_000}}}')),
    "invalid charset": lambda: _page(ARTICLE, "<meta charset='khong-co-\x00'>" * 1000),
    "charsets that are codecs": lambda: _page(ARTICLE, "<meta charset=zip><meta charset=idna><meta charset=undefined>"),
    "100,000 br": lambda: _page(f"<h1>Một cửa về thôn</h1><div>{'Mỗi thôn một bàn.<br>' * 100_000}</div>"),
    "a million spaces": lambda: _page(f"<p>x{' ' * 1_000_000}y</p>{ARTICLE}"),
    "a million line ends": lambda: f"{SENTENCE}{chr(10) * 1_000_000}{SENTENCE}".encode(),
    "500,000 no-break spaces, in vain": lambda: _page(f"<p>{'&nbsp;' * 250_000}{' ' * 250_000}x</p>"),
    "formatting without end": lambda: _page("".join(f"<p><b><i><a href=/{n}><u>{n}" for n in range(10_000)) + ARTICLE),
    "formatting across blocks": lambda: _page("<b><i><u><s><font>" * 2_000 + "<p>a</p></b>" * 5_000),
    "menu of 100,000 options": lambda: _page(f"{ARTICLE}<select>{'<option>Thôn Thượng' * 100_000}</select>"),
    "20,000 frames": lambda: _page(ARTICLE + "<iframe src='/'></iframe><object><embed>" * 20_000),
    "20,000 headings": lambda: _page("<h1>Một cửa về thôn</h1>" * 20_000 + ARTICLE),
    "20,000 dates": lambda: _page("<h1>Một cửa về thôn</h1>" + "<span>Thứ Hai, 12/10/2020, 08:15 (GMT+7)</span> " * 20_000 + ARTICLE),
    "20,000 by-lines": lambda: _page(ARTICLE + "<p class='author'>Nguyễn Thử Văn</p>" * 20_000),
    "200,000 digits and slashes": lambda: _page(f"<h1>Một cửa</h1><p>{'12/12/' * 200_000}</p>"),
    "100,000 combining marks": lambda: _page(f"<p>a{chr(0x0301) * 100_000}{chr(0x0323) * 100_000}</p>{ARTICLE}"),
    "2 MB of mojibake": lambda: _page("".join(f"<p>{SENTENCE.encode().decode('latin-1')}</p>" for _ in range(10_000))),
    "2 MB of lost letters": lambda: b"<html><body><p>" + b"\xe1\xbb " * 700_000,
    "60,000 short lines, text": lambda: ("Một dòng tiêu đề ngắn\n" * 60_000).encode(),
    "60,000 glued headings, text": lambda: (f"Một cửa về thôn\n(0) Bình luận\n{SENTENCE}\n" * 20_000).encode(),
    "names without end, text": lambda: ("Theo Lê Nguyễn " * 100_000).encode(),
    "64 MB of zeros": lambda: bytes(64_000_000),
    "64 MB of zeros behind a page": lambda: _page(ARTICLE) + bytes(64_000_000),
    "64 MB of paragraphs": lambda: _page(f"<p>{SENTENCE}</p>\n" * 400_000),
    "gzip": lambda: gzip.compress(_page(ARTICLE) * 50),
    "UTF-32 that is none": lambda: b"\xff\xfe\x00\x00" + b"\xff\xff\xff\xff" * 200_000,
    "bytes of every value": lambda: b"<html><body><p>" + bytes(range(256)) * 10_000,
}  # fmt: skip


def plain_work() -> float:
    """Seconds of CPU time that a fixed piece of work takes now: calls, regular expressions and parsing, as in cleaning."""
    start = time.process_time()
    for _ in range(PLAIN_ROUNDS):
        for block in lxml.html.fromstring(_PLAIN_PAGE).iter("p"):
            re.sub(r"\s+", " ", "".join(re.findall(r"\w+|\W+", block.text_content())).lower())
    return time.process_time() - start


def allowed_seconds() -> float:
    """MAX_SECONDS, or more where plain work takes longer than on the machine of the bar."""
    return MAX_SECONDS * max(1.0, plain_work() / PLAIN_WORK_SECONDS)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page cost: CPU seconds and the bar on them here and now, peak in MB above the process before and in all,
    size in MB, and what it was called."""

    seconds: float
    allowed: float
    above_mb: float
    peak_mb: float
    size_mb: float
    outcome: str
    reason: str | None

    @property
    def holds(self) -> bool:
        return (
            self.seconds <= self.allowed
            and self.above_mb <= MAX_MB
            and not (self.reason or "").startswith("Cleaning failed")
        )


def cost_here(name: str) -> Cost:
    """Clean a page in this process and measure."""
    clean(_page(ARTICLE), url=URL)
    clean(SENTENCE.encode())
    before = memory_mb("VmRSS")
    payload = PAGES[name]()
    with suppress(OSError):  # where the kernel does not let the peak be reset, making the page counts too
        Path("/proc/self/clear_refs").write_text("5")
    start = time.process_time()
    documents = clean(payload, url=URL)
    spent = time.process_time() - start
    peak = memory_mb("VmHWM")
    outcomes = sorted({document.outcome for document in documents})
    reason = next((document.reason for document in documents if document.outcome is not Outcome.ARTICLE), None)
    return Cost(
        round(spent, 3), allowed_seconds(), peak - before, peak, len(payload) / 1e6, ", ".join(outcomes), reason
    )


def cost(name: str) -> Cost:
    """Clean a page in a process of its own and measure. Raises CalledProcessError when that process crashes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.eval.hostile", "--here", name],
        cwd=Path(__file__).resolve().parents[2],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return Cost(**json.loads(done.stdout))


def main() -> int:
    if sys.argv[1:2] == ["--here"]:
        print(json.dumps(asdict(cost_here(sys.argv[2]))))
        return 0
    above = 0
    print(f"{'':34} {'size':>7} {'seconds':>7} {'above':>8} {'peak':>8}  outcome")
    for name in sys.argv[1:] or PAGES:
        try:
            found = cost(name)
        except subprocess.CalledProcessError as error:
            above += 1
            print(
                f"{name:34} CRASHED with {error.returncode}: {error.stderr.decode(errors='replace')[-200:]}", flush=True
            )
            continue
        above += not found.holds
        print(
            f"{name:34} {found.size_mb:4.1f} MB {found.seconds:7.2f} {found.above_mb:5.0f} MB {found.peak_mb:5.0f} MB"
            f"  {found.outcome}{'' if found.holds else '  ABOVE'}{'  ' + found.reason if found.reason else ''}",
            flush=True,
        )
    print(
        f"bars: {MAX_SECONDS:g} s and {MAX_MB:g} MB above the process before: {'held' if not above else f'{above} ABOVE'}"
    )
    return int(above > 0)


if __name__ == "__main__":
    sys.exit(main())
