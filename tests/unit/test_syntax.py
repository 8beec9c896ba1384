"""How a sentence is taken apart: its parts, the kinds of its words, and what its figures measure; a table per rule."""

from __future__ import annotations

import time

import pytest

from theodoi.extract.findings import extract
from theodoi.extract.spans import Context
from theodoi.extract.syntax import HAVE, NAME, PARTICLE, SIZE, TIME, Sentence
from theodoi.registry.names import fold


def parsed(text: str, **known: list[tuple[int, int]]) -> Sentence:
    return Sentence(fold(text), 0, len(text), **known)


PARTS = [
    ("Doanh thu đạt 5 tỷ, tăng 3%.", ["doanh thu đạt 5 tỷ", "tăng 3"]),
    ("Xã có 12,5 ha đất; huyện có 40 ha.", ["xã có 12,5 ha đất", "huyện có 40 ha"]),
    ("Biên chế: 120 người", ["biên chế", "120 người"]),
    ("Thôn Đông (thuộc xã Hạ) có điện", ["thôn đông", "thuộc xã hạ", "có điện"]),
    ("Tỷ lệ dịch vụ công (DVC) có hồ sơ là 7", ["tỷ lệ dịch vụ công ( dvc ) có hồ sơ là 7"]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_marks_cut_a_sentence_into_parts(text: str, expected: list[str]) -> None:
    sentence = parsed(text)
    assert [" ".join(sentence.words[p.first : p.last]) for p in sentence.parts] == expected


def test_a_bracket_is_told_from_the_words_around_it() -> None:
    sentence = parsed("Có 12 trường (8 ở phố, 4 ở núi), giảm 3.")
    assert [(p.mark, p.inside) for p in sentence.parts] == [("", False), ("(", True), (",", True), (",", False)]


KINDS = [
    ("Dân số đạt 5 triệu", "đạt", SIZE),
    ("Huyện còn 9 trạm", "còn", SIZE),
    ("Việc còn lại", "còn", 0),  # a word of a noun's own
    ("Chỉ số tăng", "chỉ", 0),
    ("Trường gồm 9 lớp", "gồm", HAVE),
    ("Sở đã nhận", "đã", PARTICLE),
]


@pytest.mark.parametrize(("text", "word", "kind"), KINDS)
def test_closed_classes_tell_the_kind_of_a_word(text: str, word: str, kind: int) -> None:
    sentence = parsed(text)
    assert sentence.kinds[sentence.words.index(word)] == kind


def test_names_and_times_are_one_piece_whatever_they_hold() -> None:
    text = "Năm 2021, Nền tảng tích hợp, chia sẻ dữ liệu có lãi."
    start = text.index("Nền")
    sentence = parsed(text, times=[(0, 8)], names=[(start, text.index(" có"))])
    assert len(sentence.parts) == 2
    assert sentence.kinds[0] == TIME and sentence.kinds[sentence.word_at(start)] == NAME


OBJECTS = [
    # a count measures what stands behind it
    ("Sở đã tiếp nhận 5.300 đơn khiếu nại.", "đơn khiếu nại"),
    ("Xã có 45 thôn, bản, khu phố.", "thôn, bản, khu phố"),
    ("Trường nhận 820 học sinh, sinh viên trong tháng 9.", "học sinh, sinh viên"),
    ("Mỗi tháng có 900 văn bản đến, 400 văn bản đi.", "văn bản đi"),
    # … unless its noun says nothing and a subject does
    ("Dân số của huyện là 61.200 người.", "Dân số của huyện"),
    ("Số cán bộ, công chức hiện có là 2.100 người.", "Số cán bộ, công chức"),
    ("Lao động tự do: 450 người", "Lao động tự do"),
    ("Số trạm lắp mới đạt 320 trạm.", "Số trạm lắp mới"),
    ("Hội đồng gồm 27 thành viên.", "thành viên Hội đồng"),
    # those that have a property
    ("Đã có 51/63 tỉnh hoàn thành việc cấp mã.", "tỉnh hoàn thành việc cấp mã"),
    ("Còn 12 địa phương có chỉ số giảm.", "địa phương có chỉ số giảm"),
    # a share or a sum measures its subject
    ("Tỷ lệ hộ dùng nước sạch đạt 91%.", "Tỷ lệ hộ dùng nước sạch"),
    ("Giá căn hộ ở đây khoảng 1,6 tỷ đồng.", "Giá căn hộ ở đây"),
    ("Năm 2021, doanh thu bán lẻ của tỉnh đạt 40 tỷ đồng.", "doanh thu bán lẻ của tỉnh"),
    ("Tỉnh mới có diện tích 6.700 km2.", "diện tích"),
    ("Tỷ lệ dịch vụ công mức độ 3, 4 đạt 55%.", "Tỷ lệ dịch vụ công mức độ 3, 4"),
    # … or what stands behind it
    ("Trong đó, có 92% tốt nghiệp đại học.", "tốt nghiệp đại học"),
    ("Tỉnh giảm 30% mức phí thẩm định.", "mức phí thẩm định"),
    ("Sở đã bố trí 12 tỷ đồng kinh phí duy tu.", "kinh phí duy tu"),
    ("Phương án được thông qua với tỷ lệ 97% tán thành.", "tỷ lệ tán thành"),
    ("Khảo sát cho thấy 7% cho rằng có cán bộ gây khó.", "có cán bộ gây khó"),
    ("Tỷ lệ giáo viên bậc 3 không quá 30%.", "Tỷ lệ giáo viên bậc 3"),
    ("Số viên chức nhóm 2 là 310 người.", "Số viên chức nhóm 2"),
    ("Tổng mức vốn vùng 4 đạt 80 tỷ đồng.", "Tổng mức vốn vùng 4"),
    ("Đơn vị dùng nguồn vốn dư để chi mức hỗ trợ 2 triệu đồng.", "chi mức hỗ trợ"),
    ("Xã huy động hai vạn thanh niên.", "thanh niên"),
    ("Bộ cử một nghìn kỹ sư.", "kỹ sư"),
    ("Tỉnh cấp ba triệu thẻ học sinh.", "thẻ học sinh"),
    # what is raised or cut across a list
    ("Ngân hàng nâng mức vay đối với hộ, nhóm hộ lên 300 triệu đồng.", "mức vay"),
    ("Huyện giảm mức phí đối với xã, phường xuống 5%.", "mức phí"),
    ("Tỉnh đưa thời gian cấp thẻ cho học sinh, giáo viên về 3 ngày.", "thời gian cấp thẻ"),
    # a name may hold a digit or a dash
    ("Tỷ lệ phủ sóng 4G ở thôn bản đạt 96%.", "Tỷ lệ phủ sóng 4G ở thôn bản"),
    ("Số trạm 5G của tỉnh đạt 210 trạm.", "Số trạm 5G của tỉnh"),
    ("Doanh thu phim 3D đạt 40 tỷ đồng.", "Doanh thu phim 3D"),
    ("Khu đô thị Sông Lam - Núi Quyết (120 ha) còn bỏ trống.", "Khu đô thị Sông Lam - Núi Quyết"),
    # … and words that look like verbs and prepositions
    ("Sân bay đón 90 chuyến bay hàng không giá rẻ.", "chuyến bay hàng không giá rẻ"),
    ("Huyện có 34 dự án nhà ở xã hội.", "dự án nhà ở xã hội"),
    ("Trường mua 600 thiết bị dạy học.", "thiết bị dạy học"),
    ("Tỉnh có 71 xã đạt chuẩn nông thôn mới.", "xã đạt chuẩn nông thôn mới"),
    # a bracket does not part a subject from its verb
    ("Tổng số hộ nghèo của huyện (tính cả hộ mới tách) là 4.150 hộ.", "Tổng số hộ nghèo của huyện"),
    ("Tỷ lệ hồ sơ trễ hạn (chưa kể đất đai) là 2,4%.", "Tỷ lệ hồ sơ trễ hạn"),
    ("Số học viên bỏ học (từ năm 2019 đến nay) còn 310 em.", "Số học viên bỏ học"),
    # a part of a list is what stands before a vague noun
    ("Trong đó, nghỉ việc ngay 420 người.", "nghỉ việc ngay"),
    ("Đợt này có ba nhóm; nghỉ phép dài hạn 75 người.", "nghỉ phép dài hạn"),
    ("Trong đó, đi xuất khẩu lao động 900 người, chiếm 15%.", "xuất khẩu lao động"),
    # who has a share of something has it
    ("Ngành thủy lợi, giao thông chiếm 62% nhu cầu vốn.", "Ngành thủy lợi, giao thông"),
    ("Khối trường nghề chiếm 18% tổng chi ngân sách.", "Khối trường nghề"),
    ("Xe điện chiếm 30% giá trị xuất khẩu.", "Xe điện"),
    # the same thing in other units
    ("Có 312 đại biểu tán thành, tương đương 78,4% đồng ý với dự thảo.", "đại biểu tán thành"),
    ("Đã trả 560 đơn, tức 91% số đơn nhận được.", "đơn"),
    # money by what is done with it, or by the money named before
    ("Tòa buộc công ty bồi thường thiệt hại 3,2 tỷ đồng.", "bồi thường thiệt hại"),
    ("Hải quan thu thuế 8% với hàng này.", "thuế"),
    ("Huyện đề nghị cấp vốn cho dự án cầu Gành số tiền 70 tỷ đồng.", "vốn cho dự án cầu Gành"),
    ("Thôn quyên góp số tiền làm đường bê tông. Số tiền là 2,5 tỷ đồng.", "số tiền làm đường bê tông"),
    ("Ông phải nộp thêm 26 triệu đồng tiền lãi.", "tiền lãi"),
    # how long, wide or heavy something is
    ("Nhà văn hóa rộng 640 m2 đã khánh thành.", "Nhà văn hóa"),
    ("Tuyến kênh nội đồng dài 4,5 km.", "Tuyến kênh nội đồng"),
    ("Cây cầu có chiều dài 120 m.", "chiều dài"),
    ("Đoàn kiểm tra tại các thửa ruộng 15 ha.", "thửa ruộng"),
    # places gained by what the text names no ranking of
    ("Việc này đưa tốc độ truyền tải của mạng tăng 7 bậc.", "tốc độ truyền tải của mạng"),
    # in words, with a noun of several words
    ("Mỗi sở không được có quá ba phó giám đốc.", "phó giám đốc"),
    ("Xã chỉ có không quá bốn cán bộ chuyên trách.", "cán bộ chuyên trách"),
    # a bare noun of a list goes on
    ("Nhóm bầu có 14 phiếu cử tri xã Đoài, 9 phiếu.", "phiếu cử tri xã Đoài"),
    # no subject of its own: the one before
    ("Mức phụ cấp là 1,5 triệu đồng mỗi tháng (tăng thêm 200.000 đồng).", "Mức phụ cấp"),
    ("Lệ phí cấp thẻ là 90.000 đồng một năm (giảm 10.000 đồng).", "Lệ phí cấp thẻ"),
    ("Giá vé là 40.000 đồng mỗi ngày (tăng 8%).", "Giá vé"),
    ("Xã An Hòa có 18% hộ dùng nước máy, Tân Phú 10%.", "hộ dùng nước máy"),
    ("Thị trấn có 70% hộ dùng thẻ, Phú Lâm 55%, Yên Mỹ 41%.", "hộ dùng thẻ"),
    ("Doanh thu phần mềm đạt 5 tỷ đồng, tăng 16%.", "Doanh thu phần mềm"),
    ("Có 120 trạm y tế (45%).", "trạm y tế"),
    ("Nhóm được khen nhiều gồm: thưởng quý (40%), thưởng Tết (31%).", "thưởng Tết"),
    ("Tỷ lệ ký số đạt 80%. Con số này là 60% ở cấp xã.", "Tỷ lệ ký số"),
    ("Tỷ lệ ký số đạt 80%, trước đây là 60%.", "Tỷ lệ ký số"),
    ("Phường mới tối thiểu 5,5 km2 và 45.000 dân.", "dân số Phường mới"),
    # a rank is of the index that the text speaks of
    ("Về chỉ số hạnh phúc năm 2021, Hà Nam xếp thứ 9.", "chỉ số hạnh phúc"),
    ("Hà Nam đứng thứ 9 cả nước về xây dựng nông thôn mới.", "xây dựng nông thôn mới"),
    # nothing rather than half a sentence
    ("Ai vi phạm lệnh cấm này lần đầu cũng có thể bị phạt 100.000 đồng.", "phạt"),
    ("Đến nay đã đạt 80%.", None),
    ("Người lái còn bị trừ 4 điểm.", None),
]


@pytest.mark.parametrize(("text", "expected"), OBJECTS)
def test_what_a_figure_measures(text: str, expected: str | None) -> None:
    assert extract(text, Context()).metrics[-1].object == expected


@pytest.mark.perf
@pytest.mark.parametrize("word", ["a, ", "đạt ", "số ", "(b) ", "cho rằng ", "1 tỷ lệ ", "và ", "có 5 ha, "])
def test_reading_is_linear_on_hostile_input(word: str) -> None:
    def seconds(times: int) -> float:
        text = "Tỷ lệ là 5% " + word * times
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            extract(text, Context())
            best = min(best, time.process_time() - start)
        return best

    assert seconds(4000) < 2.6 * seconds(2000) + 0.02
