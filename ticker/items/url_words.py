"""The closed tables that addresses are read by: tracking parameters, languages, months."""

from __future__ import annotations

from typing import Final

# Parameters that tell where a reader came from, never what is read. `canonical_url` lets a
# source keep those that carry identity on its site.
_TRACKING: Final = """
    fbclid gclid dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igsh igshid _ga _gl
    mc_cid mc_eid li_fat_id mkt_tok s_cid ef_id cmpid cmp cid icid ncid xtor ocid ftag
    ref ref_src referrer source src from feed rss partner spm share smid smtyp sref srnd mod
    guccounter guce_referrer guce_referrer_sig traffic_source openstat _openstat
    amp outputtype print maca wt_mc wt_zmc iref
"""
TRACKING: Final = frozenset(_TRACKING.split())
TRACKING_PREFIXES: Final = (
    "utm_",
    "ga_",
    "pk_",
    "mtm_",
    "hsa_",
    "_hs",
    "oly_",
    "vero_",
    "ns_",
    "at_",
    "campaign",
)

# Spellings of languages in paths and host names, with their ISO 639-1 codes.
LANGUAGES: Final[dict[str, str]] = {
    spelling: code
    for code, spellings in {
        "ar": "ar ara arabic",
        "az": "az aze azeri",
        "be": "bel belarusian",
        "bg": "bg bul bulgarian",
        "bn": "bn bengali bangla",
        "bs": "bs bos bosnian",
        "ca": "cat catalan catala",
        "crh": "crh qirim",
        "cs": "cs cz cze czech",
        "da": "da dan danish",
        "de": "de deu ger german deutsch",
        "el": "el gre greek",
        "en": "en eng english",
        "es": "es esp spa spanish espanol mundo",
        "et": "et est estonian",
        "fa": "fa far farsi persian",
        "fi": "fi fin finnish",
        "fr": "fr fra fre french francais",
        "he": "he heb hebrew",
        "hi": "hi hin hindi",
        "hr": "hrv croatian",
        "hu": "hu hun hungarian",
        "hy": "hy arm hye armenian",
        "id": "ind indonesian indonesia",
        "it": "ita italian italiano",
        "ja": "ja jp jpn japanese",
        "ka": "ka geo georgian",
        "kk": "kk kz kaz kazakh",
        "ko": "ko kr kor korean",
        "ky": "ky kg kir kyrgyz",
        "lt": "lt lit lithuanian",
        "lv": "lv lav latvian",
        "mk": "mk mkd macedonian",
        "nl": "nl nld dut dutch",
        "no": "nb nor norwegian",
        "pl": "pl pol polish",
        "pt": "pt por portuguese portugues",
        "ro": "ro rum ron romanian",
        "ru": "ru rus russian",
        "sk": "sk slk slovak",
        "sl": "slv slovenian",
        "sq": "sq alb albanian",
        "sr": "sr srb srp serbian",
        "sv": "sv swe swedish",
        "sw": "swahili",
        "ta": "ta tamil",
        "te": "telugu",
        "tg": "tg tj tajik",
        "th": "th thai",
        "tr": "tr tur turkish turkce",
        "uk": "ua ukr ukrainian",
        "ur": "ur urdu",
        "uz": "uz uzb uzbek",
        "vi": "vi vie vietnamese",
        "zh": "zh cn chn chinese zhongwen",
    }.items()
    for spelling in spellings.split()
}
"""Left out are codes that are everyday path words (``id``, ``in``, ``me``, ``my``, ``no``)."""

LANGUAGES_AT_HOME: Final[dict[str, tuple[str, str]]] = {
    "uk": ("uk", "ua"),
    "it": ("it", "it"),
    "be": ("be", "by"),
    "ca": ("ca", "cat"),
    "hr": ("hr", "hr"),
    "sl": ("sl", "si"),
    "id": ("id", "id"),
}
"""Codes that also mean something else (``/uk/`` is a country, ``/it/`` a trade, ``/id/`` a
number): they name a language only under the top-level domain beside them."""

# The parameters that carry an article's number, the surest first.
ARTICLE_PARAMETERS: Final = (
    "id",
    "article",
    "articleid",
    "article_id",
    "aid",
    "newsid",
    "news_id",
    "nid",
    "storyid",
    "story",
    "sid",
    "contentid",
    "docid",
    "postid",
    "itemid",
    "t",
    "p",
)

# Letters before a number that make it the number of a listing, not of an article.
_LISTINGS: Final = "tag tags cat category topic topics theme section author user users page rubric"
LISTING_PREFIXES: Final = frozenset(_LISTINGS.split())

# Hosts that pass on or keep other sites' pages: a number there is no number of theirs, unless
# nobody else could have it.
RELAYS: Final = frozenset(
    (
        "feedproxy.google.com",
        "feeds.feedburner.com",
        "archive.is",
        "archive.ph",
        "archive.today",
        "web.archive.org",
        "webcache.googleusercontent.com",
    )
)

MONTHS: Final[dict[str, int]] = {
    spelling: number
    for number, spellings in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for spelling in spellings.split()
}
