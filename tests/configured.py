"""A whole configuration for tests, and how it is read and refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ticker.config import load_text
from ticker.errors import ConfigError
from ticker.model import Config

HERE = Path("/newsroom/config.toml")

WHOLE = """
[ticker]
database = "sqlite:///data/wire.db"
zone = "Europe/Kyiv"
captures = "evidence"

[poll]
interval = "10m"
min = "2m"
max = "2h"
concurrency = 8
per_host = 2
spacing = "0.5s"
timeout = "15s"
max_body = "2MB"
allow_private = ["127.0.0.1:8800"]
contact = "desk@example.org"

[[sources]]
name = "one"
url = "https://one.example/rss"

[[sources]]
name = "two.list_2-b"
url = "https://two.example/news/"
kind = "list"
zone = "America/St_Johns"
tags = ["Ukraine", "air  raid", "ukraine"]
language = "pt_BR"
interval = "auto"
item = "li"
time = "time"
title = "a"
link = "a"
badge = ".badge"
heading = "h3"
allow_private = ["[::1]:80"]

[[rules]]
tag = "Kyiv"
match = "Kyiv|Київ"

[[rules]]
tag = "sport"
match = "/sport/"
field = "url"

[backup]
folder = "backups"
at = "4:15"
keep = 3

[[digests]]
name = "morning"
at = "0 8 * * mon-fri"
window = "P1D/"
tags = ["Ukraine"]
sources = ["one"]
format = "text"
to = "digests/{name}-{date}.txt"

[web]
"""


def read(text: str, environ: Mapping[str, str] | None = None) -> Config:
    return load_text(text, HERE, environ or {})


def source(keys: str) -> str:
    return f'[[sources]]\nname = "s"\nurl = "https://s.example/rss"\n{keys}\n'


def complaint(text: str, environ: Mapping[str, str] | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(text, environ)
    assert caught.value.exit_status == 2
    assert caught.value.where is not None
    return caught.value
