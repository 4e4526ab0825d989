"""The names of the weekdays, as the Unicode CLDR has them.

Written by ``python -m tests.timetext.from_cldr``; do not edit. Folded by `folding.simplify`, ``_``
stands for a space.
Data: Unicode CLDR, (c) Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from __future__ import annotations

CLDR_WEEKDAYS = """
en: mon monday | tue tuesday | wed wednesday | thu thursday | fri friday | sat saturday | sun
  sunday
uk: пн понеділок | вт вівторок | середа ср | четвер чт | п'ятниця пт | сб субота | нд неділя
ru: пн понедельник | вт вторник | ср среда | четверг чт | пт пятница | сб суббота | воскресенье вс
be: панядзелак пн | ау ауторак | серада ср | чацвер чц | пт пятніца | сб субота | нд нядзеля
bg: пн понеделник | вт вторник | ср сряда | четвъртък чт | петък пт | сб събота | нд неделя
sr: pon ponedeljak пон понедељак | uto utorak уто уторак | sre sreda сре среда | cet cetvrtak чет
  четвртак | pet petak пет петак | sub subota суб субота | ned nedelja нед недеља
hr: pon ponedjeljak | uto utorak | sri srijeda | cet cetvrtak | pet petak | sub subota | ned
  nedjelja
bs: pon ponedjeljak | uto utorak | sri srijeda | cet cetvrtak | pet petak | sub subota | ned
  nedjelja
sl: pon ponedeljek | tor torek | sre sreda | cet cetrtek | pet petek | sob sobota | ned nedelja
mk: пон понеделник | вто вторник | сре среда | чет четврток | пет петок | саб сабота | нед недела
sk: po pondelok | ut utorok | st streda | st stvrtok | pi piatok | so sobota | ne nedela
cs: po pondeli | ut utery | st streda | ct ctvrtek | pa patek | so sobota | ne nedele
pl: pon poniedzialek | wt wtorek | sr sroda | czw czwartek | piatek pt | sob sobota | niedz
  niedziela
de: mo montag | di dienstag | mi mittwoch | do donnerstag | fr freitag | sa samstag | so sonntag
nl: ma maandag | di dinsdag | wo woensdag | do donderdag | vr vrijdag | za zaterdag | zo zondag
af: ma maandag | di dinsdag | wo woensdag | do donderdag | vr vrydag | sa saterdag | so sondag
lb: mei meindeg | den denschdeg | met mettwoch | don donneschdeg | fre freideg | sam samschdeg |
  son sonndeg
da: man mandag | tirs tirsdag | ons onsdag | tors torsdag | fre fredag | lor lordag | son sondag
no: man mandag | tir tirsdag | ons onsdag | tor torsdag | fre fredag | lor lordag | son sondag
sv: man mandag | tis tisdag | ons onsdag | tors torsdag | fre fredag | lor lordag | son sondag
is: man manudagur | þri þriðjudagur | mið miðvikudagur | fim fimmtudagur | fos fostudagur | lau
  laugardagur | sun sunnudagur
fo: man manadagur | tys tysdagur | mik mikudagur | hos hosdagur | fri friggjadagur | ley
  leygardagur | sun sunnudagur
fi: ma maanantai maanantaina | ti tiistai tiistaina | ke keskiviikko keskiviikkona | to torstai
  torstaina | pe perjantai perjantaina | la lauantai lauantaina | su sunnuntai
et: esmaspaev | teisipaev | kolmapaev | neljapaev | reede | laupaev | puhapaev
lv: pirmd pirmdiena | otrd otrdiena | tresd tresdiena | ceturtd ceturtdiena | piektd piektdiena |
  sestd sestdiena | svetd svetdiena
lt: pirmadienis pr | an antradienis | tr treciadienis | ketvirtadienis kt | penktadienis pn |
  sestadienis st | sekmadienis sk
hu: hetfo | kedd | sze szerda | cs csutortok | pentek | szo szombat | vasarnap
ro: lun luni | mar marti | mie miercuri | joi | vin vineri | sam sambata | dum duminica
fr: lun lundi | mar mardi | mer mercredi | jeu jeudi | ven vendredi | sam samedi | dim dimanche
it: lun lunedi | mar martedi | mer mercoledi | gio giovedi | ven venerdi | sab sabato | dom
  domenica
es: lun lunes | mar martes | mie miercoles | jue jueves | vie viernes | sab sabado | dom domingo
ca: dilluns dl | dimarts dt | dc dimecres | dijous dj | divendres dv | dissabte ds | dg diumenge
gl: luns | mar martes | mer mercores | xov xoves | ven venres | sab sabado | dom domingo
eu: al astelehena | ar asteartea | asteazkena az | og osteguna | or ostirala | larunbata lr | ig
  igandea
pt: seg segunda-feira | ter terca-feira | qua quarta-feira | qui quinta-feira | sex sexta-feira |
  sab sabado | dom domingo
cy: dydd_llun llun | dydd_mawrth maw | dydd_mercher mer | dydd_iau iau | dydd_gwener gwe gwen |
  dydd_sadwrn sad | dydd_sul sul
ga: de_luain luan | de_mairt mairt | cead de_ceadaoin | dear deardaoin | aoine de_haoine |
  de_sathairn sath | de_domhnaigh domh
el: δευ δευτερα | τρι τριτη | τετ τεταρτη | πεμ πεμπτη | παρ παρασκευη | σαβ σαββατο | κυρ κυριακη
sq: e_hene hen | e_marte mar | e_merkure mer | e_enjte enj | e_premte pre | e_shtune sht | die
  e_diel
tr: pazartesi pzt | sal sali | car carsamba | per persembe | cum cuma | cmt cumartesi | paz pazar
az: bazar_ertəsi be | ca cərsənbə_axsami | cərsənbə | ca cumə_axsami | cumə | sənbə | bazar
uz: dush dushanba | sesh seshanba | chor chorshanba | pay payshanba | jum juma | shan shanba | yak
  yakshanba
kk: дс дүисенбі | сеисенбі сс | ср сәрсенбі | беисенбі бс | жм жұма | сб сенбі | жексенбі жс
ky: дүи дүишөмбү | шеиш шеишемби | шарш шаршемби | беиш беишемби | жума | ишемби ишм | жек
  жекшемби
tg: душанбе дшб | сешанбе сшб | чоршанбе чшб | панҷшанбе пшб | ҷмъ ҷумъа | шанбе шнб | якшанбе яшб
tk: dus dusenbe | sis sisenbe | car carsenbe | pen pensenbe | ann anna | sen senbe | yek yeksenbe
hy: երկ երկուշաբթի | երեքշաբթի երք | չորեքշաբթի չրք | հինգշաբթի հնգ | ուր ուրբաթ | շաբաթ շբթ | կիր
  կիրակի
ka: ორშ ორშაბათი | სამ სამშაბათი | ოთხ ოთხშაბათი | ხუთ ხუთშაბათი | პარ პარასკევი | შაბ შაბათი |
  კვი კვირა
he: יום_ב' יום_שני | יום_ג' יום_שלישי | יום_ד' יום_רביעי | יום_ה' יום_חמישי | יום_ו' יום_שישי |
  יום_שבת שבת | יום_א' יום_ראשון
ar: الاثنين | الثلاثاء | الاربعاء | الخميس | الجمعه | السبت | الاحد
fa: دوشنبه | سهشنبه | چهارشنبه | پنجشنبه | جمعه | شنبه | يكشنبه
ur: پير | منگل | بدھ | جمعرات | جمعه | هفته | اتوار
ps: دونۍ پير | درينۍ منگل | بدھ څلرنۍ | جمعرات پينځنۍ | جمعه | اونۍ هفته | اتوار يونۍ
hi: सोम सोमवार | मंगल मंगलवार | बुध बुधवार | गुरु गुरुवार | शुक्र शुक्रवार | शनि शनिवार | रवि
  रविवार
bn: সোম সোমবার | মঙ্গল মঙ্গলবার | বুধ বুধবার | বৃহস্পতি বৃহস্পতিবার | শুক্র শুক্রবার | শনি শনিবার
  | রবি রবিবার
ta: திங் திங்கள் | செவ் செவ்வாய் | புத புதன் | வியா வியாழன் | வெள் வெள்ளி | சனி | ஞாயி ஞாயிறு
te: సోమ సోమవారం | మంగళ మంగళవారం | బుధ బుధవారం | గురు గురువారం | శుక్ర శుక్రవారం | శని శనివారం |
  ఆది ఆదివారం
mr: सोम सोमवार | मंगळ मंगळवार | बुध बुधवार | गुरु गुरुवार | शुक्र शुक्रवार | शनि शनिवार | रवि
  रविवार
gu: સોમ સોમવાર | મંગળ મંગળવાર | બુધ બુધવાર | ગુરુ ગુરુવાર | શુક્ર શુક્રવાર | શનિ શનિવાર | રવિ
  રવિવાર
kn: ಸೋಮ ಸೋಮವಾರ | ಮಂಗಳ ಮಂಗಳವಾರ | ಬುಧ ಬುಧವಾರ | ಗುರು ಗುರುವಾರ | ಶುಕ್ರ ಶುಕ್ರವಾರ | ಶನಿ ಶನಿವಾರ | ಭಾನು
  ಭಾನುವಾರ
ml: തിങ്കളാഴ്ച തിങ്കൾ | ചൊവ്വ ചൊവ്വാഴ്ച | ബുധനാഴ്ച ബുധൻ | വ്യാഴം വ്യാഴാഴ്ച | വെള്ളി വെള്ളിയാഴ്ച |
  ശനി ശനിയാഴ്ച | ഞായറാഴ്ച ഞായർ
pa: ਸੋਮ ਸੋਮਵਾਰ | ਮੰਗਲ ਮੰਗਲਵਾਰ | ਬੁੱਧ ਬੁੱਧਵਾਰ | ਵੀਰ ਵੀਰਵਾਰ | ਸ਼ੁੱਕਰ ਸ਼ੁੱਕਰਵਾਰ | ਸ਼ਨਿੱਚਰ ਸ਼ਨਿੱਚਰਵਾਰ
  | ਐਤ ਐਤਵਾਰ
ne: सोम सोमबार | मङ्गल मङ्गलबार | बुध बुधबार | बिहि बिहिबार | शुक्र शुक्रबार | शनि शनिबार | आइत
  आइतबार
si: සඳුදා | අඟහ අඟහරුවාදා | බදාදා | බ්රහස් බ්රහස්පතින්දා | සිකු සිකුරාදා | සෙන සෙනසුරාදා | ඉරිදා
th: วันจันทร์ | วันอังคาร | วันพุธ | พฤ วันพฤหัสบดี | วันศุกร์ | วันเสาร์ | วันอาทิตย์ อา
lo: ຈັນ ວັນຈັນ | ວັນອັງຄານ ອັງຄານ | ພຸດ ວັນພຸດ | ພະຫັດ ວັນພະຫັດ | ວັນສຸກ ສຸກ | ວັນເສົາ ເສົາ |
  ວັນອາທິດ ອາທິດ
my: တနင်္လာ | အင်္ဂါ | ဗုဒ္ဓဟူး | ကြာသပတေး | သောကြာ | စနေ | တနင်္ဂနွေ
km: ចន្ទ ច័ន្ទ | អង្គារ | ពុធ | ព្រហ ព្រហស្បតិ៍ | សុក្រ | សៅរ៍ | អាទិត្យ
vi: thu_hai | thu_ba | thu_tu | thu_nam | thu_sau | thu_bay | chu_nhat cn
id: sen senin | sel selasa | rab rabu | kam kamis | jum jumat | sab sabtu | min minggu
ms: isn isnin | sel selasa | rab rabu | kha khamis | jum jumaat | sab sabtu | ahad ahd
fil: lun lunes | mar martes | miy miyerkules | huw huwebes | biy biyernes | sab sabado | lin
  linggo
sw: jumatatu پير | jumanne منگل | jumatano بدھ | alhamisi جمعرات | ijumaa جمعه | jumamosi هفته |
  jumapili اتوار
am: ሰኞ | ማክሰ ማክሰኞ | ረቡዕ | ሐሙስ | ዓርብ | ቅዳሜ | እሑድ
mn: да даваа | мя мягмар | лх лхагва | пү пүрэв | ба баасан | бя бямба | ня ням
ja: 月曜日 | 火曜日 | 水曜日 | 木曜日 | 金曜日 | 土曜日 | 日曜日
ko: 월요일 | 화요일 | 수요일 | 목요일 | 금요일 | 토요일 | 일요일
zh: 周一 星期一 週一 | 周二 星期二 週二 | 周三 星期三 週三 | 周四 星期四 週四 | 周五 星期五 週五 |
  周六 星期六 週六 | 周日 星期日 週日
so: isn isniin | talaado tldo | arbaco arbc | khamiis khms | jimco jmc | sabti sbti | axad axd
"""
"""Language: the names of the seven days from Monday on."""
