"""The filters of `items`, shared by whatever asks about items."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, get_args

import click
from click.shell_completion import CompletionItem

from ticker.cli.given import Given
from ticker.errors import UsageError

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_SETS = ("tags", "any_tags", "not_tags", "sources", "languages", "labels")


class OneOf(click.ParamType[str]):
    """A word of one of the closed lists of `model`, which is imported only to look (start-up)."""

    def __init__(self, name: str, words: Callable[[], Collection[str]]) -> None:
        self.name = name
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return self.name.upper()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        words = self.words()
        if value in words:
            return str(value)
        from ticker.config import nearest

        near = nearest(str(value), words)
        meant = f"did you mean {near!r}?" if near else f"there are {', '.join(words)}."
        return self.fail(f"{value!r} is none; {meant}", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(word) for word in self.words() if word.startswith(incomplete)]


def _kinds() -> Collection[str]:
    from ticker.model import ChangeKind

    return get_args(ChangeKind)


def _states() -> Collection[str]:
    from ticker.model import ItemState

    return get_args(ItemState)


def _bases() -> Collection[str]:
    from ticker.model import BASES

    return BASES


def _labels() -> Collection[str]:
    from ticker.model import LABELS

    return LABELS


def source_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Completes the names of configured sources; a shell is told nothing of what goes wrong."""
    from ticker.cli.configured import config_of
    from ticker.errors import TickerError

    said = ctx.find_root().params
    given = Given(config=said.get("config"), database=said.get("database"))
    try:
        sources = config_of(given).sources
    except TickerError:
        return []
    return [CompletionItem(s.name) for s in sources if s.name.startswith(incomplete)]


def windowed(function: Decorated) -> Decorated:
    """When: the options that name a window of time."""
    return _all(
        function,
        _single("--since", "WHEN", "From then on: 2025-07-10T06:00Z, 2h, today."),
        _single("--until", "WHEN", "Before then."),
        _single("--within", "INTERVAL", "2025-07-10T06/09, or P1D/ (the last day)."),
        _single("--day", "DAY", "A day of yours: 2025-07-10, yesterday."),
    )


def from_sources(function: Decorated) -> Decorated:
    """Where: `--source`, any number of times."""
    return click.option(
        "--source",
        "sources",
        metavar="NAME",
        multiple=True,
        shell_complete=source_names,
        help="From this source; repeat it for any of several.",
    )(function)


def of_kinds(function: Decorated) -> Decorated:
    """What happened: `--kind`, any number of times."""
    return click.option(
        "--kind",
        "kinds",
        type=OneOf("kind", _kinds),
        multiple=True,
        help="Of this kind: new, revised, retimed, delisted, returned, source_failed, "
        "source_silent, source_recovered, gap or bulk_change; repeat it for any of several.",
    )(function)


def described(function: Decorated) -> Decorated:
    """Which: what an item is."""
    told = "How the time is known: stated, stated-naive, url-date, heading, clock, relative or"
    words = "So labelled: updated, breaking, video, photo, live, opinion and so on."
    return _all(
        function,
        _repeated("--tag", "tags", "TAG", "With all of these tags."),
        _repeated("--any-tag", "any_tags", "TAG", "With at least one of these tags."),
        _repeated("--not-tag", "not_tags", "TAG", "With none of these tags."),
        from_sources,
        _repeated("--lang", "languages", "LANG", "In this language, such as en."),
        click.option("--label", "labels", type=OneOf("label", _labels), multiple=True, help=words),
        _single("--text", "WORDS", "With these words in the headline, or a past one."),
        click.option(
            "--state", type=OneOf("state", _states), help="listed, scrolled_off or delisted."
        ),
        click.option("--basis", type=OneOf("basis", _bases), help=f"{told} first-seen."),
    )


def filtered(function: Decorated) -> Decorated:
    """Which: the filters of `items`."""
    return _all(
        function,
        described,
        _single("--changed-since", "WHEN", "New, edited, retimed or gone since then."),
        _single("--as-of", "WHEN", "What was listed then, in the wording of then."),
    )


def _single(flag: str, metavar: str, words: str) -> Callable[[Decorated], Decorated]:
    return click.option(flag, metavar=metavar, help=words)


def _repeated(flag: str, field: str, metavar: str, words: str) -> Callable[[Decorated], Decorated]:
    return click.option(flag, field, metavar=metavar, multiple=True, help=words)


def _all(function: Decorated, *options: Callable[[Decorated], Decorated]) -> Decorated:
    for option in reversed(options):
        function = option(function)
    return function


FIELDS = {
    "since": "--since",
    "until": "--until",
    "within": "--within",
    "day": "--day",
    "tags": "--tag",
    "any_tags": "--any-tag",
    "not_tags": "--not-tag",
    "sources": "--source",
    "languages": "--lang",
    "text": "--text",
    "changed_since": "--changed-since",
    "as_of": "--as-of",
    "limit": "--limit",
    "run": "--run",
}
"""What the fields of a `Query` are called here."""


@contextmanager
def named_by_option() -> Iterator[None]:
    """An error about a field of a question names the option that it came from."""
    try:
        yield
    except UsageError as error:
        if error.where not in FIELDS:
            raise
        raise UsageError(error.message, where=FIELDS[error.where], hint=error.hint) from None


def question(asked: Mapping[str, Any]) -> Any:
    """The `Query` that the options ask. A limit of 0 is none."""
    from ticker.model import Query

    sets = {name: frozenset(asked[name]) for name in _SETS if name in asked}
    limit = {"limit": asked["limit"] or None} if "limit" in asked else {}
    return Query(**{**asked, **sets, **limit})
