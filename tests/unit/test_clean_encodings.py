"""Which encoding bytes are in, and the legacy fonts of Vietnamese."""

import codecs
import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.eval import hostile
from theodoi.clean import clean
from theodoi.clean.characters import repair
from theodoi.clean.encodings import _VISCII, decode
from theodoi.clean.legacy import _TCVN3, convert_lines
from theodoi.clean.syllables import TONES, is_syllable, place_tone

TEXT = "Sở Nội vụ huyện Đồng Trăng đã số hoá 1.250 hồ sơ, giữ lại bản giấy của những quyển sổ cũ."


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>Hồ sơ</title></head><body><p>{text}</p></body></html>"


def windows_1258(text: str) -> bytes:
    """As Windows writes it: shaped letters whole, tones as marks of their own behind them."""
    pieces = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in apart if c in TONES)
        pieces.append(unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES)) + tone)
    return "".join(pieces).encode("cp1258")


def tcvn3(text: str) -> bytes:
    back = {vietnamese: chr(western) for western, vietnamese in _TCVN3.items()}
    return "".join(back.get(ord(c), back.get(c, c)) if not c.isascii() else c for c in text).encode("cp1252")


def viscii(text: str) -> bytes:
    return codecs.charmap_encode(text, "strict", codecs.charmap_build(_VISCII))[0]


META = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


@pytest.mark.parametrize(
    ("payload", "content_type", "encoding"),
    [
        (page(TEXT).encode(), None, "utf-8"),
        (page(TEXT, META.format("windows-1252")).encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (codecs.BOM_UTF8 + page(TEXT).encode(), None, "utf-8"),
        (codecs.BOM_UTF16_LE + page(TEXT).encode("utf-16-le"), None, "utf-16-le"),
        (codecs.BOM_UTF16_BE + page(TEXT).encode("utf-16-be"), None, "utf-16-be"),
        (page(TEXT).encode("utf-16-le"), None, "utf-16-le"),
        (page(TEXT).encode("utf-16-be"), "text/html", "utf-16-be"),
        (windows_1258(page(TEXT)), None, "cp1258"),
        (windows_1258(page(TEXT, META.format("windows-1258"))), None, "cp1258"),
        (windows_1258(page(TEXT, META.format("utf-8"))), "text/html; charset=utf-8", "cp1258"),
        (windows_1258('<?xml version="1.0" encoding="windows-1252"?>' + page(TEXT)), None, "cp1258"),
        (windows_1258(page(TEXT, META.format("gb2312"))), None, "cp1258"),
        (windows_1258(page(TEXT)), "text/html; charset=idna", "cp1258"),
        (viscii(page(TEXT)), None, "viscii"),
        (viscii(page(TEXT, META.format("viscii"))), None, "viscii"),
        (viscii(page(TEXT, META.format("iso-8859-1"))), None, "viscii"),
        (page("là " + TEXT).encode().replace(b"\xc3\xa0", b"\xc3 "), None, "utf-8"),
    ],
)
def test_encoding_is_told(payload: bytes, content_type: str | None, encoding: str) -> None:
    decoded = decode(payload, content_type)
    assert decoded.encoding == encoding
    assert TEXT in decoded.text


@pytest.mark.parametrize(
    "declared", ["", META.format("windows-1252"), META.format("utf-8"), META.format("windows-1258")]
)
def test_tcvn3_page_is_read(declared: str) -> None:
    decoded = decode(tcvn3(page(TEXT, declared)))
    assert TEXT in decoded.text
    assert "<title>Hồ sơ</title>" in decoded.text  # too short to be judged alone
    assert decoded.repairs["tcvn3"] > 10
    assert decoded.repairs["encoding:windows-1252"] == 1


def test_vni_page_is_read() -> None:
    vni = "Huyeän Ñoàng Traêng ñaõ soá hoùa hoà sô, giöõ laïi baûn giaáy cuûa nhöõng quyeån soå cuõ."
    decoded = decode(page(vni, META.format("iso-8859-1")).replace("Hồ sơ", "Hoà sô").encode("cp1252"))
    assert "Huyện Đồng Trăng đã số hóa hồ sơ, giữ lại bản giấy của những quyển sổ cũ." in decoded.text
    assert decoded.repairs["vni"] > 10


def test_legacy_page_in_utf8_is_read_whole() -> None:
    decoded = decode(tcvn3(page(TEXT)).decode("cp1252").encode())
    assert TEXT in decoded.text and "<title>Hồ sơ</title>" in decoded.text
    assert decoded.encoding == "utf-8"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le préfet a été reçu à l'hôtel de ville où la fête a déjà commencé.", "cp1252"),
        ("Комиссия приняла новое решение о цифровых услугах.", "cp1251"),
        ("県は新しい電子申請の窓口を開いた。", "shift_jis"),
    ],
)
def test_other_languages_are_read_as_declared(text: str, encoding: str) -> None:
    assert text in decode(page(text).replace("Hồ sơ", "x").encode(encoding), f"text/html; charset={encoding}").text


def test_undeclared_western_text_is_western() -> None:
    text = "Le préfet a été reçu à l'hôtel de ville où la fête a déjà commencé."
    assert decode(text.encode("cp1252")).text == text


def test_broken_bytes_line_ends_and_zero_bytes_are_counted() -> None:
    decoded = decode((TEXT * 20).encode() + b"\xc3\r\r\n\x00x")
    assert decoded.text == TEXT * 20 + "\ufffd\nx"
    assert decoded.repairs == Counter(broken_byte=1, line_end=1, control=1)


def test_clean_text_counts_nothing() -> None:
    assert not decode(page(TEXT).encode()).repairs


def test_counts_reach_the_document() -> None:
    body = "".join(f"<p>{TEXT} {TEXT}</p>" for _ in range(8))
    document = clean(windows_1258(f"<html><body><article><h1>Hồ sơ cũ được số hoá</h1>{body}</article></body></html>"))[
        0
    ]
    assert TEXT in document.text
    assert document.repairs["encoding:windows-1258"] == 1
    assert clean(windows_1258("\n".join([TEXT] * 9)))[0].repairs["encoding:windows-1258"] == 1


@pytest.mark.parametrize(
    ("line", "read", "scheme"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam", "tcvn3"),
        ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "tcvn3"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc", "tcvn3"),
        ("chÝnh quyÒn ®iÖn tö trong n\u00ad\u00edc", "chính quyền điện tử trong nước", "tcvn3"),
        ("ViÖt Nam", "Việt Nam", "tcvn3"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam", "vni"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "vni"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc", "vni"),
        ("Nghiò ðiònh cuÒa Chính phuÒ", "Nghị định của Chính phủ", "windows-1258"),
    ],
)
def test_legacy_lines_are_converted(line: str, read: str, scheme: str) -> None:
    text, counts = convert_lines(f"Other words\n{line}\n")
    assert text == f"Other words\n{read}\n"
    assert list(counts) == [scheme]


FOREIGN = """
Le café et le thé étaient déjà prêts, là où l'été naît près de l'hôtel; Noël, maïs, Thaï, Caïn, Zoé, Hélène, Benoît
Il a dû payer le coût du goûter à la crèche où son frère était né; çà et là, des œufs, une âme, un cœur, naïf
Müller führt über Größe, Äußerung und Öl in Köln; schöne müde Bäume, Käse, Füße, Gemüt, Jörg, Bärbel, Gänse
Þórður Ægisson og Guðmundur fóru á Ísafjörð með Sigríði, Björk, Jón, Þóra, Árni, Ólöf, Hafþór, Sæunn, Davíð
A coração não é só pão; João, informação, três, região, à noite, avô, mães, põe, reação, Conceição, Joãozinho, leão
Åsa Öberg såg på älgen över ån i Göteborg; Malmö, Västerås, Örebro, Sjöström, Björn, Håkan, smörgås, räksmörgås
Søren Kierkegård så på bøgen i Århus; Ærø, Øresund, blåbær, rødgrød, Jørgen, Håvard, Bjørnstjerne
El niño señaló que él comió más allá del balcón, ¿qué tal? sí, así, según, después, Peña, Núñez, Raúl, Saúl, Isaías
Törökország, gyönyörű, József, Gábor, László, Pál, Zoltán, Erdős, könyv, szőlő, kérem, Szűcs
Zoë Saldaña, Beyoncé, Renée, Chloé, Brontë, Häagen-Dazs, Citroën, Nestlé, Pokémon, Curaçao, façade, São Tomé
5 µm ± 3 µm; 10 m²; 37 °C; ©2003; ®; 1ª, 2º; «Bonjour»; ½ × ¾ ÷ ¼; §5; ¶ 3; ¥100; £20; ¡Olé!
Hoà, hòa, thuý, bà, ông, cô, anh hai và em út có ba con gà; cà phê, bánh mì, phô mai, xe ô tô
记忆 %lu×%lu 的; μνήμης %lu·%lu; Ğäi_lä
Nhà hàng Höhe; quán Café Noël; bà Hélène Çelik
""".strip().splitlines()


@pytest.mark.parametrize("line", FOREIGN)
def test_other_languages_are_no_legacy_font(line: str) -> None:
    assert convert_lines(line) == (line, {})
    for word in line.split():
        assert convert_lines(word) == (word, {})


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html; charset=utf-7", "text/html; charset=punycode", "x; charset=\x00"]),
)
def test_any_bytes_are_decoded(payload: bytes, content_type: str | None) -> None:
    assert isinstance(decode(payload, content_type).text, str)


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "khuỷu",
        "giấc",
        "giếng",
        "quốc",
        "quyết",
        "uỷ",
        "ủy",
        "hoà",
        "hòa",
        "gì",
        "ăn",
        "yêu",
        "Đắc",
        "THUẾ",
        "ở",
        "xoong",
    ],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word) and place_tone(word) == word


@pytest.mark.parametrize(
    "word", ["Céng", "héi", "café", "hợc", "kà", "gê", "ngê", "João", "tàp", "ViÖt", "đh", "strông"]
)
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.perf
@pytest.mark.parametrize(
    "payload", [b"\xec\xf2" * 500_000, ("\u0301\u0323" * 300_000).encode(), "ò".encode() * 500_000]
)
def test_heaps_of_marks_take_no_time(payload: bytes) -> None:
    spent = []
    for _ in range(3):
        start = time.process_time()
        repair(decode(payload).text)
        spent.append(time.process_time() - start)
    assert min(spent) < hostile.allowed_seconds()
