"""One invented morning, 10 July 2025 from 08:40 to 11:40 in Kyiv's time. No such towns or people.

Four sources in two languages, with all that makes a record of news hard: clocks without a day and
midnight among them, edits, a number that grows, a badge glued to a headline, a daily series that
looks like an edit, a headline taken down, an outage, one story in three places.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ticker.demo.newsroom import Paper, Story

ZONE = "Europe/Kyiv"
_KYIV = ZoneInfo(ZONE)


def _at(clock: str, day: int = 10) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2025, 7, day, hour, minute, tzinfo=_KYIV)


OPENS_AT = _at("08:40")
CLOSES_AT = _at("11:40")


def _story(
    address: str,
    clock: str,
    headline: str,
    *edits: tuple[str, str],
    day: int = 10,
    gone: str | None = None,
    dated: bool = True,
) -> Story:
    """A story; `edits` are its further wordings, each with its clock."""
    later = ((_at(when), words) for when, words in edits)
    return Story(
        address=address,
        wordings=((_at(clock, day), headline), *later),
        gone_at=_at(gone) if gone else None,
        dated=dated,
    )


_TODAY = "https://zorehrad.example/eng/news/"
_DERAILED = "Tram derails on Linden Street: at least"

_ENGLISH = Paper(
    name="zorehrad-eng",
    title="Zorehrad Today",
    path="/eng/news/",
    form="page",
    language="en",
    zone=ZONE,
    every="10m",
    rows=10,
    tags=("zorehrad",),
    stories=(
        _story(f"{_TODAY}48098/", "22:30", "Storm closes the bridge over the Tykha", day=9),
        _story(f"{_TODAY}48101/", "23:47", "Power is back in the Old Harbour", day=9),
        _story(f"{_TODAY}48104/", "02:08", "Two fishermen brought ashore off Grey Island"),
        _story(
            f"{_TODAY}48109/",
            "06:12",
            "Water company knew of the leak since May, engineer says",
            gone="10:44",
        ),
        _story(f"{_TODAY}48112/", "07:20", "Old Harbour market opens an hour late"),
        _story(
            f"{_TODAY}48115/",
            "07:58",
            "Council to raise the bridge toll in autumn",
            ("10:03", "Council denies it will raise the bridge toll in autumn"),
        ),
        _story(f"{_TODAY}48118/", "08:31", "Night ferries sail again after the storm – photo"),
        _story(
            f"{_TODAY}48121/",
            "08:54",
            f"{_DERAILED} 3 hurt",
            ("09:26", f"{_DERAILED} 5 hurt"),
            ("10:26", f"Updated{_DERAILED} 5 hurt"),
        ),
        _story(f"{_TODAY}48124/", "09:36", "Mayor: every tram on line 4 to be checked today"),
        _story(f"{_TODAY}48129/", "10:17", "Linden Street is open to traffic again"),
        _story(f"{_TODAY}48133/", "11:05", "Trams on line 4 to run again from noon"),
    ),
)

_SHOHODNI = "https://zorehrad.example/news/"

_UKRAINIAN = Paper(
    name="zorehrad-ukr",
    title="Зореград сьогодні",
    path="/rss",
    form="rss",
    language="uk",
    zone=ZONE,
    every="15m",
    rows=8,
    tags=("zorehrad",),
    stories=(
        _story(f"{_SHOHODNI}48101/", "23:41", "У Старій Гавані відновили світло", day=9),
        _story(f"{_SHOHODNI}48109/", "06:05", "Водоканал знав про витік ще з травня, каже інженер"),
        _story(f"{_SHOHODNI}48115/", "07:52", "Восени рада підвищить плату за проїзд мостом"),
        _story(f"{_SHOHODNI}48118/", "08:27", "Нічні пороми знову ходять після шторму"),
        _story(
            f"{_SHOHODNI}48121/",
            "09:02",
            "Трамвай зійшов з рейок: щонайменше троє постраждалих",
            ("10:14", "Трамвай зійшов з рейок: п’ятеро постраждалих"),
        ),
        _story(f"{_SHOHODNI}48124/", "09:44", "Мер: усі трамваї четвертого маршруту перевірять"),
        _story(f"{_SHOHODNI}48133/", "11:09", "Четвертий маршрут знову працюватиме з полудня"),
    ),
)

_GAUGE = "https://hidropost.example/tykha/"

_RIVER = Paper(
    name="tykha-gauge",
    title="Гідропост на Тихій",
    path="/tykha.atom",
    form="atom",
    language="uk",
    zone=ZONE,
    every="20m",
    rows=5,
    tags=("river",),
    stories=(
        _story(f"{_GAUGE}188", "09:05", "Рівень води в Тихій: 208 см, за добу +3 см", day=8),
        _story(f"{_GAUGE}189", "09:05", "Рівень води в Тихій: 212 см, за добу +4 см", day=9),
        _story(f"{_GAUGE}190", "09:05", "Рівень води в Тихій: 231 см, за добу +19 см"),
    ),
)

_WIRE = "https://ellery.example/wire/"

_AGENCY = Paper(
    name="ellery-wire",
    title="Ellery Wire",
    path="/wire.json",
    form="json",
    language="en",
    zone="Europe/London",
    every="5m",
    rows=6,
    tags=("agency",),
    stories=(
        _story(f"{_WIRE}501", "07:50", "Gale warning lifted for the northern approaches"),
        _story(f"{_WIRE}502", "08:02", "Lighthouse keeper, 71, to stay another winter"),
        _story(f"{_WIRE}503", "08:11", "Salt prices fall for a third week"),
        _story(f"{_WIRE}504", "08:20", "Bakers win their case over dawn deliveries"),
        _story(f"{_WIRE}505", "08:33", "Two more sailings a day to Grey Island"),
        _story(f"{_WIRE}506", "08:47", "Port Ellery orchestra names Ines Calloway conductor"),
        # The agency passes a neighbour's story on, under its own headline and without a time.
        _story(f"{_TODAY}48121/", "09:12", "Zorehrad: people hurt in tram accident", dated=False),
        _story(f"{_WIRE}508", "09:19", "Fog on the Ellery road, traffic at walking pace"),
        _story(f"{_WIRE}509", "09:43", "Grey Island school gets its bell back after 60 years"),
        _story(f"{_WIRE}510", "09:58", "Harbour master asks small boats to stay in"),
        _story(f"{_WIRE}511", "10:08", "Trawler aground off Grey Island, crew of 7 safe"),
        _story(f"{_WIRE}512", "10:21", "Tugs on their way to stranded trawler"),
        _story(f"{_WIRE}513", "10:34", "Trawler afloat again, towed to Port Ellery"),
        _story(f"{_WIRE}514", "10:41", "Fog lifts, all sailings on time"),
        _story(f"{_WIRE}515", "10:52", "Fish auction moved to noon"),
        _story(f"{_WIRE}516", "11:01", "Inquiry into grounding of trawler to open Friday"),
        _story(f"{_WIRE}517", "11:08", "Museum of salt reopens after repairs"),
        _story(f"{_WIRE}518", "11:31", "Trawler skipper praises lifeboat crew"),
    ),
    down=(_at("10:01"), _at("11:10")),
)

PAPERS = (_ENGLISH, _UKRAINIAN, _RIVER, _AGENCY)
"""What the demo polls."""

RULES = (("tram", "tram|трамва"), ("water", "water|ferr|trawler|sailing|вод|пором"))
"""Tags by rule, with what each matches: the demo's configuration has them."""
