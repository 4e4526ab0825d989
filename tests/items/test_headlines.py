"""Headlines: read out of markup, freed of labels, folded, and told apart when edited."""

from __future__ import annotations

import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ticker.items.folding import _SETTLED
from ticker.items.headlines import fold, plain, revision_kind, split_labels
from ticker.model import LABELS

# --- text out of markup ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Two hurt in fire", "Two hurt in fire"),
        ("  Two\n\thurt \u00a0 in fire ", "Two hurt in fire"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("if a<b and c>d", "if a<b and c>d"),
        ("I <3 Odesa", "I <3 Odesa"),
        ("A list of <Name> and List<T>", "A list of <Name> and List<T>"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("Harbour &#8211; a view", "Harbour – a view"),
        ("Harbour &amp;#8211; a view", "Harbour – a view"),
        ("Rock&nbsp;&hellip;&nbsp;roll", "Rock … roll"),
        ("See ?a=1&copy=2 and &section", "See ?a=1&copy=2 and &section"),
        ("Fish &nosuch; chips", "Fish &nosuch; chips"),
        ("Two <b>hurt</b> in fire", "Two hurt in fire"),
        ("Two &lt;b&gt;hurt&lt;/b&gt; in fire", "Two hurt in fire"),
        ("Two hurt<br/>in fire", "Two hurt in fire"),
        ("<p>Two hurt</p><p>in fire</p>", "Two hurt in fire"),
        ('Two hurt <a href="https://news.example/?a=1&amp;b=2">in fire</a>', "Two hurt in fire"),
        ('Two hurt <img src="x" alt="a > b"> in fire', "Two hurt in fire"),
        ("Two hurt <!-- not seen --> in fire", "Two hurt in fire"),
        ("Two hurt<script>alert(1)</script> in fire", "Two hurt in fire"),
        ("Two hurt <img src=x onerror=alert(1)", "Two hurt"),
        ("Two hurt &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;", "Two hurt"),
        ("Two <scr\x00ipt>alert(1)</script> hurt", "Two hurt"),
        ("Two \x1b[31mhurt\x1b[0m in\x07 fire", "Two hurt in fire"),
        ("\x1b]0;owned\x07Two hurt", "Two hurt"),
        ("Two hu\u200brt\ufeff in\u00ad fire", "Two hurt in fire"),
        ("Two \u202eeruh\u202c in fire", "Two eruh in fire"),
        ("&#x202e;Two hurt", "Two hurt"),
        ("Two\x85hurt\x9b31m", "Two hurt"),
        ("Cafe\u0301 burns", "Café burns"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒 wins, x\u200dy", "👩\u200d🚒 wins, xy"),
        ("Lone \ud800 half", "Lone \ufffd half"),
        ("", ""),
    ],
)
def test_a_title_of_unknown_markup_is_read_as_a_reader_sees_it(title: str, text: str) -> None:
    assert plain(title, "unknown") == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<details>Two</details> <x-y>hurt</x-y>", "Two hurt"),
        ("Two &lt; three", "Two < three"),
        ("Tom &amp Jerry", "Tom & Jerry"),
        ("Two <em>hurt</em> <a href='https://news.exam", "Two hurt"),
    ],
)
def test_html_is_read_as_html(title: str, text: str) -> None:
    assert plain(title, "html") == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("How to use <script> and <b>", "How to use <script> and <b>"),
        ("It&#39;s escaped once too often", "It's escaped once too often"),
        ("\x1b[1mBold\x1b[0m \u202eclaim", "Bold claim"),
    ],
)
def test_plain_text_keeps_its_angle_brackets(title: str, text: str) -> None:
    assert plain(title, "plain") == text


ACTIVE = {"script", "iframe", "object", "embed", "svg", "math", "style", "link", "base", "meta"}


class Running(HTMLParser):
    """Collects what a browser would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE or any(name.startswith("on") for name, _ in attrs):
            self.found.append(tag)


_PARTS = """
    < > </ <! <!-- --> <script <script> </script> <img src=x onerror= alert(1) <svg/onload= <b </b>
    <iframe &lt; &gt; &amp; &amp;lt; &#60; &#x3c; &#x3C; &lt &LT; " ' = / a b href= javascript: <x
    onclick= <![CDATA[ ]]> <?php <style> <math> <title> <textarea> <plaintext> <noscript> <a ` ; #
"""
PARTS = st.sampled_from([*_PARTS.split(), " ", "\n", "\x00", "\x0c", "\u200b", "\u00ad", "\x1b["])
MARKUP: st.SearchStrategy[Literal["plain", "html", "unknown"]] = st.sampled_from(
    ["plain", "html", "unknown"]
)


@given(st.lists(PARTS, max_size=14).map("".join), st.sampled_from(["html", "unknown"]))
@example("<scr<script>ipt>alert(1)</script>", "unknown")
@example("&" + "amp;" * 40 + "lt;script&gt;alert(1)", "unknown")
@example("<img src=x onerror=alert(1)//", "html")
@example("<<b>script>alert(1)<</b>/script>", "html")
def test_no_tag_comes_back_that_a_browser_would_run(
    title: str, markup: Literal["html", "unknown"]
) -> None:
    """However it is nested or escaped, and even where somebody forgets to escape the answer."""
    running = Running()
    running.feed(plain(title, markup) + ">")
    running.close()
    assert running.found == []


@given(st.one_of(st.text(), st.lists(PARTS, max_size=14).map("".join)), MARKUP)
def test_a_read_title_is_one_line_without_what_cannot_be_seen(
    title: str, markup: Literal["plain", "html", "unknown"]
) -> None:
    text = plain(title, markup)
    assert text == " ".join(text.split())
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


@pytest.mark.parametrize(
    "part", ["<b>", "<", "<!--", "<img src=x ", "&amp;", "<b on", "\x1b]", "e\u0301"]
)
def test_a_title_of_any_length_is_read(part: str) -> None:
    assert len(plain(part * 300_000, "unknown")) <= 32_768


# --- labels ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "headline", "labels"),
    [
        (
            "UpdatedLarge fire in harbour: 2 hurt – video",
            "Large fire in harbour: 2 hurt",
            "updated video",
        ),
        ("Updated2 hurt in harbour fire", "2 hurt in harbour fire", "updated"),
        ("Updated“Large fire” in harbour", "“Large fire” in harbour", "updated"),
        ("UPDATEDLarge fire in harbour", "Large fire in harbour", "updated"),
        ("ОновленоВелика пожежа в порту", "Велика пожежа в порту", "updated"),
        ("ВидеоБольшой пожар в порту", "Большой пожар в порту", "video"),
        ("Large fire in harbour – photo", "Large fire in harbour", "photo"),
        ("Large fire in harbour – photos", "Large fire in harbour", "photo"),
        ("Large fire in harbour — video", "Large fire in harbour", "video"),
        ("Large fire in harbour - video", "Large fire in harbour", "video"),
        ("Large fire in harbour – photos, video", "Large fire in harbour", "photo video"),
        ("Large fire in harbour – photos and video", "Large fire in harbour", "photo video"),
        ("Large fire in harbour – video – photo", "Large fire in harbour", "video photo"),
        ("Large fire in harbour (Video)", "Large fire in harbour", "video"),
        ("Large fire in harbour [PHOTOS]", "Large fire in harbour", "photo"),
        ("Large fire in harbour (with video)", "Large fire in harbour", "video"),
        ("Large fire in harbour (5 photos)", "Large fire in harbour", "photo"),
        ("Large fire in harbour – as it happened", "Large fire in harbour", "live"),
        ("Why harbours burn (Op-Ed)", "Why harbours burn", "opinion"),
        ("Велика пожежа в порту (фото, відео)", "Велика пожежа в порту", "photo video"),
        ("Велика пожежа в порту, відео", "Велика пожежа в порту", "video"),
        ("Велика пожежа в порту + відео", "Велика пожежа в порту", "video"),
        ("Велика пожежа в порту. ФОТО", "Велика пожежа в порту", "photo"),
        ("Большой пожар в порту ВИДЕО", "Большой пожар в порту", "video"),
        ("Большой пожар в порту: фото и видео", "Большой пожар в порту", "photo video"),
        ("Велика пожежа – інфографіка", "Велика пожежа", "infographic"),
        ("BREAKING: Large fire in harbour", "Large fire in harbour", "breaking"),
        (
            "Breaking | Exclusive: Large fire in harbour",
            "Large fire in harbour",
            "breaking exclusive",
        ),
        ("Exclusive! Large fire in harbour", "Large fire in harbour", "exclusive"),
        ("Watch: Large fire in harbour", "Large fire in harbour", "video"),
        ("Live - Large fire in harbour", "Large fire in harbour", "live"),
        ("🔴 LIVE: Large fire in harbour", "Large fire in harbour", "live"),
        ("[VIDEO] Large fire in harbour", "Large fire in harbour", "video"),
        ("(Updated) Large fire in harbour", "Large fire in harbour", "updated"),
        ("UPDATE 2-Large fire in harbour", "Large fire in harbour", "updated"),
        ("EXCLUSIVE-Large fire in harbour", "Large fire in harbour", "exclusive"),
        ("Eilmeldung: Großer Brand im Hafen", "Großer Brand im Hafen", "breaking"),
        ("EN DIRECT - Grand incendie au port", "Grand incendie au port", "live"),
        ("VIDÉO. Grand incendie au port", "Grand incendie au port", "video"),
        ("+++ Eil +++ Großer Brand im Hafen", "Großer Brand im Hafen", "breaking"),
        ("Última hora: Gran incendio en el puerto", "Gran incendio en el puerto", "breaking"),
        ("Incendio al porto – VIDEO", "Incendio al porto", "video"),
        ("PILNE: Wielki pożar w porcie", "Wielki pożar w porcie", "breaking"),
        ("Grote brand in de haven (foto's)", "Grote brand in de haven", "photo"),
        ("Urgente: Grande incêndio no porto", "Grande incêndio no porto", "breaking"),
        ("Інтерв’ю: Начальник порту про пожежу", "Начальник порту про пожежу", "interview"),
        (
            "【速報】港で大きな火災が発生し三人が負傷",
            "港で大きな火災が発生し三人が負傷",
            "breaking",
        ),
    ],
)
def test_labels_are_taken_off(text: str, headline: str, labels: str) -> None:
    assert split_labels(text) == (headline, tuple(labels.split()))


@pytest.mark.parametrize(
    "text",
    [
        "Updated guidance for harbour workers",
        "Live music returns to the harbour",
        "Videos of attack appear online",
        "Video shows large fire in harbour",
        "Data of soldiers on foreign servers – investigation",
        "Minister says harbour will reopen – interview",
        "Harbour to close for a week – Reuters",
        "Poll: 60 per cent want the harbour open",
        "Documents: Harbour knew of the danger",
        "Police release photos, video",
        "Поліція показала фото, відео",
        "VideoLAN releases a new player",
        "PhotoDNA finds more pictures",
        "PHOTOGRAPHER hurt in harbour fire",
        "LARGE FIRE IN HARBOUR VIDEO",
        "Energie-update: De winter is voorbij",
        "Live-in carers at the harbour",
        "Video. A short history of film",
        "Live–music night in the harbour",
        "Harbour fire: photo finish for crews",
        "Radio (video) star on the harbour",
        "Apple unveils phone and watch",
        "Watch out: storm nears the harbour",
        "Photo – gone",
        "Video: fire",
        "Video",
        "",
    ],
)
def test_words_of_the_headline_stay(text: str) -> None:
    assert split_labels(text) == (text, ())


def test_badges_beside_the_title_come_first() -> None:
    answer = split_labels("Large fire in harbour – video", ["Updated", "PHOTO, VIDEO", "World"])
    assert answer == ("Large fire in harbour", ("updated", "photo", "video"))


@pytest.mark.parametrize(
    ("badge", "labels"),
    [
        ("Оновлено", ("updated",)),
        (" Exclusive! ", ("exclusive",)),
        ("Updated 10:43", ("updated",)),
        ("Updated at 10:43", ("updated",)),
        ("[LIVE]", ("live",)),
        ("Poll", ("poll",)),
        ("Documents", ("document",)),
        ("World", ()),
        ("", ()),
    ],
)
def test_a_badge_says_what_the_tables_know(badge: str, labels: tuple[str, ...]) -> None:
    assert split_labels("Large fire in harbour", [badge]) == ("Large fire in harbour", labels)


_STARTS = ("Updated", "Video: ", "BREAKING | ", "[VIDEO] ", "UPDATE 2-", "Photo", "Large fire")
_ENDS = (
    " – video",
    " (фото, відео)",
    ", відео",
    ". ФОТО",
    " ВИДЕО",
    " - live",
    "!",
    " – ",
    " at sea",
)
LABELLED = st.lists(st.sampled_from(_STARTS + _ENDS), max_size=10).map("".join)


@given(st.one_of(LABELLED, st.text()))
@example("Exclusive: Updated[VIDEO] Large fire in harbour – photo (video)")
def test_what_is_left_has_no_more_labels_to_take_off(text: str) -> None:
    headline, labels = split_labels(text)
    assert split_labels(headline) == (headline, ())
    assert set(labels) <= set(LABELS)
    assert len(set(labels)) == len(labels)
    assert headline in text
    assert headline == text or len(headline) >= 12


def test_the_list_that_the_product_began_with_loses_its_labels(shared_inputs: Path) -> None:
    expected = json.loads((shared_inputs / "seed" / "seed-expected.json").read_text("utf-8"))
    assert len(expected["items"]) == 10
    for item in expected["items"]:
        labels = tuple(item["badges"] + item["media"])
        assert split_labels(plain(item["raw_title"], "plain")) == (item["title_key"], labels)
    for block in expected["untimed_blocks"]:
        for title in block["items"]:
            headline, labels = split_labels(title)
            assert (headline == title) == (not labels)
            assert not headline.endswith((" – video", " – photos")), title


# --- folding ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spelling",
    [
        "Fire at “Harbour-9”: 1,310 hurt",
        "FIRE AT 'HARBOUR – 9' 1310 HURT!",
        "fire at «harbour 9» – 1 310 hurt…",
        "Fire  at\u00a0Harbour–9; 1.310 hurt",
        "Ｆire at Harbour−9, 1\u202f310 hurt 🔥",
    ],
)
def test_spellings_of_one_wording_fold_alike(spelling: str) -> None:
    assert fold(spelling) == "fire at harbour 9 1310 hurt"


@pytest.mark.parametrize(
    ("headline", "folded"),
    [
        ("Ёлка горит", "елка горит"),
        ("П’ять — п'ять", "пять пять"),
        ("The U.S. and J.D. Harbour", "the us and jd harbour"),
        ("Up 3.5% or 3,5%", "up 3.5% or 3.5%"),
        ("Up 1,234.5 or 1.234,5 or 1 234,5", "up 1234.5 or 1234.5 or 1234.5"),
        ("0.125 and 12,34,567", "0.125 and 12.34.567"),
        ("9/11 at 20:30, won 2-1", "9/11 at 20/30 won 2/1"),
        ("In 2024 310 were hurt", "in 2024 310 were hurt"),
        ("$5 or €5 or 5 °C", "$5 or €5 or 5 °c"),
        ("हिन्दी में ख़बर।", "हिन्दी में ख़बर"),
        ("!!!", ""),
    ],
)
def test_folding_keeps_what_makes_the_wording(headline: str, folded: str) -> None:
    assert fold(headline) == fold(folded) == folded.replace("ख़", "ख\u093c")


@given(
    st.one_of(
        st.text(), st.text(alphabet="019 ,.:;/-–'’`$%aёЁßİ\u0301\u00b4\u200d½²ſ", max_size=12)
    )
)
@example("1;310")
@example("24, 300 hurt")
@example("a\u00b4\u0345b")
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


def test_settled_letters_are_unified_by_their_case_alone() -> None:
    settled = [char for char in map(chr, range(0x11_0000)) if _SETTLED.fullmatch(char)]
    assert len(settled) > 500
    for one in settled:
        text = "".join(one + other for other in settled)
        read = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        assert text.lower() == read == unicodedata.normalize("NFKC", text.lower())


@given(st.text(st.sampled_from("aB9ёҐé .,:;-'’`«—/$\t\n\x00"), max_size=30))
@example("U.S. 1,310 at 9/11: $5.5m")
@example("a '.' b, c .'d")
def test_a_plain_headline_folds_as_one_that_is_not(text: str) -> None:
    # What a letter of another script stands beside is read the long way.
    assert fold(text + " 語") == f"{fold(text)} 語".strip()


# --- kinds of revision -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("Large fire in harbour", "Large fire in harbour", None),
        ("Large fire in harbour", "UpdatedLarge fire in harbour", "badge"),
        ("Large fire in harbour", "Large fire in harbour – video", "badge"),
        ("Large fire in harbour – photo", "Large fire in harbour – video", "badge"),
        ("Large fire in harbour", "Large fire in Harbour!", "cosmetic"),
        ("Large 'fire' in harbour", "Large “fire” in  harbour", "cosmetic"),
        ("Large fire in harbour", "Large  fire in harbour", "cosmetic"),
        ("2 hurt in harbour fire", "3 hurt in harbour fire", "number"),
        ("Two hurt in harbour fire", "Three hurt in harbour fire", "number"),
        ("2 hurt in harbour fire", "twenty-three hurt in harbour fire", "number"),
        ("34 hurt in harbour fire", "31 hurt in harbour fire", "number"),
        ("2 hurt in harbour fire", "2 dead in harbour fire", "wording"),
        ("2 hurt in harbour fire", "UpdatedThree hurt in harbour fire – video", "number"),
        ("2 hurt in harbour fire", "UpdatedBlaze hurts 3 – video", "wording"),
    ],
)
def test_the_kind_of_an_edit_is_the_first_that_is_true(
    was: str, now: str, kind: str | None
) -> None:
    sides = [(title, *split_labels(plain(title))) for title in (was, now)]
    assert revision_kind(*sides[0], *sides[1]) == kind
    assert revision_kind(*sides[1], *sides[0]) == kind


def test_a_badge_beside_an_unchanged_title_is_a_revision() -> None:
    title = "Large fire in harbour"
    assert revision_kind(title, title, (), title, title, ("updated",)) == "badge"
