"""The tables of the Unicode CLDR are what Babel has, and hold together."""

from __future__ import annotations

import pytest

from tests.timetext.from_cldr import HOUSE, files
from ticker.timetext import lexicon


@pytest.mark.parametrize("name", sorted(files()))
def test_the_tables_are_those_of_the_babel_that_is_locked(name: str) -> None:
    """After a new Babel: ``python -m tests.timetext.from_cldr``, and read the diff."""
    assert (HOUSE / name).read_text(encoding="utf-8") == files()[name]


def test_a_month_that_two_languages_contest_is_read_in_none() -> None:
    everyone = lexicon()
    assert "lip" not in everyone.months
    assert (lexicon("pl").months["lip"], lexicon("hr").months["lip"]) == (7, 6)
    assert (lexicon("pl-PL").months["listopad"], lexicon("hr_HR").months["listopad"]) == (11, 10)


def test_the_likelier_language_comes_first_and_unknown_ones_change_nothing() -> None:
    assert lexicon("hr", "pl").months["lip"] == 6
    assert lexicon("pl", "hr").months["lip"] == 7
    assert lexicon("xx", None, "") is lexicon("qq")
    assert lexicon("ua").languages == ("uk",)


def test_every_word_that_is_read_is_known() -> None:
    for words in (lexicon(), lexicon("hr"), lexicon("vi")):
        single = [*words.months, *words.weekdays, *words.days_back, *words.fillers]
        joined = set(words.phrases.values())
        bare = [word for word in single if word.isalpha() and word not in joined]
        assert [word for word in bare if word not in words.known] == []
