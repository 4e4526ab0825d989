"""Addresses read: joined, recognised as one, and searched for what they say of an article.

Two spellings of one address share a key (`canonical_url`), two slugs of one article its number
(`article_key`), two languages of one article the number without the language (`edition_key`).
Nothing here raises, whatever the text.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import ada_url

from ticker.items.url_key import canonical_url, key_of, place_of, query_of, web_href, whole
from ticker.items.url_words import (
    ARTICLE_PARAMETERS,
    LANGUAGES,
    LANGUAGES_AT_HOME,
    LISTING_PREFIXES,
    MONTHS,
    RELAYS,
)

__all__ = [
    "Address",
    "absolute",
    "canonical_url",
    "host_of",
    "is_web",
    "read_address",
    "url_date",
]

# --- joining -----------------------------------------------------------------------------------

_PLAIN_WEB: Final = re.compile(
    r"https?://[^\s\\\x00-\x20\x7f/][^\s\\\x00-\x20\x7f]*", re.IGNORECASE
)


def absolute(link: str | None, base: str | None) -> str | None:
    """The web address that `link` names in a document at `base`, joined as browsers do.

    A link that is absolute already, names no web page (``mailto:``, ``javascript:``) or cannot
    be joined is returned as written, without the white space around it; ``None`` where there
    is nothing.
    """
    written = (link or "").strip()
    if not written:
        return None
    if _PLAIN_WEB.fullmatch(written):
        return written
    try:
        joined = ada_url.join_url(whole(base or ""), whole(written))
    except ValueError:
        return web_href(written) or written
    return joined if is_web(joined) else written


def is_web(url: str | None) -> bool:
    """Whether a browser would open `url` over HTTP or HTTPS."""
    return url is not None and web_href(url) is not None


# --- the article's number ----------------------------------------------------------------------

_SEGMENTS_SEARCHED: Final = 3
_UUID: Final = re.compile(
    r"(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])",
    re.IGNORECASE,
)
# Hexadecimal ids: long ones anywhere, short ones only as a whole segment; both letters and digits.
_HEX: Final = re.compile(
    r"(?<![0-9a-z])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{16,64}(?![0-9a-z])", re.IGNORECASE
)
_SHORT_HEX: Final = re.compile(
    r"(?=[a-f]*[0-9][a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,15}", re.IGNORECASE
)
# A word glued to an id of a document store (24 digits) or a hash (32): ``article695217...``.
_GLUED_HEX: Final = re.compile(
    r"[a-z]{2,12}((?=(?:[a-f]*[0-9]){4})(?:[0-9a-f]{32}|[0-9a-f]{24}))", re.IGNORECASE
)
# A news agency's own name for a report; the date in it is the day of the report, no number.
_NEWSML: Final = re.compile(r"(?<![0-9a-z])newsml[-:][-:.0-9a-z]*[0-9]", re.IGNORECASE)
_EXTENSIONS: Final = re.compile(r"(?:\.[a-zA-Z]{2,5}){1,3}\Z")
_TOKENS: Final = re.compile(r"[^-_.,~;:!()+@$*']+")
_SHORTEST, _LONGEST = 5, 24  # digits of a number, as the patterns say it
_NUMBERED: Final = re.compile(r"([a-zA-Z]{0,10})(\d{5,24})", re.ASCII)
_DIGITS: Final = re.compile(r"\d{5,24}", re.ASCII)
# No number without five digits, no other id but a news agency's without eight hexadecimal ones.
# Written so that the search skips to a first digit: half the time of `[0-9]{5}` (measured).
_FIVE_DIGITS: Final = re.compile(r"[0-9][0-9]{4}")
_EIGHT_HEX: Final = re.compile(r"[0-9a-fA-F][0-9a-fA-F]{7}")
_CLOCKED: Final = re.compile(r"\d{8}(?:(?:[01]\d|2[0-3])(?:[0-5]\d){0,2})?")


class Address(NamedTuple):
    """What an address says of its article.

    `article_key` is host, language edition and article number: ``pravda.com.ua/eng#7521000``.
    Sites rewrite the slug when they rewrite the headline; the number stays. It is a run of at
    least five digits that stands at an edge of one of the last three path segments or in a
    parameter made for it, or a UUID or another hexadecimal id; never a date, a time, or a
    round sum out of the headline. ``None`` where the address shows none. Two articles of one
    document may share a number all the same: then it identifies neither. `edition_key` is the
    same for all language editions of one article, whether a path segment (``/eng/``) or a host
    (``en.``) names them; `language` is the ISO 639-1 code of the edition.
    """

    canonical_url: str | None = None
    article_key: str | None = None
    edition_key: str | None = None
    language: str | None = None


def read_address(url: str, keep: frozenset[str] = frozenset()) -> Address:
    """All that an address says, of one reading. `keep` is that of `canonical_url`."""
    place = place_of(url)
    if place is None:
        return Address()
    host, segments, query = place.host, place.path.split("/")[1:], query_of(place)
    edition, spoken = _edition(host, segments), _host_language(host)
    language = (_language(edition, host) if edition else None) or spoken
    canonical = key_of(place, query_of(place, keep) if keep else query)
    number = _number(segments, query)
    if number is None or (host in RELAYS and number.isdigit()):
        return Address(canonical, language=language)
    bare = host.partition(".")[2] if spoken else host
    full = f"{host}/{edition}" if edition else host
    return Address(canonical, f"{full}#{number}", f"{bare}#{number}", language)


def _number(segments: list[str], query: str) -> str | None:
    """The number in the path, and the one in the query where there is one: an address with
    both names one article only if both agree."""
    in_path, asked = _path_number(segments), _query_number(query) if query else None
    return f"{in_path}/{asked}" if in_path and asked else in_path or asked


def _path_number(segments: list[str]) -> str | None:
    last = [one for one in segments[: -_SEGMENTS_SEARCHED - 1 : -1] if len(one) >= _SHORTEST]
    for segment in last:
        if found := _unmistakable(segment):
            return found
    numbers = [number for one in last for number in _edge_numbers(one)]
    return max(numbers, key=len) if numbers else None


def _unmistakable(segment: str) -> str | None:
    """What can be nothing but an id: a name of an agency's, a UUID, another hexadecimal number."""
    if segment.isdigit():
        return None
    named = _NEWSML.search(segment) if "newsml" in segment.lower() else None
    if named is None and _EIGHT_HEX.search(segment):
        plain = _without_extensions(segment)
        named = _UUID.search(segment) or _HEX.search(segment)
        named = named or _SHORT_HEX.fullmatch(plain) or _GLUED_HEX.fullmatch(plain)
    return named[named.lastindex or 0].lower() if named else None


def _edge_numbers(segment: str) -> list[str]:
    """Numbers that stand at the beginning or the end of a segment, or next to numbers there."""
    if segment.isdigit():
        return [] if len(segment) > _LONGEST or _is_date(segment) else [segment]
    if not _FIVE_DIGITS.search(segment):
        return []
    tokens = _TOKENS.findall(_without_extensions(segment))
    start, end = 0, len(tokens) - 1
    while start < end and tokens[start].isdigit():
        start += 1
    while start < end and tokens[end].isdigit():
        end -= 1
    near = tokens if end - start <= 1 else tokens[: start + 1] + tokens[end:]
    found = [_NUMBERED.fullmatch(token) for token in near]
    return [one[2] for one in found if one and _is_own(one, alone=len(tokens) == 1)]


def _without_extensions(segment: str) -> str:
    return _EXTENSIONS.sub("", segment) if "." in segment else segment


def _is_own(found: re.Match[str], *, alone: bool) -> bool:
    """Whether a number can be an article's: in a slug, round sums belong to the headline."""
    prefix, digits = found[1].lower(), found[2]
    if prefix in LISTING_PREFIXES or _is_date(digits):
        return False
    return alone or not digits.endswith("000")


def _is_date(digits: str) -> bool:
    """Whether digits are a month, a day, or a day with a clock, written without signs."""
    if len(digits) == 6:
        return _day(digits[:4], digits[4:], "1") is not None
    if len(digits) < 8 or not _CLOCKED.fullmatch(digits):
        return False
    year_first = _day(digits[:4], digits[4:6], digits[6:8])
    day_first = _day(digits[4:8], digits[2:4], digits[:2])
    month_first = _day(digits[4:8], digits[:2], digits[2:4])
    return bool(year_first or (len(digits) == 8 and (day_first or month_first)))


def _query_number(query: str) -> str | None:
    given = {
        name.lower(): value for name, _, value in (one.partition("=") for one in query.split("&"))
    }
    for name in ARTICLE_PARAMETERS:
        value = given.get(name)
        if not value:
            continue
        if _DIGITS.fullmatch(value) and not _is_date(value):
            return value
        if _UUID.fullmatch(value) or _HEX.fullmatch(value):
            return value.lower()
    return None


# --- the language ------------------------------------------------------------------------------

_LOCALE: Final = re.compile(r"([a-z]{2,3})[-_][a-z]{2,4}")
_LONGEST_SPELLING: Final = max(8, *map(len, LANGUAGES), *map(len, LANGUAGES_AT_HOME))


def _edition(host: str, segments: list[str]) -> str | None:
    """The path segment that names the language: the first, or a plain word as the second."""
    for place, segment in enumerate(segments[:2]):
        if len(segment) > _LONGEST_SPELLING or segment.isdigit():
            continue
        spelling = segment.lower()
        if _language(spelling, host if place == 0 else ""):
            return spelling
    return None


def _language(spelling: str, host: str) -> str | None:
    if len(spelling) > _LONGEST_SPELLING:
        return None
    locale = _LOCALE.fullmatch(spelling) if "-" in spelling or "_" in spelling else None
    word = locale[1] if locale else spelling
    code, home = LANGUAGES_AT_HOME.get(word, (None, ""))
    if code and host.endswith(f".{home}"):
        return code
    return LANGUAGES.get(word)


@lru_cache(maxsize=1_024)
def _host_language(host: str) -> str | None:
    label, _, rest = host.partition(".")
    return _language(label, host) if "." in rest else None


# --- the date ----------------------------------------------------------------------------------

_FIRST_YEAR: Final = 1995  # the first news sites
_LAST_YEAR: Final = 2099
_YEAR, _MONTH, _DAY = r"(?P<y>(?:19|20)\d{2})", r"(?P<m>\d{2})", r"(?P<d>\d{2})"
_PARAMETERS: Final = "d|day|date|dt|ymd|data|datum|fecha|pubdate|publish_date"
_DATES: Final = (
    re.compile(r"/(?P<y>\d{4})/(?P<m>\d{1,2}|[a-z]{3,9})/(?P<d>\d{1,2})(?=/|\Z)", re.I | re.A),
    re.compile(r"/(?P<y>\d{4})-(?P<m>\d{1,2})/(?P<d>\d{1,2})(?=/|\Z)", re.A),
    re.compile(r"/(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?=[/_-]|\Z)", re.A),
    re.compile(r"/(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?=/|\Z)", re.A),
    re.compile(rf"/{_YEAR}/{_MONTH}{_DAY}(?=/|\Z)", re.A),
)
"""Forms of a path that state a day by themselves."""
_ASKED_DATES: Final = (
    re.compile(rf"[?&](?:{_PARAMETERS})={_YEAR}-?{_MONTH}-?{_DAY}(?=\D|\Z)", re.I | re.A),
)
"""The same of a query."""
_LIKELY_DATES: Final = (
    # the head or the middle of a slug: /20250710-slug, /slug-20250710-1
    re.compile(rf"[/_-]{_YEAR}{_MONTH}{_DAY}(?=[_-])", re.A),
    # a day with its clock is no article's number: /20250710085400, -20250710085400.html
    re.compile(rf"[/_-]{_YEAR}{_MONTH}{_DAY}(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?=\D|\Z)", re.A),
    re.compile(rf"[/_-]{_DAY}[-_.]{_MONTH}[-_.]{_YEAR}(?=[/_.-]|\Z)", re.A),
    re.compile(rf"/{_DAY}/{_MONTH}/{_YEAR}(?=/|\Z)", re.A),
)
"""Forms that a number or the subject of a headline may have as well: they count only where the
day lies shortly before the fetch."""
_LIKELY: Final = timedelta(days=7)


def url_date(url: str, fetched_at: datetime | None = None) -> date | None:
    """The day that an address states: ``/2025/07/9/``, ``/2025/jul/10/``, ``/2025-07/10/``,
    ``/2025-07-10/`` (or at the head of a slug), ``/20250710/``, ``/2025/0710/``, ``?d=20250710``.

    ``-10-07-2025-``, ``-20250710-`` and ``/20250710085400`` are taken where they lie within the
    week before the fetch: farther off they are as often the subject's or a number. ``None`` where
    the address states no whole day, an impossible one, one outside 1995-2099, one that was not
    yet come at the fetch, or two that differ. A date at the end of a slug is often its subject's,
    and is not taken.
    """
    text = url.partition("#")[0]
    path, asked, query = text.partition("?")
    days = _days(_DATES, path) or _days(_ASKED_DATES, asked + query)
    if not days and fetched_at is not None:
        today = fetched_at.date()
        both = _days(_LIKELY_DATES, path) | _days(_LIKELY_DATES[2:], path, month_first=True)
        days = {day for day in both if -_LIKELY <= day - today <= _ONE_DAY}
    day = days.pop() if len(days) == 1 else None
    unborn = day is not None and fetched_at is not None and day - fetched_at.date() > _ONE_DAY
    return None if unborn else day


_ONE_DAY: Final = timedelta(days=1)
"""A zone may be ahead of the fetch."""


def _days(forms: tuple[re.Pattern[str], ...], text: str, *, month_first: bool = False) -> set[date]:
    m, d = ("d", "m") if month_first else ("m", "d")
    days = {_day(hit["y"], hit[m], hit[d]) for form in forms for hit in form.finditer(text)}
    return {day for day in days if day}


def host_of(url: str | None) -> str:
    """The host that an address names; nothing where it names none."""
    place = place_of(url) if url else None
    return place.host if place else ""


def _day(year: str, month: str, day: str) -> date | None:
    number = MONTHS.get(month.lower()) if month.isalpha() else int(month)
    if number is None or not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
