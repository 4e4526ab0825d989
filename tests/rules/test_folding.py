"""Texts made alike: what readers take for the same is the same, in every script."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.patterns import fold, fold_but_case, mark, odd_pattern


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("Köln, MÁLAGA", "koln, malaga"),
        ("İSTANBUL ıspanak ISPARTA", "istanbul ispanak isparta"),
        ("Ёлка ёж Ґанок", "елка еж ганок"),
        ("КИЇВ і Йорк", "київ і йорк"),
        ("Ки\u0438\u0306 і\u0308жак", "кий їжак"),
        ("Ο ΤΕΛΟΣ ΠΌΛΗΣ", "ο τελοσ πολησ"),
        ("الإِسْكَنْدَرِيَّة", "الاسكندريه"),
        ("کیف ی ك", "كيف ي ك"),
        ("عــاجل", "عاجل"),
        ("שָׁלוֹם", "שלום"),
        ("har\u00adbour\u200b fi\u200dre\ufeff", "harbour fire"),
        ("\u202bمرفأ\u202c", "مرفا"),
        ("Ｈａｒｂｏｕｒ １２", "harbour 12"),
        ("٢٣ ۲۳ २३", "23 23 23"),
        ("ﬁre Straße Æon", "fire strasse aeon"),
        ("Ukraine’s “ferry” – 3½…", "ukraine's “ferry” - 31⁄2..."),
        ("a\u00a0b\u202fc", "a b c"),
        ("ｶﾞｽ がす", "ガス がす"),
        ("\ud800\x01", "\ufffd\ufffd"),
    ],
)
def test_what_readers_take_for_the_same_is_the_same(written: str, alike: str) -> None:
    assert fold(written) == alike


@given(st.text())
def test_folding_twice_changes_nothing_and_case_may_wait(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(fold_but_case(text)) == fold(text)
    assert fold_but_case(text).casefold() == fold(text)


@given(st.lists(st.text()))
def test_many_texts_are_folded_at_once_as_each_alone(texts: list[str]) -> None:
    lines = [text.replace("\n", " ") for text in texts]
    assert fold("\n".join(lines)) == "\n".join(map(fold, lines))
    assert fold_but_case("\n".join(lines)) == "\n".join(map(fold_but_case, lines))


def test_what_is_called_usual_is_not_changed_by_folding() -> None:
    """The fast way leaves texts alone in which nothing odd is found; a wrong range would hide
    items from `rules test`."""
    every = (chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    odd = odd_pattern()
    usual = [char for char in every if odd.search(char.encode()) is None]
    assert odd.search(chr(sys.maxunicode).encode())
    assert len(usual) > 30_000
    wrong = [char for char in usual if fold(char) != char.casefold() or len(fold(char)) != 1]
    assert not wrong
    assert not [char for char in usual if unicodedata.combining(char)]


def test_case_in_usual_text_is_case_that_re2_sees_through() -> None:
    """RE2 folds single characters; what needs more is told as odd."""
    odd = odd_pattern()
    letters = (chr(code) for code in range(0x80, 0x3000) if chr(code).isupper())
    for char in letters:
        if odd.search(char.encode()) is None:
            assert char.lower() == char.casefold()
            assert len(char.casefold()) == 1


@given(st.text())
def test_marks_stand_around_words_and_nowhere_else(text: str) -> None:
    marked = mark(fold(text))
    assert marked.replace("\x01", "") == fold(text)
    assert marked.count("\x01") % 2 == 0
    for inner in re.findall(r"\x01([^\x01]+)\x01", marked)[::2]:
        assert not inner[0].isspace()


def test_vowel_signs_are_part_of_words() -> None:
    assert mark("बंदरगाह में") == "\x01बंदरगाह\x01 \x01में\x01"
    assert mark("порт, ё") == "\x01порт\x01, \x01ё\x01"
