"""The table of frames: how words around days and years make deadlines, ranges, recurrences and events.

A frame is held against the text after every unit (`units.py`) has become one sign, written <u> here: "Từ quý I/2022 đến
năm 2025" is held as "từ <u> đến năm <u>". Words in angle brackets are the vocabulary below and that of `parts.py`.
Rows come in order: at one place in the text, the first that fits is taken. Those of recurrence are a table of their
own (`often.py`). To read a new wording, add a row with examples; the tests run them.
"""

from normalize.periods.masks import DOCUMENT
from normalize.periods.often import OFTEN
from normalize.periods.parts import Found, FrameReading, Pattern
from normalize.periods.readings import (
    after,
    around,
    before,
    between,
    between_before,
    counted,
    event,
    every_cycle_from,
    ignored,
    named,
    ongoing,
    ongoing_from,
    onwards,
    plain,
    school,
    since,
    unclear,
    until,
    within,
)

FIRST_UNIT, LAST_UNIT = "\ue000", "\uf7ff"

FRAME_VOCABULARY = {
    "<u>": f"[{FIRST_UNIT}-{LAST_UNIT}]",
    # any sign but that of a unit
    "<other>": f"[^;{FIRST_UNIT}-{LAST_UNIT}]",
    "<doc>": DOCUMENT,
    # a unit with the words that may stand before it: "năm <u>", "trong giai đoạn <u>", "khoảng <u>"
    "<unit>": r"(?:(?:các|những|năm|giai đoạn|nhiệm kỳ|thời kỳ|thời gian|khóa|khoảng|dự kiến|vào|trong|<length>) ){0,4}"
    r"\(?<u>\)?",
    # "5 năm <u>": how many years it is
    "<length>": r"(?:từ )?(?:\d\d?|hai|ba|bốn|mười) năm",
    "<units>": r"<unit>(?:(?:, ?| và | hoặc )<unit>)*",
    "<from>": r"(?:<stage>|(?:giai đoạn|thời kỳ|thời gian|trong|khoảng|kéo dài|kể|bắt đầu|tính|áp dụng|ngay) )*từ ",
    # "giai đoạn thực hiện thí điểm từ": what is done in it
    "<stage>": r"(?:giai đoạn|thời kỳ)(?: (?!từ|sau|trước|đến)[^\W\d]+){1,4} (?=từ )",
    "<until>": r" ?(?:[-÷→~]|(?:cho |kéo dài )?(?:đến|tới)(?: hết| cuối| khoảng)*) ?",
    "<latest>": r"(?:chậm nhất|muộn nhất|không muộn hơn|không chậm hơn|không quá|hạn cuối|hạn chót|thời hạn|hạn)",
    "<done>": r"(?:hoàn thành|hoàn thiện|kết thúc|xong)",
    # --- how often
    "<cycle>": r"(?:ngày|tuần|tháng|quý|năm)(?! ?<u>)(?! học)",
    "<cycles>": r"(?:<count> (?:tháng|năm)(?! ?<u>)|<cycle>)",
    "<times>": r"(?P<times><count>) (?:lần|đợt|kỳ)",
    "<atleast>": r"(?:ít nhất|tối thiểu)",
    "<weekday>": r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7](?!\d))|chủ nhật)",
    # --- and on
    "<goon>": r"(?:duy trì|thực hiện|triển khai|tiếp tục|sau đó)",
    "<and>": r"(?:,? và(?: <goon>)*|[,;](?: <goon>)+)",
    "<always>": r"(?:,? và(?: <goon>)*|[,;] ?(?:sau đó )?(?:tiếp tục )?duy trì(?: thực hiện)?)"
    r" (?:thường xuyên|liên tục)",
    # --- where the clause of an event ends
    "<stop>": r"(?= ?(?:$|[,;.:()]|hoàn thành|xong|trước|chậm nhất|muộn nhất|không muộn|định kỳ|thường xuyên|đến hết"
    r"|hằng (?:ngày|tuần|tháng|quý|năm)|hàng (?:tuần|tháng|quý|năm)|(?:trong|vào|đến|tới) (?:năm |giai đoạn )?<u>))",
    "<feast>": r"(?:lễ|tết|kỷ niệm)",
}

FRAMES: tuple[Pattern[FrameReading], ...] = (
    # --- years that are no time of the task
    Pattern(
        "vision",
        r",? ?\(?(?:và )?(?:có )?(?:tầm nhìn|định hướng|hướng tới)(?: \w+){0,2}?(?: (?:đến|tới)(?: hết)?)? <unit>",
        ignored,
        {"Đến năm 2025, tầm nhìn đến năm 2030": "..2025-12-31"},
        needs=("tầm nhìn", "định hướng", "hướng tới"),
    ),
    Pattern(
        "school year",
        r"(?:học k[ỳì] (?:i{1,3}|[1-3]|một|hai|ba)(?:,| của| -)? )?(?:trong )?(?:các )?năm học(?: mới)?"
        r"(?:(?:,| và)?(?: năm học)? ?<u>(?: ?- ?<u>)?)*",
        school,
        {"Năm học 2024-2025": "unknown", "Năm học 2024-2025, xong trước 31/5/2025": "..2025-05-31"},
        needs=("năm học",),
    ),
    Pattern(
        "year in a name",
        r"(?:kế hoạch|báo cáo|dự toán|quyết toán|chương trình|ngân sách|nhiệm vụ|đề án|dự án|danh mục|chiến lược"
        r"|quy hoạch|nghị quyết|chỉ tiêu|kết quả|luật|công tác|đại hội)"
        r"(?: (?!trong|trước|vào|đến|từ|xong|hằng|hàng)\w+){0,5}?"
        r" (?:giai đoạn |năm |nhiệm kỳ |thời kỳ )<u>(?: ?- ?<u>)?",
        named,
        {
            "Xây dựng kế hoạch năm 2023 trước ngày 15/12/2022": "..2022-12-15",
            "Kế hoạch năm 2023": "unknown",
        },
    ),
    Pattern(
        "session with its date",
        r"(?:tại |trong |vào )?(?:kỳ họp|phiên họp)(?: quốc hội| hđnd(?: tỉnh)?| hội đồng nhân dân(?: tỉnh)?)?"
        r"(?: thứ (?:\d\d?|<monthword>|nhất|nhì))?(?=,? ?\(?(?:trong |vào |dự kiến )*<u>)",
        ignored,
        {"Tại Kỳ họp thứ 9 (tháng 5/2025)": "2025-05-01..2025-05-31"},
        needs=("kỳ họp", "phiên họp"),
    ),
    Pattern(
        "figures of something else",
        r"(?:tỷ lệ|tỉ lệ|mục|khoản|(?<!thời )điểm|số|sinh)(?: ngày)? <u>",
        unclear,
        {"Sinh ngày 15/3/1975": "unknown", "Số 15/3/2025": "unknown"},
        needs=("lệ", "mục", "khoản", "điểm", "số", "sinh"),
    ),
    *OFTEN,
    # --- all the time
    Pattern(
        "all the time",
        # 24/7 only where nothing makes it the 24th of July: alone, or after a word for being on duty.
        r"thường xuyên|liên tục|xuyên suốt|quanh năm|(?:^|(?:trực|hoạt động|làm việc|phục vụ) )24/7(?=[.;]?$)",
        ongoing,
        {"Thường xuyên": "ongoing", "Thường xuyên từ năm 2021": "ongoing 2021-01-01..", "Trực 24/7": "ongoing"},
        needs=("thường xuyên", "liên tục", "xuyên suốt", "quanh năm", "24/7"),
    ),
    # --- from, until, before
    Pattern(
        "from now until",
        r"từ nay (?:cho )?(?:đến|tới)(?: hết| cuối)? <unit>",
        until,
        {"Từ nay đến hết năm 2025": "..2025-12-31"},
        needs=("từ nay",),
    ),
    Pattern(
        "and every year from then on",
        r"<unit><and> <each> năm(?! học)",
        every_cycle_from,
        {"Năm 2022 và hằng năm": "FREQ=YEARLY 2022-01-01..", "Năm 2022, duy trì hằng năm": "FREQ=YEARLY 2022-01-01.."},
        needs=("hằng", "hàng", "mỗi", "từng"),
    ),
    Pattern(
        "and all the time from then on",
        r"<unit><always>",
        ongoing_from,
        {
            "Năm 2022 và thường xuyên": "ongoing 2022-01-01..",
            "Trong Quý I/2024 và duy trì thường xuyên": "ongoing 2024-01-01..",
        },
        needs=("thường xuyên", "liên tục"),
    ),
    Pattern(
        "a deadline and all the time from then on",
        r"(?:trước|chậm nhất|muộn nhất|đến|hết|xong|hoàn thành)(?: trong| hết| là)? <unit><always>",
        unclear,
        {"Trước ngày 31/12/2025 và thường xuyên": "unknown"},
        needs=("thường xuyên", "liên tục"),
    ),
    Pattern(
        "at least until, carried over from",
        r"<atleast>(?: là)? (?:đến|tới|hết|từ)|chuyển tiếp từ <unit>",
        unclear,
        {"Ít nhất đến năm 2030": "unknown", "Chuyển tiếp từ năm 2024": "unknown"},
        needs=("ít nhất", "tối thiểu", "chuyển tiếp"),
    ),
    Pattern(
        "and from then on",
        r"(?:<from>)?<unit>(?:<until><unit>)?(?:,? trở đi| trở về sau| về sau| và (?:các )?(?:giai đoạn )?tiếp theo"
        r"|(?:<and>|,|) (?:(?:trong|cho) )?(?:các|những) (?:năm|tháng|quý|giai đoạn)"
        r"(?: tiếp theo| sau(?: đó)?| kế tiếp| tiếp sau)+"
        r"| và (?:năm|giai đoạn) (?:tiếp theo|sau|kế tiếp))",
        onwards,
        {
            "Từ năm 2022 trở đi": "2022-01-01..",
            "2022 và các năm tiếp theo": "2022-01-01..",
            "Năm 2022, duy trì các năm tiếp theo": "2022-01-01..",
        },
        needs=("trở", "về sau", "tiếp theo", "sau", "kế tiếp", "tiếp sau"),
    ),
    Pattern(
        "from one to the eve of another",
        r"(?:<from>)?<unit> (?:cho )?đến trước <unit>",
        between_before,
        {"Từ tháng 3/2021 đến trước tháng 6/2021": "2021-03-01..2021-05-31"},
        needs=("đến trước",),
    ),
    Pattern(
        "after",
        r"(?:giai đoạn )?(?:từ )?sau <unit>(?:<until><unit>)?",
        after,
        {"Sau ngày 30/6/2022": "2022-07-01..", "Giai đoạn sau năm 2030 đến năm 2050": "2031-01-01..2050-12-31"},
        needs=("sau",),
    ),
    Pattern(
        "from one to another",
        r"(?:<from>)?<unit><until><unit>",
        between,
        {"Từ tháng 3/2021 đến hết tháng 6/2021": "2021-03-01..2021-06-30", "2021 → 2025": "2021-01-01..2025-12-31"},
        needs=("-", "÷", "→", "~", "đến", "tới"),
    ),
    Pattern(
        "in force from",
        r"(?:có |bắt đầu )?hiệu lực(?: thi hành)?(?: kể)? từ <unit>",
        event,
        {"Thông tư có hiệu lực từ 01/7/2025": "event"},
        needs=("hiệu lực",),
    ),
    Pattern(
        "since",
        r"<from><unit>",
        since,
        {"Từ năm 2022": "2022-01-01..", "Từ tháng 3-6/2021": "2021-03-01..2021-06-30"},
        needs=("từ",),
    ),
    Pattern(
        "before",
        r"(?:chậm nhất |muộn nhất |hoàn thành |xong |hạn |giai đoạn |đến )*trước(?: hết| cuối| thời điểm)* <unit>"
        r"(?:(?:, ?| và (?:trước )?| hoặc )<unit>)*",
        before,
        {
            "Trước ngày 30/6/2021": "..2021-06-30",
            "Trước tháng 12/2022": "..2022-11-30",
            "Giai đoạn đến trước tháng 6/2025": "..2025-05-31",
            "Trước cuối năm 2025": "..2025-12-31",
        },
        needs=("trước",),
    ),
    Pattern(
        "at the latest",
        r"<latest>(?: cuối)?(?: cùng)?(?: là|:)?(?: vào| trong| đến| hết| cuối)* <units>",
        until,
        {"Chậm nhất ngày 30/6/2021": "..2021-06-30", "Chậm nhất trong tháng 6/2026": "..2026-06-30"},
        needs=("chậm nhất", "muộn nhất", "không", "hạn"),
    ),
    Pattern(
        "until",
        r"(?:giai đoạn |cho |tính |kéo dài )?(?:đến|tới)(?: hết| cuối| thời điểm)* <unit>(?: và <unit>)?|hết <unit>",
        until,
        {"Giai đoạn đến năm 2022": "..2022-12-31", "Đến hết năm 2022": "..2022-12-31"},
        needs=("đến", "tới", "hết"),
    ),
    Pattern(
        "finished within",
        r"<done>(?: xong| dứt điểm| trong| vào| ngay)* <unit>",
        within,
        {"Xong trong Quý II/2026": "..2026-06-30", "Hoàn thành trong năm 2022": "..2022-12-31"},
        needs=("hoàn thành", "hoàn thiện", "kết thúc", "xong"),
    ),
    # --- events: they run to the end of their clause
    Pattern(
        "or when",
        r"hoặc (?:ngay )?(?:theo yêu cầu|khi|sau khi|đột xuất) ?.*?<stop>",
        lambda _, __: Found("alternative"),
        {"Hằng năm hoặc khi có yêu cầu": "FREQ=YEARLY", "Trong quý II/2022 hoặc khi có yêu cầu": "unknown"},
        needs=("hoặc",),
    ),
    Pattern(
        "within n days of",
        r"(?:(?:trong|sau|chậm nhất|muộn nhất|không quá|tối đa|trước|thời hạn|thời gian|vòng)(?: là)? )+<count> "
        r"(?:ngày|giờ|tuần|tháng|năm)(?! ?\(?<u>)<other>*?(?:<u>)?<other>*?<stop>"
        r"|<count> (?:ngày|giờ|tuần|tháng|năm)(?: làm việc)?,?"
        r" (?:kể từ|tính từ|(?:từ|sau|trước)(?! (?:ngày )?<u>)).*?<stop>",
        counted,
        {"Trong thời hạn 30 ngày kể từ ngày ký ban hành": "event", "Trong 03 tháng từ 01/4/2026": "unknown"},
    ),
    Pattern(
        "since an event",
        r"(?:kể |tính )?từ (?:ngày|khi|thời điểm|lúc) .*?<stop>",
        event,
        {"Kể từ khi Nghị định có hiệu lực": "event"},
        needs=("từ",),
    ),
    Pattern(
        "before, during and after a feast",
        r"(?:trước|trong|sau)(?:(?:, ?| và )(?:trước|trong|sau))+ (?:các )?(?:dịp |ngày |kỳ )?"
        r"(?:<feast>[^;]*?<stop>|<u>)",
        around,
        {"Trước, trong và sau Tết": "event", "Trước, trong và sau Tết Nguyên đán 2026": "event"},
        needs=("trước", "sau"),
    ),
    Pattern(
        "after or when",
        r"(?:ngay )?(?:sau|trước|khi|trong|tại)(?: khi)?(?: các)? (?:có|được|khi|kỳ|mùa|đại hội|hội nghị|phiên|cuộc|lễ"
        r"|tết|thời điểm|quá trình|khuôn khổ|dịp|đợt|<doc>|luật|nghị|quyết định|kết luận|tổng kết|sơ kết)[^;]*?<stop>"
        r"|(?:ngay )?(?:sau|trước) khi [^;]*?<stop>|khi [^;]*?<stop>",
        event,
        {"Sau khi Luật được ban hành": "event", "Khi có yêu cầu": "event", "Ngay sau khi ban hành": "event"},
        needs=("sau", "trước", "khi", "trong", "tại"),
    ),
    Pattern(
        "according to",
        r"(?:căn cứ |tùy )?(?:theo|tùy|căn cứ) (?!từng|giai đoạn <u>|năm <u>|<u>)[^;,]*?<stop>"
        r"|(?:theo|tùy) từng [^;,]*?<stop>",
        event,
        {"Theo chiến dịch": "event", "Theo mốc tại Quyết định số 12/QĐ-UBND ngày 25/9/2025": "event"},
        needs=("theo", "tùy", "căn cứ"),
    ),
    Pattern("unforeseen", r"đột xuất", event, {"Đột xuất": "event"}, needs=("đột xuất",)),
    Pattern(
        "festival",
        r"(?:(?:nhân|vào|trong|trước|sau),? )*(?:các )?(?:dịp |ngày )<feast><other>*?<stop>"
        r"|tết (?:nguyên đán|trung thu|cổ truyền|âm lịch)",
        event,
        {"Dịp Tết Nguyên đán": "event"},
        needs=("lễ", "tết", "kỷ niệm"),
    ),
    # --- a unit by itself
    Pattern(
        "unit",
        r"(?:ngay )?<unit>",
        plain,
        {"Năm 2025": "2025-01-01..2025-12-31", "Trong năm 2022": "2022-01-01..2022-12-31"},
    ),
)
