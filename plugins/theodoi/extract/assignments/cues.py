"""The words by which tasks are given, had and told: verbs of giving, of duty, of work, and what stands around them."""

from __future__ import annotations

from theodoi.extract.assignments.parties import anchored, pattern

_ADVERB = "đã|cũng|vừa|còn|tiếp tục|đều|trực tiếp|mới|tiếp|chính thức|một lần nữa|đồng thời|nhấn mạnh|lưu ý|thống nhất|nhất trí|sẽ|luôn|thường xuyên|tiếp đó|khẩn trương|chủ động|có văn bản|có công văn|ký công văn|ban hành văn bản|có ý kiến|ra|đặc biệt|kết luận"
ADVERBS = pattern(rf"(?:(?:,? (?:{_ADVERB}))*) ?")

# Verbs that give a task. Behind these words they are nouns: "theo yêu cầu", "các đề nghị".
_NOUN_BEFORE = (
    "theo|các|những|sự|ban|ý kiến|công tác|tinh thần|nội dung|văn bản|đáp ứng|một số|hồ sơ|đơn|được|bị|nhiều|mọi|thực hiện|trên cơ sở|của|về|mục đích|phù hợp|bảo đảm|đảm bảo|đạt"
    "|nhiệm vụ|tiếp thu|việc|số|kết quả|từng|bàn|chuyển|ngoại|kết|trực tiếp|người|vai trò|trách nhiệm|công điện|khi có|trước|có|phát sinh|giải quyết|tờ trình|là|hệ thống|điện|nhận|phê chuẩn|lãnh đạo,|quan điểm|yêu cầu,|nhiệm vụ,|hoặc|với|đúng"
)
NOUN = pattern(rf"(?<!\w)(?:{_NOUN_BEFORE}) $")  # what makes the verb behind it a noun
_GIVE = r"cho phép|giao nhiệm vụ cho|giao trách nhiệm cho|phân công|giao cho|giao(?! (?:thông|dịch|ban|lưu|diện|tiếp|nhận|hữu|thừa|tế|thoa|nộp|chỉ tiêu|đất|mùa|phó|hàng|kế hoạch))"
_ORDER = r"yêu cầu|chỉ đạo(?!,? điều hành| của|,)|quán triệt|nhắc nhở|nhắc|lưu ý|đôn đốc|chỉ thị(?! số| này| \d)|ra lệnh|nêu rõ yêu cầu|đặt hàng"
_ASK = "đề nghị|kiến nghị|đề xuất|bày tỏ mong muốn|mong muốn|mong|gợi ý|khuyến nghị|kêu gọi|mời gọi|đề đạt"
ORDERS = anchored(
    rf"(?<!\w)(?P<verb>(?P<give>{_GIVE})|(?P<order>{_ORDER})|(?P<ask>{_ASK}))(?!\w)", f"{_GIVE}|{_ORDER}|{_ASK}"
)
CHAINED = pattern(
    r" ?(?:(?:tiếp tục|trực tiếp|khẩn trương) )?(?P<verb>chỉ đạo|giao|yêu cầu|đôn đốc|phân công)(?: cho)? "
)
TO_WHOM = pattern(r":? ?(?:rằng )?(?:cho |tới |đến |đối với |với )?(?:ông |bà )?")

# Words of duty behind a subject.
DUTY = pattern(
    r"[,:]? ?(?:(?:thì|cũng|đều|còn|do đó|vì vậy|cùng|nhất là) )*(?P<duty>có trách nhiệm(?: trong việc)?|có nhiệm vụ(?!, quyền)|phải(?: được)?|cần thiết phải|cần(?: phải)?(?: được)?(?! thiết)|chịu trách nhiệm(?= (?:chủ trì|thi hành|triển khai|thực hiện|tổ chức|hướng dẫn|kiểm tra|theo dõi|báo cáo|xây dựng|phối hợp|bảo đảm|đảm bảo|quản lý))"
    r"|được giao(?: nhiệm vụ| trách nhiệm| chủ trì)?|được yêu cầu|được kiến nghị|được đề nghị|được phân công|nên(?! \w+ (?:đã|là)))(?!\w)"
)
PASSIVE = pattern(r"[^,;:.]{4,120}? (?:phải|cần|cần phải) được (?!\w*giao)")
PROMISE = pattern(
    r"(?: (?:cho biết|cho hay|khẳng định)(?: thêm)?,?(?: rằng)?(?! sẽ)(?: [^,;.]{0,30}?)?)?[,:]? ?(?:(?:cũng|thì|còn|tới đây|thời gian tới|sắp tới|trong thời gian tới|dự kiến|đã|tiếp tục),? )*(?P<promise>sẽ|cam kết(?: sẽ)?|dự kiến(?: sẽ)?|khẳng định sẽ|hứa(?: sẽ)?|cho biết(?:,)? sẽ|phấn đấu)(?! (?:là|có|bị|không|được|giúp|tạo|còn|trở thành|phải|thăm|viếng|cho phép|diễn ra|rất|càng|đến|chịu)(?!\w))(?!\w)"
)
# What is no duty: done, under way, told.
DONE = pattern(
    r"(?:(?:cũng|đều|còn|hiện|mới) )*(?:đã|đang|vừa|mới|chưa|không|bị|được|từng|sẽ|là|có(?! trách nhiệm)|gồm|cho biết|cho hay|cho rằng|nói|khẳng định|nhấn mạnh|đánh giá|nhận định|ghi nhận|biểu dương|chia sẻ|thăm|dự|tham dự|chủ trì hội nghị|chủ trì cuộc|chủ trì phiên|chủ trì buổi|tổ chức hội nghị|ký|ban hành quyết định|thông tin)(?!\w)"
)

# Verbs of work, with which a task begins.
_WORK = """xây dựng|định hướng|thi hành|ban hành|hoàn thiện|hoàn thành|triển khai|rà soát|tổ chức|phối hợp|chủ trì|chủ động|tập trung|tăng cường|đẩy mạnh|đẩy nhanh|thúc đẩy|khẩn trương|nghiên cứu|đề xuất|trình|báo cáo|tổng hợp
    |kiểm tra|giám sát|theo dõi|đôn đốc|hướng dẫn|thực hiện|tham mưu|bố trí|cập nhật|công khai|công bố|cung cấp|kết nối|chia sẻ|số hóa|quán triệt|chấn chỉnh|xử lý|khắc phục|tháo gỡ|đánh giá|sơ kết|tổng kết|đào tạo
    |bồi dưỡng|tuyên truyền|phổ biến|kiện toàn|thành lập|phân công|phân cấp|ủy quyền|cắt giảm|đơn giản hóa|tái cấu trúc|nâng cao|nâng cấp|bảo đảm|đảm bảo|quản lý|vận hành|đầu tư|huy động|ưu tiên|lựa chọn|sửa đổi|bổ sung
    |thẩm định|phê duyệt|xem xét|cho ý kiến|tạo|đổi mới|phát huy|phát triển|duy trì|lấy|thông báo|gửi|lập|mở|ứng dụng|áp dụng|sử dụng|tích hợp|chuẩn hóa|chuẩn bị|quy định|thiết lập|thống kê|tiếp nhận|bàn giao|chuyển giao
    |làm|đưa|gắn|mời|thuê|giải quyết|trả lời|tiếp thu|giải trình|khai thác|khai trương|trang bị|hỗ trợ|biểu dương|kiểm soát|điều chỉnh|sắp xếp|giảm|rút ngắn|xác định|phân loại|cụ thể hóa|nghiêm khắc|nhân rộng|thí điểm|hợp nhất
    |sáp nhập|giải thể|tinh giản|tuyển dụng|tập huấn|truyền thông|bám sát|tham gia|góp ý|nộp|cấp|giải ngân|phân bổ|quyết toán|thanh tra|kiểm toán|kiểm kê|làm sạch|đối soát|xác thực|đồng bộ|liên thông|niêm yết|tiếp tục|sớm|kịp thời
    |thường xuyên|định kỳ|quyết liệt|nghiêm túc|nhanh chóng|trực tiếp|kiên quyết|tuyệt đối|tích cực|linh hoạt|dứt điểm|phải|cần|đặt|giao|chỉ đạo|yêu cầu|đề nghị|ký|khắc phục|chịu trách nhiệm|căn cứ|trên cơ sở|hợp tác|hình thành|củng cố|quan tâm|chú trọng|lồng ghép
    |khuyến khích|thu hút|vận động|phát động|khởi công|giải phóng|di dời|bảo vệ|phòng, chống|phòng ngừa|ngăn chặn|tìm kiếm|tận dụng|hạn chế|chấm dứt|dừng|tạm dừng|loại bỏ|bãi bỏ|thay thế|phát hành|thay đổi|cải cách|cải thiện|quy hoạch|khảo sát|đo lường|minh bạch|cải tiến|tối ưu hóa|thường trực|điều phối|tiến hành|tra cứu|giữ|vừa|đóng|rút kinh nghiệm|cấu trúc|bổ nhiệm|đơn giản|nhìn|tiếp|trao đổi|làm việc|lắng nghe|giúp|phát hiện|truy tố|điều tra|đấu tranh|đăng ký|kê khai|phân tích|dự báo|cảnh báo|thử nghiệm|siết chặt|tự|xin lỗi|khen thưởng|đấu thầu|mua sắm"""
WORK = pattern("(?:" + "|".join(word.strip() for word in _WORK.replace("\n", "").split("|")) + r")(?!\w)")

# A clause may begin with these before its subject or verb.
OPENER = pattern(
    r"[^\w]*(?:\(?(?:\d{1,2}|[a-zđ]|[ivx]{1,4})[.)] ?-? ?)?[^\w]*(?:(?:đồng thời|trong đó|bên cạnh đó|theo đó|cùng với đó|ngoài ra|cụ thể|từ đó|trước tiên|trước mắt|do đó|do vậy|vì vậy|tuy nhiên|đặc biệt|cũng theo|riêng|qua đó|nhất là|mặt khác|thứ nhất|thứ hai|thứ ba|một là|hai là|ba là|tiếp theo|thời gian tới|trong thời gian tới|tới đây|sắp tới|và|hiện nay|căn cứ yêu cầu công tác)(?!\w)[:,]? ?)*"
)
LEAD = pattern(
    r"(?:để|nhằm|trên cơ sở|căn cứ|về|từ|trong|trước|sau|giai đoạn|tại|với|theo|qua|bên cạnh|cùng với|đến|khi|do|tháng|năm|quý|ngày|chậm nhất|định kỳ|hàng|hằng|thực hiện|phát biểu|kết luận|giải quyết)(?!\w)[^;:.]{2,260}?, (?:\*\* ?)?"
)
AND_SOON = pattern(
    r",? (?:và|đồng thời|, đồng thời) (?=(?:sớm|khẩn trương|tiếp tục|chủ động|kịp thời|thường xuyên|định kỳ|nhanh chóng|nghiên cứu xây dựng) )"
)

TRANSFER = anchored(
    r"(?P<move>chuyển(?: giao)?(?: toàn bộ| nguyên trạng)?(?: các)?(?: chức năng,?)? nhiệm vụ|điều chuyển nhiệm vụ) (?P<task>[^;\n]{8,600}?) từ (?P<from>[^;\n]{3,120}?) (?:sang|về|cho|đến) (?P<to>[^;\n]{3,160})",
    "chuyển|điều chuyển nhiệm vụ",
)

CONVEYED = pattern(
    r"(?:ý kiến )?(?:thông báo|kết luận|chỉ đạo|truyền đạt|văn bản)[^.;\n]{0,80}?(?:kết luận|ý kiến|chỉ đạo|ý kiến chỉ đạo) (?:chỉ đạo )?của $"
)
DOCUMENT_TOLD = pattern(
    r"(?: \([^)\n]{2,60}\))?(?: (?:vừa|đã|mới|cũng|chính thức|có|tiếp tục|thừa lệnh|thay mặt [^,.;]{3,40}))* ?(?:ký|ban hành|phê duyệt|có|ra|gửi|thông báo)(?: ban hành)?(?: \w+){0,4}? (?:quyết định|nghị định|thông tư|chỉ thị|công điện|kế hoạch|nghị quyết|văn bản|công văn|phương án|kết luận|quy định|hướng dẫn|thông báo)"
)
EFFECT = pattern(
    r"(?:quyết định|nghị định|thông tư|chỉ thị|công điện|kế hoạch|nghị quyết|văn bản|công văn|kết luận|thông báo)[^.;\n]{0,100}? (?:cũng )?(?:nêu rõ|quy định như sau|quy định|yêu cầu|giao|nêu|xác định|ghi rõ)"
)
_SAYS = "cho biết|cho hay|khẳng định|nhìn nhận|nhấn mạnh|cho rằng|chia sẻ|nói|phát biểu|đánh giá|thông tin|thừa nhận|lưu ý|gợi ý|dẫn chứng|nêu"
SPEECH = anchored(rf"(?:{_SAYS})(?!\w)", _SAYS)
PRONOUN = pattern(r"(?<!\w)(?:ông|bà|đồng chí|bộ trưởng|chủ tịch|cơ quan này|chúng tôi|tổng giám đốc|giám đốc)(?!\w)")

PLANS = pattern(
    r" (?:(?:sẽ|cần|phải|tiếp tục) )*(?:tập trung|ưu tiên|triển khai|thực hiện|đề ra)(?! ?:)[^.;]{0,80}(?:nhiệm vụ|giải pháp|công việc|nội dung|việc)"
)
FUNCTION = pattern(r"(?:có chức năng|có (?:các |những )?nhiệm vụ(?:,| và) quyền hạn|có quyền|có nhiệm vụ)(?!\w)")
SOFT = pattern(
    r"(?:(?:phải|cần|tiếp tục|đều|chủ động|tích cực|tăng cường|không ngừng|luôn|thường xuyên) )*(?:nâng cao (?:hơn nữa )?(?:nhận thức|tinh thần|trách nhiệm|ý thức|vai trò)|quan tâm|phát huy|vào cuộc|nêu cao|đoàn kết|chú trọng|coi |xem |xác định rõ (?:đây|vai trò)|cố gắng|nỗ lực|thay đổi (?:tư duy|nhận thức)|đổi mới tư duy|có tư duy|có sự|là |khắc phục hạn chế|huy động mọi|bám sát|tìm kiếm|tham gia|đóng vai trò|làm tốt|tạo điều kiện|thống nhất (?:nhận thức|quan điểm)|chung sức|đồng hành|chia sẻ kinh nghiệm|quán triệt|lựa chọn|gắn |thể hiện|làm gương|hành động|quyết tâm|tập trung thảo luận|thấm nhuần|hiểu|nhận thức|làm (?:phó |tổ |chủ tịch|thành viên|ủy viên|cơ quan thường trực|trưởng|tổng thư ký)|thôi làm)"
)
IF = pattern(r"[^\w]*(?:nếu|trường hợp|trong trường hợp|khi (?:có|phát hiện|cần))(?!\w)")
PROHIBITED = pattern(r"(?:tuyệt đối )?(?:không (?:được|để)|nghiêm cấm|cấm)(?!\w)")
UNDER_WAY = pattern(r"(?:hiện |hiện nay,? ?)?đang(?!\w)")
HOW = pattern(
    r"(?:bảo đảm|đảm bảo|không để|tránh|nhằm|để|góp phần|qua đó|từ đó|về|trong đó|nhất là|theo|phù hợp|gắn với|quy chế|báo cáo kết quả|trình [^,;]{3,60}(?:xem xét|phê duyệt|ban hành)$)(?!\w)"
)
