"""Words that stand in times, for telling the shape of a text; nothing is computed from them.

Months are beginnings of words (they decline in Slavic languages), units too; the rest are whole
words. Languages: those of the stored pages and their neighbours, in no order. A word missing here
only means that a list in that language needs its selectors where it writes words beside clocks.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MONTHS = _words(
    "jan feb mar apr may jun jul aug sep oct nov dec jän mär mai okt dez janv fév févr avr "
    "juin juil aoû déc ene abr ago dic gen mag giu lug set ott fev out янв фев мар апр май "
    "мая июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов лис гру сту сак "
    "кра чэр лiп жні кас сне юни юли сеп sty lut kwi maj cze lip sie wrz paź lis gru led úno "
    "bře dub kvě čvn čer srp zář říj pro máj jún júl sij velj ožu tra svi kol ruj stu pros "
    "mars mei mrt şub nis haz tem ağu eyl eki kas ara oca szep febr ápr már ian iun iul tam "
    "hel maa huh tou kes hei elo syy lok jou ιαν φεβ μαρ απρ μαϊ μαΐ ιουν ιουλ αυγ σεπ οκτ "
    "νοε δεκ հուն փետ մար ապր մայ հուլ օգո սեպ հոկ նոյ դեկ"
)

WEEKDAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs "
    "fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di "
    "mi do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven "
    "sam dim lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom lunedì "
    "martedì mercoledì giovedì venerdì sabato domenica gio sab segunda terça quarta quinta "
    "sexta feira seg ter qua qui sex понедельник вторник среда четверг пятница суббота "
    "воскресенье среду пятницу субботу понеділок вівторок середа четвер пятниця п'ятниця "
    "п’ятниця субота неділя пн вт ср чт пт сб вс нд poniedziałek wtorek środa czwartek piątek "
    "sobota niedziela pondělí úterý středa čtvrtek pátek neděle pon wt śr czw pt sob nd út čt "
    "pá ne måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag pazartesi salı çarşamba "
    "perşembe cuma cumartesi pazar luni marți miercuri joi vineri sâmbătă duminică hétfő kedd "
    "szerda csütörtök péntek szombat vasárnap"
)

DAYS = _words(
    "today yesterday heute gestern vorgestern hier aujourd'hui aujourd’hui avant hoy ayer "
    "anteayer oggi ieri hoje ontem сегодня вчера позавчера сьогодні вчора позавчора сёння "
    "учора днес dziś dzisiaj wczoraj dnes včera idag igår azi bugün dün tegnap ma vandaag "
    "gisteren danas jučer σήμερα χθες այսօր երեկ "
    "今日 昨日 今天 昨天 前天 오늘 어제 그제 اليوم أمس היום אתמול"
)
"""Words that name a day by its distance from today."""

LAST = _words("last dernier dernière letzter letzten pasado scorso passado прошлый минулий")
"""Words that make a weekday the one before today."""

AGO = _words(
    "ago vor il y a hace ha há fa fà назад тому temu zpět sedan siden acum în urmă önce pred "
    "пре преди geleden perccel órája πριν առաջ"
)

NOW = _words(
    "just now gerade eben jetzt à l'instant ahora adesso agora щойно зараз сейчас только что "
    "teraz nyss nu acum şimdi たった今 刚刚 방금"
)

UNITS = _words(
    "sec min day hour hr hrs std stund heur jour segund hora dia día or ore gior second сек "
    "мин час хв год дн ден дня дні сут godz sekund tag tim dag minut minuut uren uur dak saat "
    "gün hodin óra nap ώρ λεπτ րոպե ժամ week woche semain seman неде тиж tydz"
)

LINKS = _words(
    "uhr um at on am den der dem le la de del di du à a alle ore las kl klo o w v в у о об на "
    "г р год року года рік th st nd rd h hrs est edt et pst pdt pt cst cdt ct gmt utc bst cet "
    "cest eet eest msk mez mesz мск jst kst ist published updated posted aktualisiert "
    "veröffentlicht stand and às ώρα"
)
"""Words that join the parts of a time and say nothing alone, zone names among them."""
