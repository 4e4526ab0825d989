"""Times as newsrooms write them, language by language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.timetext import lexicon, read_age, read_clock, read_day

TODAY = date(2025, 7, 10)  # a Thursday

MINUTE = 60
AGES = {
    "en": "5 minutes ago|300|an hour ago|3600|2 hrs ago|7200|yesterday-ish|None|3 days ago|259200",
    "uk": "5 хв тому|300|5 хвилин тому|300|2 години тому|7200|годину тому|3600|3 дні тому|259200",
    "ru": "5 мин. назад|300|5 минут назад|300|2 часа назад|7200|час назад|3600|3 дня назад|259200",
    "be": "5 хвілін таму|300|2 гадзіны таму|7200",
    "de": "vor 5 Minuten|300|vor 1 Std.|3600|vor einer Stunde|3600|vor 2 Tagen|172800",
    "fr": "il y a 5 min|300|il y a 2 h|7200|il y a une heure|3600|il y a 3 jours|259200",
    "es": "hace 5 minutos|300|hace 3 horas|10800|hace una hora|3600|hace 2 días|172800",
    "it": "5 minuti fa|300|2 ore fa|7200|un'ora fa|3600|3 giorni fa|259200",
    "pl": "5 minut temu|300|2 godziny temu|7200|godzinę temu|3600|3 dni temu|259200",
    "pt": "há 5 minutos|300|há 2 horas|7200|5 minutos atrás|300|há uma hora|3600",
    "nl": "5 minuten geleden|300|2 uur geleden|7200|een uur geleden|3600",
    "cs": "před 5 minutami|300|před 2 hodinami|7200|před hodinou|3600|před 3 dny|259200",
    "sk": "pred 5 minútami|300|pred 2 hodinami|7200|pred 3 dňami|259200",
    "sv": "för 5 minuter sedan|300|5 minuter sedan|300|för 2 timmar sedan|7200|1 timme sedan|3600",
    "no": "for 5 minutter siden|300|5 minutter siden|300|2 timer siden|7200",
    "da": "for 5 minutter siden|300|for 2 timer siden|7200|1 time siden|3600",
    "fi": "5 minuuttia sitten|300|2 tuntia sitten|7200|3 päivää sitten|259200",
    "et": "5 minuti eest|300|2 tunni eest|7200",
    "lv": "pirms 5 minūtēm|300|pirms 2 stundām|7200",
    "lt": "prieš 5 minutes|300|prieš 2 valandas|7200|prieš 1 valandą|3600",
    "hu": "5 perccel ezelőtt|300|2 órával ezelőtt|7200|2 órája|7200",
    "ro": "acum 5 minute|300|acum 2 ore|7200|acum o oră|3600|acum 3 zile|259200",
    "bg": "преди 5 минути|300|преди 2 часа|7200|преди 3 дни|259200",
    "sr": "пре 5 минута|300|pre 2 sata|7200|pre 5 minuta|300",
    "hr": "prije 5 minuta|300|prije 2 sata|7200|prije 3 dana|259200",
    "sl": "pred 5 minutami|300|pred 2 urama|7200",
    "el": "πριν από 5 λεπτά|300|πριν από 2 ώρες|7200",
    "tr": "5 dakika önce|300|2 saat önce|7200|3 gün önce|259200|5 dk. önce|300",
    "az": "5 dəqiqə öncə|300|2 saat öncə|7200",
    "hy": "5 րոպե առաջ|300|2 ժամ առաջ|7200",
    "ka": "5 წუთის წინ|300|2 საათის წინ|7200",
    "ar": "قبل 5 دقائق|300|منذ 5 دقائق|None|قبل ساعتين|7200|قبل ساعة واحدة|3600|قبل ٣ ساعات|10800",
    "he": "לפני 5 דקות|300|לפני שעה|3600|לפני שעתיים|7200|לפני 3 שעות|10800",
    "fa": "۵ دقیقه پیش|300|۲ ساعت پیش|7200",
    "hi": "5 मिनट पहले|300|2 घंटे पहले|7200",
    "bn": "৫ মিনিট আগে|300|২ ঘন্টা আগে|7200",
    "ja": "5分前|300|2時間前|7200|3日前|259200",
    "ko": "5분 전|300|2시간 전|7200|3일 전|259200",
    "zh": "5分钟前|300|2小时前|7200|5分鐘前|300|2小時前|7200|3天前|259200|5 分钟之前|300",
    "id": "5 menit yang lalu|300|2 jam yang lalu|7200|5 menit lalu|300",
    "vi": "5 phút trước|300|2 giờ trước|7200",
    "th": "5 นาทีที่ผ่านมา|300|2 ชั่วโมงที่ผ่านมา|7200",
    "ca": "fa 5 minuts|300|fa 2 hores|7200",
    "sw": "dakika 5 zilizopita|300|saa 2 zilizopita|7200",
}


def cases(table: dict[str, str]) -> list[tuple[str, str, str]]:
    found = []
    for language, line in table.items():
        parts = line.split("|")
        found += [(language, *pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return found


@pytest.mark.parametrize(("language", "text", "seconds"), cases(AGES))
def test_ages_are_read_without_knowing_the_language(language: str, text: str, seconds: str) -> None:
    for words in (lexicon(), lexicon(language), lexicon("en", language)):
        age = read_age(text, words)
        assert (age and age.seconds) == (None if seconds == "None" else int(seconds))


DAYS = {
    "en": "July 10, 2025|0|10 Jul 2025|0|Thursday, July 10|0|Wednesday|1|Jul 9th|1",
    "uk": "10 липня 2025|0|9 липня|1|четвер, 10 липня|0|сьогодні|0|учора|1|позавчора|2|понеділок|3",
    "ru": "10 июля 2025|0|9 июля|1|10 июля 2025 г.|0|вчера|1|среда|1|в понедельник|3",
    "be": "10 ліпеня 2025|0|сёння|0|учора|1",
    "de": "10. Juli 2025|0|Donnerstag, 10.07.2025|0|9. Juli|1|Mittwoch|1|vorgestern|2|10.07.|0",
    "fr": "10 juillet 2025|0|jeudi 10 juillet|0|mer. 9 juil.|1|hier|1|avant-hier|2",
    "es": "10 de julio de 2025|0|jueves, 10 de julio|0|ayer|1|anteayer|2|miércoles|1",
    "it": "10 luglio 2025|0|giovedì 10 luglio|0|ieri|1|mercoledì 9 luglio 2025|1",
    "pl": "10 lipca 2025|0|czwartek, 10 lipca 2025|0|9 lip 2025|1|wczoraj|1|przedwczoraj|2",
    "pt": "10 de julho de 2025|0|quinta-feira, 10 de julho|0|ontem|1|anteontem|2",
    "nl": "10 juli 2025|0|donderdag 10 juli|0|gisteren|1|eergisteren|2",
    "cs": "10. července 2025|0|čtvrtek 10. července|0|včera|1|10. 7. 2025|0|předevčírem|2",
    "sk": "10. júla 2025|0|včera|1|štvrtok 10. júla|0",
    "sv": "10 juli 2025|0|i går|1|igår|1|torsdag 10 juli|0|i förrgår|2",
    "no": "10. juli 2025|0|i går|1|torsdag 10. juli|0",
    "da": "10. juli 2025|0|i går|1|torsdag den 10. juli 2025|0|i forgårs|2",
    "fi": "10. heinäkuuta 2025|0|eilen|1|torstai 10.7.2025|0|toissapäivänä|2|to 10.7.|0",
    "et": "10. juuli 2025|0|eile|1|neljapäev, 10. juuli 2025|0",
    "lv": "10. jūlijs|0|2025. gada 10. jūlijs|0|vakar|1",
    "lt": "liepos 10|0|2025 m. liepos 10 d.|0|vakar|1",
    "hu": "2025. július 10.|0|július 10.|0|tegnap|1|2025. július 10., csütörtök|0|2025.07.10.|0",
    "ro": "10 iulie 2025|0|joi, 10 iulie 2025|0|ieri|1|alaltăieri|2",
    "bg": "10 юли 2025|0|вчера|1|10 юли 2025 г.|0|четвъртък, 10 юли|0",
    "sr": "10. јул 2025.|0|10. jul 2025.|0|juče|1|јуче|1",
    "hr": "10. srpnja 2025.|0|jučer|1|četvrtak, 10. srpnja|0|10. listopada 2024.|273",
    "sl": "10. julij 2025|0|včeraj|1|četrtek, 10. julij|0",
    "el": "10 Ιουλίου 2025|0|Πέμπτη, 10 Ιουλίου|0|χθες|1",
    "tr": "10 Temmuz 2025|0|10 Temmuz Perşembe|0|dün|1|evvelsi gün|2",
    "az": "10 iyul 2025|0|dünən|1",
    "hy": "10 հուլիսի 2025|0|երեկ|1|այսօր|0",
    "ka": "10 ივლისი 2025|0|გუშინ|1",
    "ar": "10 يوليو 2025|0|الخميس 10 يوليو|0|أمس|1|١٠ يوليو ٢٠٢٥|0|أول أمس|2",
    "he": "10 ביולי 2025|0|אתמול|1|היום|0|יום חמישי, 10 ביולי|0",
    "fa": "۱۹ تیر ۱۴۰۴|0|دیروز|1|۱۴۰۴/۰۴/۱۹|0|۱۸ تیر|1|پنجشنبه ۱۹ تیر ۱۴۰۴|0",
    "hi": "10 जुलाई 2025|0|आज|0|10 जुल॰ 2025|0",
    "bn": "১০ জুলাই ২০২৫|0|গতকাল|1",
    "ja": "2025年7月10日|0|7月9日|1|7月9日(水)|1|昨日|1|一昨日|2|2025年07月10日（木）|0",
    "ko": "2025년 7월 10일|0|7월 9일|1|어제|1|그저께|2|2025.07.10.|0",
    "zh": "2025年7月10日|0|7月9日|1|昨天|1|前天|2|2025-07-10|0",
    "id": "10 Juli 2025|0|Kamis, 10 Juli 2025|0|kemarin|1|Kamis, 10 Jul 2025|0",
    "vi": "10/07/2025|0|10 tháng 7, 2025|0|hôm qua|1|Thứ Năm, 10/07/2025|0|Thứ năm, 10/7/2025|0",
    "th": "10 กรกฎาคม 2568|0|10 ก.ค. 68|0|เมื่อวาน|1|10 ก.ค. 2568|0|10 มี.ค. 2568|122",
    "ca": "10 de juliol de 2025|0|ahir|1|avui|0",
    "eu": "atzo|1|gaur|0",
}


@pytest.mark.parametrize(("language", "text", "back"), cases(DAYS))
def test_days_are_read_in_their_own_language(language: str, text: str, back: str) -> None:
    assert read_day(text, TODAY, lexicon(language)) == TODAY - timedelta(days=int(back))


CONTESTED = {"10. listopada 2024.", "9 lip 2025"}


@pytest.mark.parametrize(("language", "text", "back"), cases(DAYS))
def test_days_are_read_in_no_language_too_or_left(language: str, text: str, back: str) -> None:
    """Only a Croatian October is a Polish November, and the Polish July a Croatian June."""
    if text not in CONTESTED:
        assert read_day(text, TODAY) == TODAY - timedelta(days=int(back))


CLOCKS = {
    "en": "8:54 a.m.|08:54|8:54 PM|20:54|12:05 am|00:05|8 p.m.|20:00|08:54 GMT|08:54",
    "de": "8.54 Uhr|08:54|um 08:54 Uhr|08:54|8 Uhr|08:00|20 Uhr|20:00",
    "fr": "8h54|08:54|08 h 54|08:54|à 8h54|08:54|08h54min|08:54",
    "es": "8:54 p. m.|20:54|a las 8:54|08:54|8:54 h|08:54",
    "it": "ore 8:54|08:54|alle 8.54|08:54",
    "pt": "às 8h54|08:54|08h54|08:54",
    "pl": "godz. 8:54|08:54|o 8:54|08:54",
    "cs": "v 8:54|08:54|8.54 hod.|08:54",
    "sv": "kl. 8.54|08:54|kl 08.54|08:54|klockan 08.54|08:54",
    "da": "kl. 8.54|08:54",
    "fi": "klo 8.54|08:54|8.54|08:54",
    "et": "kell 8.54|08:54",
    "lv": "plkst. 8:54|08:54",
    "hu": "8:54|08:54|du. 3:05|15:05",
    "ro": "ora 8:54|08:54|ora 08.54|08:54",
    "bg": "08:54 ч.|08:54|в 08:54 часа|08:54",
    "uk": "о 08:54|08:54|об 11:05|11:05",
    "ru": "в 08:54|08:54|08:54 МСК|08:54",
    "el": "8:54 π.μ.|08:54|8:54 μμ|20:54",
    "tr": "saat 8.54|08:54|ÖS 8:54|20:54|08:54|08:54",
    "ar": "8:54 ص|08:54|٨:٥٤ م|20:54|الساعة 8:54|08:54|08:54 مساءً|20:54",
    "fa": "۰۸:۵۴|08:54|ساعت ۸:۵۴|08:54|۸:۵۴ ب.ظ|20:54",
    "he": "08:54|08:54|בשעה 8:54|08:54",
    "hi": "सुबह 8:54|08:54|शाम 5:30 बजे|17:30|रात 9:15|21:15|दोपहर 12:30|12:30",
    "ja": "午前8時54分|08:54|午後3時5分|15:05|8時54分|08:54|午後3:05|15:05|午後3時|15:00",
    "ko": "오후 3:05|15:05|오전 8시 54분|08:54|오전 12:10|00:10|오후 12:10|12:10",
    "zh": "上午8:54|08:54|下午3:05|15:05|8点54分|08:54|晚上9:15|21:15|中午12:30|12:30"
    "|凌晨1:20|01:20",
    "th": "08.54 น.|08:54|08:54 น.|08:54|๐๘:๕๔|08:54",
    "vi": "8h54|08:54|lúc 8:54|08:54",
    "id": "pukul 08.54|08:54|08:54 WIB|08:54",
}


@pytest.mark.parametrize(("language", "text", "shown"), cases(CLOCKS))
def test_clocks_are_read_in_every_notation(language: str, text: str, shown: str) -> None:
    for words in (lexicon(), lexicon(language)):
        clock = read_clock(text, words)
        assert clock is not None
        assert f"{clock.minutes // 60:02}:{clock.minutes % 60:02}" == shown


LATER = [
    ("Gestern um 23:27 Uhr", "23:27", 1),
    ("Вчера в 23:27", "23:27", 1),
    ("Вчора, 23:27", "23:27", 1),
    ("Hier à 23h27", "23:27", 1),
    ("ieri alle 23:27", "23:27", 1),
    ("ieri, ora 23:27", "23:27", 1),
    ("ayer a las 23:27", "23:27", 1),
    ("ontem às 23h27", "23:27", 1),
    ("wczoraj, godz. 23:27", "23:27", 1),
    ("včera v 23:27", "23:27", 1),
    ("i går kl. 23.27", "23:27", 1),
    ("eilen klo 23.27", "23:27", 1),
    ("tegnap 23:27", "23:27", 1),
    ("dün 23:27", "23:27", 1),
    ("χθες 23:27", "23:27", 1),
    ("昨日 23:27", "23:27", 1),
    ("어제 오후 11:27", "23:27", 1),
    ("昨天 23:27", "23:27", 1),
    ("أمس 23:27", "23:27", 1),
    ("اليوم 08:54", "08:54", 0),
    ("Monday 14:05", "14:05", 3),
    ("Mon, 14:05", "14:05", 3),
    ("понеділок, 14:05", "14:05", 3),
    ("7월 9일 오후 3:05", "15:05", 1),
    ("7月9日 15時05分", "15:05", 1),
    ("9 июля, 15:05", "15:05", 1),
    ("9. heinäkuuta klo 15.05", "15:05", 1),
    ("9. Juli, 11.04 Uhr", "11:04", 1),
    ("9 July, 8.05 pm", "20:05", 1),
    ("9 lipca, godz. 11.04", "11:04", 1),
    ("15:05, 9 lipca", "15:05", 1),
    ("15:05 | 09.07.2025", "15:05", 1),
]


@pytest.mark.parametrize(("text", "shown", "back"), LATER)
def test_a_clock_stands_beside_its_day(text: str, shown: str, back: int) -> None:
    clock = read_clock(text)
    assert clock is not None
    assert f"{clock.minutes // 60:02}:{clock.minutes % 60:02}" == shown
    assert read_day(clock.rest, TODAY) == TODAY - timedelta(days=back)


NO_DATES = [
    "14 محرم 1447",  # Hijri
    "٢٠٨٢-०३-२६",  # Nepali
    "114年7月10日",  # Republic of China
    "令和7年7月10日",  # Japanese era
    "2017 ሐምሌ 3",  # Ethiopian
    "31 تیر ۱۴۰۴ ۱",
    "10 кітап 2025",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_years_of_calendars_that_are_not_read_are_no_dates(text: str) -> None:
    day = read_day(text, TODAY)
    assert day is None or day.year < 1990 or day.year > 2050


@given(st.integers(0, 59), st.sampled_from(list(AGES)))
def test_an_age_is_read_with_any_number_of_minutes(count: int, language: str) -> None:
    text, seconds = AGES[language].split("|")[:2]
    assert int(seconds) == 5 * MINUTE
    for digit in "5۵৫":
        text = text.replace(digit, str(count))
    age = read_age(text)
    assert age is not None
    assert age.seconds == count * MINUTE


@given(st.text(max_size=60), st.sampled_from([*DAYS, "xx", ""]))
def test_no_text_in_no_language_breaks_a_reader(text: str, language: str) -> None:
    words = lexicon(language)
    read_age(text, words)
    clock = read_clock(text, words)
    assert clock is None or 0 <= clock.minutes < 1_440
    read_day(text, TODAY, words)


def test_a_day_without_a_year_never_lies_beyond_tomorrow() -> None:
    for language, text, _ in cases(DAYS):
        for back in range(0, 400, 7):
            today = TODAY - timedelta(days=back)
            day = read_day(text, today, lexicon(language))
            dated = "2025" in text
            assert day is None or dated or day <= max(today + timedelta(days=1), TODAY)
