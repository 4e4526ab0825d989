"""The names of the months, as the Unicode CLDR has them.

Written by ``python -m tests.timetext.from_cldr``; do not edit. Folded by `folding.simplify`, ``_``
stands for a space.
Data: Unicode CLDR, (c) Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from __future__ import annotations

CLDR_MONTHS = """
en: jan january | feb february | mar march | apr april | may | jun june | jul july | aug august |
  sep september | oct october | nov november | dec december
uk: січ січень січня | лют лютии лютого | бер березень березня | квіт квітень квітня | трав
  травень травня | черв червень червня | лип липень липня | серп серпень серпня | вер вересень
  вересня | жовт жовтень жовтня | лист листопад листопада | груд грудень грудня
ru: янв январь января | февр февраль февраля | мар март марта | апр апрель апреля | маи мая | июн
  июнь июня | июл июль июля | авг август августа | сент сентябрь сентября | окт октябрь октября |
  нояб ноябрь ноября | дек декабрь декабря
be: сту студзень студзеня | лют лютага люты | сак сакавік сакавіка | кра красавік красавіка | маи
  мая | чэр чэрвень чэрвеня | ліп ліпень ліпеня | жні жнівень жніуня | вер верасень верасня | кас
  кастрычнік кастрычніка | ліс лістапад лістапада | сне снежань снежня
bg: яну януари | фев февруари | март | апр април | маи | юни | юли | авг август | сеп септември |
  окт октомври | ное ноември | дек декември
sr: jan januar јан јануар | feb februar феб фебруар | mar mart мар март | apr april апр април |
  maj мај | jun јун | jul јул | avg avgust авг август | sep septembar сеп септембар | okt oktobar
  окт октобар | nov novembar нов новембар | dec decembar дец децембар
hr: sij sijecanj sijecnja | velj veljaca veljace | ozu ozujak ozujka | tra travanj travnja | svi
  svibanj svibnja | lip lipanj lipnja | srp srpanj srpnja | kol kolovoz kolovoza | ruj rujan rujna
  | lis listopad listopada | stu studeni studenoga | pro prosinac prosinca
bs: jan januar | feb februar | mar mart | apr april | maj | jun juni | jul juli | aug august | sep
  septembar | okt oktobar | nov novembar | dec decembar
sl: jan januar | feb februar | mar marec | apr april | maj | jun junij | jul julij | avg avgust |
  sep september | okt oktober | nov november | dec december
mk: јан јануари | фев февруари | мар март | апр април | мај | јун јуни | јул јули | авг август |
  сеп септември | окт октомври | ное ноември | дек декември
sk: jan januar januara | feb februar februara | mar marca marec | apr april aprila | maj maja |
  jun juna | jul jula | aug august augusta | sep september septembra | okt oktober oktobra | nov
  november novembra | dec december decembra
cs: led leden ledna | uno unor unora | bre brezen brezna | dub duben dubna | kve kveten kvetna |
  cerven cervna cvn | cervence cervenec cvc | srp srpen srpna | zar zari | rij rijen rijna | lis
  listopad listopadu | pro prosince prosinec
pl: sty styczen stycznia | lut lutego luty | mar marca marzec | kwi kwiecien kwietnia | maj maja |
  cze czerwca czerwiec | lip lipca lipiec | sie sierpien sierpnia | wrz wrzesien wrzesnia | paz
  pazdziernik pazdziernika | lis listopad listopada | gru grudnia grudzien
de: jan januar | feb februar | mar marz | apr april | mai | jun juni | jul juli | aug august | sep
  sept september | okt oktober | nov november | dez dezember
nl: jan januari | feb februari | maart mrt | apr april | mei | jun juni | jul juli | aug augustus
  | sep september | okt oktober | nov november | dec december
af: jan januarie | feb februarie | maart mrt | apr april | mei | jun junie | jul julie | aug
  augustus | sep september | okt oktober | nov november | des desember
lb: jan januar | feb februar | mae maerz | abr abrell | mee | jun juni | jul juli | aug august |
  sep september | okt oktober | nov november | dez dezember
da: jan januar | feb februar | mar marts | apr april | maj | jun juni | jul juli | aug august |
  sep september | okt oktober | nov november | dec december
no: jan januar | feb februar | mar mars | apr april | mai | jun juni | jul juli | aug august | sep
  september | okt oktober | nov november | des desember
sv: jan januari | feb februari | mars | apr april | maj | juni | juli | aug augusti | sep
  september | okt oktober | nov november | dec december
is: jan januar | feb februar | mar mars | apr april | mai | jun juni | jul juli | agu agust | sep
  september | okt oktober | nov november | des desember
fo: jan januar | feb februar | mar mars | apr april | mai | jun juni | jul juli | aug august | sep
  september | okt oktober | nov november | des desember
fi: tammi tammikuu tammikuuta | helmi helmikuu helmikuuta | maalis maaliskuu maaliskuuta | huhti
  huhtikuu huhtikuuta | touko toukokuu toukokuuta | kesa kesakuu kesakuuta | heina heinakuu
  heinakuuta | elo elokuu elokuuta | syys syyskuu syyskuuta | loka lokakuu lokakuuta | marras
  marraskuu marraskuuta | joulu joulukuu joulukuuta
et: jaan jaanuar | veebr veebruar | marts | apr aprill | mai | juuni | juuli | aug august | sept
  september | okt oktoober | nov november | dets detsember
lv: janv janvaris | febr februaris | marts | apr aprilis | maijs | jun junijs | jul julijs | aug
  augusts | sept septembris | okt oktobris | nov novembris | dec decembris
lt: saus sausio sausis | vas vasario vasaris | kov kovas kovo | bal balandis balandzio | geg
  geguze geguzes | birz birzelio birzelis | liep liepa liepos | rugp rugpjucio rugpjutis | rugs
  rugsejis rugsejo | spal spalio spalis | lapkr lapkricio lapkritis | gruod gruodis gruodzio
hu: jan januar | febr februar | marc marcius | apr aprilis | maj majus | jun junius | jul julius |
  aug augusztus | szept szeptember | okt oktober | nov november | dec december
ro: ian ianuarie | feb februarie | mar martie | apr aprilie | mai | iun iunie | iul iulie | aug
  august | sept septembrie | oct octombrie | noiembrie nov | dec decembrie
fr: janv janvier | fevr fevrier | mars | avr avril | mai | juin | juil juillet | aout | sept
  septembre | oct octobre | nov novembre | dec decembre
it: gen gennaio | feb febbraio | mar marzo | apr aprile | mag maggio | giu giugno | lug luglio |
  ago agosto | set settembre | ott ottobre | nov novembre | dic dicembre
es: ene enero | feb febrero | mar marzo | abr abril | may mayo | jun junio | jul julio | ago
  agosto | sept septiembre | oct octubre | nov noviembre | dic diciembre
ca: de_gen de_gener gen gener | de_febr de_febrer febr febrer | de_marc marc | abr abril d'abr
  d'abril | de_maig maig | de_juny juny | de_jul de_juliol jul juliol | ag agost d'ag d'agost |
  de_set de_setembre set setembre | d'oct d'octubre oct octubre | de_nov de_novembre nov novembre
  | de_des de_desembre des desembre
gl: xan xaneiro | feb febreiro | mar marzo | abr abril | maio | xuno | xul xullo | ago agosto |
  set setembro | out outubro | nov novembro | dec decembro
eu: urt urtarrila | ots otsaila | mar martxoa | api apirila | mai maiatza | eka ekaina | uzt
  uztaila | abu abuztua | ira iraila | urr urria | aza azaroa | abe abendua
pt: jan janeiro | fev fevereiro | mar marco | abr abril | mai maio | jun junho | jul julho | ago
  agosto | set setembro | out outubro | nov novembro | dez dezembro
cy: ion ionawr | chw chwef chwefror | maw mawrth | ebr ebrill | mai | meh mehefin | gor gorff
  gorffennaf | awst | medi | hyd hydref | tach tachwedd | rhag rhagfyr
ga: ean eanair | feabh feabhra | marta | aib aibrean | beal bealtaine | meith meitheamh | iuil |
  lun lunasa | mean_fomhair mfomh | deireadh_fomhair dfomh | samh samhain | noll nollaig
el: ιαν ιανουαριοσ ιανουαριου | φεβ φεβρουαριοσ φεβρουαριου | μαρ μαρτιοσ μαρτιου | απρ απριλιοσ
  απριλιου | μαι μαιοσ μαιου | ιουν ιουνιοσ ιουνιου | ιουλ ιουλιοσ ιουλιου | αυγ αυγουστοσ
  αυγουστου | σεπ σεπτεμβριοσ σεπτεμβριου | οκτ οκτωβριοσ οκτωβριου | νοε νοεμβριοσ νοεμβριου |
  δεκ δεκεμβριοσ δεκεμβριου
sq: jan janar | shk shkurt | mar mars | pri prill | maj | qer qershor | korr korrik | gush gusht |
  sht shtator | tet tetor | nen nentor | dhj dhjetor
tr: oca ocak | sub subat | mar mart | nis nisan | may mayis | haz haziran | tem temmuz | agu
  agustos | eyl eylul | eki ekim | kas kasim | ara aralik
az: yan yanvar | fev fevral | mar mart | apr aprel | may | iyn iyun | iyl iyul | avq avqust | sen
  sentyabr | okt oktyabr | noy noyabr | dek dekabr
uz: yan yanvar | fev fevral | mar mart | apr aprel | may | iyn iyun | iyl iyul | avg avgust | sen
  sentabr | okt oktabr | noy noyabr | dek dekabr
kk: yan қаң қаңтар | fev ақп ақпан | mar нау наурыз | apr сәу сәуір | may мам мамыр | iyn мау
  маусым | iyl шіл шілде | avq там тамыз | sen қыр қыркүиек | okt қаз қазан | noy қар қараша | dek
  жел желтоқсан
ky: янв январь | фев февраль | мар март | апр апрель | маи | июн июнь | июл июль | авг август |
  сен сентябрь | окт октябрь | ноя ноябрь | дек декабрь
tg: yan yanvar янв январ | fev fevral фев феврал | mar mart мар март | apr aprel апр апрел | may
  маи | iyn iyun июн | iyl iyul июл | avq avqust авг август | sen sentyabr сен сентябр | okt
  oktyabr окт октябр | noy noyabr ноя ноябр | dek dekabr дек декабр
tk: yan yanwar | few fewral | mar mart | apr aprel | may | iyun | iyul | awg awgust | sen sentyabr
  | okt oktyabr | noy noyabr | dek dekabr
hy: yan հնվ հունվար հունվարի | fev փետրվար փետրվարի փտվ | mar մարտ մարտի մրտ | apr ապր ապրիլ
  ապրիլի | may մայիս մայիսի մյս | iyn հնս հունիս հունիսի | iyl հլս հուլիս հուլիսի | avq օգոստոս
  օգոստոսի օգս | sen սեպ սեպտեմբեր սեպտեմբերի | okt հոկ հոկտեմբեր հոկտեմբերի | noy նոյ նոյեմբեր
  նոյեմբերի | dek դեկ դեկտեմբեր դեկտեմբերի
ka: yan yanvar იან იანვარი | fev fevral თებ თებერვალი | mar mart მარ მარტი | apr aprel აპრ აპრილი
  | may მაი მაისი | iyn iyun ივნ ივნისი | iyl iyul ივლ ივლისი | avq avqust აგვ აგვისტო | sen
  sentyabr სექ სექტემბერი | okt oktyabr ოქტ ოქტომბერი | noy noyabr ნოე ნოემბერი | dek dekabr დეკ
  დეკემბერი
he: yan yanvar ינו' ינואר | fev fevral פבר' פברואר | mar mart מרץ | apr aprel אפר' אפריל | may מאי
  | iyn iyun יוני | iyl iyul יולי | avq avqust אוג' אוגוסט | sen sentyabr ספט' ספטמבר | okt
  oktyabr אוק' אוקטובר | noy noyabr נוב' נובמבר | dek dekabr דצמ' דצמבר
ar: yan yanvar يناير | fev fevral فبراير | mar mart مارس | apr aprel ابريل | may مايو | iyn iyun
  يونيو | iyl iyul يوليو | avq avqust اغسطس | sen sentyabr سبتمبر | okt oktyabr اكتوبر | noy
  noyabr نوفمبر | dek dekabr ديسمبر
fa: yan ژانويه | fev فوريه | mar مارس | apr اوريل | may مه | iyn ژوين | iyl ژوييه | avq اوت | sen
  سپتامبر | okt اكتبر | noy نوامبر | dek دسامبر
ur: yan yanvar جنوري | fev fevral فروري | mar mart مارچ | apr aprel اپريل | may ميي | iyn iyun جون
  | iyl iyul جولايي | avq avqust اگست | sen sentyabr ستمبر | okt oktyabr اكتوبر | noy noyabr نومبر
  | dek dekabr دسمبر
ps: جنوري | فبروري فيبروري | مارچ | اپريل | مۍ | جون | جولاي | اګست | سيپتمبر سپتمبر | اكتوبر |
  نومبر | دسمبر
hi: yan yanvar जनवरी जन॰ | fev fevral फ़रवरी फ़र॰ | mar mart मार्च | apr aprel अप्रैल | may मई |
  iyn iyun जून | iyl iyul जुलाई जुल॰ | avq avqust अगस्त अग॰ | sen sentyabr सितंबर सित॰ | okt
  oktyabr अक्टूबर अक्टू॰ | noy noyabr नवंबर नव॰ | dek dekabr दिसंबर दिस॰
bn: yanvar জানু জানুয়ারী | fevral ফেব ফেব্রুয়ারী | mart মার্চ | aprel এপ্রি এপ্রিল | may মে |
  iyun জুন | iyul জুল জুলাই | avqust আগ আগস্ট | sentyabr সেপ সেপ্টেম্বর | oktyabr অক্টো অক্টোবর |
  noyabr নভে নভেম্বর | dekabr ডিসে ডিসেম্বর
ta: yan yanvar ஜன ஜனவரி | fev fevral பிப் பிப்ரவரி | mar mart மார் மார்ச் | apr aprel ஏப் ஏப்ரல் |
  may மே | iyn iyun ஜூன் | iyl iyul ஜூலை | avq avqust ஆக ஆகஸ்ட் | sen sentyabr செப் செப்டம்பர் |
  okt oktyabr அக் அக்டோபர் | noy noyabr நவ நவம்பர் | dek dekabr டிச டிசம்பர்
te: yan yanvar జన జనవరి | fev fevral ఫిబ్ర ఫిబ్రవరి | mar mart మార్చి | apr aprel ఏప్రి ఏప్రిల్ |
  may మే | iyn iyun జూన్ | iyl iyul జులై | avq avqust ఆగ ఆగస్టు | sen sentyabr సెప్టెం సెప్టెంబర్
  | okt oktyabr అక్టో అక్టోబర్ | noy noyabr నవం నవంబర్ | dek dekabr డిసెం డిసెంబర్
mr: yan yanvar जाने जानेवारी | fev fevral फेब्रु फेब्रुवारी | mar mart मार्च | apr aprel एप्रि
  एप्रिल | may मे | iyn iyun जून | iyl iyul जुलै | avq avqust ऑग ऑगस्ट | sen sentyabr सप्टें
  सप्टेंबर | okt oktyabr ऑक्टो ऑक्टोबर | noy noyabr नोव्हें नोव्हेंबर | dek dekabr डिसें डिसेंबर
gu: yan yanvar જાન્યુ જાન્યુઆરી | fev fevral ફેબ્રુ ફેબ્રુઆરી | mar mart માર્ચ | apr aprel એપ્રિલ
  | may મે | iyn iyun જૂન | iyl iyul જુલાઈ | avq avqust ઑગસ્ટ | sen sentyabr સપ્ટે સપ્ટેમ્બર | okt
  oktyabr ઑક્ટો ઑક્ટોબર | noy noyabr નવે નવેમ્બર | dek dekabr ડિસે ડિસેમ્બર
kn: yanvar ಜನ ಜನವರಿ | fevral ಫೆಬ್ರ ಫೆಬ್ರವರಿ | mart ಮಾರ್ಚ್ | aprel ಏಪ್ರಿ ಏಪ್ರಿಲ್ | may ಮೇ | iyun
  ಜೂನ್ | iyul ಜುಲೈ | avqust ಆಗ ಆಗಸ್ಟ್ | sentyabr ಸೆಪ್ಟೆಂ ಸೆಪ್ಟೆಂಬರ್ | oktyabr ಅಕ್ಟೋ ಅಕ್ಟೋಬರ್ |
  noyabr ನವೆಂ ನವೆಂಬರ್ | dekabr ಡಿಸೆಂ ಡಿಸೆಂಬರ್
ml: yan yanvar ജനു ജനുവരി | fev fevral ഫെബ്രു ഫെബ്രുവരി | mar mart മാർ മാർച്ച് | apr aprel ഏപ്രി
  ഏപ്രിൽ | may മേയ് | iyn iyun ജൂൺ | iyl iyul ജൂലൈ | avq avqust ഓഗ ഓഗസ്റ്റ് | sen sentyabr
  സെപ്റ്റം സെപ്റ്റംബർ | okt oktyabr ഒക്ടോ ഒക്ടോബർ | noy noyabr നവം നവംബർ | dek dekabr ഡിസം ഡിസംബർ
pa: yan yanvar ਜਨ ਜਨਵਰੀ | fev fevral ਫ਼ਰ ਫ਼ਰਵਰੀ | mar mart ਮਾਰਚ | apr aprel ਅਪ੍ਰੈ ਅਪ੍ਰੈਲ | may ਮਈ
  | iyn iyun ਜੂਨ | iyl iyul ਜੁਲਾ ਜੁਲਾਈ | avq avqust ਅਗ ਅਗਸਤ | sen sentyabr ਸਤੰ ਸਤੰਬਰ | okt oktyabr
  ਅਕਤੂ ਅਕਤੂਬਰ | noy noyabr ਨਵੰ ਨਵੰਬਰ | dek dekabr ਦਸੰ ਦਸੰਬਰ
ne: yan yanvar जनवरी | fev fevral फेब्रुअरी | mar mart मार्च | apr aprel अप्रिल | may मे | iyn
  iyun जुन | iyl iyul जुलाई | avq avqust अगस्ट | sen sentyabr सेप्टेम्बर | okt oktyabr अक्टोबर |
  noy noyabr नोभेम्बर | dek dekabr डिसेम्बर
si: yanvar ජන ජනවාරි | fevral පෙබ පෙබරවාරි | mart මාර් මාර්තු | aprel අප්රේල් | may මැයි | iyun
  ජූනි | iyul ජූලි | avqust අගෝ අගෝස්තු | sentyabr සැප් සැප්තැම්බර් | oktyabr ඔක් ඔක්තෝබර් |
  noyabr නොවැ නොවැම්බර් | dekabr දෙසැ දෙසැම්බර්
th: yan yanvar มกราคม มค | fev fevral กพ กุมภาพันธ์ | mar mart มีค มีนาคม | apr aprel เมย เมษายน |
  may พค พฤษภาคม | iyn iyun มิถุนายน มิย | iyl iyul กค กรกฎาคม | avq avqust สค สิงหาคม | sen
  sentyabr กย กันยายน | okt oktyabr ตค ตุลาคม | noy noyabr พย พฤศจิกายน | dek dekabr ธค ธันวาคม
lo: yan yanvar ມກ ມັງກອນ | fev fevral ກພ ກຸມພາ | mar mart ມນ ມີນາ | apr aprel ມສ ເມສາ | may ພພ
  ພຶດສະພາ | iyn iyun ມິຖ ມິຖຸນາ | iyl iyul ກລ ກໍລະກົດ | avq avqust ສຫ ສິງຫາ | sen sentyabr ກຍ
  ກັນຍາ | okt oktyabr ຕລ ຕຸລາ | noy noyabr ພຈ ພະຈິກ | dek dekabr ທວ ທັນວາ
my: yan yanvar ဇန် ဇန်နဝါရီ | fev fevral ဖေ ဖေဖော်ဝါရီ | mar mart မတ် | apr aprel ဧပြီ | may မေ |
  iyn iyun ဇွန် | iyl iyul ဇူ ဇူလိုင် | avq avqust ဩဂုတ် | sen sentyabr စက် စက်တင်ဘာ | okt oktyabr
  အောက် အောက်တိုဘာ | noy noyabr နို နိုဝင်ဘာ | dek dekabr ဒီ ဒီဇင်ဘာ
km: yan yanvar មករា | fev fevral កុម្ភៈ | mar mart មីនា | apr aprel មេសា | may ឧសភា | iyn iyun
  មិថុនា | iyl iyul កក្កដា | avq avqust សីហា | sen sentyabr កញ្ញា | okt oktyabr តុលា | noy noyabr
  វិច្ឆិកា | dek dekabr ធ្នូ
id: jan januari yan yanvar | feb februari fev fevral | mar maret mart | apr aprel april | may mei
  | iyn iyun jun juni | iyl iyul jul juli | agu agustus avq avqust | sen sentyabr sep september |
  okt oktober oktyabr | nov november noy noyabr | dek dekabr des desember
ms: jan januari yan yanvar | feb februari fev fevral | mac mar mart | apr aprel april | may mei |
  iyn iyun jun | iyl iyul jul julai | avq avqust ogo ogos | sen sentyabr sep september | okt
  oktober oktyabr | nov november noy noyabr | dek dekabr dis disember
fil: ene enero yan yanvar | fev fevral peb pebrero | mar marso mart | abr abril apr aprel | may
  mayo | hun hunyo iyn iyun | hul hulyo iyl iyul | ago agosto avq avqust | sen sentyabr set
  setyembre | okt oktubre oktyabr | nob nobyembre noy noyabr | dek dekabr dis disyembre
sw: jan januari yan yanvar | feb februari fev fevral | mac machi mar mart | apr aprel aprili | may
  mei | iyn iyun jun juni | iyl iyul jul julai | ago agosti avq avqust | sen sentyabr sep septemba
  | okt oktoba oktyabr | nov novemba noy noyabr | dek dekabr des desemba
am: yan yanvar ጃን ጃንዋሪ | fev fevral ፌብ ፌብሩዋሪ | mar mart ማርች | apr aprel ኤፕሪ ኤፕሪል | may ሜይ | iyn
  iyun ጁን | iyl iyul ጁላይ | avq avqust ኦገስ ኦገስት | sen sentyabr ሴፕቴ ሴፕቴምበር | okt oktyabr ኦክቶ ኦክቶበር |
  noy noyabr ኖቬም ኖቬምበር | dek dekabr ዲሴም ዲሴምበር
mn: yan нэгдүгээр_сар | fev хоердугаар_сар | mar гуравдугаар_сар | apr дөрөвдүгээр_сар | may
  тавдугаар_сар | iyn зургаадугаар_сар | iyl долоодугаар_сар | avq наимдугаар_сар | sen
  есдүгээр_сар | okt аравдугаар_сар | noy арван_нэгдүгээр_сар | dek арван_хоердугаар_сар
ja: yan yanvar | fev fevral | mar mart | apr aprel | may | iyn iyun | iyl iyul | avq avqust | sen
  sentyabr | okt oktyabr | noy noyabr | dek dekabr
ko: yan yanvar | fev fevral | mar mart | apr aprel | may | iyn iyun | iyl iyul | avq avqust | sen
  sentyabr | okt oktyabr | noy noyabr | dek dekabr
zh: yan yanvar 一月 | fev fevral 二月 | mar mart 三月 | apr aprel 四月 | may 五月 | iyn iyun 六月
  | iyl iyul 七月 | avq avqust 八月 | sen sentyabr 九月 | okt oktyabr 十月 | noy noyabr 十一月 |
  dek dekabr 十二月
so: jan janaayo jannaayo yan | feb febraayo fev | maarso mar | abr abriil apr | maayo may | iyn
  jun juun | iyl lul luulyo | agosto avq ogosto ogs | seb sebteembar sebtembar sen | okt oktoobar
  | nof noofeembar noy | dek dis diseembar
"""
"""Language: the names of the twelve months, parted by bars."""
