"""Looking for rules in thousands of texts at once: too often perhaps, never too seldom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.model import Rule, Wording
from ticker.rules import compile_rules, scan_of

RULES = [
    Rule("kyiv", "Kyiv|Kiev|Київ|Киев"),
    Rule("word", r"\bпорт\b"),
    Rule("start", r"^\w+ \d+$"),
    Rule("phrase", any=("air raid", "повітряна тривога", "Çeşme*")),
    Rule("not", match="[^a-z]ferry", none=("drill",)),
    Rule("any", match=r"\Aport.*\z"),
    Rule("odd", match="straße|ёлка|ґанок"),
    Rule("lines", match=r"fire\s+x"),
]
PIECES = st.sampled_from(
    [
        *("Київ", "KYIV", "порт", "порту", "Порт 5", "air-raid", "Повітряна  тривога", "ÇEŞME"),
        *("\u0421\u0327eşme", "!ferry", "ferry", "drill", "port a", "STRASSE", "Ёлка", "ганок"),
        *("fire", "x", "…", "’", "İ", "\u2028", "\ufeff", "", "ﬁre x", "الإ", "東京"),
    ]
)
TEXTS = st.lists(PIECES, max_size=4).map(" ".join)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.tag)
@given(texts=st.lists(TEXTS, min_size=1, max_size=30))
def test_every_text_that_a_rule_matches_is_found(rule: Rule, texts: list[str]) -> None:
    compiled = compile_rules([rule])
    places = scan_of(compiled).places("headline", "\n".join(texts))
    matched = {at for at, text in enumerate(texts) if compiled.tags(Wording(text))}
    assert matched <= set(places)
    assert places == sorted(set(places))
    assert all(0 <= place < len(texts) for place in places)


def test_it_looks_where_least_is_to_be_read() -> None:
    def fields(*rules: Rule) -> set[str]:
        return set(scan_of(compile_rules(rules)).patterns)

    assert fields(Rule("a", all=("summary:storm", "ferry"))) == {"headline"}
    assert fields(Rule("a", all=("summary:storm", "url:sport"))) == {"url"}
    assert fields(Rule("a", any=("summary:storm", "ferry"))) == {"summary", "headline"}
    assert scan_of(compile_rules([Rule("a", any=("b",), none=("c",))])).whole
    assert not scan_of(compile_rules([Rule("a", any=("b",), none=("url:c",))])).whole
