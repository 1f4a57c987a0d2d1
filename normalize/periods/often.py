"""The table of recurrences, a part of the table of frames: how often, and on which days or months of a cycle."""

from dataclasses import replace

from normalize.periods.parts import Found, FrameReading, Pattern
from normalize.periods.readings import (
    event,
    every,
    ignored,
    last_of_month,
    month_of_quarter,
    of_years,
    once_in,
    one_cycle,
    times_a_cycle,
    times_within,
    weekday,
)

OFTEN: tuple[Pattern[FrameReading], ...] = (
    Pattern(
        "n times within a year",
        r"(?:<atleast> )?<times> (?:trong (?:năm )?|năm )<u>",
        times_within,
        {
            "02 lần trong năm 2022": "FREQ=MONTHLY;INTERVAL=6 2022-01-01..2022-12-31",
            "Tổ chức 01 lần trong năm 2022": "2022-01-01..2022-12-31",
        },
        needs=("lần", "đợt", "kỳ"),
    ),
    Pattern(
        "n times, and when",
        r"<times>,? ?(?=\(?(?:vào |trong )?(?:các )?<u>)",
        ignored,
        {"Hằng năm, 02 lần vào tháng 6 và tháng 12": "FREQ=YEARLY;BYMONTH=6,12"},
        needs=("lần", "đợt", "kỳ"),
    ),
    Pattern(
        "n times a cycle",
        r"(?:định kỳ |<atleast> )*<times>(?: ?/ ?| mỗi | trong | một | trên | hằng | hàng )"
        r"(?:(?:trong |một )*(?P<n><count>) |một )?(?P<cycle><cycle>)",
        times_a_cycle,
        {"2 lần/năm": "FREQ=MONTHLY;INTERVAL=6", "Tối thiểu 01 lần/quý": "FREQ=MONTHLY;INTERVAL=3"},
        needs=("lần", "đợt", "kỳ"),
    ),
    Pattern(
        "each cycle n times",
        r"(?:định kỳ )?(?:<each> |một |0?1 )(?P<cycle><cycle>)(?: (?:tổ chức|thực hiện|báo cáo))?(?: <atleast>)?"
        r" ?/? ?<times>(?! ?/)",
        times_a_cycle,
        {"Mỗi năm 01 lần": "FREQ=YEARLY", "Mỗi quý một lần": "FREQ=MONTHLY;INTERVAL=3"},
        needs=("lần", "đợt", "kỳ"),
    ),
    Pattern(
        "once in n cycles",
        r"(?:(?:định kỳ|cứ|<each>) )*(?:(?P<n><count>) )?(?P<cycle>ngày|tuần|tháng|quý|năm)"
        r"(?: ?/ ?(?:(?P<times><count>) )?| (?:một |0?1 ))lần",
        once_in,
        {"6 tháng/lần": "FREQ=MONTHLY;INTERVAL=6", "Hai năm một lần": "FREQ=YEARLY;INTERVAL=2"},
        needs=("lần",),
    ),
    Pattern(
        "every n cycles",
        r"(?:(?:định kỳ|cứ|<each>) )+(?P<n><count>) (?P<cycle>ngày|tuần|tháng|quý|năm)(?! ?(?:đầu|cuối|<u>|,|và))",
        once_in,
        {"Định kỳ 6 tháng": "FREQ=MONTHLY;INTERVAL=6"},
        needs=("định kỳ", "cứ", "hằng", "hàng", "mỗi", "từng"),
    ),
    Pattern(
        "every cycle",
        r"(?P<cycles>(?:(?:báo cáo )?định kỳ(?: theo)? (?:<each> )?|<each> |theo (?:từng )?"
        r"|<count> tháng(?:, | và )(?:<each> |cả )?(?=<cycles>))"
        r"(?:<cycles>|(?<=hằng |hàng )năm(?! học))(?:(?: ?[,;/] ?| và | hoặc | hay )(?:<each> |cả |theo )?<cycles>)*)",
        every,
        {
            "Hằng năm": "FREQ=YEARLY",
            "Hằng quý": "FREQ=MONTHLY;INTERVAL=3",
            "Định kỳ hằng quý, năm": "FREQ=MONTHLY;INTERVAL=3",
        },
        needs=("định kỳ", "hằng", "hàng", "mỗi", "từng", "theo", "tháng"),
    ),
    Pattern(
        "cycles alone",
        # Only with quarters among them: "Ngày, tháng, năm" is a form's place for a date.
        r"(?<!.)(?=[^.]*quý)(?P<cycles>(?:tuần|tháng|quý)(?: ?[,;/] ?(?:\d+ tháng|tháng|quý|năm)| và năm)+)(?=\.?$)",
        every,
        {"Tháng, quý, năm": "FREQ=MONTHLY", "Ngày, tháng, năm": "unknown"},
        needs=("quý",),
    ),
    Pattern(
        "of each year",
        r"(?:của |trong )?các năm(?= ?(?:$|[,;.)]))",
        lambda _, __: one_cycle("năm"),
        {"Tháng 12 các năm": "FREQ=YEARLY;BYMONTH=12"},
        needs=("các năm",),
    ),
    Pattern(
        "of each of these years",
        r"(?:trong |vào )?<u> (?:của |trong )?các năm <u>(?:<until>(?:năm )?<u>|(?:(?:, ?| và )(?:năm )?<u>)*)",
        of_years,
        {"Tháng 12 các năm 2022-2025": "FREQ=YEARLY;BYMONTH=12 2022-01-01..2025-12-31"},
        needs=("các năm",),
    ),
    Pattern(
        "first or last month of each quarter",
        r"(?:của )?tháng (?P<side>đầu|cuối)(?: tiên| cùng)? (?:của )?(?:<each> )?quý(?: sau| tiếp theo| kế tiếp)?",
        month_of_quarter,
        {"Trước ngày 05 tháng đầu quý sau": "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"},
        needs=("quý",),
    ),
    Pattern(
        "the cycle after",
        r"(?:của )?(?P<cycle>tháng|quý|năm)"
        r" (?:sau |tiếp theo )?(?:liền kề|kế tiếp|liền sau|kế sau)(?: sau(?: đó)?| tiếp theo)?"
        r"|(?:của )?(?P<cycle2>tháng) (?:sau|tiếp theo)",
        lambda match, _: replace(one_cycle(match["cycle"] or match["cycle2"]), kind="next"),
        {
            "Trước ngày 31/01 năm liền kề": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31",
            "Trước ngày 05 của tháng liền kề": "FREQ=MONTHLY;BYMONTHDAY=5",
            "Tháng sau": "unknown",
        },
        needs=("liền kề", "kế tiếp", "liền sau", "kế sau", "tháng sau", "tháng tiếp theo"),
    ),
    Pattern(
        "last day of each month",
        r"ngày (?P<working>làm việc )?cuối(?: cùng)? (?:của )?(?:<each> )?tháng(?! ?\d)|cuối <each> tháng",
        last_of_month,
        {
            "Ngày cuối cùng của tháng": "FREQ=MONTHLY;BYMONTHDAY=-1",
            "Ngày làm việc cuối cùng hằng tháng": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        },
        needs=("cuối",),
    ),
    Pattern(
        "day of the week",
        r"(?:(?:trước|chậm nhất|muộn nhất|vào|là|các|từ|sáng|chiều|tối) )*"
        r"(?P<days><weekday>(?:(?:, ?| và | ?- ?| đến )(?:<weekday>|[2-7](?![\d/])))*)(?: <each> tuần)?",
        weekday,
        {
            "Thứ Sáu hằng tuần": "FREQ=WEEKLY;BYDAY=FR",
            "Thứ 2, 4, 6 hằng tuần": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
            "Từ thứ Hai đến thứ Năm hằng tuần": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH",
        },
        needs=("thứ", "chủ nhật"),
    ),
    Pattern("regularly", r"định kỳ", lambda _, __: Found("recurring"), {"Định kỳ": "recurring"}, needs=("định kỳ",)),
    Pattern(
        "a programme of every year",
        r"(?:căn cứ )?theo (?:chương trình|kế hoạch) "
        r"(?:(?!định kỳ|báo cáo|thực hiện|tổ chức|thường xuyên|sơ kết|tổng kết)[^\W\d]+,? ){1,8}?"
        r"(?<!, )<each> (?:năm|quý|tháng)(?= ?[.;]?$)",
        event,
        {"Theo chương trình kiểm tra, giám sát hằng năm": "event"},
        needs=("theo",),
    ),
)
