"""The table of units: every way to write a day, a month, a quarter, a half or a year. To add one, add a row.

The text they are held against is in lower case and NFC, with "-" for every dash and single blanks (`text.plain`).
Rows come in order: at one place in the text, the first that fits is taken.
"""

from normalize.periods.lunar import STEMS
from normalize.periods.parts import Pattern, Unit, UnitReading
from normalize.periods.unit_readings import (
    bare_days,
    days,
    end_day,
    half,
    iso_day,
    lunar_day,
    month_list,
    new_year,
    part_of_month,
    part_of_quarter,
    part_of_year,
    quarter_list,
    solar_and_lunar_day,
    some_months,
    week_of_month,
    whole_year,
)

_LUNAR = r"(?:ngày |mùng |mồng )*(?P<ld><day>)(?: ?[/-] ?| tháng )(?P<lm><month>|<monthword>)"
_STEM = r",?(?: năm)? (?P<stem><stem>) (?P<branch><branch>)"
_STEM_OR_YEAR = rf"(?:{_STEM}|(?: ?/ ?| năm )(?P<ly><year>))"
_Y = r"<ofyear>(?P<y><year>)"
# A month, and no day: "tháng 3/6" says neither clearly.
_MONTH = r"(?:<month>|<monthword>)(?! ?/ ?(?!<shortyear>)\d\d?(?!\d))"
# Words that a year may follow without "năm"; behind any other word it belongs to a name ("Đề án 2025", "July 2013").
_BEFORE_A_YEAR = (
    "năm|học|đoạn|kỳ|khóa|gian|các|những|từ|đến|tới|hết|trước|sau|trong|vào|xong|thành|thiện|thúc|hiện|khai|kiến|khoảng"
    "|và|hoặc|là|đầu|giữa|cuối|nhất|hơn|quá|hạn|nhìn|hướng|kết|dựng|hành|duyệt"
)

UNITS: tuple[Pattern[UnitReading], ...] = (
    Pattern(
        "clock",
        r"(?:từ <time> ?(?:-|đến) ?<time>|(?:lúc |vào |hồi )*<time>(?: ?(?:-|đến) ?<time>)?)"
        r",? (?=(?:sáng |chiều |tối )?(?:của )?(?:ngày|các ngày|thứ|<day> ?[/.-]))",
        lambda _: Unit(()),
        {
            "Trước 17h00 ngày 12/5/2022": "..2022-05-12",
            "8 giờ 30 phút, ngày 12/5/2022": "2022-05-12..2022-05-12",
            "Từ 8h00 đến 17h00 ngày 12/5/2022": "2022-05-12..2022-05-12",
        },
    ),
    Pattern(
        "weekday before a date",
        r"(?:(?:sáng |chiều |tối )?(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),? |(?:sáng|chiều|tối) )(?=\(?ngày )",
        lambda _: Unit(()),
        {"Thứ Sáu, ngày 13/5/2022": "2022-05-13..2022-05-13"},
        needs=("ngày",),
    ),
    Pattern(
        "solar and lunar day",
        rf"(?:ngày )?(?P<d><day>) ?[/.-] ?(?P<m><month>)(?: ?[/.-] ?(?P<y><year>))?,? ?\(?(?:tức|nhằm)(?: là)?"
        rf"(?: vào)? {_LUNAR}(?: âm lịch)?{_STEM_OR_YEAR}(?: âm lịch)?\)?",
        solar_and_lunar_day,
        {"28/2, tức 12/01 năm Bính Ngọ": "2026-02-28..2026-02-28", "29/2, tức 12/01 năm Bính Ngọ": "unknown"},
        needs=("tức", "nhằm"),
    ),
    Pattern(
        "lunar day by stem and branch",
        rf"{_LUNAR}(?: âm lịch)?{_STEM}(?: âm lịch)?",
        lunar_day,
        {"Ngày 12 tháng Giêng năm Bính Ngọ": "2026-02-28..2026-02-28"},
        needs=STEMS,
    ),
    Pattern(
        "lunar day of a year",
        rf"{_LUNAR}(?: ?\(?âm lịch\)?(?: năm |/)(?P<ly><year>)|(?:/| năm )(?P<ly2><year>) ?\(?âm lịch\)?)",
        lunar_day,
        {"10/3 âm lịch năm 2022": "2022-04-10..2022-04-10"},
        needs=("âm lịch",),
    ),
    Pattern(
        "lunar day without its year",
        rf"{_LUNAR} ?\(?âm lịch\)?",
        lunar_day,
        {"10/3 âm lịch": "unknown", "Trước ngày 10/3 (âm lịch)": "unknown", "10/3 âm lịch hằng năm": "recurring"},
        needs=("âm lịch",),
    ),
    Pattern(
        "full moon",
        rf"rằm tháng (?P<lm><month>|<monthword>){_STEM_OR_YEAR}?",
        lunar_day,
        {"Rằm tháng 8 năm 2023": "2023-09-29..2023-09-29"},
        needs=("rằm",),
    ),
    Pattern(
        "lunar new year",
        rf"tết (?:nguyên đán|âm lịch|cổ truyền)(?: năm)?(?: (?P<ly><year>)|{_STEM}(?: ?-? ?\(?(?P<again><year>)\)?)?)",
        new_year,
        {
            "Trước Tết Nguyên đán 2026": "..2026-02-16",
            "Trước Tết Nguyên đán Bính Ngọ": "..2026-02-16",
            "Trước Tết Nguyên đán Bính Ngọ 2026": "..2026-02-16",
            "Trong dịp Tết Nguyên đán 2026": "event",
        },
        needs=("tết",),
    ),
    Pattern(
        "first or last n months",
        r"(?P<n><count>) tháng (?P<side>đầu|cuối)(?:(?: của)? năm(?! (?:học|nay)))?(?:(?: năm | ?/ ?|"
        r" )(?P<y><year>))?",
        some_months,
        {
            "6 tháng đầu năm 2022": "2022-01-01..2022-06-30",
            "06 tháng cuối năm 2022": "2022-07-01..2022-12-31",
            "9 tháng đầu năm 2022": "2022-01-01..2022-09-30",
            "Sáu tháng đầu năm 2022": "2022-01-01..2022-06-30",
        },
        needs=("tháng đầu", "tháng cuối"),
    ),
    Pattern(
        "n months of a year",
        r"(?P<n>0?[369]|sáu|chín) tháng năm (?P<y><year>)",
        some_months,
        {"9 tháng năm 2022": "2022-01-01..2022-09-30"},
        needs=("tháng năm",),
    ),
    Pattern(
        "half of a year",
        r"nửa (?P<side>đầu|cuối)(?! (?:của )?(?:tháng|quý|tuần|nhiệm kỳ))(?: của)?(?: năm(?! (?:học|nay)))?"
        r"(?:(?: ?/ ?| )(?P<y><year>))?",
        half,
        {"Nửa cuối năm 2022": "2022-07-01..2022-12-31"},
        needs=("nửa",),
    ),
    Pattern(
        "part of a year",
        # "Cuối hằng năm" has no year of its own; "Cuối 2025" has no "năm".
        r"(?<!bắt )(?P<side>đầu|giữa|cuối) (?:(?:của )?năm(?! (?:học|nay|thứ))(?: (?P<y><year>))?|(?P<y2><year>)"
        r"|(?=<each> năm(?! học)))",
        part_of_year,
        {
            "Đầu năm 2022": "2022-01-01..2022-03-31",
            "Giữa năm 2022": "2022-04-01..2022-09-30",
            "Cuối năm 2022": "2022-10-01..2022-12-31",
            "Cuối 2022": "2022-10-01..2022-12-31",
            "Cuối hằng năm": "FREQ=YEARLY;BYMONTH=10,11,12",
            "Đến giữa năm 2022": "unknown",
            "Bắt đầu năm 2022": "unknown",
        },
        needs=("đầu", "giữa", "cuối"),
    ),
    Pattern(
        "part of a quarter",
        rf"(?<!bắt )(?P<side>đầu|giữa|cuối) (?:của )?quý (?P<q><quarter>)(?:{_Y})?",
        part_of_quarter,
        {"Cuối quý II/2022": "2022-06-01..2022-06-30", "Cuối quý": "unknown"},
        needs=("quý",),
    ),
    Pattern(
        "first or last day of a month",
        rf"ngày (?P<side>đầu|cuối)(?: tiên| cùng)? (?:của )?tháng (?P<m><month>|<monthword>)(?:{_Y})?",
        end_day,
        {
            "Ngày đầu tiên của tháng 6/2022": "2022-06-01..2022-06-01",
            "Ngày cuối cùng của tháng 6/2022": "2022-06-30..2022-06-30",
            "Ngày làm việc cuối cùng của tháng 6/2022": "unknown",
        },
        needs=("ngày đầu", "ngày cuối"),
    ),
    Pattern(
        "part of a month",
        r"(?<!bắt )(?P<side>(?:nửa )?(?:đầu|cuối)|giữa|thượng tuần|trung tuần|hạ tuần) (?:của )?tháng"
        rf" (?P<m><month>)(?:{_Y})?",
        part_of_month,
        {
            "Cuối tháng 6/2022": "2022-06-21..2022-06-30",
            "Trung tuần tháng 6/2022": "2022-06-11..2022-06-20",
            "Nửa đầu tháng 6/2022": "2022-06-01..2022-06-15",
        },
        needs=("tháng",),
    ),
    Pattern(
        "week of a month",
        r"(?<!\d )(?<!hai )tuần (?:thứ )?(?P<weeks>(?:\d|một|nhất|hai|ba|tư|năm|cuối|đầu(?: tiên)?)"
        r"(?: ?[,-] ?(?:tuần )?\d| và (?:tuần )?\d)*)"
        rf"(?: của)?,? tháng (?P<m><month>)(?:{_Y})?",
        week_of_month,
        {
            "Tuần 2 tháng 5/2022": "2022-05-08..2022-05-14",
            "Tuần cuối tháng 5/2022": "2022-05-22..2022-05-31",
            "02 tuần đầu tháng 5/2022": "unknown",
        },
        needs=("tuần",),
    ),
    Pattern(
        "ISO day",
        r"(?P<y><year>)-(?P<m>0\d|1[0-2])-(?P<d>[0-3]\d)(?!\d)(?: 00:00(?::00)?)?",
        iso_day,
        {"2022-05-12": "2022-05-12..2022-05-12", "2022-05-12 00:00:00": "2022-05-12..2022-05-12"},
        needs=("-",),
    ),
    Pattern(
        "day whose year stands behind the next",
        r"(?:ngày )?(?P<days><day>) ?(?P<sign>[.-]) ?(?P<m><month>)"
        r"(?=<join>(?:ngày )?<day> ?(?P=sign) ?<month> ?(?P=sign) ?<year>)",
        days,
        {
            "Từ 01.7 đến 30.9.2021": "2021-07-01..2021-09-30",
            "01.7-30.9.2021": "2021-07-01..2021-09-30",
            "Từ ngày 01-7 đến ngày 30-9-2021": "2021-07-01..2021-09-30",
            "Từ 1.7 đến 30.9": "unknown",
        },
        needs=(".", "-"),
    ),
    Pattern(
        "days with dots or dashes",
        r"(?:ngày )?(?P<days><day>(?:<join>(?:ngày )?<day>){0,15}(?= ?\.)|<day>)"
        r"(?: ?\. ?(?P<m><month>) ?\. ?(?P<y><year>)|(?: ?- ?(?P<m2><month>) ?- ?(?P<y2><year>)))",
        days,
        {
            "12.5.2022": "2022-05-12..2022-05-12",
            "12-5-2022": "2022-05-12..2022-05-12",
            "Từ 15 đến 30.9.2021": "2021-09-15..2021-09-30",
            "15-20.7.2021": "2021-07-15..2021-07-20",
            "Từ 1.000 đến 30.9.2021": "unknown",
        },
        needs=(".", "-"),
    ),
    Pattern(
        "days of a month",
        # A bare 1/3 is a day only where no word goes on from it: "1/3 số hộ" is a share, 24/7 all day long.
        r"(?!24/7(?!/))(?:các )?(?:ngày |mùng |mồng )*(?P<days><day>(?:<join>(?:ngày )?<day>){0,15})"
        r"(?: ?/ ?(?P<m><month>)| tháng (?P<m2><month>|<monthword>))"
        r"(?:(?: ?[/.-] ?|,? ?(?:của )?năm )(?P<y><year>)| ?/ ?(?P<y2>[0-3]\d)(?![\d/])"
        r"|(?! ?/ ?\d)(?! (?:số|tổng|dân|xã|hộ|đơn vị|diện tích|kinh phí|thời gian)))",
        days,
        {
            "Ngày 15 tháng 4 năm 2026": "2026-04-15..2026-04-15",
            "10-12/5/2022": "2022-05-10..2022-05-12",
            "01/7-30/9/2021": "2021-07-01..2021-09-30",
            "30/6/21": "2021-06-30..2021-06-30",
            "31/02/2022": "unknown",
            "30/6/91": "unknown",
        },
        needs=("/", "tháng"),
    ),
    Pattern(
        "days without their month",
        r"(?:các )?(?:ngày |mùng |mồng )+(?P<days><day>(?:(?: ?, ?| ?- ?| và (?:ngày )?)<day>(?! ?/)){0,15})(?!"
        r" ?[/.]? ?\d| làm việc)",
        bare_days,
        {"Ngày 20 hằng tháng": "FREQ=MONTHLY;BYMONTHDAY=20", "Ngày 15": "unknown"},
        needs=("ngày", "mùng", "mồng"),
    ),
    Pattern(
        "months",
        rf"(?:các )?(?:tháng |th?\.? ?(?=\d))(?P<months>{_MONTH}(?:<join>(?:tháng |t\.? ?(?=\d))?{_MONTH}){{0,12}})"
        rf"(?:{_Y}| ?/ ?(?P<y2><shortyear>))?",
        month_list,
        {
            "Tháng 3-6/2021": "2021-03-01..2021-06-30",
            "T5/2022": "2022-05-01..2022-05-31",
            "Th.5/2022": "2022-05-01..2022-05-31",
            "Tháng 10/25": "2025-10-01..2025-10-31",
            "Tháng 3, 4/2021": "2021-03-01..2021-03-31, 2021-04-01..2021-04-30",
            "Tháng 12/2021-02/2022": "2021-12-01..2022-02-28",
            "Tháng 13/2022": "unknown",
        },
        needs=("tháng", "t"),
    ),
    Pattern(
        "months in figures",
        r"(?P<months><month>(?:<join><month>){0,12}) ?/ ?(?P<y><year>)",
        month_list,
        {"05/2022": "2022-05-01..2022-05-31", "4,5/2022": "2022-04-01..2022-04-30, 2022-05-01..2022-05-31"},
        needs=("/",),
    ),
    Pattern(
        "quarters",
        rf"(?:(?:các )?quý |q\.? ?(?=[il0-4]))(?P<quarters><quarter>(?:<join>(?:quý |q)?<quarter>){{0,8}})"
        rf"(?:{_Y}| ?/ ?(?P<y2><shortyear>))?",
        quarter_list,
        {
            "Quý IV/2025": "2025-10-01..2025-12-31",
            "Quý 4 năm 2025": "2025-10-01..2025-12-31",
            "Quý 04, 2025": "2025-10-01..2025-12-31",
            "Quý IV/25": "2025-10-01..2025-12-31",
            "Quý I, III/2022": "2022-01-01..2022-03-31, 2022-07-01..2022-09-30",
            "Quý II/2021 - Quý I/2022": "2021-04-01..2022-03-31",
            "Quý V/2022": "unknown",
        },
        needs=("quý", "q"),
    ),
    Pattern(
        "the header's year",
        r"(?:cả|trong|trọn|hết|suốt) năm(?= ?(?:$|[,;.()]|và|hoặc))",
        whole_year,
        {"Trong năm": "unknown", "Cả năm": "unknown"},
        needs=("năm",),
    ),
    Pattern(
        "year",
        r"(?:(?<=năm )(?P<y><year>)|(?P<y2><year>)(?= ?(?:$|[-,;.:()÷→~/&+]|và|hoặc|đến|tới|trở|về|hằng|hàng|xong"
        r"|đạt|phấn đấu|cơ bản|hoàn thành|thực hiện|triển khai)))",
        whole_year,
        {"Năm 2021-2022": "2021-01-01..2022-12-31", "2025": "2025-01-01..2025-12-31"},
        needs=("19", "20"),
    ),
    Pattern(
        "year in a thing's name",
        rf"(?!(?:{_BEFORE_A_YEAR}) )[^\W\d]+ <year>(?: ?- ?<year>)?",
        lambda _: Unit(()),
        {"Đề án 2025-2030": "unknown", "Đề án 2025-2030, hoàn thành trước 30/6/2025": "..2025-06-30"},
        needs=("19", "20"),
    ),
)
