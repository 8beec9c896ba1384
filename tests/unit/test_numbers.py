"""Numbers as Vietnamese writes them: figures, magnitudes, ranges, fractions, words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodoi.extract.numbers import find_numbers, read_figure, read_words


@pytest.mark.parametrize(
    ("text", "value", "high", "of"),
    [
        ("1.039", "1039", None, None),
        ("97,3", "97.3", None, None),
        ("1.234,56", "1234.56", None, None),
        ("12.5", "12.5", None, None),
        ("2,463,339", "2463339", None, None),
        ("5 tỷ", "5000000000", None, None),
        ("5 tỉ", "5000000000", None, None),
        ("1,5 triệu", "1500000", None, None),
        ("2.300 tỷ", "2300000000000", None, None),
        ("3 nghìn", "3000", None, None),
        ("3 ngàn tỷ", "3000000000000", None, None),
        ("5 tỷ rưỡi", "5500000000", None, None),
        ("3-5", "3", "5", None),
        ("10 - 15", "10", "15", None),
        ("10 đến 15", "10", "15", None),
        ("10% - 15", "10", "15", None),
        ("2,5-3 triệu", "2500000", "3000000", None),
        ("40/63", "40", None, "63"),
        ("3.946/2.463.339", "3946", None, "2463339"),
        ("hai", "2", None, None),
        ("mười một", "11", None, None),
        ("hai mươi lăm", "25", None, None),
        ("một trăm linh năm", "105", None, None),
        ("ba chục", "30", None, None),
        ("hai triệu rưỡi", "2500000", None, None),
        ("năm trăm nghìn", "500000", None, None),
        ("một tỷ hai trăm triệu", "1200000000", None, None),
        ("ba nghìn tỷ", "3000000000000", None, None),
    ],
)
def test_one_number(text: str, value: str, high: str | None, of: str | None) -> None:
    [number] = find_numbers(text)
    assert number.value == Decimal(value)
    assert number.high == (Decimal(high) if high else None)
    assert number.of == (Decimal(of) if of else None)


@pytest.mark.parametrize(
    "text",
    [
        "0912.345.678",
        "1.5.2",
        "192.168.1.10",
        "999.999.999.999 tỷ tỷ",
        "một tỷ tỷ tỷ",
        "mươi",
        "rưỡi",
        "trăm",
        "1" * 30,
    ],
)
def test_no_number(text: str) -> None:
    assert list(find_numbers(text)) == []


def test_a_falling_pair_is_two_numbers() -> None:
    assert [n.value for n in find_numbers("15-3")] == [15, 3]


@pytest.mark.parametrize("figure", ["1.23.456", "0.123", "1.2345", "1,2345678", "12.34,5"])
def test_misshapen_figures_are_refused(figure: str) -> None:
    assert read_figure(figure) is None


@given(st.integers(0, 10**12), st.integers(0, 2))
def test_a_formatted_number_reads_back(whole: int, decimals: int) -> None:
    written = f"{whole:,}".replace(",", ".") + ("" if not decimals else ",25"[: decimals + 1])
    expected = Decimal(whole) + (Decimal("0.25") if decimals == 2 else Decimal("0.2") if decimals else 0)
    [number] = find_numbers(f"đạt {written} hồ sơ")
    assert number.value == expected


_ONES = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def spell(n: int) -> str:
    """1 to 999 in words, by the rules of the spoken language."""
    hundreds, rest = divmod(n, 100)
    words = [_ONES[hundreds], "trăm"] if hundreds else []
    tens, ones = divmod(rest, 10)
    if not tens and ones:
        words += ["linh"] * bool(hundreds) + [_ONES[ones]]
    elif tens:
        words += ["mười"] if tens == 1 else [_ONES[tens], "mươi"]
        if ones:
            words.append("lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else _ONES[ones])
    return " ".join(words)


@given(st.integers(1, 999), st.sampled_from([("", 1), (" nghìn", 10**3), (" triệu", 10**6), (" tỷ", 10**9)]))
def test_a_spelled_number_reads_back(n: int, magnitude: tuple[str, int]) -> None:
    assert read_words(spell(n) + magnitude[0]) == n * magnitude[1]


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_accepted(text: str) -> None:
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
