"""What languages say for a time ago, as the Unicode CLDR has them.

Written by ``python -m tests.timetext.from_cldr``; do not edit. Folded by `folding.simplify`, ``_``
stands for a space.
Data: Unicode CLDR, (c) Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from __future__ import annotations

CLDR_AGES = """
en: 1 #s_ago #sec_ago #second_ago #seconds_ago | 60 #m_ago #min_ago #minute_ago #minutes_ago |
  3600 #h_ago #hour_ago #hours_ago #hr_ago | 86400 #d_ago #day_ago #days_ago | 604800 #w_ago
  #week_ago #weeks_ago #wk_ago | 2592000 #mo_ago #month_ago #months_ago | 31536000 #y_ago
  #year_ago #years_ago #yr_ago
uk: 1 #с_тому #секунд_тому #секунди_тому #секунду_тому | 60 #хв_тому #хвилин_тому #хвилини_тому
  #хвилину_тому | 3600 #год_тому #годин_тому #години_тому #годину_тому | 86400 #день_тому #дн_тому
  #дня_тому #дні_тому #днів_тому | 604800 #тиж_тому #тиждень_тому #тижня_тому #тижні_тому
  #тижнів_тому | 2592000 #міс_тому #місяць_тому #місяця_тому #місяці_тому #місяців_тому | 31536000
  #р_тому #роки_тому #року_тому #років_тому #рік_тому
ru: 1 #сек_назад #секунд_назад #секунду_назад #секунды_назад | 60 #мин_назад #минут_назад
  #минуту_назад #минуты_назад | 3600 #ч_назад #час_назад #часа_назад #часов_назад | 86400
  #день_назад #дн_назад #днеи_назад #дня_назад | 604800 #нед_назад #недели_назад #недель_назад
  #неделю_назад | 2592000 #мес_назад #месяц_назад #месяца_назад #месяцев_назад | 31536000 #г_назад
  #год_назад #года_назад #л_назад #лет_назад
be: 1 #с_таму #секунд_таму #секунду_таму #секунды_таму | 60 #хв_таму #хвілін_таму #хвіліну_таму
  #хвіліны_таму | 3600 #гадз_таму #гадзін_таму #гадзіну_таму #гадзіны_таму | 86400 #дзен_таму
  #дзень_таму #дня_таму #дні_таму | 604800 #тыд_таму #тыдзень_таму #тыдня_таму #тыдняу_таму
  #тыдні_таму | 2592000 #мес_таму #месяц_таму #месяца_таму #месяцау_таму #месяцы_таму | 31536000
  #г_таму #гадоу_таму #гады_таму #год_таму #года_таму
bg: 1 пр#сек преди#сек преди#секунда преди#секунди | 60 пр#мин преди#мин преди#минута преди#минути
  | 3600 пр#ч преди#ч преди#час преди#часа | 86400 пр#д преди#ден преди#дни | 604800 пр#седм
  преди#седм преди#седмица преди#седмици | 2592000 пр#м преди#м преди#месец преди#месеца |
  31536000 пр#г преди#г преди#година преди#години
sr: 1 pre#s pre#sek pre#sekunde pre#sekundi пре#с пре#сек пре#секунде пре#секунди | 60 pre#min
  pre#minuta пре#мин пре#минута | 3600 pre#c pre#sata pre#sati пре#сата пре#сати пре#ч | 86400
  pre#d pre#dana пре#д пре#дана | 604800 pre#n pre#ned pre#nedelja pre#nedelje пре#н пре#нед
  пре#недеља пре#недеље | 2592000 pre#m pre#mes pre#meseca pre#meseci пре#м пре#мес пре#месеца
  пре#месеци | 31536000 pre#g pre#god pre#godina pre#godine пре#г пре#год пре#година пре#године
hr: 1 prije#s prije#sekunde prije#sekundi prije#sekundu | 60 prije#min prije#minuta prije#minute
  prije#minutu | 3600 prije#h prije#sat prije#sata prije#sati | 86400 prije#d prije#dan prije#dana
  | 604800 prije#tj prije#tjedan prije#tjedana prije#tjedna | 2592000 prije#mj prije#mjesec
  prije#mjeseca prije#mjeseci | 31536000 prije#g prije#godina prije#godine prije#godinu
bs: 1 prije#sek prije#sekunde prije#sekundi prije#sekundu | 60 prije#min prije#minuta prije#minute
  prije#minutu | 3600 prije#sat prije#sata prije#sati | 86400 prije#d prije#dan prije#dana |
  604800 prije#sed prije#sedmica prije#sedmice prije#sedmicu | 2592000 prije#mj prije#mjesec
  prije#mjeseca prije#mjeseci | 31536000 prije#g prije#god prije#godina prije#godine prije#godinu
sl: 1 pred#s pred#sekundama pred#sekundami pred#sekundo | 60 pred#min pred#minutama pred#minutami
  pred#minuto | 3600 pred#h pred#urama pred#urami pred#uro | 86400 pred#dnevi pred#dnevom
  pred#dnevoma | 604800 pred#ted pred#tedni pred#tednom pred#tednoma | 2592000 pred#mes
  pred#mesecem pred#mesecema pred#meseci | 31536000 pred#leti pred#letom pred#letoma
mk: 1 пред#сек пред#секунда пред#секунди | 60 пред#мин пред#минута пред#минути | 3600 пред#час
  пред#часа | 86400 пред#ден пред#дена | 604800 пред#седмица пред#седмици | 2592000 пред#месец
  пред#месеци | 31536000 пред#год пред#година пред#години
sk: 1 pred#s pred#sekundami pred#sekundou pred#sekundy | 60 pred#min pred#minutami pred#minutou
  pred#minuty | 3600 pred#h pred#hodinami pred#hodinou | 86400 pred#d pred#dna pred#dnami
  pred#dnom | 604800 pred#tyz pred#tyzdna pred#tyzdnami pred#tyzdnom | 2592000 pred#mes
  pred#mesiaca pred#mesiacmi pred#mesiacom | 31536000 pred#r pred#roka pred#rokmi pred#rokom
cs: 1 pred#s pred#sekundami pred#sekundou pred#sekundy | 60 pred#min pred#minutami pred#minutou
  pred#minuty | 3600 pred#h pred#hodinami pred#hodinou pred#hodiny | 86400 pred#dne pred#dnem
  pred#dny | 604800 pred#tyd pred#tydne pred#tydnem pred#tydny | 2592000 pred#mes pred#mesice
  pred#mesicem pred#mesici | 31536000 pred#l pred#lety pred#r pred#rokem pred#roku
pl: 1 #s_temu #sek_temu #sekund_temu #sekunde_temu #sekundy_temu | 60 #min_temu #minut_temu
  #minute_temu #minuty_temu | 3600 #g_temu #godz_temu #godzin_temu #godzine_temu #godziny_temu |
  86400 #dni_temu #dnia_temu #dzien_temu | 604800 #tydz_temu #tydzien_temu #tyg_temu #tygodni_temu
  #tygodnia_temu #tygodnie_temu | 2592000 #mies_temu #miesiac_temu #miesiaca_temu #miesiace_temu
  #miesiecy_temu | 31536000 #lat_temu #lata_temu #rok_temu #roku_temu
de: 1 vor#s vor#sek vor#sekunde vor#sekunden | 60 vor#m vor#min vor#minute vor#minuten | 3600
  vor#std vor#stunde vor#stunden | 86400 vor#tag vor#tagen | 604800 vor#wo vor#woche vor#wochen |
  2592000 vor#monat vor#monaten | 31536000 vor#jahr vor#jahren
nl: 1 #sec_geleden #seconde_geleden #seconden_geleden | 60 #min_geleden #minuten_geleden
  #minuut_geleden | 3600 #uur_geleden | 86400 #dag_geleden #dagen_geleden #dgn_geleden | 604800
  #week_geleden #weken_geleden | 2592000 #maand_geleden #maanden_geleden | 31536000 #jaar_geleden
af: 1 #s_gelede #sekonde_gelede #sekondes_gelede | 60 #min_gelede #minute_gelede #minuut_gelede |
  3600 #u_gelede #uur_gelede | 86400 #dae_gelede #dag_gelede | 604800 #w_gelede #week_gelede
  #weke_gelede | 2592000 #maand_gelede #maande_gelede #md_gelede | 31536000 #j_gelede #jaar_gelede
lb: 1 viru(n)#sek viru(n)#sekonnen virun#sek virun#sekonn | 60 viru(n)#min viru(n)#minutten
  virun#min virun#minutt | 3600 viru(n)#st viru(n)#stonnen virun#st virun#stonn | 86400 viru(n)#d
  viru(n)#deeg virun#d virun#dag | 604800 viru(n)#w viru(n)#wochen virun#w virun#woch | 2592000
  viru(n)#m viru(n)#meint virun#m virun#mount | 31536000 viru(n)#j viru(n)#joer virun#j virun#joer
da: 1 #sek_siden for#sekund_siden for#sekunder_siden | 60 #min_siden for#minut_siden
  for#minutter_siden | 3600 #time_siden #timer_siden for#time_siden for#timer_siden | 86400
  #dag_siden #dage_siden for#dag_siden for#dage_siden | 604800 #uge_siden #uger_siden
  for#uge_siden for#uger_siden | 2592000 #md_siden #mdr_siden for#maned_siden for#maneder_siden |
  31536000 #ar_siden for#ar_siden
no: 1 for#sek_siden for#sekund_siden for#sekunder_siden | 60 for#min_siden for#minutt_siden
  for#minutter_siden | 3600 for#t_siden for#time_siden for#timer_siden | 86400 for#d_siden
  for#dogn_siden | 604800 for#u_siden for#uke_siden for#uker_siden | 2592000 for#maned_siden
  for#maneder_siden for#md_siden | 31536000 for#ar_siden
sv: 1 for#s_sen for#sekund_sedan for#sekunder_sedan | 60 for#min_sen for#minut_sedan
  for#minuter_sedan | 3600 for#tim_sedan for#timmar_sedan for#timme_sedan | 86400 for#d_sedan
  for#dag_sedan for#dagar_sedan | 604800 for#v_sedan for#vecka_sedan for#veckor_sedan | 2592000
  for#man_sen for#manad_sedan for#manader_sedan | 31536000 for#ar_sedan for#ar_sen
is: 1 fyrir#sek fyrir#sekundu fyrir#sekundum | 60 fyrir#min fyrir#minutu fyrir#minutum | 3600
  fyrir#klst fyrir#klukkustund fyrir#klukkustundum | 86400 fyrir#degi fyrir#dogum | 604800
  fyrir#viku fyrir#vikum | 2592000 fyrir#man fyrir#manuði fyrir#manuðum | 31536000 fyrir#ari
  fyrir#arum
fo: 1 #s_siðan #sek_siðan #sekund_siðan | 60 #m_siðan #min_siðan #minutt_siðan #minuttir_siðan |
  3600 #t_siðan #timar_siðan #timi_siðan | 86400 #d_siðan #da_siðan #dagar_siðan #dagur_siðan |
  604800 #v_siðan #vi_siðan #vika_siðan #vikur_siðan | 2592000 #manað_siðan #manaðir_siðan
  #mnð_siðan | 31536000 #ar_siðan
fi: 1 #s_sitten #sekunti_sitten #sekuntia_sitten | 60 #min_sitten #minuutti_sitten
  #minuuttia_sitten | 3600 #t_sitten #tunti_sitten #tuntia_sitten | 86400 #paiva_sitten
  #paivaa_sitten #pv_sitten | 604800 #viikko_sitten #viikkoa_sitten #vk_sitten | 2592000
  #kk_sitten #kuukausi_sitten #kuukautta_sitten | 31536000 #v_sitten #vuosi_sitten #vuotta_sitten
et: 1 #s_eest #sek_eest #sekundi_eest | 60 #min_eest #minuti_eest | 3600 #t_eest #tunni_eest |
  86400 #p_eest #paeva_eest | 604800 #nad_eest #nadala_eest | 2592000 #k_eest #kuu_eest | 31536000
  #a_eest #aasta_eest
lv: 1 pirms#s pirms#sek pirms#sekundem pirms#sekundes | 60 pirms#min pirms#minutem pirms#minutes |
  3600 pirms#h pirms#st pirms#stundam pirms#stundas | 86400 pirms#d pirms#dienam pirms#dienas |
  604800 pirms#ned pirms#nedelam pirms#nedelas | 2592000 pirms#men pirms#menesa pirms#menesiem |
  31536000 pirms#g pirms#gada pirms#gadiem
lt: 1 pries#s pries#sek pries#sekunde pries#sekundes pries#sekundziu | 60 pries#min pries#minuciu
  pries#minute pries#minutes | 3600 pries#val pries#valanda pries#valandas pries#valandos
  pries#valandu | 86400 pries#d pries#diena pries#dienas pries#dienos pries#dienu | 604800
  pries#sav pries#savaiciu pries#savaite pries#savaites | 2592000 pries#men pries#menesi
  pries#menesio pries#menesiu pries#menesius | 31536000 pries#m pries#metu pries#metus
hu: 1 #masodperccel_ezelott #mperce | 60 #perccel_ezelott #perce | 3600 #oraja #oraval_ezelott |
  86400 #napja #nappal_ezelott | 604800 #hete #hettel_ezelott | 2592000 #honapja #honappal_ezelott
  | 31536000 #eve #evvel_ezelott
ro: 1 acum#de_secunde acum#sec acum#secunda acum#secunde | 60 acum#de_minute acum#min acum#minut
  acum#minute | 3600 acum#de_ore acum#h acum#ora acum#ore | 86400 acum#de_zile acum#zi acum#zile |
  604800 acum#de_saptamani acum#sapt acum#saptamana acum#saptamani | 2592000 acum#de_luni
  acum#luna acum#luni | 31536000 acum#an acum#ani acum#de_ani
fr: 1 il_y_a#s il_y_a#seconde il_y_a#secondes | 60 il_y_a#min il_y_a#minute il_y_a#minutes | 3600
  il_y_a#h il_y_a#heure il_y_a#heures | 86400 il_y_a#j il_y_a#jour il_y_a#jours | 604800
  il_y_a#sem il_y_a#semaine il_y_a#semaines | 2592000 il_y_a#m il_y_a#mois | 31536000 il_y_a#a
  il_y_a#an il_y_a#ans
it: 1 #s_fa #sec_fa #secondi_fa #secondo_fa | 60 #min_fa #minuti_fa #minuto_fa | 3600 #h_fa
  #ora_fa #ore_fa | 86400 #g_fa #gg_fa #giorni_fa #giorno_fa | 604800 #sett_fa #settimana_fa
  #settimane_fa | 2592000 #mese_fa #mesi_fa | 31536000 #anni_fa #anno_fa
es: 1 hace#s hace#segundo hace#segundos | 60 hace#min hace#minuto hace#minutos | 3600 hace#h
  hace#hora hace#horas | 86400 hace#d hace#dia hace#dias | 604800 hace#sem hace#semana
  hace#semanas | 2592000 hace#m hace#mes hace#meses | 31536000 hace#a hace#ano hace#anos
ca: 1 fa#s fa#segon fa#segons | 60 fa#min fa#minut fa#minuts | 3600 fa#h fa#hora fa#hores | 86400
  fa#dia fa#dies | 604800 fa#setm fa#setmana fa#setmanes | 2592000 fa#mes fa#mesos | 31536000
  fa#any fa#anys
gl: 1 hai#s hai#segundo hai#segundos | 60 hai#min hai#minuto hai#minutos | 3600 hai#h hai#hora
  hai#horas | 86400 hai#dia hai#dias | 604800 hai#sem hai#semana hai#semanas | 2592000 hai#mes
  hai#meses | 31536000 hai#ano hai#anos
eu: 1 duela#segundo | 60 duela#minutu | 3600 duela#ordu | 86400 duela#egun | 604800 duela#aste |
  2592000 duela#hilabete | 31536000 duela#urte
pt: 1 ha#seg ha#segundo ha#segundos | 60 ha#min ha#minuto ha#minutos | 3600 ha#h ha#hora ha#horas
  | 86400 ha#dia ha#dias | 604800 ha#sem ha#semana ha#semanas | 2592000 ha#mes ha#meses | 31536000
  ha#ano ha#anos
cy: 1 #eil_yn_ol #eiliad_yn_ol | 60 #funud_yn_ol #mun_yn_ol #munud_yn_ol | 3600 #awr_yn_ol
  awr_yn_ol | 86400 #ddiwrnod_yn_ol #diwrnod_yn_ol | 604800 #ws_yn_ol #wythnos_yn_ol | 1209600
  pythefnos_yn_ol | 2592000 #fis_yn_ol #mis_yn_ol | 5184000 deufis_yn_ol | 31536000 #bl_yn_ol
  #flynedd_yn_ol #o_flynyddoedd_yn_ol blwyddyn_yn_ol
ga: 1 #shoic_o_shin #shoicind_o_shin #soic_o_shin #soicind_o_shin | 60 #noim_o_shin
  #noimead_o_shin | 3600 #huaire_o_shin #n-uair_an_chloig_o_shin #n-uaire_o_shin
  #uair_an_chloig_o_shin #uair_o_shin | 86400 #la_o_shin | 604800 #scht_o_shin #seachtain_o_shin
  #seachtaine_o_shin #shcht_o_shin #sheachtain_o_shin | 2592000 #mhi_o_shin #mi_o_shin | 31536000
  #bhl_o_shin #bhliain_o_shin #bl_o_shin #bliain_o_shin #bliana_o_shin #mbl_o_shin #mbliana_o_shin
el: 1 #δ_πριν πριν_απο#δευτ πριν_απο#δευτερολεπτα πριν_απο#δευτερολεπτο | 60 #λ_πριν πριν_απο#λεπ
  πριν_απο#λεπτα πριν_απο#λεπτο | 3600 #ω_πριν πριν_απο#ω πριν_απο#ωρα πριν_απο#ωρεσ | 86400
  #ημ_πριν πριν_απο#ημ πριν_απο#ημερα πριν_απο#ημερεσ | 604800 #εβδ_πριν πριν_απο#εβδ
  πριν_απο#εβδομαδα πριν_απο#εβδομαδεσ | 2592000 #μ_πριν πριν_απο#μηνα πριν_απο#μηνεσ | 31536000
  #ετη_πριν #ετοσ_πριν πριν_απο#ετη πριν_απο#ετοσ
sq: 1 #sek_me_pare #sekonda_me_pare #sekonde_me_pare | 60 #min_me_pare #minuta_me_pare
  #minute_me_pare | 3600 #ore_me_pare | 86400 #dite_me_pare | 604800 #jave_me_pare | 2592000
  #muaj_me_pare | 31536000 #vit_me_pare #vjet_me_pare
tr: 1 #saniye_once #sn_once | 60 #dakika_once #dk_once | 3600 #sa_once #saat_once | 86400
  #gun_once | 604800 #hafta_once #hf_once | 2592000 #ay_once | 31536000 #yil_once
az: 1 #saniyə_oncə | 60 #dəqiqə_oncə | 3600 #saat_oncə | 86400 #gun_oncə | 604800 #həftə_oncə |
  2592000 #ay_oncə | 31536000 #il_oncə
uz: 1 #soniya_oldin | 60 #daqiqa_oldin | 3600 #soat_oldin | 86400 #kun_oldin | 604800 #hafta_oldin
  | 2592000 #oy_oldin | 31536000 #yil_oldin
kk: 1 #сек_бұрын #секунд_бұрын | 60 #мин_бұрын #минут_бұрын | 3600 #сағ_бұрын #сағат_бұрын | 86400
  #күн_бұрын | 604800 #ап_бұрын #апта_бұрын | 2592000 #аи_бұрын | 31536000 #ж_бұрын #жыл_бұрын
ky: 1 #сек_мурн #сек_мурун #секунд_мурун | 60 #мүн_мурн #мүн_мурун #мүнөт_мурун | 3600 #с_мурн
  #саат_мурун | 86400 #күн_мурун | 604800 #апт_мурун #апта_мурун | 2592000 #аи_мурн #аи_мурун |
  31536000 #жыл_мурун
tg: 1 #сон_пеш #сония_пеш | 60 #дақ_пеш #дақиқа_пеш | 3600 #соат_пеш #ст_пеш | 86400 #руз_пеш |
  604800 #ҳ_пеш #ҳафта_пеш | 2592000 #м_пеш #моҳ_пеш | 31536000 #с_пеш #сол_пеш
tk: 1 #sek_on #sekunt_on | 60 #min_on #minut_on | 3600 #sag_on #sagat_on | 86400 #g_on #gun_on |
  604800 #h_on #hep_on #hepde_on | 2592000 #ay_on | 31536000 #y_on #yyl_on
hy: 1 #վ_առաջ #վայրկյան_առաջ #վրկ_առաջ | 60 #ր_առաջ #րոպե_առաջ | 3600 #ժ_առաջ #ժամ_առաջ | 86400
  #օր_առաջ | 604800 #շաբ_առաջ #շաբաթ_առաջ | 2592000 #ամիս_առաջ | 31536000 #տ_առաջ #տարի_առաջ
ka: 1 #წამის_წინ #წმ_წინ | 60 #წთ_წინ #წუთის_წინ | 3600 #საათის_წინ #სთ_წინ | 86400 #დღის_წინ |
  604800 #კვ_წინ #კვირის_წინ | 2592000 #თვის_წინ | 31536000 #წლის_წინ
he: 1 לפני#שנ' לפני#שניות לפני_שנ' לפני_שנייה | 2 לפני_שתי_שנ' לפני_שתי_שניות | 60 לפני#דק'
  לפני#דקות לפני_דקה | 120 לפני_שתי_דק' לפני_שתי_דקות | 3600 לפני#שע' לפני#שעות לפני_שעה | 7200
  לפני_שעתיים | 86400 אתמול לפני#ימים לפני_יום# | 172800 לפני_יומיים | 604800 לפני#שב' לפני#שבועות
  לפני_שב' לפני_שבוע | 1209600 לפני_שבועיים | 2592000 לפני#חו' לפני#חודשים לפני_חו' לפני_חודש |
  5184000 לפני_חודשיים | 31536000 לפני#שנים לפני_שנה | 63072000 לפני_שנתיים
ar: 1 قبل#ثانيه قبل#ثوان قبل_ثانيه_واحده | 2 قبل_ثانيتين | 60 قبل#دقايق قبل#دقيقه قبل_دقيقه_واحده
  | 120 قبل_دقيقتين | 3600 قبل#ساعات قبل#ساعه قبل_ساعه_واحده | 7200 قبل_ساعتين | 86400 قبل#ايام
  قبل#يوم قبل#يوما قبل_يوم_واحد | 172800 قبل_يومين | 604800 قبل#اسابيع قبل#اسبوع قبل#اسبوعا
  قبل_اسبوع_واحد | 1209600 قبل_اسبوعين | 2592000 خلال#اشهر قبل#اشهر قبل#شهر قبل#شهرا قبل_شهر_واحد
  | 5184000 قبل_شهرين | 31536000 قبل#سنه قبل#سنوات قبل_سنه_واحده | 63072000 قبل_سنتين
fa: 1 #ثانيه_پيش | 60 #دقيقه_پيش | 3600 #ساعت_پيش | 86400 #روز_پيش | 604800 #هفته_پيش | 2592000
  #ماه_پيش | 31536000 #سال_پيش
ur: 1 #سيكنڈ_پهلے | 60 #منٹ_پهلے | 3600 #گھنٹه_پهلے #گھنٹے_پهلے | 86400 #دن_پهلے #دنوں_پهلے |
  604800 #هفته_پهلے #هفتے_پهلے | 2592000 #ماه_قبل #ماه_پهلے #مهينه_پهلے #مهينے_پهلے | 31536000
  #سال_پهلے
ps: 1 #ثانيه_كي #ثانيه_مخكي #ثانيي_مخكي | 60 #دقيقه_مخكي #دقيقي_مخكي | 3600 #ساعت_مخكي
  #ساعتونه_مخكي | 86400 #ورځ_مخكي #ورځي_مخكي | 604800 #اونۍ_مخكي | 2592000 #مياشت_مخكي
  #مياشتي_مخكي | 31536000 #كال_مخكي #كاله_مخكي
hi: 1 #सेकंड_पहले #से॰_पहले | 60 #मिनट_पहले #मि॰_पहले | 3600 #घंटे_पहले #घं॰_पहले | 86400
  #दिन_पहले | 604800 #सप्ताह_पहले | 2592000 #माह_पहले | 31536000 #वर्ष_पहले
bn: 1 #সেকেন্ড_আগে #সেকেন্ড_পূর্বে | 60 #মিনিট_আগে | 3600 #ঘন্টা_আগে | 86400 #দিন_আগে | 604800
  #সপ্তাহ_আগে | 2592000 #মাস_আগে | 31536000 #বছর_পূর্বে
ta: 1 #வி_முன் #விநா_முன் #விநாடிகளுக்கு_முன் #விநாடிக்கு_முன் | 60 #நி_முன் #நிமி_முன்
  #நிமிடங்களுக்கு_முன் #நிமிடத்திற்கு_முன் | 3600 #ம_முன் #மணி_முன் #மணிநேரம்_முன் | 86400
  #நா_முன் #நாட்களுக்கு_முன் #நாளுக்கு_முன் | 604800 #வா_முன் #வார_முன் #வாரங்களுக்கு_முன்
  #வாரத்திற்கு_முன் | 2592000 #மா_முன் #மாத_முன் #மாதங்களுக்கு_முன் #மாதத்துக்கு_முன் | 31536000
  #ஆ_முன் #ஆண்டிற்கு_முன் #ஆண்டுகளுக்கு_முன்
te: 1 #సెక_క్రితం #సెకను_క్రితం #సెకన్ల_క్రితం | 60 #నిమి_క్రితం #నిమిషం_క్రితం #నిమిషాల_క్రితం |
  3600 #గం_క్రితం #గంట_క్రితం #గంటల_క్రితం | 86400 #రోజు_క్రితం #రోజుల_క్రితం | 604800
  #వారం_క్రితం #వారాల_క్రితం | 2592000 #నెల_క్రితం #నెలల_క్రితం | 31536000 #సం_క్రితం
  #సంవత్సరం_క్రితం #సంవత్సరాల_క్రితం
mr: 1 #से_पूर्वी #सेकंदांपूर्वी #सेकंदापूर्वी | 60 #मिनि_पूर्वी #मिनिटांपूर्वी #मिनिटापूर्वी |
  3600 #तासांपूर्वी #तासापूर्वी | 86400 #दिवसांपूर्वी #दिवसापूर्वी | 604800 #आठवड्यांपूर्वी
  #आठवड्यापूर्वी | 2592000 #महिन्यांपूर्वी #महिन्यापूर्वी | 31536000 #वर्षांपूर्वी #वर्षापूर्वी
gu: 1 #સેકંડ_પહેલાં | 60 #મિનિટ_પહેલાં | 3600 #કલાક_પહેલાં | 86400 #દિવસ_પહેલાં | 604800
  #અઠ_પહેલાં #અઠવાડિયા_પહેલાં | 2592000 #મહિના_પહેલાં | 31536000 #વર્ષ_પહેલાં
kn: 1 #ಸೆಕೆಂಡುಗಳ_ಹಿಂದೆ #ಸೆಕೆಂಡ್_ಹಿಂದೆ | 60 #ನಿಮಿಷಗಳ_ಹಿಂದೆ #ನಿಮಿಷದ_ಹಿಂದೆ | 3600 #ಗಂಟೆ_ಹಿಂದೆ
  #ಗಂಟೆಗಳ_ಹಿಂದೆ | 86400 #ದಿನಗಳ_ಹಿಂದೆ #ದಿನದ_ಹಿಂದೆ | 604800 #ವಾರಗಳ_ಹಿಂದೆ #ವಾರದ_ಹಿಂದೆ | 2592000
  #ತಿಂಗಳ_ಹಿಂದೆ #ತಿಂಗಳು_ಹಿಂದೆ #ತಿಂಗಳುಗಳ_ಹಿಂದೆ | 31536000 #ವರ್ಷಗಳ_ಹಿಂದೆ #ವರ್ಷದ_ಹಿಂದೆ
ml: 1 #സെക്കൻഡ്_മുമ്പ് | 60 #മിനിറ്റ്_മുമ്പ് | 3600 #മണിക്കൂർ_മുമ്പ് | 86400 #ദിവസം_മുമ്പ് |
  604800 #ആഴ്ച_മുമ്പ് | 2592000 #മാസം_മുമ്പ് | 31536000 #വർഷം_മുമ്പ്
pa: 1 #ਸਕਿੰਟ_ਪਹਿਲਾਂ | 60 #ਮਿੰਟ_ਪਹਿਲਾਂ | 3600 #ਘੰਟਾ_ਪਹਿਲਾਂ #ਘੰਟੇ_ਪਹਿਲਾਂ | 86400 #ਦਿਨ_ਪਹਿਲਾਂ |
  604800 #ਹਫ਼ਤਾ_ਪਹਿਲਾਂ #ਹਫ਼ਤੇ_ਪਹਿਲਾਂ | 2592000 #ਮਹੀਨਾ_ਪਹਿਲਾਂ #ਮਹੀਨੇ_ਪਹਿਲਾਂ | 31536000 #ਸਾਲ_ਪਹਿਲਾਂ
ne: 1 #सेकेन्ड_पहिले | 60 #मिनेट_पहिले | 3600 #घण्टा_पहिले | 86400 #दिन_पहिले | 604800
  #हप्ता_पहिले | 2592000 #महिना_पहिले | 31536000 #वर्ष_अघि
si: 1 තත්පර#කට_පෙර | 60 මිනිත්තු#කට_පෙර | 3600 පැය#කට_පෙර | 86400 දින#කට_පෙර | 604800 සති#කට_පෙර |
  2592000 මාස#කට_පෙර | 31536000 වසර#කට_පෙර
th: 1 #วินาทีที่ผ่านมา #วินาทีที่แล้ว | 60 #นาทีที่ผ่านมา #นาทีที่แล้ว | 3600 #ชม_ที่แล้ว
  #ชั่วโมงที่ผ่านมา | 86400 #วันที่ผ่านมา #วันที่แล้ว | 604800 #สัปดาห์ที่ผ่านมา #สัปดาห์ที่แล้ว |
  2592000 #เดือนที่ผ่านมา #เดือนที่แล้ว | 31536000 #ปีที่แล้ว
lo: 1 #ວິ_ກ່ອນ #ວິນາທີກ່ອນ | 60 #ນທ_ກ່ອນ #ນາທີກ່ອນ | 3600 #ຊມ_ກ່ອນ #ຊົ່ວໂມງກ່ອນ | 86400 #ມື້ກ່ອນ |
  604800 #ອທ_ກ່ອນ #ອາທິດກ່ອນ | 2592000 #ດ_ກ່ອນ #ເດືອນກ່ອນ | 31536000 #ປີກ່ອນ
my: 1 ပြီးခဲ့သည့်#စက္ကန့် | 60 ပြီးခဲ့သည့်#မိနစ် | 3600 ပြီးခဲ့သည့်#နာရီ | 86400 ပြီးခဲ့သည့်#ရက် |
  604800 ပြီးခဲ့သည့်#ပတ် | 2592000 ပြီးခဲ့သည့်#လ | 31536000 ပြီးခဲ့သည့်#နှစ်
km: 1 #វិនាទីមុន | 60 #នាទីមុន | 3600 #ម៉ោងមុន | 86400 #ថ្ងៃមុន | 604800 #សប្ដាហ៍មុន | 2592000
  #ខែមុន | 31536000 #ឆ្នាំមុន
vi: 1 #giay_truoc | 60 #phut_truoc | 3600 #gio_truoc | 86400 #ngay_truoc | 604800 #tuan_truoc |
  2592000 #thang_truoc | 31536000 #nam_truoc
id: 1 #detik_yang_lalu #dtk_lalu | 60 #menit_yang_lalu #mnt_lalu | 3600 #jam_lalu #jam_yang_lalu |
  86400 #h_lalu #hari_yang_lalu | 604800 #mgg_lalu #minggu_yang_lalu | 2592000 #bln_lalu
  #bulan_yang_lalu | 31536000 #tahun_yang_lalu #thn_lalu
ms: 1 #saat_lalu | 60 #min_lalu #minit_lalu | 3600 #jam_lalu | 86400 #hari_lalu | 604800 #mgu_lalu
  #minggu_lalu | 2592000 #bln_lalu #bulan_lalu | 31536000 #tahun_lalu #thn_lalu
fil: 1 #seg_ang_nakalipas #segundo_ang_nakalipas | 60 #min_ang_nakalipas #minuto_ang_nakalipas |
  3600 #oras_ang_nakalipas | 86400 #(na)_araw_ang_nakalipas #araw_ang_nakalipas | 604800
  #(na)_linggo_ang_nakalipas #linggo_ang_nakalipas | 2592000 #buwan_ang_nakalipas | 31536000
  #taon_ang_nakalipas
sw: 1 sekunde#iliyopita sekunde#zilizopita | 60 dakika#iliyopita dakika#zilizopita | 3600
  saa#iliyopita saa#zilizopita | 86400 siku#iliyopita siku#zilizopita | 604800 wiki#iliyopita
  wiki#zilizopita | 2592000 miezi#iliyopita mwezi#uliopita | 31536000 miaka#iliyopita
  mwaka#uliopita
am: 1 ከ#ሰከንድ_በፊት ከ#ሰከንዶች_በፊት | 60 ከ#ደቂቃ_በፊት ከ#ደቂቃዎች_በፊት | 3600 ከ#ሰዓት_በፊት ከ#ሰዓቶች_በፊት | 86400
  ከ#ቀናት_በፊት ከ#ቀን_በፊት ከ#ቀኖች_በፊት | 604800 ከ#ሳምንታት_በፊት ከ#ሳምንት_በፊት | 2592000 ከ#ወራት_በፊት ከ#ወር_በፊት |
  31536000 ከ#ዓመታት_በፊት ከ#ዓመት_በፊት
mn: 1 #сек_өмнө #секундын_өмнө | 60 #мин_өмнө #минутын_өмнө | 3600 #ц_өмнө #цагиин_өмнө | 86400
  #өдриин_өмнө | 604800 #7_хоногиин_өмнө #долоо_хоногиин_өмнө | 2592000 #сарын_өмнө | 31536000
  #жилиин_өмнө
ja: 1 #秒前 | 60 #分前 | 3600 #時間前 | 86400 #日前 | 604800 #週間前 | 2592000 #か月前 | 31536000
  #年前
ko: 1 #초_전 | 60 #분_전 | 3600 #시간_전 | 86400 #일_전 | 604800 #주_전 | 2592000 #개월_전 |
  31536000 #년_전
zh: 1 #秒前 #秒钟前 | 60 #分鐘前 #分钟前 | 3600 #小时前 #小時前 | 86400 #天前 | 604800 #周前 #週前
  | 2592000 #个月前 #個月前 | 31536000 #年前
so: 1 #ilbiriqsi_kahor #ilbrqsi_khr | 60 #daqiiqad_kahor #daqiiqadood_kahor #dqqd_khr | 3600
  #saacad_kahor #saacadood_kahor #scd_khr | 86400 #maalin_kahor #maalmood_kahor #mlmd_khr #mln_khr
  | 604800 #tdbd_khr #toddobaad_kahor | 2592000 #bil_kahor #bil_khr #bilood_kahor | 31536000
  #sannad_kahor #sannadood_kahor #snd_khr
"""
"""Language: seconds, and the phrases that say them; ``#`` stands for their number."""
