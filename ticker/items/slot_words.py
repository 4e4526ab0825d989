"""The words that stand for numbers, ordinals and days in headlines, as `fold` spells them.

Left out are words that are more often something else: the articles ``a``, ``ein``, ``un``, ``um``;
``once``, ``due``, ``premier`` (English); ``segundo``, ``secondo`` ("according to").
"""

from __future__ import annotations

from typing import Final

_COUNTED: Final = (
    # English, Ukrainian, Russian, German, French, Spanish, Italian, Polish, Dutch, Portuguese
    ("0", "zero нуль ноль null zéro cero nul"),
    ("1", "one один одна одне одного одній одно одну одной"),
    ("2", "two два дві двох двом две двух двум zwei deux dos dwa dwie dwóch twee dois duas"),
    ("3", "three три трьох трьом трех трем drei trois tres trzy trzech tre drie três"),
    ("4", "four чотири чотирьох четыре четырех vier quatre cuatro quattro cztery czterech quatro"),
    ("5", "five пять пяти fünf cinq cinco cinque pięć pięciu vijf"),
    ("6", "six шість шести шесть sechs seis sześć sześciu zes"),
    ("7", "seven сім семи семь sieben sept siete sette siedem siedmiu zeven sete"),
    ("8", "eight вісім восьми восемь acht huit ocho otto osiem ośmiu oito"),
    ("9", "nine девять девяти neun neuf nueve nove dziewięć dziewięciu negen"),
    ("10", "ten десять десяти zehn dix diez dieci dziesięć dziesięciu tien dez"),
    ("11", "eleven одинадцять одинадцяти одиннадцать elf onze undici jedenaście"),
    ("12", "twelve дванадцять дванадцяти двенадцать zwölf douze doce dodici dwanaście twaalf doze"),
    ("13", "thirteen тринадцять тринадцать dreizehn treize trece tredici trzynaście dertien treze"),
    ("14", "fourteen чотирнадцять четырнадцать vierzehn quatorze catorce czternaście veertien"),
    ("15", "fifteen пятнадцять пятнадцать fünfzehn quinze quince quindici piętnaście vijftien"),
    ("16", "sixteen шістнадцять шестнадцать sechzehn seize sedici szesnaście zestien"),
    ("17", "seventeen сімнадцять семнадцать siebzehn diciassette siedemnaście zeventien"),
    ("18", "eighteen вісімнадцять восемнадцать achtzehn diciotto osiemnaście achttien"),
    ("19", "nineteen девятнадцять девятнадцать neunzehn diciannove dziewiętnaście negentien"),
    (
        "20",
        "twenty двадцять двадцять двадцати двадцать zwanzig vingt veinte venti dwadzieścia",
    ),
    ("20", "vinte"),
    ("30", "thirty тридцять тридцати тридцать dreißig dreissig trente treinta trenta dertig"),
    ("40", "forty сорок сорока vierzig quarante cuarenta quaranta veertig quarenta"),
    ("50", "fifty пятдесят пятдесяти пятьдесят fünfzig cinquante cincuenta cinquanta vijftig"),
    ("60", "sixty шістдесят шестьдесят sechzig soixante sesenta sessanta zestig sessenta"),
    ("70", "seventy сімдесят семьдесят siebzig setenta settanta zeventig"),
    ("80", "eighty вісімдесят восемьдесят achtzig ochenta ottanta tachtig oitenta"),
    ("90", "ninety девяносто neunzig noventa novanta negentig"),
    ("100", "hundred hundreds сто ста сотні сотни hundert cent cien cientos cento honderd cem"),
    ("200", "двісті двести zweihundert doscientos"),
    ("300", "триста dreihundert trescientos"),
    ("400", "чотириста четыреста vierhundert cuatrocientos"),
    ("500", "пятсот пятьсот fünfhundert quinientos"),
    ("12", "dozen dozens десяток дюжина dutzend douzaine docena dozzina dúzia"),
    ("1000", "thousand thousands тисяча тисячі тисяч тысяча тысячи тысяч tausend mille mil tysiąc"),
    ("1000", "tysiące tysięcy duizend"),
    ("1000000", "million millions мільйон мільйони мільйонів миллион миллиона миллионов million"),
    ("1000000", "millionen millón millones milione milioni milion miliony milionów miljoen milhão"),
    ("1000000000", "billion billions мільярд мільярди мільярдів миллиард миллиарда миллиардов"),
    ("1000000000", "milliarde milliarden milliard milliards miliardo miliardi miliard miliardów"),
)

_ORDINALS: Final = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    перший перша перше першого друга другий друге другого третій третя третє третього
    четвертий четверта пятий пята первый первая первое первого второй вторая второе второго
    третий третья третье третьего четвертый четвертая пятый пятая
    erste ersten erster erstes zweite zweiten zweiter dritte dritten dritter vierte vierten
    première deuxième troisième quatrième cinquième
    primero primera segunda tercero tercera cuarto cuarta quinto quinta
    primo prima seconda terzo terza pierwszy pierwsza drugi druga trzeci trzecia
    eerste tweede derde vierde primeiro primeira terceiro terceira
"""

_MONTHS: Final = """
    january february april june july august september october november december
    січень січня січні лютий лютого лютому березень березня березні квітень квітня квітні
    травень травня травні червень червня червні липень липня липні серпень серпня серпні
    вересень вересня вересні жовтень жовтня жовтні листопад листопада листопаді грудень грудня
    грудні январь января январе февраль февраля феврале апрель апреля апреле июнь июня июне
    июль июля июле август августа августе сентябрь сентября сентябре октябрь октября октябре
    ноябрь ноября ноябре декабрь декабря декабре мая
    januar jänner februar märz juni juli oktober dezember
    janvier février avril juin juillet août septembre octobre novembre décembre
    enero febrero abril junio julio septiembre octubre noviembre diciembre
    gennaio febbraio aprile giugno luglio settembre ottobre dicembre
    stycznia lutego kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    januari februari maart augustus janeiro fevereiro junho julho setembro outubro dezembro
"""

# Months only beside a number: elsewhere they are verbs, pronouns and commands.
_MONTHS_BY_A_NUMBER: Final = """
    jan feb mar march apr may mai maj mei maio mayo maggio jun jul aug sep sept oct nov dec
    mars marzo marca março mart марта березня май
"""

_WEEKDAYS: Final = """
    monday tuesday wednesday thursday friday saturday sunday
    понеділок понеділка вівторок вівторка середу середи четвер четверга пятницю пятниці суботу
    суботи неділю неділі
    понедельник понедельника вторник вторника среду среды четверг пятницу пятницы субботу субботы
    воскресенье воскресенья
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
"""

# A number after one of these counts on from one item of a series to the next: "Day 1,234".
_COUNTERS: Final = """
    day week part episode round matchday issue volume season chapter
    день доба добу тиждень випуск серія частина тур сутки неделя выпуск серия часть
    tag woche folge teil spieltag jour semaine épisode día semana capítulo giorno settimana
    puntata giornata dzień tydzień odcinek dag aflevering deel dia
"""

# The same, where the number comes first and is no sum: "1234-й день", "674 добу".
_COUNTED_OFF: Final = """
    й я е го му ий ша тя ого ою у день доба добу
"""

NUMBERS: Final[dict[str, str]] = {
    word: value for value, words in _COUNTED for word in words.split()
}
ORDINALS: Final = frozenset(_ORDINALS.split())
MONTHS: Final = frozenset(_MONTHS.split())
MONTHS_BY_A_NUMBER: Final = frozenset(_MONTHS_BY_A_NUMBER.split())
WEEKDAYS: Final = frozenset(_WEEKDAYS.split())
COUNTERS: Final = frozenset(_COUNTERS.split())
COUNTED_OFF: Final = frozenset(_COUNTED_OFF.split())

# Words that deny what the rest of the headline says.
_DENIALS: Final = """
    not no never denies denied deny denying denial refutes refuted refute rejects rejected reject
    dismisses dismissed debunks debunked disputes isnt arent wasnt werent wont cant cannot doesnt
    dont didnt hasnt havent without
    не ні немає спростував спростувала спростували спростовує спростовують спростовано заперечив
    заперечила заперечили заперечує заперечують відкинув відкинула відкинули
    нет опроверг опровергла опровергли опровергает опровергают опровергнуто отрицает отрицают
    отрицал отверг отвергла отвергли
    nicht kein keine keinen dementiert dementieren bestreitet bestreiten
    pas ne dément démentent rejette nie
    niega niegan desmiente desmienten rechaza rechazan
    non nega negano smentisce smentiscono respinge
    zaprzecza zaprzeczył zaprzeczyła dementuje odrzuca
    niet geen ontkent ontkennen
    não nega negam desmente desmentem
"""
DENIALS: Final = frozenset(_DENIALS.split())
