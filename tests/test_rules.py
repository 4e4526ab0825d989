"""Rules: patterns blind to case and diacritics, exact about words in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.errors import ConfigError
from ticker.model import Rule, Wording
from ticker.rules import CompiledRules, compile_rules


def matches(pattern: str, text: str) -> bool:
    return bool(compile_rules([Rule("tag", pattern)]).tags(Wording(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Kyiv|Kiev|Київ|Киев", "KYIV harbour burns"),
        ("Kyiv|Kiev|Київ|Киев", "Пожежа: київ чекає"),
        ("Kyiv|Kiev|Київ|Киев", "Пожар: КИЕВ ждет"),
        ("Koln|Malaga", "Köln und Málaga"),
        ("Köln|Málaga", "KOLN and MALAGA"),
        ("Ко\u0301лн", "Колн"),
        ("елка", "Ёлка горит"),
        ("ёлка", "елка горит"),
        ("łódź", "Lodz burns"),
        ("straße", "STRASSE"),
        ("istanbul", "İSTANBUL"),
        ("Ukraine's", "ukraine’s harbour"),
        ("Ки.в", "Київ"),
        ("[К-М]иїв", "київ"),
        ("[éàü]x", "Ux"),
        ("[]éx]y", "]y"),
        ("[^]éx]y", "zy"),
        (r"[a\]-]y", "-y"),
        (r"\w+івка", "Макарівка"),
        (r"^\w+ \d+$", "Порт 15"),
        (r"\Qa.b\E", "A.B"),
        ("한국", "한국 항구"),
    ],
)
def test_case_and_diacritics_make_no_difference(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Київ", "Киів"),  # "й", "ї" and "ў" are letters, not letters with marks
        ("мой", "мои"),
        ("か", "が"),
        ("कि", "क"),
        ("Kyiv", "Odesa"),
        ("a.c", "ac"),
    ],
)
def test_other_letters_are_other_letters(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\bКиїв\b", "Київ", True),
        (r"\bКиїв\b", "Пожежа: «Київ».", True),
        (r"\bКиїв\b", "Київський порт", False),
        (r"\bпорт\b", "аеропорт", False),
        (r"\b(?:порт|портовий)\b", "портовий район", True),
        (r"\bпорт\b.*\bпожежа\b", "порт: велика пожежа", True),
        (r"\bпорт\b.*\bпожежа\b", "порти: велика пожежа", False),
        (r"\bвелика пожежа\b", "і велика пожежа в порту", True),
        (r"\bне\W+можна\b", "не — можна", True),
        (r"\bне\W+можна\b", "неможна", False),
        (r"\bпо[рж]т\b", "порт", True),
        (r"\bпорт[^а-я]", "порт!", True),
        (r"\bпорт[^а-я]", "порту", False),
        (r"^порт\b", "порт горить", True),
        (r"^порт\b", "у порт", False),
        (r"\bпорт$", "наш порт", True),
        (r"\bU\.S\.", "the U.S. harbour", True),
        (r"\bfire\b", "wildfires", False),
        (r"\bfire\b", "Fire!", True),
        (r"\bport\b", "porté", False),
        (r"\bबंदरगाह\b", "बंदरगाह में आग", True),
        (r"\bबंदर\b", "बंदरगाह में आग", False),
        (r"\bа\b.\bб\b", "а б", True),
        (r"\bа\b\s{1,3}\bб\b", "а   б", True),
    ],
)
def test_word_boundaries_know_every_script(pattern: str, text: str, found: bool) -> None:
    """RE2's own boundaries know only ASCII letters."""
    assert matches(pattern, text) is found


def test_a_rule_may_look_at_the_address() -> None:
    rules = compile_rules([Rule("sport", "/sport/", "url"), Rule("port", "port")])
    assert rules.tags(Wording("Harbour opens", "https://news.example/Sport/1")) == ("sport",)
    assert rules.tags(Wording("Port opens", "https://news.example/a")) == ("port",)
    assert rules.tags(Wording("Port opens")) == ("port",)


def test_each_tag_is_earned_once_in_the_order_of_the_rules() -> None:
    rules = compile_rules([Rule("b", "fire"), Rule("a", "harbour"), Rule("b", "large")])
    assert rules.tags(Wording("Large harbour fire")) == ("b", "a")
    assert CompiledRules().tags(Wording("Large harbour fire")) == ()


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "missing )"),
        ("[b-a]", "b-a"),
        ("(?=x)", "(?="),
        (r"(a)\1", r"\1"),
        ("a{2000}", "{2000}"),
        ("", "empty"),
        ("  ", "empty"),
        ("Kyiv|", "fits the empty text"),
        (r"\bx\B", r"\B"),
        ("(?-i)NATO", "case"),
        ("\ud800", "no regular expression"),
    ],
)
def test_a_bad_pattern_is_refused_by_the_name_of_its_rule(pattern: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        compile_rules([Rule("good", "fire"), Rule("kyiv", pattern)])
    assert said in str(caught.value)
    assert "kyiv" in str(caught.value)
    assert caught.value.hint


@given(st.text(st.characters(exclude_characters="\x01"), max_size=12), st.text(max_size=30))
def test_a_quoted_text_is_found_in_itself_and_nothing_raises(text: str, around: str) -> None:
    try:
        rules = compile_rules([Rule("tag", f"\\Q{text}\\E"), Rule("word", r"\b\w+\b")])
    except ConfigError:
        return
    earned = rules.tags(Wording(f"{around} {text} {around}"))
    if "\\E" not in text:
        assert "tag" in earned


def test_a_hostile_headline_takes_linear_time() -> None:
    rules = compile_rules(
        [Rule("a", r"(a|aa)+$"), Rule("b", r"\b(\w+\s?)+\b$"), Rule("c", "(.*)*x")]
    )
    assert rules.tags(Wording("a " * 50_000 + "!")) == ()
