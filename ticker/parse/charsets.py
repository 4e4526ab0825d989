"""Charset labels and the codecs they may name.

Only codecs of this list ever touch a document: a label from a stranger must not choose utf-7,
unicode_escape, punycode or idna. Labels are read as browsers read them (WHATWG Encoding
Standard): ``iso-8859-1`` and ``us-ascii`` mean windows-1252, ``gb2312`` means gb18030.
UTF-16 and UTF-32 are left out on purpose: there the bytes decide, never a label.
"""

from __future__ import annotations

import codecs
import re

_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:()-]{0,39}")

# Canonical name in Python's registry -> the codec that is used for it.
_ALLOWED = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cp866": "cp866",
    "cp874": "cp874",
    "cp932": "cp932",
    "cp949": "cp949",
    "cp950": "big5hkscs",
    "euc_jis_2004": "euc_jis_2004",
    "euc_jp": "euc_jp",
    "euc_kr": "cp949",
    "gb18030": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso2022_jp": "iso2022_jp",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "mac-cyrillic": "mac-cyrillic",
    "mac-roman": "mac-roman",
    "shift_jis": "cp932",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    **{f"cp125{n}": f"cp125{n}" for n in range(9)},
    **{f"iso8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}

# Labels of the WHATWG table, and common misspellings, that Python's registry does not know.
_ALIASES = {
    "cp-1251": "cp1251",
    "cp-1252": "cp1252",
    "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "win-1251": "cp1251",
    "win-1252": "cp1252",
    "win1251": "cp1251",
    "windows1251": "cp1251",
    "windows1252": "cp1252",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
    "x-x-big5": "big5hkscs",
}

MULTIBYTE = frozenset(
    {"big5hkscs", "cp932", "cp949", "euc_jis_2004", "euc_jp", "gb18030", "iso2022_jp"}
)
"""Codecs in which a character may take several bytes: short texts of theirs can look like UTF-8."""

DETECTABLE = ("cp1251", "koi8-u", "cp1252")
"""What an undeclared document that is not UTF-8 may be, unless it names its language."""

_OF_LANGUAGE = {
    "ar": ("cp1256", "iso8859-6"),
    "cs": ("cp1250", "iso8859-2"),
    "el": ("cp1253", "iso8859-7"),
    "et": ("cp1257",),
    "fa": ("cp1256",),
    "he": ("cp1255", "iso8859-8"),
    "hr": ("cp1250", "iso8859-2"),
    "hu": ("cp1250", "iso8859-2"),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "lt": ("cp1257",),
    "lv": ("cp1257",),
    "pl": ("cp1250", "iso8859-2"),
    "ro": ("cp1250", "iso8859-2"),
    "sk": ("cp1250", "iso8859-2"),
    "sl": ("cp1250", "iso8859-2"),
    "th": ("cp874",),
    "tr": ("cp1254",),
    "vi": ("cp1258",),
    "zh": ("gb18030", "big5hkscs"),
}


def codec(label: str) -> str | None:
    """The codec that `label` names, or ``None`` where it names none that is allowed.

    >>> codec("ISO-8859-1"), codec("windows-1251"), codec("utf-7")
    ('cp1252', 'cp1251', None)
    """
    name = label.strip().lower()
    if not _LABEL.fullmatch(name):
        return None
    if name in _ALIASES:
        return _ALIASES[name]
    try:
        return _ALLOWED.get(codecs.lookup(name).name)
    except (LookupError, ValueError):
        return None


def codecs_of(language: str) -> tuple[str, ...]:
    """Legacy codecs in which documents of a language (BCP 47) are written."""
    return _OF_LANGUAGE.get(language.lower().replace("_", "-").split("-")[0], ())
