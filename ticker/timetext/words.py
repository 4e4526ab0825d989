"""Words of time, written down by hand: what the Unicode CLDR (`cldr_months` and its neighbours)
does not hold, and what newsrooms write otherwise.

Tables are plain text: a number, then the words that mean it; ``_`` stands for a space. They are
folded by `folding.simplify` when `lexicon` reads them.
"""

from __future__ import annotations

from typing import Final

MONTHS: Final = """
1 jänner בינואר ינו
2 feber בפברואר פבר
3 mrz במרץ
4 кві באפריל אפר
5 тра במאי
6 чер ביוני
7 ביולי
8 сер באוגוסט אוג
9 setiembre בספטמבר ספט sept
10 жов באוקטובר אוק
11 noi лис בנובמבר נוב lis listopad listopada listopadu
12 гру בדצמבר דצמ
101 فروردین
102 اردیبهشت
103 خرداد
104 تیر
105 مرداد امرداد
106 شهریور
107 مهر
108 آبان
109 آذر
110 دی
111 بهمن
112 اسفند
"""
"""1..12, and 101..112 for those of the Persian calendar. ``listopad`` is November
(Polish, Czech) save in Croatian, whose own table comes first."""

WEEKDAYS: Final = """
0 segunda 月曜 周一 星期一 שני понеділка понедельника
1 tues terça wto 火曜 周二 星期二 שלישי вівторка вторника úterka
2 quarta śro środę środy среду середу середи среды 水曜 周三 星期三 רביעי středu stredu
3 thur thurs quinta четверга 木曜 周四 星期四 חמישי
4 sexta pią п'ятницю п'ятниці пятницу пятницы петка 金曜 周五 星期五 שישי
5 sonnabend sobotę soboty sobotu суботу суботи субботу субботы 土曜 周六 星期六 שבת
6 niedzielę niedzieli nie неділю неділі недељу neděli nedeľu воскресенья 日曜 周日 星期日 星期天
6 sunnuntaina ראשון
0 maanantaina
1 tiistaina
2 keskiviikkona
3 torstaina
4 perjantaina
5 lauantaina
"""
"""0 (Monday) .. 6: forms in a sentence and short forms that mean one day only."""

SHORT_WEEKDAYS: Final = """
mo di mi do fr sa so pn śr sr cz pt sb nd po út st čt pá ne wo vr za zo ma lu ma me je ve gi pzt
çar per cum cmt paz szo tu we th su δευ τρι τετ πεμ παρ σαβ κυρ má ke to la su ti pe tor sen
月 火 水 木 金 土 日 월 화 수 목 금 토 일 יום wen wendesday wednsday
"""
"""Short forms that mean different days in different languages, and slips: read past."""

DAYS_BACK: Final = """
0 today heute aujourd'hui hoy oggi hoje vandaag dziś dzisiaj dnes idag i_dag astăzi azi bugün
0 hari_ini hariini сьогодні сегодня днес днеска сёння данас danas danes денес σήμερα tänään
0 اليوم היום 今日 本日 きょう 今天 오늘 금일 vandag täna šodien šiandien avui hoxe gaur heddiw inniu
0 bu_gün bugun бүгін бүгүн имрӯз այսօր დღეს امروز आज আজ இன்று ఈ_రోజు ఈరోజు આજે ಇಂದು ഇന്ന് ਅੱਜ අද
0 วันนี้ ມື້ນີ້ ယနေ့ ថ្ងៃនេះ hôm_nay ngayong_araw ዛሬ өнөөдөр maanta
1 yesterday gestern hier ayer ieri ontem gisteren wczoraj včera igår i_går dün eilen tegnap
1 вчора учора вчера ўчора јуче juče jučer včeraj χθες χτες εχθές أمس الأمس אתמול kemarin semalam
1 昨日 きのう 昨天 어제 작일 gister gëschter eile vakar ahir atzo í_gær í_gjár dünən kecha кеше
1 кечээ дирӯз երեկ გუშინ دیروز پرون कल গতকাল நேற்று నిన్న ગઈકાલે ગઇકાલે ನಿನ್ನೆ ഇന്നലെ ਕੱਲ੍ਹ
1 ඊයේ हिजो เมื่อวาน เมื่อวานนี้ ມື້ວານ မနေ့က ម្សិលមិញ hôm_qua kahapon ትናንት ትላንትና өчигдөр shalay
1 ddoe inné снощи last_night
2 vorgestern avant-hier anteayer antier antes_de_ayer l'altroieri l'altro_ieri altro_ieri anteontem
2 eergisteren przedwczoraj předevčírem predvčerom i_förrgår iförrgår förrgår i_forgårs alaltăieri
2 evvelsi_gün evvelsigün önceki_gün позавчора позавчера пазаўчора онзи_ден завчора προχθές προχτές
2 一昨日 おととい 前天 그저께 그제 the_day_before_yesterday day_before_yesterday prekjučer prekjuče
2 прекјуче predvčerajšnjim toissa_päivänä toissapäivänä tegnapelőtt abans-d'ahir üleeile aizvakar
2 užvakar أول_أمس أمس_الأول שלשום پریروز परसों kemarin_lusa hôm_kia
"""
"""Words for a day: how many days before today."""

LOCAL_DAYS_BACK: Final = """
hu 0 ma
sq 0 sot
sq 1 dje
sw 0 leo
sw 1 jana
lb 0 haut
ca 0 hui
gl 1 onte
fo 0 í_dag
ur 1 کل گزشتہ_کل
"""
"""Day words that are something else in another language: read only where the language is known."""

LAST: Final = """
last letzter letzten letzte dernier dernière passé pasado scorso scorsa passato passado passada
vorige afgelopen ostatni ostatnia zeszły poslední minulý senaste förra trecut geçen минулий
минулого минулої прошлый прошлое прошлой прошлая viime prošli prošle minuli múlt
"""
"""Beside a weekday: that day before today, not today itself."""

FILLERS: Final = """
at on um am im den der dem vom von the of le la les l à de del do da di du dne dnia dana den
h hrs hour uhr kl klo klokken klockan kello om op ore ora alle ob gegen o godz godzina godzinie a
al el las los às as em às v ve u o'clock clock saat tarihinde и в во у о об на ў г год года року
рік р r roku ч час часа часов часу годин години године τις στις στη την το ώρα ώρας ор за
от від for from date datum fecha data дата published posted updated ist w опубліковано опубликовано
veröffentlicht aktualisiert stand publié publicado pubblicato opublikowano nachrichten news новини
новости 日 발행 입력 発行 配信 更新 and und et y e i m d gada plkst val év óra órakor kell lúc ngày
pukul jam pada ساعت الساعة ساعة في בשעה שעה น เวลา นาฬิกา बजे st nd rd th d'
"""
"""Words between the parts of a date that change nothing."""

SECONDS: Final = """
1 s sec secs second seconds sek sekunde sekunden sekund sekundy sekundę seconde secondes seconden
1 segundo segundos secondo secondi secundă secunde saniye sekunder vteřin vteřinami δευτερόλεπτα
1 сек секунд секунда секунди секунды секунду 秒 초 detik
60 m min mins minute minutes minuten minuto minutos minuti minut minuty minutę minutu minutou
60 minutami minuter minuut minuten minută dakika dk λεπτά λεπτό perc minuuttia minutter minutt
60 хв хвилин хвилини хвилину хвилина мин минут минута минуты минуту минути
60 分 分間 分钟 分鐘 분 menit mn
1800 halfhour
3600 h hr hrs hour hours std stunde stunden heure heures hora horas ora ore oră uur uren u godz
3600 godzin godzina godziny godzinę hodin hodiny hodinu hodinou hodinami timmar timme tim timer
3600 time saat sa ώρα ώρες óra órája tuntia tunti год година годин години годину ч час часа часов
3600 時間 小时 小時 시간 jam t
86400 d day days tag tage tagen jour jours día días giorno giorni gg dia dias dag dagen dagar dage
86400 dni dzień dnů dny dnem dňami zi zile gün ημέρα ημέρες μέρα μέρες nap päivää день дні днів
86400 дня дней дн дни 日 日間 天 일 hari j
604800 w wk wks week weeks woche wochen semaine semaines semana semanas settimana settimane weken
604800 tydzień tygodnie tygodni týden týdny týdnem vecka veckor uge uger săptămână săptămâni
604800 hafta εβδομάδα εβδομάδες hét viikkoa тиждень тижні тижнів неделю недели недель седмица
604800 週間 周 주 minggu
2592000 month months mo mos monat monate monaten mois mes meses mese mesi mês maand maanden
2592000 miesiąc miesiące miesięcy měsíc měsíce měsíců månad månader lună luni ay μήνα μήνες hónap
2592000 місяць місяці місяців месяц месяца месяцев か月 ヶ月 ヵ月 カ月 个月 個月 개월 bulan
31536000 y yr yrs year years jahr jahre jahren an ans año años anno anni ano anos jaar rok lata
31536000 lat roky let år yıl χρόνο χρόνια év vuotta рік роки років года лет 年 년 tahun
"""
"""Units of time: seconds; a month is 30 days, a year 365."""

YEAR_AGO: Final = {"год назад": 31_536_000}
"""``год`` is a short hour in Ukrainian (``2 год тому``) and a year in Russian (``год назад``)."""

ONE: Final = """
a an one ein eine einer einem einen un une una uno um uma uns umas een één en ett et eno jeden
jedna jedną jednou jednu один одна одну одной одного одне bir o μία ένα ένας egy
"""
"""Articles and words for one before a unit."""

FEW: Final = """
few a_few some several wenigen einigen quelques pocos pocas unos unas alcuni alcune poucos
poucas alguns algumas kilka kilku několika několik enkele paar några noen câteva birkaç кілька
декілька несколько pár μερικά
"""
"""Words for an uncertain handful: read as three, with three units of doubt."""

AGO_BEFORE: Final = """
vor il_y_a ilya hace há ha acum před pred prije pre пре пред преди πριν πριν_από for för منذ
قبل לפני duela cách_đây
ca circa about okolo около близько etwa rund 約 约 약 ungefär omkring environ
"""
"""What may stand before the number; ``for`` and ``för`` go with ``siden`` and ``sedan``."""

NEEDS_NO_MORE: Final = """
vor il_y_a ilya hace há ha acum pred před prije pre пре пред преди πριν πριν_από منذ قبل לפני
duela cách_đây
"""
"""Those of `AGO_BEFORE` that mean the past by themselves."""

AGO_AFTER: Final = """
ago назад тому тому_назад таму fa geleden temu sedan siden önce 前 전 之前 zpět sitten atrás atras
ezelőtt yang_lalu lalu earlier în_urmă atpakaļ tagasi síðan əvvəl oldin бұрын мурун առաջ წინ پیش
قبل पहले পূর্বে আগে முன்பு முன் క్రితం પહેલાં ಹಿಂದೆ മുമ്പ് ਪਹਿਲਾਂ පෙර ที่แล้ว ที่ผ่านมา มาแล้ว ກ່ອນນີ້
trước trước_đây өмнө
"""
"""What follows the unit."""

NOW: Final = """
now just_now right_now moments_ago a_moment_ago a_few_moments_ago seconds_ago a_few_seconds_ago
less_than_a_minute_ago jetzt gerade gerade_eben eben soeben щойно тільки_що только_что сейчас зараз
à_l'instant maintenant il_y_a_quelques_secondes ahora ahora_mismo hace_un_momento
hace_unos_segundos adesso ora proprio_ora poco_fa przed_chwilą teraz agora agora_mesmo zojuist zonet
net nu just_nu právě_teď teď před_chvílí pred_chvíľou acum chiar_acum az_önce şimdi şu_an
μόλις_τώρα τώρα たった今 今 刚刚 剛剛 刚才 방금 방금_전 baru_saja juuri_nyt nyt éppen_most az_imént
upravo upravo_sada управо току-що äsja praegu tik_ko ką_tik dabar الآن עכשיו כרגע همین_الان هم_اکنون
अभी এইমাত্র এখন เมื่อสักครู่ vừa_xong akkurat_nå nå lige_nu rétt_í_þessu sapo tani ახლა հիմա
"""
"""The present moment."""

HALF_HOURS: Final = """
half_an_hour half_hour halbe_stunde halben_stunde halber_stunde une_demi_heure une_demi-heure
demi_heure demi-heure media_hora meia_hora mezz'ora mezzora pół_godziny pol_hodinou pul_hodinou
půl_hodinou půlhodinou een_half_uur half_uur полчаса півгодини пів_години yarım_saat en_halvtimme
en_halv_time en_halvtime puoli_tuntia fél_órája o_jumătate_de_oră половин_час
"""
"""Half an hour."""

NOON_BEFORE: Final = {
    "am": "AM 午前 上午 早上 清晨 早晨 凌晨 오전 새벽 아침 de. délelőtt सुबह সকাল صبح ÖÖ",
    "noon": "中午 दोपहर দুপুর",
    "pm": "PM 午後 下午 傍晚 晚上 晚间 오후 저녁 du. délután शाम বিকেল সন্ধ্যা عصر ÖS",
    "night": "深夜 夜 밤 रात রাত",
}
"""Words for a part of the day that stand before the clock, case-sensitive."""

NOON_BEHIND: Final = {
    "am": "π.μ. π.μ πμ ΠΜ ص صباحا صباحًا ÖÖ ق.ظ ق.ظ. صبح بامداد пр.об. dop. förmiddag پگاه",
    "noon": "ظهر",
    "pm": "μ.μ. μ.μ μμ ΜΜ م مساء مساءً ÖS ب.ظ ب.ظ. بعدازظهر عصر сл.об. odp. eftermiddag вечера",
    "night": "شب",
}
"""The same behind the clock."""

CLOCK_LEADS: Final = """
a um at kl klo klockan klokken kello kell ore ora alle às as à las la o godz godziny о об в ob v u
saat plkst ώρα στις lúc pukul jam الساعة ساعت ساعة בשעה om
"""
"""What may stand before a clock; regular expressions."""

CLOCK_UNITS: Final = """
[Uu]hr UHR hrs? h год ч час часа часов godz hod น ώρα óra uur Uur
"""
"""What may stand right behind a clock; regular expressions."""
