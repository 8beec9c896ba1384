"""Lost diacritics: the laws of loss, what is given back and what is left alone, spans, and the counting of text."""

from __future__ import annotations

import gzip
import json
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theodoi.clean import clean
from theodoi.clean.diacritics import Law, repair_diacritics, spans_between
from theodoi.clean.diacritics.counts import PATH, Counts
from theodoi.clean.diacritics.detect import is_unaccented, laws_of
from theodoi.clean.diacritics.learn import MAX_BYTES, learn, split
from theodoi.clean.diacritics.show import changes, summary
from theodoi.clean.document import Document, Outcome
from theodoi.clean.learnt_lines import without_learnt_lines
from theodoi.cli import main

TESTS = Path(__file__).resolve().parents[1]
_GOLD = [
    json.loads(path.read_text(encoding="utf-8"))
    for folder in ("pages", "dumps")
    for path in sorted((TESTS / folder).glob("*.json"))
]
OWN_TEXTS = [
    part["text"]
    for gold in _GOLD
    for part in gold.get("parts", [gold])
    if "article" in (gold.get("outcome"), gold.get("kind")) and gold.get("lang", "vi") == "vi" and part.get("text")
]
SENTENCES = """\
Theo báo cáo của Văn phòng Ủy ban nhân dân tỉnh, đến hết tháng 9 đã có 1.245 thủ tục hành chính được cung cấp trực tuyến.
Chính phủ yêu cầu các bộ, ngành, địa phương đẩy mạnh chuyển đổi số, lấy người dân và doanh nghiệp làm trung tâm phục vụ.
Bộ trưởng cho biết hệ thống đã kết nối với 63 tỉnh, thành phố, xử lý hơn 15 triệu hồ sơ trong sáu tháng đầu năm.
Tỷ lệ hồ sơ giải quyết đúng hạn đạt 97,3%, tăng 4,1 điểm phần trăm so với cùng kỳ năm trước.
Thủ tướng giao Bộ Công an chủ trì, phối hợp với các cơ quan liên quan hoàn thiện cơ sở dữ liệu quốc gia về dân cư.
Ngân sách nhà nước dành khoảng 5 tỷ đồng để nâng cấp đường truyền và mua sắm thiết bị cho các xã vùng cao.
Người dân chỉ cần nộp hồ sơ một lần, cán bộ bộ phận một cửa sẽ số hóa giấy tờ và trả kết quả qua bưu điện.
Sở Thông tin và Truyền thông đề nghị các huyện bố trí cán bộ chuyên trách về an toàn thông tin mạng.
Trước đây doanh nghiệp phải đi lại nhiều lần, nay thời gian làm thủ tục được rút ngắn từ mười ngày xuống còn ba ngày.
Quyết định có hiệu lực kể từ ngày ký; các quy định trước đây trái với quyết định này đều bị bãi bỏ."""


def damaged(text: str, law: Law = Law.LAST_MARK) -> str:
    return law.damage(text)


def missed(text: str, printed: str) -> list[tuple[str, str]]:
    """(word, what came back) where they differ."""
    back = repair_diacritics(printed).text
    return [(a, b) for a, b in zip(text.split(), back.split(), strict=True) if a != b]


# the laws ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "last", "all_gone"),
    [
        ("hệ thống", "hẹ thông", "he thong"),
        ("trên", "tren", "tren"),
        ("được", "đuơc", "duoc"),
        ("số một", "sô mọt", "so mot"),
        ("Cổng Đặng", "Công Đạng", "Cong Dang"),
        ("ĐƯỜNG", "ĐUƠNG", "DUONG"),
        ("ứng, ặ, ẵ", "ưng, ạ, ă", "ung, a, a"),
        ("Nguyễn Văn A", "Nguyên Van A", "Nguyen Van A"),
        ("1.039 khai", "1.039 khai", "1.039 khai"),
    ],
)
def test_the_laws_of_loss(whole: str, last: str, all_gone: str) -> None:
    assert damaged(whole) == last
    assert damaged(whole, Law.ALL_MARKS) == all_gone


@given(st.text())
def test_a_law_takes_marks_and_nothing_else(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    for law in Law:
        lost = law.damage(text)
        assert len(lost) == len(text)
        assert [a.isupper() for a in lost] == [a.isupper() for a in text]
        assert law.damage("đĐ") == ("đĐ" if law is Law.LAST_MARK else "dD")


# what is given back --------------------------------------------------------------------------------------------------


def test_sentences_get_their_marks_back() -> None:
    sentences = SENTENCES.split("\n")
    wrong = [pair for sentence in sentences for pair in missed(sentence, damaged(sentence))]
    assert len(wrong) <= 0.01 * len(SENTENCES.split()), wrong


def test_a_text_without_any_mark_gets_them_back() -> None:
    wrong = missed(SENTENCES, damaged(SENTENCES, Law.ALL_MARKS))
    assert len(wrong) <= 0.02 * len(SENTENCES.split()), wrong


def test_a_damaged_stretch_of_a_whole_text_is_found() -> None:
    lines = SENTENCES.split("\n")
    printed = "\n".join([*lines[:4], damaged(lines[4]), *lines[5:]])
    repaired = repair_diacritics(printed)
    assert repaired.text == SENTENCES
    start = len("\n".join(lines[:4])) + 1
    assert all(start <= span.start < span.end <= start + len(lines[4]) for span in repaired.spans)


def test_whole_words_within_damage_stay() -> None:
    whole = "Theo dõi, đôn đốc, giám sát thì phải có số liệu; “cách làm” là triển khai hệ thống đo đạc mức độ sử dụng Cổng dịch vụ công."
    printed = "Theo dõi, đon đôc, giam sat thi phai co sô liẹu; “cách làm” la triên khai hẹ thông đo đac mưc đọ sư dung Công dịch vụ công."
    assert damaged(whole).split()[-4:] == ["Công", "dich", "vu", "cong."]  # the same Công is whole elsewhere
    assert missed(whole, printed) == []
    assert repair_diacritics("Công dịch vụ công là công việc chung.").spans == ()


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("CHINH PHU SÔ LA XU THÊ KHONG THÊ ĐAO NGUƠC", "CHÍNH PHỦ SỐ LÀ XU THẾ KHÔNG THỂ ĐẢO NGƯỢC"),
        ("Thu Tuơng Chinh Phu Phat Biêu Khai Mạc Họi Nghi", None),
    ],
)
def test_the_case_of_each_letter_is_kept(printed: str, whole: str | None) -> None:
    back = repair_diacritics(printed).text
    assert [c.isupper() for c in back] == [c.isupper() for c in printed]
    if whole:
        assert back == whole


@pytest.mark.parametrize(
    "kept",
    [
        "dichvucong.gov.vn", "https://chinhphu.vn/tin-tuc/nghi-dinh-moi.html", "hotro@mic.gov.vn", "PayGov", "NGSP", "CPĐT", "EMC",
        "VNPT", "Facebook", "Donald Trump", "so_ho_so", "ma-dinh-danh-ca-nhan", "4.0", "COVID-19", "iPhone 15", "Apple", "cách làm",
    ],
)  # fmt: skip
def test_what_is_no_damaged_syllable_stays_within_damage(kept: str) -> None:
    printed = damaged(
        "Hệ thống hỗ trợ thanh toán trực tuyến được đưa vào vận hành, cung cấp cho các đơn vị có nhu cầu ("
    )
    behind = damaged(") và hướng dẫn người dân sử dụng các dịch vụ công trực tuyến trên địa bàn.")
    back = repair_diacritics(printed + kept + behind).text
    assert back == (
        "Hệ thống hỗ trợ thanh toán trực tuyến được đưa vào vận hành, cung cấp cho các đơn vị có nhu cầu ("
        + kept
        + ") và hướng dẫn người dân sử dụng các dịch vụ công trực tuyến trên địa bàn."
    )


@pytest.mark.parametrize("old", [True, False])
def test_the_place_of_the_tone_follows_the_text_itself(old: bool) -> None:
    def written(text: str) -> str:
        return text.replace("óa", "oá").replace("ủy", "uỷ") if old else text

    above = written(
        "Khóa họp thứ ba của Ủy ban đã thông qua kế hoạch đầu tư công năm sau.".replace("Ủy", "Uỷ" if old else "Ủy")
    )
    below = written("Thường trực Tỉnh ủy yêu cầu các huyện số hóa toàn bộ hồ sơ lưu trữ trước cuối năm.")
    assert repair_diacritics(f"{above}\n{damaged(below)}").text == f"{above}\n{below}"


# what is left alone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", OWN_TEXTS, ids=range(len(OWN_TEXTS)))
def test_whole_texts_pass_untouched(text: str) -> None:
    assert repair_diacritics(text).text is text or repair_diacritics(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Ban Ki-moon met Kim Jong-un and Lee Kuan Yew in Singapore on Monday to talk about trade, aid and the sea.",
        "The Government issued a new decree on electronic transactions in order to speed up the digital transformation.",
        "Nguyen Van An, Tran Thi Binh, Le Van Cuong, Pham Minh Duc",
        "Saya tidak tahu apa yang harus saya katakan kepada mereka tentang hal itu.",
        "for i in range(10): print(i, end=' '); t = so_sanh(a, b); return t",
        "Ca sĩ Bích Phương và ban nhạc Ngũ Cung sẽ hát trong đêm hội.",
        "Theo hãng tin Yonhap, ông Moon nói với phóng viên rằng ông Biden sẽ thăm Seoul vào tháng tới.",
        "Anh ta nói: va chạm xảy ra lúc 5h, con cua to hơn bàn tay, mọt gạo ăn hết bao thóc.",
    ],
)
def test_other_texts_pass_untouched(text: str) -> None:
    assert laws_of(text) == [None] * len(text.split("\n"))
    assert repair_diacritics(text).text == text


def test_one_misspelling_is_left_to_its_author() -> None:
    text = "Chủ tịch tỉnh cho biết đia phương sẽ hoàn thành việc số hóa hồ sơ trong năm nay."
    assert repair_diacritics(text).text == text


def test_english_beside_text_without_marks_is_left_alone() -> None:
    english = "The report was read by many people in the ministry before it was sent to the press on Monday."
    printed = damaged(SENTENCES.split("\n")[1], Law.ALL_MARKS)
    assert repair_diacritics(f"{english}\n{printed}").text == f"{english}\n{SENTENCES.split(chr(10))[1]}"
    assert not is_unaccented(english)
    assert is_unaccented(printed)


# the result ----------------------------------------------------------------------------------------------------------


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*damaged(SENTENCES).split(" "), *SENTENCES.split(" ")]), max_size=60).map(" ".join)
)
@settings(max_examples=300, deadline=None)
def test_any_text_keeps_its_length_and_all_but_the_spans(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    repaired = repair_diacritics(text)
    assert len(repaired.text) == len(text)
    undone = list(repaired.text)
    end = -1
    for span in repaired.spans:
        assert end < span.start < span.end
        end = span.end
        assert text[span.start : span.end] == span.printed != repaired.text[span.start : span.end]
        undone[span.start : span.end] = span.printed
    assert "".join(undone) == text
    assert bool(repaired.words) == bool(repaired.spans)
    assert damaged(repaired.text, Law.ALL_MARKS) == damaged(text, Law.ALL_MARKS)


def test_spans_are_stretches_of_changed_words() -> None:
    assert spans_between("mọt sô cach, nghi 5 moi", "một số cách, nghĩ 5 mới") == (
        (0, 11, "mọt sô cach"),
        (13, 17, "nghi"),
        (20, 23, "moi"),
    )
    assert spans_between("như cũ", "như cũ") == ()


@pytest.mark.perf
def test_time_grows_with_the_text_alone() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        repair_diacritics(text)
        return time.process_time() - start

    sentence = damaged(SENTENCES).replace("\n", " ") + " "
    for piece in (sentence, "a" * 997 + " ", "ươ" * 500 + "ng ", "(((((" * 200, "nguơi ", "a.b-c_d/e@", "\u0301\u0323"):
        short, long = (piece * (n // len(piece)) for n in (50_000, 200_000))
        seconds(short)
        assert min(seconds(long), seconds(long)) < 10 * max(seconds(short), 0.002), piece[:10]


# in an article -------------------------------------------------------------------------------------------------------

TITLE = "Huyện Thử Nghiệm đẩy mạnh dịch vụ công trực tuyến"
BODY = SENTENCES.split("\n")


def test_a_dump_keeps_what_was_printed() -> None:
    printed = [*BODY[:3], damaged(BODY[3]), *BODY[4:]]
    [document] = clean("\n".join([TITLE, *printed]).encode())
    assert document.text == SENTENCES
    assert document.text_raw == "\n".join(printed)
    assert document.repaired
    assert document.repairs == {
        "diacritics": sum(a != b for a, b in zip(BODY[3].split(), printed[3].split(), strict=True))
    }
    for start, end, shown in document.repaired_spans:
        assert document.text_raw[start:end] == shown
        assert document.text[start:end] in BODY[3]


def test_a_page_keeps_what_was_printed() -> None:
    printed = [*BODY[:3], damaged(BODY[3]), *BODY[4:]]
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{damaged(TITLE)}</h1>{''.join(f'<p>{line}</p>' for line in printed)}</article></body></html>"
    [document] = clean(page.encode(), url="https://bao-thu.example/tin-123.html")
    assert document.text == SENTENCES
    assert document.text_raw == "\n".join(printed)
    assert document.title == TITLE
    assert document.repairs["diacritics"] > len(document.repaired_spans) > 0


def test_a_whole_article_has_no_spans() -> None:
    [document] = clean("\n".join([TITLE, *BODY]).encode())
    assert (document.repaired, document.repaired_spans, document.text_raw) == (False, (), None)


def test_an_article_without_any_mark_is_vietnamese() -> None:
    [document] = clean(damaged("\n".join([TITLE, *BODY]), Law.ALL_MARKS).encode())
    assert document.outcome is Outcome.ARTICLE
    assert len(missed(TITLE, damaged(TITLE, Law.ALL_MARKS))) < len(TITLE.split()) / 3
    assert document.repaired


def test_spans_move_with_the_lines_that_are_taken_out() -> None:
    call = "Bản tin do tổ thông tin của Báo Thử biên soạn hằng tuần."
    text, raw = ("\n".join([call, *BODY[:4], last, call]) for last in (BODY[4], damaged(BODY[4])))
    spans = spans_between(raw, text)
    document = Document(outcome=Outcome.ARTICLE, text=text, text_raw=raw, repaired_spans=spans)
    kept = without_learnt_lines(document, {"".join(re.findall(r"\w", call.lower()))})
    assert kept.removed_lines == (call, call)
    assert len(kept.repaired_spans) == len(document.repaired_spans) > 3
    for start, end, shown in kept.repaired_spans:
        assert kept.text_raw[start:end] == shown != kept.text[start:end]


# the command ---------------------------------------------------------------------------------------------------------


def test_the_command_shows_what_changed(tmp_path, capsys, monkeypatch) -> None:
    file = tmp_path / "bai.txt"
    file.write_text(f"{BODY[0]}\n{damaged(BODY[5])}\n", encoding="utf-8")
    assert main(["repair", str(file)]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"{file}: \d+ words had lost the last mark of each letter \(of \d+\)", head)
    assert line.startswith("  2: Ngân [-sach nha nuơc danh khoang-]{+sách nhà nước dành khoảng+} 5 [-") is False
    assert "[-nha nuơc danh khoang-]{+nhà nước dành khoảng+} 5 [-ty đông" in line.replace("Ngan sach ", "").replace(
        "Ngân sách ", ""
    )
    assert main(["repair", "--text", str(file)]) == 0
    assert capsys.readouterr().out == f"{BODY[0]}\n{BODY[5]}\n"
    assert main(["repair", "--colour", "always", str(file)]) == 0
    assert "\x1b[9;31m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["repair", str(file)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_the_command_tells_what_it_cannot_read_and_reads_the_rest(tmp_path, capsys) -> None:
    file = tmp_path / "bai.txt"
    file.write_text(BODY[0], encoding="utf-8")
    assert main(["repair", str(tmp_path / "khong-co.txt"), str(file)]) == 1
    told = capsys.readouterr()
    assert "No such file" in told.err
    assert told.out == f"{file}: no word lost diacritics\n"


def test_long_unchanged_stretches_are_shortened() -> None:
    whole = " ".join(BODY)
    repaired = repair_diacritics(f"{whole} {damaged(BODY[4])} {whole}")
    [line] = changes(repaired, colour=False)
    assert line.count(" … ") == 2
    assert len(line) < len(whole)
    assert summary(repaired).startswith(f"{sum(repaired.words.values())} words had lost the last mark")


# the counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.perf
def test_the_shipped_counts_are_small_and_load_quickly() -> None:
    assert PATH.stat().st_size <= MAX_BYTES
    start = time.process_time()
    counts = Counts()
    assert time.process_time() - start < 1.0  # the bar of half a second is held by `make eval-diacritics`
    assert len(counts.words) == len(set(counts.words)) > 5_000


def test_probabilities_sum_to_one() -> None:
    counts = Counts()
    of_word = counts.ids["chuyển"]
    row, weight = counts.after(of_word)
    rest = 1 - sum(counts.alone[i] for i in row)
    assert sum(share for share, _ in row.values()) + weight * rest == pytest.approx(1)
    pair = row[counts.ids["đổi"]][1]
    triples, pair_weight = counts.after_pair(pair)
    assert sum(triples.values()) + pair_weight == pytest.approx(1)
    assert counts.after_pair(-1) == ({}, 1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    (corpus / "a").mkdir(parents=True)
    (corpus / "a" / "one.txt").write_text("\n".join([SENTENCES] * 3), encoding="utf-8")
    with gzip.open(corpus / "two.txt.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(OWN_TEXTS[:20]))
    (corpus / "notes.md").write_text("not counted " * 100, encoding="utf-8")
    return corpus


def test_the_same_text_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    made = [learn([folder], tmp_path / name) for name in ("first", "second")]
    assert made[0] == made[1]
    for name in ("counts.npz", "signs.txt"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    counts = Counts(tmp_path / "first" / "counts.npz")
    assert "counted" not in counts.words
    hop = counts.ids["hành"]
    row, _ = counts.after(counts.ids["thủ"])
    assert counts.occurrences[counts.ids["thủ"]] >= 3
    assert hop in counts.after(counts.ids["tục"])[0]
    assert counts.ids["tục"] in row


def test_lines_of_an_evaluation_are_not_counted(folder: Path, tmp_path: Path) -> None:
    every = learn([folder], tmp_path / "every")
    fewer = learn([folder], tmp_path / "fewer", without=[folder / "a"])
    assert fewer.lines == every.lines - 30


def test_held_out_lines_are_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("\n".join(f"Dòng số {n} của bản tin." for n in range(12_000)), encoding="utf-8")
    kept, held = split(file, 3)
    assert (len(kept), len(held)) == (8_000, 4_000)
    assert set(kept).isdisjoint(held)
    assert held[:1] == ["Dòng số 2000 của bản tin."]
    assert split(file, 0) == ([*kept[:2_000], *held[:2_000], *kept[2_000:6_000], *held[2_000:], *kept[6_000:]], [])


def test_the_command_counts_a_folder(folder: Path, tmp_path: Path, capsys) -> None:
    assert main(["learn-diacritics", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.startswith("counted ")
    assert (tmp_path / "out" / "counts.npz").is_file()
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["learn-diacritics", str(empty), "--out", str(tmp_path / "none")]) == 1
    assert "there is no text to count" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


# the seed ------------------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_the_damaged_seed_is_restored(shared: Path) -> None:
    pair = shared / "eval" / "diacritics"
    whole, printed = ((pair / f"seed-000.{kind}.txt").read_text(encoding="utf-8") for kind in ("restored", "damaged"))
    wrong = missed(whole, printed)
    changed = sum(a != b for a, b in zip(whole.split(), printed.split(), strict=True))
    assert len(wrong) <= 0.015 * changed, wrong
    assert [a for a, b in wrong if a in printed.split()] == []
