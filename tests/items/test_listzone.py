"""The zone of a list's clocks: configured, proved by the page, or a guess that says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ticker.items import explain_times, normalise
from ticker.items.homes import homes, language_at
from ticker.items.listzone import ListZone, list_zone
from ticker.items.scene import Evidence
from ticker.model import Document, ParsedItem, Source

NINE = datetime(2025, 7, 10, 6, 0, tzinfo=UTC)  # 09:00 in Kyiv
NEW_YORK = ZoneInfo("America/New_York")


def zone_of(
    rows: list[Evidence],
    *,
    configured: str | None = None,
    domain: str = "news.example",
    languages: tuple[str, ...] = (),
    at: datetime | None = NINE,
) -> ListZone:
    return list_zone(
        rows,
        configured=configured,
        fallback=NEW_YORK,
        domain=domain,
        languages=languages,
        fetched_at=at,
    )


def rows_in(hours: int, *, suffix: str = "Z", count: int = 4) -> list[Evidence]:
    """Rows whose clocks are so many hours east of UTC beside machine times."""
    found = []
    for number in range(count):
        at = datetime(2025, 7, 10, 5, 54, tzinfo=UTC) - timedelta(minutes=17 * number)
        clock = at + timedelta(hours=hours)
        written = at if suffix == "Z" else clock
        found.append(Evidence(f"{clock:%H:%M}", f"{written:%Y-%m-%dT%H:%M:%S}{suffix}"))
    return found


def test_what_is_configured_is_not_asked_of_the_page() -> None:
    found = zone_of(rows_in(9), configured="Europe/Kyiv")
    assert (str(found.zone), found.guessed) == ("Europe/Kyiv", False)


def test_instants_in_utc_beside_local_clocks_prove_an_offset() -> None:
    found = zone_of(rows_in(3), domain="news.ua")
    assert (str(found.zone), found.guessed, found.suggested) == (
        "Europe/Kyiv",
        False,
        "Europe/Kyiv",
    )
    assert "UTC+03:00" in found.why
    abroad = zone_of(rows_in(3), domain="news.jp")
    assert (abroad.zone.utcoffset(NINE), abroad.guessed) == (timedelta(hours=3), False)
    assert abroad.suggested is None


def test_an_offset_that_is_written_needs_two_rows_and_one_in_utc_three() -> None:
    assert not zone_of(rows_in(3, suffix="+03:00", count=2)).guessed
    assert zone_of(rows_in(3, suffix="+03:00", count=1)).guessed
    assert zone_of(rows_in(3, count=2)).guessed
    assert not zone_of(rows_in(3, count=3)).guessed


def test_a_z_whose_digits_are_the_clock_proves_nothing() -> None:
    assert zone_of(rows_in(0)).guessed


def test_rows_that_disagree_prove_nothing_but_one_changed_row_does_no_harm() -> None:
    assert zone_of([*rows_in(3), *rows_in(2)[:3], *rows_in(5)[:2]]).guessed
    changed = Evidence("04:11", "2025-07-10T05:01:00Z")
    assert not zone_of([*rows_in(3, count=6), changed]).guessed


def test_a_zone_is_named_that_fits_before_and_after_the_clocks_change() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    rows = []
    for day in (25, 26, 27):  # clocks go back on 26 October 2025
        at = datetime(2025, 10, day, 12, 7, tzinfo=UTC)
        rows += [Evidence(f"{at.astimezone(kyiv):%H:%M}", f"{at:%Y-%m-%dT%H:%M:%SZ}")] * 2
    found = zone_of(rows, domain="news.ua")
    assert (str(found.zone), found.guessed) == ("Europe/Kyiv", False)


@pytest.mark.parametrize(
    ("domain", "languages", "first"),
    [
        ("news.com.ua", (), "Europe/Kyiv"),
        ("news.example", ("uk",), "Europe/Kyiv"),
        ("news.example", ("de-AT",), "Europe/Vienna"),
        ("news.co.uk", ("en",), "Europe/London"),
        ("news.example", ("en-GB",), "Europe/London"),
        ("news.example", ("en",), "America/New_York"),
        ("news.com.au", ("en",), "Australia/Sydney"),
        ("news.example", (), None),
    ],
)
def test_homes_are_guessed_by_country_and_language(
    domain: str, languages: tuple[str, ...], first: str | None
) -> None:
    assert next(iter(homes(domain, *languages)), None) == first


def test_every_home_is_a_zone_of_the_database() -> None:
    for country in ("ua", "ru", "us", "br", "ca", "au", "mx", "id", "uk", "de", "zz"):
        for name in homes(f"news.{country}", "en", "pt-BR", "zh"):
            ZoneInfo(name)


def test_a_suggested_zone_is_one_in_which_the_newest_row_is_of_the_past() -> None:
    """Fetched at 06:00Z: 08:54 is yet to come in London, and six minutes ago in Kyiv."""
    rows = [Evidence("08:54"), Evidence("08:20")]
    found = zone_of(rows, domain="news.example", languages=("uk",))
    assert (found.guessed, found.suggested) == (True, "Europe/Kyiv")
    assert zone_of(rows, domain="news.example", languages=("en-GB",)).suggested != "Europe/London"


def test_a_country_speaks_for_its_language() -> None:
    assert language_at("www.news.com.ua") == "uk"
    assert language_at("news.hr") == "hr"
    assert language_at("news.at") == "de"
    assert language_at("news.example") is None


def listed(rows: list[Evidence], language: str | None = None) -> Document:
    items = tuple(
        ParsedItem(
            position=number,
            title=f"Council meets for the {number}th time",
            published_text=row.published_text,
            machine_text=row.machine_text,
            heading_text=row.heading_text,
        )
        for number, row in enumerate(rows, 1)
    )
    return Document(kind="list", format="html", items=items, language=language)


def test_a_list_is_explained_as_it_is_dated() -> None:
    document = listed([*rows_in(3), Evidence("23:50")])
    source = Source("kyiv", "https://news.ua/list")
    said = explain_times(document, source, address=None, fetched_at=NINE, zone=UTC)
    items = normalise(document, source, address=None, fetched_at=NINE, zone=UTC)
    assert [row.claim for row in said.rows] == [item.claim for item in items]
    assert str(said.zone.zone) == "Europe/Kyiv"
    assert said.rows[-1].why.startswith("a bare clock")
    assert not any(item.claim.zone_guessed for item in items)


def test_a_page_s_language_and_its_country_s_settle_contested_words() -> None:
    rows = [Evidence("08:54", heading_text="10. listopada 2024.")]
    for address, language, month in (
        ("https://vijesti.hr/", None, 10),
        ("https://vijesti.hr/", "en", 10),
        ("https://news.example/", "hr-HR", 10),
        ("https://wiesci.pl/", None, 11),
    ):
        source = Source("list", address, zone="Europe/Zagreb")
        (item,) = normalise(
            listed(rows, language), source, address=address, fetched_at=NINE, zone=UTC
        )
        assert item.claim.at is not None
        assert item.claim.at.month == month
