"""Entries of a rule: words, phrases, forms side by side, fields, expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.errors import ConfigError
from ticker.model import Rule, Wording
from ticker.patterns import fold
from ticker.rules import compile_rules

FERRY = Wording(
    "Air-raid sirens: ferry 7 turns back",
    url="https://news.example/Sport/2025/7?id=1",
    summary="Nobody was hurt, the harbour says.",
    source="pravda-eng",
    language="en_GB",
    labels=("breaking", "video"),
)


def met(wording: Wording | str, **asked: tuple[str, ...] | str) -> bool:
    said = Wording(wording) if isinstance(wording, str) else wording
    return bool(compile_rules([Rule("tag", **asked)]).tags(said))  # type: ignore[arg-type]  # keys vary


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("Kyiv|Kiev|Київ|Киев", "у КИЄВІ", False),
        ("Kyiv|Kiev|Київ|Киев", "Пожар: КИЕВ ждет", True),
        ("Kyiv|Київ", "Kyivstar falls", False),
        ("Kyiv*|Киї*", "Kyivstar falls", True),
        ("Kyiv*|Киї*", "«Київський» порт", True),
        ("*порт", "аеропорт закрито", True),
        ("*порт", "портовий", False),
        ("air raid", "Air  raid over", True),
        ("air raid", "air-raid over", True),
        ("air raid", "air — raid over", True),
        ("air raid", "airraid", False),
        ("air raid", "unfair raid", False),
        ("U.S.", "the U.S. harbour", True),
        ("U.S.", "the US harbour", False),
        ("C++", "a C++ compiler", True),
        ("Ukraine's", "ukraine’s ferry", True),
        ("Ukraine", "ukraine’s ferry", True),
        ("東京", "東京で火事", True),
        ("пожежа", "пожежа", True),
        ("ёлка", "Елка горит", True),
        ("ґанок", "ганок", True),
        ("ISPARTA", "ısparta'da", True),
        ("الإسكندرية", "حريق في الاسكندريه", True),
        ("Αθήνα", "ΑΘΗΝΑ: φωτιά", True),
        ("बंदर", "बंदरगाह में आग", False),
        ("har\u00adbour", "harbour", True),
        ("harbour", "har\u200bbour", True),
        (r"/\bfire\b.*\d+/", "Fire in hall 9", True),
        ("/a|b/", "cab", True),
        ("Re: budget", "re: budget", True),
    ],
)
def test_words_stand_alone_and_forms_side_by_side(entry: str, text: str, found: bool) -> None:
    assert met(text, any=(entry,)) is found


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("headline:ferry", True),
        ("summary:ferry", False),
        ("summary:harbour", True),
        (r"summary:/\bhurt\b/", True),
        ("url:sport", True),
        ("url:/sport/", True),
        ("url:/spor/", False),
        (r"url:/\/20\d\d\//", True),
        ("source:pravda-eng", True),
        ("source:pravda", False),
        ("source:pravda*", True),
        ("source:PRAVDA-ENG|other", True),
        ("language:en", True),
        ("language:en-GB", True),
        ("language:e", False),
        ("language:uk|en", True),
        ("label:breaking", True),
        ("label:break", False),
        ("Label:video", True),
        ("label:opinion", False),
    ],
)
def test_an_entry_may_name_its_field(entry: str, found: bool) -> None:
    assert met(FERRY, all=(entry,)) is found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"all": ("ferry", "sirens")}, True),
        ({"all": ("ferry", "flood")}, False),
        ({"any": ("ferry", "flood")}, True),
        ({"any": ("flood",)}, False),
        ({"any": ("ferry",), "none": ("label:opinion",)}, True),
        ({"any": ("ferry",), "none": ("flood", "label:video")}, False),
        ({"all": ("sirens",), "any": ("flood", "language:en"), "none": ("drill",)}, True),
        ({"match": "ferry", "all": ("sirens",)}, True),
        ({"match": "ferry", "any": ("flood",)}, False),
        ({"match": "hurt", "field": "summary"}, True),
        ({"all": ("hurt",), "field": "summary"}, True),
    ],
)
def test_all_any_and_none_are_asked_together(
    asked: dict[str, tuple[str, ...]], found: bool
) -> None:
    assert met(FERRY, **asked) is found


def test_a_rule_looks_at_one_wording_at_a_time() -> None:
    rules = compile_rules([Rule("tag", all=("ferry", "flood"))])
    assert not rules.tags(Wording("ferry"))
    assert not rules.tags(Wording("flood"))
    assert rules.tags(Wording("flood stops ferry"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "match is missing"),
        ({"none": ("drill",)}, "match is missing"),
        ({"any": ("",)}, "any has an empty form"),
        ({"any": ("Kyiv|",)}, "any has an empty form"),
        ({"any": ("*",)}, "any has an empty form"),
        ({"all": ("...",)}, "all has a form without a letter"),
        ({"all": ("a*b",)}, "inside 'a*b'"),
        ({"none": ("/(/",), "any": ("a",)}, "none is no regular expression"),
        ({"any": (r"/\w{400}/",)}, "any is too large"),
        ({"match": r"(?:\pL{30}){30}"}, "match is too large"),
        ({"match": "(x+x+)+y{1001}"}, "match is no regular expression"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_hint(
    asked: dict[str, tuple[str, ...]], said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        compile_rules([Rule("kyiv", **asked)])  # type: ignore[arg-type]  # keys vary
    assert said in str(caught.value)
    assert 'rule "kyiv"' in str(caught.value)
    assert caught.value.hint


WORDS = st.sampled_from(["київ", "Ёлка", "port", "Çeşme", "ISPARTA", "été", "пожежа", "a", "東京"])
TEXTS = st.lists(WORDS, max_size=6).map(" ".join)


@given(
    st.lists(
        st.tuples(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, max_size=2)), max_size=8
    ),
    TEXTS,
)
def test_all_rules_at_once_say_what_each_says_alone_and_what_anybody_would(
    asked: list[tuple[list[str], list[str]]], text: str
) -> None:
    rules = [
        Rule(f"t{number}", any=tuple(wanted), none=tuple(not_wanted))
        for number, (wanted, not_wanted) in enumerate(asked)
    ]
    there = {fold(word) for word in text.split()}
    plain = [
        rule.tag
        for rule in rules
        if there & {fold(word) for word in rule.any} and not there & {fold(w) for w in rule.none}
    ]
    alone = [rule.tag for rule in rules if compile_rules([rule]).tags(Wording(text))]
    assert list(compile_rules(rules).tags(Wording(text))) == plain == alone


@given(st.text(max_size=20), st.text(max_size=40))
def test_no_entry_and_no_text_raises_anything_else(entry: str, text: str) -> None:
    try:
        rules = compile_rules([Rule("tag", any=(entry,)), Rule("match", match=entry)])
    except ConfigError:
        return
    rules.tags(Wording(text, url=text, summary=text, source=text, language=text))


@pytest.mark.parametrize("text", ["a" * 100_000, "a b " * 25_000, "🚢" * 50_000, "\x01" * 100_000])
def test_a_text_of_any_length_is_looked_at_as_far_as_a_headline_goes(text: str) -> None:
    hostile = [r"(a|aa)+$", r"(a|b)*a(a|b){300}c", r"(x+x+)+y", r"\b(\w+\s?)+\b$"]
    rules = compile_rules([Rule(f"t{n}", match) for n, match in enumerate(hostile)])
    rules.tags(Wording(text))
    assert compile_rules([Rule("end", "ferry")]).tags(Wording(f"{text} ferry")) == ()


def test_more_patterns_than_one_pass_can_hold_are_still_all_asked() -> None:
    many = [Rule(f"t{n}", rf"x{n}\b\w+(?:\W\w+){{3}}") for n in range(30)]
    many.append(Rule("last", "ferry"))
    assert compile_rules(many).tags(Wording("ferry")) == ("last",)
