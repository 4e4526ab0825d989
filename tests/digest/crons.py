"""Cron expressions for tests, read as the configuration reads them."""

from __future__ import annotations

import json
from pathlib import Path

from ticker.config import load_text
from ticker.model import Cron


def cron(text: str) -> Cron:
    """The value of an expression."""
    config = f'[[digests]]\nname = "d"\nat = {json.dumps(text)}\nto = "-"\n'
    read = load_text(config, Path("/newsroom/config.toml"), {}).digests[0].at
    assert read is not None
    return read
