"""Words of time in some twenty languages, and the folding under which they are compared.

Tables are plain text: a number, then the words that mean it, in English, Ukrainian, Russian,
German, French, Spanish, Italian, Polish, Portuguese, Dutch, Czech and Slovak, Swedish, Danish
and Norwegian, Romanian, Turkish, Greek, Hungarian, Finnish, Bulgarian, Indonesian, Arabic,
Hebrew, Japanese, Chinese and Korean: nominative, genitive and the usual short form.
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = str.maketrans("‐‑‒–—―−’‘ʼ`´", "-------'''''")


def simplify(text: str) -> str:
    """The text in lower case, without accents and invisible marks, single-spaced.

    Full-width letters and digits of any script become ASCII ones, dashes and apostrophes one
    kind. ``ё`` and ``е``, ``й`` and ``и`` become equal, as do a word's spellings with and
    without accents.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_DASHES).casefold())
        text = unicodedata.normalize("NFC", "".join(map(_bare, text)))
    return " ".join(text.casefold().split())


def _bare(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return "" if category in ("Mn", "Cf") else char


def _table(text: str) -> dict[str, int]:
    """``"1 january jan"`` a line -> ``{"january": 1, "jan": 1}``; ``_`` stands for a space."""
    table: dict[str, int] = {}
    for line in text.strip().splitlines():
        number, *words = line.split()
        for word in words:
            table.setdefault(simplify(word.replace("_", " ")), int(number))
    return table


def _words(text: str) -> frozenset[str]:
    return frozenset(simplify(word.replace("_", " ")) for word in text.split())


MONTHS = _table("""
1 january jan januar jänner jän januari janvier janv enero ene gennaio gen janeiro ianuarie ian
1 ocak oca styczeń stycznia sty leden ledna led január januára januarie tammikuuta tammikuu
1 січень січня січ январь января янв януари ιανουαρίου ιανουάριος ιαν يناير ינואר
1 яну בינואר ינו
2 february feb februar feber februari février févr fév febrero febbraio fevereiro fev februarie
2 şubat şub luty lutego lut únor února úno február februára helmikuuta helmikuu
2 лютий лютого лют февраль февраля фев февр февруари φεβρουαρίου φεβρουάριος φεβ فبراير פברואר
2 febr helmi בפברואר פבר
3 march mar märz mär mrz maart mrt mars marzo março marec marca marzec mart martie marts maret
3 března březen bře március maaliskuuta maaliskuu
3 березень березня бер март марта мар μαρτίου μάρτιος μαρ مارس מרץ
3 márc maalis במרץ
4 april apr avril avr abril abr aprile aprilie nisan nis kwiecień kwietnia kwi duben dubna dub
4 apríl apríla április huhtikuuta huhtikuu
4 квітень квітня кві квіт апрель апреля апр април απριλίου απρίλιος απρ أبريل إبريل אפריל
4 ápr huhti באפריל אפר
5 may mai mei maj mayo maggio mag maio mayıs mayis maja květen května kvě máj mája május
5 toukokuuta toukokuu травень травня тра трав май мая μαΐου μάιος μαι مايو מאי
5 máj touko במאי
6 june jun juni juin junio giugno giu junho haziran haz czerwiec czerwca cze červen června čvn
6 jún júna iunie iun június kesäkuuta kesäkuu
6 червень червня чер черв июнь июня июн юни ιουνίου ιούνιος ιουν يونيو יוני
6 jún kesä ביוני
7 july jul juli juillet juil julio luglio lug julho temmuz tem lipiec lipca lip červenec
7 července čvc júl júla iulie iul július heinäkuuta heinäkuu
7 липень липня лип июль июля июл юли ιουλίου ιούλιος ιουλ يوليو יולי
7 heinä ביולי
8 august aug août agosto ago augustus augusti ağustos ağu sierpień sierpnia sie srpen srpna srp
8 augusta augusztus agustus elokuuta elokuu
8 серпень серпня сер серп август августа авг αυγούστου αύγουστος αυγ أغسطس אוגוסט
8 elo באוגוסט אוג
9 september sept sep septembre septiembre setiembre settembre set setembro eylül eyl wrzesień
9 września wrz září zář septembra septembrie szeptember syyskuuta syyskuu
9 вересень вересня вер сентябрь сентября сен сент септември σεπτεμβρίου σεπτέμβριος σεπ سبتمبر
9 ספטמבר
9 сеп szept syys בספטמבר ספט
10 october oct oktober okt octobre octubre ottobre ott outubro out ekim eki październik
10 października paź říjen října říj október októbra octombrie lokakuuta lokakuu
10 жовтень жовтня жов жовт октябрь октября окт октомври οκτωβρίου οκτώβριος οκτ أكتوبر אוקטובר
10 loka באוקטובר אוק
11 november nov novembre noviembre novembro kasım kasim kas listopad listopada lis novembra
11 noiembrie noi marraskuuta marraskuu
11 листопад листопада лис ноябрь ноября ноя нояб ноември νοεμβρίου νοέμβριος νοε نوفمبر נובמבר
11 listopadu лист ное marras בנובמבר נוב
12 december dec dezember dez décembre déc diciembre dic dicembre dezembro aralık aralik ara
12 grudzień grudnia gru prosinec prosince pro decembra decembrie desember des joulukuuta joulukuu
12 грудень грудня гру груд декабрь декабря дек декември δεκεμβρίου δεκέμβριος δεκ ديسمبر דצמבר
12 joulu בדצמבר דצמ
""")
"""Month names and their short forms -> 1..12. ``listopad`` is November (Polish, Czech)."""

WEEKDAYS = _table("""
0 monday mon montag lundi lun lunes lunedì segunda segunda-feira seg maandag poniedziałek pon
0 pondělí pondelok måndag mån mandag luni pazartesi hétfő maanantai понеділок понедельник понеделник
0 пн δευτέρα senin الاثنين 月曜日 月曜 星期一 周一 월요일
0 maanantaina שני
1 tuesday tue tues dienstag mardi martes martedì terça terça-feira ter dinsdag wtorek wto úterý
1 utorok tisdag tis tirsdag marți marti salı sali kedd tiistai вівторок вторник вт τρίτη selasa
1 الثلاثاء 火曜日 火曜 星期二 周二 화요일 mar
1 tiistaina שלישי
2 wednesday wed mittwoch mercredi mer miércoles mié mercoledì quarta quarta-feira qua woensdag
2 środa śro středa streda onsdag ons miercuri çarşamba szerda keskiviikko середа среда среду
2 середу сряда ср τετάρτη rabu الأربعاء 水曜日 水曜 星期三 周三 수요일
2 keskiviikkona רביעי
3 thursday thu thur thurs donnerstag jeudi jeu jueves jue giovedì gio quinta quinta-feira qui
3 donderdag czwartek czw čtvrtek štvrtok torsdag tor tors joi perşembe csütörtök torstai четвер
3 четверг четвъртък чт πέμπτη kamis الخميس 木曜日 木曜 星期四 周四 목요일
3 torstaina חמישי
4 friday fri freitag vendredi ven viernes vie venerdì sexta sexta-feira sex vrijdag piątek pią
4 pátek piatok fredag fre vineri cuma péntek perjantai п'ятниця п'ятницю пятница пятницу петък пт
4 παρασκευή jumat الجمعة 金曜日 金曜 星期五 周五 금요일
4 perjantaina שישי
5 saturday sat samstag sonnabend samedi sam sábado sáb sab sabato zaterdag sobota sobotę sob
5 lördag lør lørdag sâmbătă cumartesi cmt szombat lauantai субота суботу суббота субботу събота
5 сб σάββατο sabtu السبت 土曜日 土曜 星期六 周六 토요일
5 lauantaina שבת
6 sunday sun sonntag dimanche dim domingo dom domenica zondag niedziela niedzielę nie neděle
6 nedeľa söndag sön søndag duminică pazar vasárnap sunnuntai неділя неділю воскресенье неделя нд вс
6 κυριακή minggu الأحد 日曜日 日曜 星期日 星期天 周日 일요일
6 sunnuntaina ראשון paz
""")
"""Names of weekdays and short forms that mean one day only -> 0 (Monday) .. 6."""

SHORT_WEEKDAYS = _words("""
mo di mi do fr sa so pn śr sr cz pt sb nd po út st čt pá ne wo vr za zo ma lu ma me je ve gi pzt
çar per cum cmt paz szo tu we th su δευ τρι τετ πεμ παρ σαβ κυρ má ke to la su ti pe
月 火 水 木 金 土 日 월 화 수 목 금 토 일 יום wen wendesday wednsday
""")
"""Short forms that mean different days in different languages, and slips: read past."""

DAYS_BACK = _table("""
0 today heute aujourd'hui hoy oggi hoje vandaag dziś dzisiaj dnes idag i_dag astăzi azi bugün
0 hariini
0 сьогодні сегодня днес σήμερα tänään اليوم היום hari_ini 今日 本日 きょう 今天 오늘
1 yesterday gestern hier ayer ieri ontem gisteren wczoraj včera igår i_går dün eilen tegnap
1 вчора вчера учора χθες χτες أمس אתמול kemarin 昨日 きのう 昨天 어제
2 vorgestern avant-hier anteayer antier l'altroieri l'altro_ieri anteontem eergisteren
2 l'altroieri przedwczoraj předevčírem predvčerom i_förrgår iförrgår alaltăieri
2 evvelsi_gün evvelsigün позавчора позавчера
2 προχθές 一昨日 おととい 前天 그저께 그제
""")
"""Words for a day -> how many days before today."""

LAST = _words("""
last letzter letzten letzte dernier dernière passé pasado scorso scorsa passato passado passada
vorige afgelopen ostatni ostatnia zeszły poslední minulý senaste förra trecut geçen минулий
минулого минулої прошлый прошлое прошлой прошлая
""")
"""Beside a weekday: that day before today, not today itself."""

FILLERS = _words("""
at on um am im den der vom von the of le la les à de del do da di du dne dnia den h hrs hour
uhr kl klo klokken klockan om op ore ora alle ob gegen o godz godzina godzinie a al el las los às
as em às v ve o'clock clock saat tarihinde и в во у о об на г год года року рік р r roku ч час
часов τις στις στη την το ώρα ор nachrichten news новини новости за от від for from date datum
fecha data дата published posted опубліковано опубликовано veröffentlicht publié publicado
pubblicato 日 발행 입력 発行 配信
""")
"""Words between the parts of a date that change nothing."""

BEFORE_NOON = re.compile(r"午前|上午|오전|\bAM(?=\s?[0-9]{1,2}[:時时点시])")
AFTER_NOON = re.compile(r"午後|下午|오후|\bPM(?=\s?[0-9]{1,2}[:時时点시])")
"""Words for the halves of the day that stand before a clock."""
_NOON_BEHIND = (
    (re.compile(r"(?<=[0-9])\s?(?:[μΜ]\.?\s?[μΜ]\.?|م(?:ساء)?|ÖS)(?!\w)"), " pm"),
    (re.compile(r"(?<=[0-9])\s?(?:[πΠ]\.?\s?[μΜ]\.?|ص(?:باحا)?|ÖÖ)(?!\w)"), " am"),
)
"""The same in Greek, Arabic and Turkish, behind the clock."""


def spell_noon(text: str) -> str:
    """``08:54 μ.μ.`` -> ``08:54 pm``."""
    if text.isascii():
        return text
    for pattern, word in _NOON_BEHIND:
        text = pattern.sub(word, text)
    return text


SECONDS = _table("""
1 s sec secs second seconds sek sekunde sekunden sekund sekundy sekundę seconde secondes seconden
1 segundo segundos secondo secondi secundă secunde saniye sekunder vteřin vteřinami δευτερόλεπτα
1 сек секунд секунда секунди секунды секунду 秒 초 detik
60 m min mins minute minutes minuten minuto minutos minuti minut minuty minutę minutu minutou
60 minutami minuter minuut minuten minută dakika dk λεπτά λεπτό perc minuuttia minutter minutt
60 хв хвилин хвилини хвилину хвилина мин минут минута минуты минуту минути
60 分 分間 分钟 分鐘 분 menit
1800 halfhour
3600 h hr hrs hour hours std stunde stunden heure heures hora horas ora ore oră uur uren u godz
3600 godzin godzina godziny godzinę hodin hodiny hodinu hodinou hodinami timmar timme tim timer
3600 time saat ώρα ώρες óra órája tuntia tunti год година годин години годину ч час часа часов
3600 時間 小时 小時 시간 jam
86400 d day days tag tage tagen jour jours día días giorno giorni dia dias dag dagen dagar dage
86400 dni dzień dnů dny dnem dňami zi zile gün ημέρα ημέρες μέρα μέρες nap päivää день дні днів
86400 дня дней дн дни 日 日間 天 일 hari
604800 w wk wks week weeks woche wochen semaine semaines semana semanas settimana settimane weken
604800 tydzień tygodnie tygodni týden týdny týdnem vecka veckor uge uger săptămână săptămâni
604800 hafta εβδομάδα εβδομάδες hét viikkoa тиждень тижні тижнів неделю недели недель седмица
604800 週間 周 주 minggu
2592000 month months mo mos monat monate monaten mois mes meses mese mesi mês maand maanden
2592000 miesiąc miesiące miesięcy měsíc měsíce měsíců månad månader lună luni ay μήνα μήνες hónap
2592000 місяць місяці місяців месяц месяца месяцев か月 ヶ月 ヵ月 カ月 个月 個月 개월 bulan
31536000 y yr yrs year years jahr jahre jahren an ans año años anno anni ano anos jaar rok lata
31536000 lat roky let år yıl χρόνο χρόνια év vuotta рік роки років года лет 年 년 tahun
""")
"""Units of time -> seconds; a month is 30 days, a year 365."""

YEAR_AGO = {"год назад": 31_536_000}
"""``год`` is a short hour in Ukrainian (``2 год тому``) and a year in Russian (``год назад``)."""

ONE = _words("""
a an one ein eine einer einem einen un une una uno um uma uns umas een één en ett et eno jeden
jedna jedną jednou jednu один одна одну одной одного одне bir o μία ένα ένας egy
""")
"""Articles and words for one before a unit."""

FEW = _words("""
few a_few some several wenigen einigen quelques pocos pocas unos unas alcuni alcune poucos
poucas alguns algumas kilka kilku několika několik enkele paar några noen câteva birkaç кілька
декілька несколько pár μερικά
""")
"""Words for an uncertain handful: read as three, with three units of doubt."""

AGO_BEFORE = _words("""
vor il_y_a ilya hace há ha acum před pred πριν πριν_από för for منذ قبل לפני преди dès
ca circa about około okolo около близько etwa rund 約 约 약
""")
"""What may stand before the number; ``for`` and ``för`` go with ``siden`` and ``sedan``."""

NEEDS_NO_MORE = _words("vor il_y_a ilya hace há ha acum před pred πριν πριν_από منذ قبل לפני преди")
"""Those of `AGO_BEFORE` that mean the past by themselves."""

AGO_AFTER = _words("""
ago назад тому тому_назад fa geleden temu sedan siden önce 前 전 zpět sitten atrás atras ezelőtt
yang_lalu lalu earlier
""")
"""What follows the unit."""

NOW = _words("""
now just_now right_now moments_ago a_moment_ago a_few_moments_ago seconds_ago a_few_seconds_ago
jetzt gerade gerade_eben eben soeben щойно тільки_що только_что сейчас зараз à_l'instant
maintenant ahora ahora_mismo adesso ora proprio_ora przed_chwilą teraz agora agora_mesmo zojuist
zonet net nu just_nu právě_teď teď před_chvílí acum chiar_acum az_önce şimdi μόλις_τώρα τώρα
たった今 今 刚刚 剛剛 방금 방금_전 baru_saja
""")
"""The present moment."""

HALF_HOUR = re.compile(
    r"half an hour|half hour|halbe[nr]? stunde|une demi[- ]heure|demi[- ]heure|media hora"
    r"|meia hora|mezz'ora|mezzora|pol godziny|pul hodinou|pulhodinou|een half uur|half uur"
    r"|полчаса|пивгодини|пів години|yarim saat|yarım saat|en halvtimme|en halv time"
)
"""Half an hour in the simplified spelling; read as one unit of 1,800 s."""
