"""Alerts: what was sent and what was not, a message to try one, messages sent again."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from ticker.cli.given import MOST, Command, Given, Group
from ticker.cli.printing import emit, printed
from ticker.errors import UsageError

_STATES = ("waiting", "sent", "failed", "held", "told")


def alert_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Completes the names of configured alerts; a shell is told nothing of what goes wrong."""
    from ticker.cli.configured import config_of
    from ticker.errors import TickerError

    said = ctx.find_root().params
    given = Given(config=said.get("config"), database=said.get("database"))
    try:
        alerts = config_of(given).alerts
    except TickerError:
        return []
    return [CompletionItem(a.name) for a in alerts if a.name.startswith(incomplete)]


@click.group("alerts", cls=Group, invoke_without_command=True)
@click.option(
    "--name", metavar="NAME", shell_complete=alert_names, help="Only those of this alert."
)
@click.option("--failed", is_flag=True, help="Only those that were given up.")
@click.option(
    "--state",
    type=click.Choice(_STATES),
    metavar="STATE",
    help="waiting, sent, failed, held (for a summary) or told (by one).",
)
@click.option(
    "--limit",
    type=click.IntRange(0, MOST),
    metavar="N",
    default=50,
    show_default=True,
    help="At most so many; 0 is all.",
)
@printed
@click.pass_context
def alerts_command(
    ctx: click.Context, /, name: str | None, failed: bool, state: Any, **asked: Any
) -> None:
    """What alerts have sent, and what they could not: newest first.

    A message that nobody takes is sent again for a day, at growing intervals, then given up
    (failed): `alerts retry` sends it once more, under the same id. What a limit holds back is told
    by a summary. Alerts are sent by `ticker run`: docs/alerts.md.

    \b
    Examples:
      ticker alerts
      ticker alerts --failed --name desk
      ticker alerts test desk
      ticker alerts retry --failed
    """
    if ctx.invoked_subcommand is not None:
        return
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.cli.sheets import deliveries_sheet
    from ticker.store import Store

    if failed and state not in {None, "failed"}:
        raise UsageError(
            f"--failed and --state {state} ask for two states", hint="leave one of them out"
        )
    with Ticker.open(config_of(ctx.obj)) as ticker:
        with Store.open(ticker.config.database, now=ticker.clock()) as store:
            found = store.outbox.deliveries(
                alert=name, state="failed" if failed else state, limit=asked["limit"] or None
            )
        if name is not None and not found:
            _known(name, [alert.name for alert in ticker.config.alerts], ticker.config.path)
        emit(
            deliveries_sheet(found, ticker.zone, ticker.clock()),
            asked["shape"],
            "nothing was sent",
        )


@alerts_command.command("test", cls=Command)
@click.argument("name", metavar="NAME", shell_complete=alert_names)
@click.pass_obj
def test_command(given: Given, /, name: str) -> int:
    """Send a test message to every destination of an alert, now and from here.

    It is not recorded, and not sent again. Exit status 1 says that a destination did not take it.

    \b
    Examples:
      ticker alerts test desk
    """
    from ticker.alerting import send, test_notice
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.cli.main import tell_error
    from ticker.errors import DeliveryError

    status = 0
    with Ticker.open(config_of(given)) as ticker:
        alerts = {alert.name: alert for alert in ticker.config.alerts}
        _known(name, list(alerts), ticker.config.path)
        notice = test_notice(alerts[name], ticker.clock())
        for destination in alerts[name].to:
            try:
                sent = send(notice, destination, ticker.config.mail, ticker.zone)
            except DeliveryError as error:
                tell_error(str(error), error.hint)
                status = 1
            else:
                click.echo(f"{destination.shown}: taken ({sent.detail})")
    return status


@alerts_command.command("retry", cls=Command)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--failed", is_flag=True, help="All that were given up.")
@click.option(
    "--name", metavar="NAME", shell_complete=alert_names, help="With --failed: of this alert."
)
@click.pass_obj
def retry_command(given: Given, /, ids: tuple[str, ...], failed: bool, name: str | None) -> None:
    """Send messages again that were given up, under the ids that they had.

    The daemon sends them: at once where it runs, else when it starts. It tries for another day.

    \b
    Examples:
      ticker alerts retry desk:1234
      ticker alerts retry --failed
    """
    from ticker.alerting import GIVE_UP
    from ticker.api import Ticker
    from ticker.cli.configured import config_of
    from ticker.store import Store

    if bool(ids) == failed or (name is not None and not failed):
        raise UsageError(
            "name messages by their ids, or all of them with --failed",
            hint="`ticker alerts --failed` lists them",
        )
    with Ticker.open(config_of(given)) as ticker:
        now = ticker.clock()
        with Store.beside(ticker.config.database, now) as store:
            if failed:
                chosen = store.outbox.deliveries(alert=name, state="failed", limit=None)
                ids = tuple(one.id for one in chosen)
            elif wrong := store.outbox.not_failed(ids):
                raise UsageError(
                    f"no message {wrong[0]} was given up",
                    hint="`ticker alerts --failed` lists those that were",
                )
            number = store.outbox.retry(ids, now, now + GIVE_UP)
    click.echo(f"{number:,} message{'' if number == 1 else 's'} to be sent again by `ticker run`")


def _known(name: str, names: list[str], where: str | None) -> None:
    """Raise UsageError for an alert that is not configured."""
    from ticker.config import nearest

    if name in names:
        return
    close = nearest(name, names)
    if close:
        hint = f"did you mean {close}?"
    else:
        hint = f"configured are: {', '.join(names)}" if names else "write [[alerts]] in config.toml"
    raise UsageError(f"no alert named {name!r}", where=where, hint=hint)
