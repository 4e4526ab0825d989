"""Rules: what they would match in the record, and the record tagged by them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import click

from ticker.cli.given import Given, Group
from ticker.cli.printing import write_json, write_lines

DAYS = 14
"""Days that are shown, the newest first."""
_BAR = 30


@click.group("rules", cls=Group)
def rules_command() -> None:
    """The rules that turn headlines into tags: tried on the record, and applied to it.

    What is polled is tagged as it comes. A rule that is new or changed says nothing of what is
    stored already until it is applied: docs/rules.md.
    """


@rules_command.command("test")
@click.argument("tags", metavar="[RULE]...", nargs=-1)
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "json")),
    metavar="FORMAT",
    help="text or json.",
    default="text",
    show_default=True,
)
@click.pass_obj
def test_command(given: Given, /, tags: tuple[str, ...], shape: str) -> None:
    """What a rule would match in the stored history. Nothing is written.

    RULE is the tag that it gives; without one, all are tried. Every wording counts, past ones too:
    an edit earns a tag and never loses one. Days are yours, of when the items were published.

    \b
    Examples:
      ticker rules test kyiv
      ticker rules test --format json
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.config import fold_tag
    from ticker.ruling import judge, tags_of
    from ticker.store import Store

    with Ticker.open(config_of(given)) as ticker:
        rules = ticker.config.rules
        asked = tags_of(rules, [fold_tag(tag) for tag in tags])
        with (
            Store.open(ticker.config.database, now=ticker.clock()) as store,
            _bar("looking through the record") as progress,
        ):
            found = judge(store, rules, asked, ticker.zone, progress)
    if not found:
        click.echo("no rules: write [[rules]] in config.toml", err=True)
    if shape == "json":
        write_json([_ruling_json(ruling) for ruling in found])
    else:
        write_lines(line for ruling in found for line in _told(ruling))


@rules_command.command("apply")
@click.argument("tags", metavar="[RULE]...", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Only say what would be tagged.")
@click.pass_obj
def apply_command(given: Given, /, tags: tuple[str, ...], dry_run: bool) -> None:
    """Tag the stored history by the rules as they are now.

    Items that a rule matches get its tag; those that have it from a rule, and that no rule matches
    any more, lose it. Without RULE that is done for all tags, also for those whose rules are gone.
    Tags of sources, feeds and users are left alone.

    The daemon may run meanwhile: writes are small, and wait for each other. Cut off, it goes on
    where it was when it is called again.

    \b
    Examples:
      ticker rules apply
      ticker rules apply kyiv --dry-run
    """
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.config import fold_tag
    from ticker.ruling import apply, changed_tags, done_in_words, in_words, judge, settled, tags_of
    from ticker.store import Store

    with Ticker.open(config_of(given)) as ticker:
        rules = ticker.config.rules
        named = [fold_tag(tag) for tag in tags]
        with Store.beside(ticker.config.database, ticker.clock()) as store:
            asked = tags_of(rules, named)
            if not named:
                asked = tuple(dict.fromkeys((*asked, *changed_tags(store, rules))))
            with _bar("looking through the record") as progress:
                found = judge(store, rules, asked, ticker.zone, progress)
            for ruling in found:
                words = f"would {in_words(ruling)}" if dry_run else done_in_words(ruling)
                click.echo(f"{ruling.tag}: {words}")
                if not dry_run:
                    with _bar(f"tagging {ruling.tag}") as progress:
                        apply(store, ruling, progress)
            if not dry_run:
                store.settle_rules(settled(rules, asked))
    if not found:
        click.echo("no rules: write [[rules]] in config.toml", err=True)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, moved by shares."""
    from ticker.cli.terminal import progress

    with progress(what, 100) as step:
        done = 0

        def move(share: float) -> None:
            nonlocal done
            while done < min(100, int(share * 100)):
                done += 1
                step(None)

        yield move


def _told(ruling: Any) -> Iterator[tuple[tuple[str, str], ...]]:
    """A ruling for people: how many, what would change, by day, and some of them."""
    from ticker.ruling import in_words

    number = len(ruling.items)
    yield (
        (ruling.tag, "bold"),
        (f": {number:,} item{'' if number == 1 else 's'}", ""),
        (f"; {ruling.tagged:,} tagged now, apply would {in_words(ruling)}", "dim"),
    )
    most = max(ruling.days.values(), default=1)
    for day, count in islice(ruling.days.items(), DAYS):
        bar = "#" * max(1, round(_BAR * count / most))
        yield ((f"  {day}  {count:>7,}  ", ""), (bar, "cyan"))
    if len(ruling.days) > DAYS:
        yield ((f"  and {len(ruling.days) - DAYS:,} days before", "dim"),)
    for sample in ruling.samples:
        yield ((f"  {sample.item_id:>7}  ", "cyan"), (sample.headline, ""))


def _ruling_json(ruling: Any) -> dict[str, Any]:
    return {
        "tag": ruling.tag,
        "items": len(ruling.items),
        "tagged": ruling.tagged,
        "missing": len(ruling.missing),
        "stale": len(ruling.stale),
        "days": {str(day): count for day, count in ruling.days.items()},
        "samples": [
            {"id": sample.item_id, "headline": sample.headline} for sample in ruling.samples
        ],
    }
