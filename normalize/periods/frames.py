"""The table of frames: how words around days and years make deadlines, ranges, recurrences and events.

A frame is held against the text after every unit (`period_units`) has become one sign, written <u> here; <unit> is
a unit with the words that may stand before it ("năm", "giai đoạn"). Rows come in order: at one place in the text, the
first that fits is taken. To read a new wording, add a row with examples; the tests run them.
"""

from dataclasses import replace

from normalize.periods.masks import DOCUMENT
from normalize.periods.parts import Found, FrameReading, Pattern
from normalize.periods.readings import (
    after,
    before,
    between,
    between_before,
    event,
    every,
    ignored,
    last_of_month,
    month_of_quarter,
    named,
    once_in,
    one_cycle,
    ongoing,
    onwards,
    plain,
    since,
    times_a_cycle,
    unclear,
    until,
    weekday,
    within,
)

FIRST_UNIT, LAST_UNIT = "\ue000", "\uf7ff"

FRAME_VOCABULARY = {
    "<unit>": r"(?:(?:các|những|năm|giai đoạn|nhiệm kỳ|thời kỳ|thời gian|khóa|khoảng|dự kiến|vào|trong|"
    r"(?:từ )?(?:\d\d?|hai|ba|bốn|mười) năm) ){0,4}\(?<u>\)?",
    "<from>": r"(?:(?:giai đoạn|thời kỳ|thời gian|trong|khoảng|kéo dài|kể|bắt đầu|tính|áp dụng|ngay) )*từ (?:sau )?",
    "<until>": r" ?(?:[-÷→~]|(?:cho |kéo dài )?(?:đến|tới)(?: hết| cuối| khoảng)*) ?",
    "<stop>": r"(?= ?(?:$|[,;.:()]|hoàn thành|xong|trước|chậm nhất|muộn nhất|không muộn|định kỳ|hằng (?:ngày"
    r"|tuần|tháng|quý"
    r"|năm)|hàng (?:tuần|tháng|quý|năm)|thường xuyên|đến hết|(?:trong|vào|đến|tới) (?:năm |giai đoạn )?<u>))",
    "<cycle>": r"(?:ngày|tuần|tháng|quý|năm)(?! ?<u>)(?! học)",
    "<cycles>": r"(?:<count> (?:tháng|năm)(?! ?<u>)|<cycle>)",
    "<always>": r"(?:,? và(?: (?:duy trì|thực hiện|triển khai|tiếp tục|sau đó))*"
    r"|[,;] ?(?:sau đó )?(?:tiếp tục )?duy trì(?: thực hiện)?) (?:thường xuyên|liên tục)",
    "<u>": f"[{FIRST_UNIT}-{LAST_UNIT}]",
    "<doc>": DOCUMENT,
}
_YEARLY = "FREQ=YEARLY"

FRAMES: tuple[Pattern[FrameReading], ...] = (
    Pattern(
        "vision",
        r",? ?\(?(?:và )?(?:có )?(?:tầm nhìn|định hướng|hướng tới)(?: \w+){0,2}?(?: (?:đến|tới)(?: hết)?)? <unit>",
        ignored,
        {"Đến năm 2025, tầm nhìn đến năm 2030": "..2025-12-31"},
    ),
    Pattern(
        "year in a name",
        r"(?:kế hoạch|báo cáo|dự toán|quyết toán|chương trình|ngân sách|nhiệm vụ|đề án|dự án|danh mục|chiến lược"
        r"|quy hoạch"
        r"|nghị quyết|chỉ tiêu|kết quả|luật|công tác)(?: (?!trong|trước|vào|đến|từ|xong|hằng|hàng)\w+){0,5}?"
        r" (?:giai đoạn |năm |nhiệm kỳ |thời kỳ )(?:<u>)(?: ?- ?<u>)?",
        named,
        {
            "Xây dựng kế hoạch năm 2023 trước ngày 15/12/2022": "..2022-12-15",
            "Kế hoạch năm 2023": "unknown",
        },
    ),
    # --- recurrence
    Pattern(
        "n times a cycle",
        r"(?:định kỳ |ít nhất |tối thiểu )*(?P<times><count>) (?:lần|đợt|kỳ)(?: ?/ ?| mỗi | trong | một | trên |"
        r" hằng | hàng )"
        r"(?:(?:trong |một )*(?P<n><count>) |một )?(?P<cycle><cycle>)",
        times_a_cycle,
        {"2 lần/năm": "FREQ=MONTHLY;INTERVAL=6", "Tối thiểu 01 lần/quý": "FREQ=MONTHLY;INTERVAL=3"},
    ),
    Pattern(
        "each cycle n times",
        r"(?:định kỳ )?(?:<each> |một |0?1 )(?P<cycle><cycle>)(?: (?:tổ chức|thực hiện|báo cáo))?(?: ít nhất|"
        r" tối thiểu)?"
        r" ?/? ?(?P<times><count>) (?:lần|đợt|kỳ)(?! ?/)",
        times_a_cycle,
        {"Mỗi năm 01 lần": _YEARLY, "Mỗi quý một lần": "FREQ=MONTHLY;INTERVAL=3"},
    ),
    Pattern(
        "once in n cycles",
        r"(?:(?:định kỳ|cứ|<each>) )*(?:(?P<n><count>) )?(?P<cycle>ngày|tuần|tháng|quý|năm)(?: ?/ ?"
        r"(?:(?P<times><count>) )?| (?:một |0?1 ))lần",
        once_in,
        {"6 tháng/lần": "FREQ=MONTHLY;INTERVAL=6", "Hai năm một lần": "FREQ=YEARLY;INTERVAL=2"},
    ),
    Pattern(
        "every n cycles",
        r"(?:(?:định kỳ|cứ|<each>) )+(?P<n><count>) (?P<cycle>ngày|tuần|tháng|quý|năm)(?! ?(?:đầu|cuối|<u>|,|và))",
        once_in,
        {"Định kỳ 6 tháng": "FREQ=MONTHLY;INTERVAL=6"},
    ),
    Pattern(
        "every cycle",
        r"(?P<cycles>(?:(?:báo cáo )?định kỳ(?: theo)? (?:<each> )?|<each> |theo (?:từng )?|<count> tháng(?:, |"
        r" và )(?:<each> |cả )?(?=<cycles>))"
        r"(?:<cycles>|(?<=hằng |hàng )năm(?! học))(?:(?: ?[,;/] ?| và | hoặc | hay )(?:<each> |cả |theo )?<cycles>)*)",
        every,
        {
            "Hằng năm": _YEARLY,
            "Hằng quý": "FREQ=MONTHLY;INTERVAL=3",
            "Định kỳ hằng quý, năm": "FREQ=MONTHLY;INTERVAL=3",
        },
    ),
    Pattern(
        "first or last month of each quarter",
        r"(?:của )?tháng (?P<side>đầu|cuối)(?: tiên| cùng)? (?:của )?(?:<each> )?quý(?: sau| tiếp theo| kế tiếp)?",
        month_of_quarter,
        {"Trước ngày 05 tháng đầu quý sau": "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"},
    ),
    Pattern(
        "the cycle after",
        r"(?:của )?(?P<cycle>tháng|quý|năm) (?:(?:sau |tiếp theo )?(?:liền kề|kế tiếp|liền sau|kế sau)(?: sau(?:"
        r" đó)?| tiếp theo)?)"
        r"|(?:của )?(?P<cycle2>tháng) (?:sau|tiếp theo)",
        lambda match, _: one_cycle(match["cycle"] or match["cycle2"]),
        {
            "Trước ngày 31/01 năm liền kề": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31",
            "Trước ngày 05 của tháng liền kề": "FREQ=MONTHLY;BYMONTHDAY=5",
        },
    ),
    Pattern(
        "last day of each month",
        r"ngày cuối(?: cùng)? (?:của )?(?:<each> )?tháng|cuối <each> tháng",
        last_of_month,
        {"Ngày cuối cùng của tháng": "FREQ=MONTHLY;BYMONTHDAY=-1"},
    ),
    Pattern(
        "day of the week",
        r"(?:thứ (?P<day>hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)(?: <each> tuần)?",
        weekday,
        {"Thứ Sáu hằng tuần": "FREQ=WEEKLY;BYDAY=FR", "Thứ 2 hằng tuần": "FREQ=WEEKLY;BYDAY=MO"},
    ),
    Pattern("regularly", r"định kỳ", lambda _, __: Found("recurring"), {"Định kỳ": "recurring"}),
    Pattern(
        "a programme of every year",
        r"(?:căn cứ )?theo (?:chương trình|kế hoạch) "
        r"(?:(?!định kỳ|báo cáo|thực hiện|tổ chức|thường xuyên|sơ kết|tổng kết)[^\W\d]+,? ){1,8}?"
        r"(?<!, )<each> (?:năm|quý|tháng)(?= ?[.;]?$)",
        event,
        {"Theo chương trình kiểm tra, giám sát hằng năm": "event"},
    ),
    # --- all the time
    Pattern(
        "all the time",
        # 24/7 only where nothing makes it the 24th of July: alone, or after a word for being on duty.
        r"thường xuyên|liên tục|xuyên suốt|quanh năm"
        r"|(?:^|(?:trực|hoạt động|làm việc|phục vụ) )24/7(?=[.;]?$)",
        ongoing,
        {"Thường xuyên": "ongoing", "Thường xuyên từ năm 2021": "ongoing 2021-01-01..", "Trực 24/7": "ongoing"},
    ),
    # --- spans
    Pattern(
        "from now until",
        r"từ nay (?:cho )?(?:đến|tới)(?: hết| cuối)? <unit>",
        until,
        {"Từ nay đến hết năm 2025": "..2025-12-31"},
    ),
    Pattern(
        "and every year from then on",
        r"<unit>,? và (?:hằng|hàng|mỗi) năm",
        lambda match, units: replace(one_cycle("năm"), intervals=onwards(match, units).intervals),
        {"Năm 2022 và hằng năm": "FREQ=YEARLY 2022-01-01.."},
    ),
    Pattern(
        "and all the time from then on",
        r"<unit><always>",
        lambda match, units: Found("ongoing", onwards(match, units).intervals),
        {
            "Năm 2022 và thường xuyên": "ongoing 2022-01-01..",
            "Trong Quý I/2024 và duy trì thường xuyên": "ongoing 2024-01-01..",
        },
    ),
    Pattern(
        "a deadline and all the time from then on",
        r"(?:trước|chậm nhất|muộn nhất|đến|hết|xong|hoàn thành)(?: trong| hết| là)? <unit><always>",
        unclear,
        {"Trước ngày 31/12/2025 và thường xuyên": "unknown"},
    ),
    Pattern(
        "and from then on",
        r"(?:<from>)?<unit>(?:<until><unit>)?(?:,? trở đi| trở về sau| về sau| và (?:các )?(?:giai đoạn )?tiếp theo"
        r"|(?:, | và |, và | )(?:các|những) (?:năm|tháng|quý|giai đoạn)(?: tiếp theo| sau(?: đó)?| kế tiếp| tiếp sau)+"
        r"| và (?:năm|giai đoạn) (?:tiếp theo|sau|kế tiếp))",
        onwards,
        {"Từ năm 2022 trở đi": "2022-01-01..", "2022 và các năm tiếp theo": "2022-01-01.."},
    ),
    Pattern(
        "from one to the eve of another",
        r"(?:<from>)?<unit> (?:cho )?đến trước <unit>",
        between_before,
        {"Từ tháng 3/2021 đến trước tháng 6/2021": "2021-03-01..2021-05-31"},
    ),
    Pattern(
        "from one to another",
        r"(?:<from>)?<unit><until><unit>",
        between,
        {"Từ tháng 3/2021 đến hết tháng 6/2021": "2021-03-01..2021-06-30", "2021 → 2025": "2021-01-01..2025-12-31"},
    ),
    Pattern(
        "since",
        r"<from><unit>",
        since,
        {"Từ năm 2022": "2022-01-01..", "Từ tháng 3-6/2021": "2021-03-01..2021-06-30"},
    ),
    Pattern(
        "before",
        r"(?:chậm nhất |muộn nhất |hoàn thành |xong |hạn |đến )*trước(?: hết| cuối| thời điểm)* <unit>(?:(?:, ?|"
        r" và (?:trước )?| hoặc )<unit>)*",
        before,
        {"Trước ngày 30/6/2021": "..2021-06-30", "Trước tháng 12/2022": "..2022-11-30"},
    ),
    Pattern(
        "at the latest",
        r"(?:chậm nhất|muộn nhất|không muộn hơn|không chậm hơn|không quá|hạn cuối|hạn chót|thời hạn|hạn)(?:"
        r" cuối)?(?: cùng)?(?: là|:)?"
        r"(?: vào| trong| đến| hết| cuối)* <unit>(?:(?:, ?| và | hoặc )<unit>)*",
        until,
        {"Chậm nhất ngày 30/6/2021": "..2021-06-30", "Chậm nhất trong tháng 6/2026": "..2026-06-30"},
    ),
    Pattern(
        "until",
        r"(?:giai đoạn |cho |tính |kéo dài )?(?:đến|tới)(?: hết| cuối| thời điểm)* <unit>(?: và <unit>)?|hết <unit>",
        until,
        {"Giai đoạn đến năm 2022": "..2022-12-31", "Đến hết năm 2022": "..2022-12-31"},
    ),
    Pattern(
        "finished within",
        r"(?:hoàn thành|hoàn thiện|kết thúc|xong)(?: xong| dứt điểm| trong| vào| ngay)* <unit>",
        within,
        {"Xong trong Quý II/2026": "..2026-06-30", "Hoàn thành trong năm 2022": "..2022-12-31"},
    ),
    Pattern("after", r"sau <unit>", after, {"Sau ngày 30/6/2022": "2022-07-01.."}),
    # --- events: they run to the end of their clause
    Pattern(
        "or when",
        r"hoặc (?:ngay )?(?:theo yêu cầu|khi|sau khi|đột xuất) ?.*?<stop>",
        lambda _, __: Found("alternative"),
        {"Hằng năm hoặc khi có yêu cầu": _YEARLY, "Trong quý II/2022 hoặc khi có yêu cầu": "unknown"},
    ),
    Pattern(
        "within n days of",
        r"(?:(?:trong|sau|chậm nhất|muộn nhất|không quá|tối đa|trước|thời hạn|thời gian|vòng)(?: là)? )+<count> "
        r"(?:ngày|giờ|tuần|tháng|năm)"
        r"(?! ?\(?<u>)[^;.\ue000-\uf7ff]*?(?:<u>)?[^;.\ue000-\uf7ff]*?<stop>"
        r"|<count> (?:ngày|giờ|tuần|tháng|năm)(?: làm việc)?,?"
        r" (?:kể từ|tính từ|(?:từ|sau|trước)(?! (?:ngày )?<u>)).*?<stop>",
        event,
        {"Trong thời hạn 30 ngày kể từ ngày ký ban hành": "event", "Trong vòng 30 ngày kể từ ngày 01/7/2025": "event"},
    ),
    Pattern(
        "since an event",
        r"(?:kể |tính )?từ (?:ngày|khi|thời điểm|lúc) .*?<stop>",
        event,
        {"Kể từ khi Nghị định có hiệu lực": "event"},
    ),
    Pattern(
        "after or when",
        r"(?:ngay )?(?:sau|trước|khi|trong|tại)(?: khi)? (?:có|được|khi|kỳ|mùa|đại hội|hội nghị|phiên|cuộc|lễ"
        r"|tết|thời điểm|quá trình|khuôn khổ|dịp|đợt"
        r"|<doc>|luật|nghị|quyết định|kết luận|tổng kết|sơ kết)[^;]*?<stop>|(?:ngay )?(?:sau|trước) khi"
        r" [^;]*?<stop>|khi [^;]*?<stop>",
        event,
        {"Sau khi Luật được ban hành": "event", "Khi có yêu cầu": "event", "Ngay sau khi ban hành": "event"},
    ),
    Pattern(
        "according to",
        r"(?:căn cứ |tùy )?(?:theo|tùy|căn cứ) (?!từng|giai đoạn <u>|năm <u>|<u>)[^;,]*?<stop>|(?:theo|tùy) từng"
        r" [^;,]*?<stop>",
        event,
        {"Theo chiến dịch": "event", "Theo mốc tại Quyết định số 12/QĐ-UBND ngày 25/9/2025": "event"},
    ),
    Pattern("unforeseen", r"đột xuất", event, {"Đột xuất": "event"}),
    Pattern(
        "festival",
        r"(?:(?:nhân|vào|trong|trước|sau),? )*(?:các )?(?:dịp |ngày )(?:lễ|tết|kỷ niệm)[^;<u>]*?<stop>".replace(
            "[^;<u>]", "[^;\ue000-\uf7ff]"
        )
        + r"|tết (?:nguyên đán|trung thu|cổ truyền|âm lịch)",
        event,
        {"Dịp Tết Nguyên đán": "event"},
    ),
    Pattern(
        "unit",
        r"(?:ngay )?<unit>",
        plain,
        {"Năm 2025": "2025-01-01..2025-12-31", "Trong năm 2022": "2022-01-01..2022-12-31"},
    ),
)
