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
keep_query = ["source"]

[[rules]]
tag = "Kyiv"
match = "Kyiv|Київ"

[[rules]]
tag = "sport"
match = "/sport/"
field = "url"
any = ["Ferry|паром", 'summary:/[0-9]+ hurt/']
all = ["label:breaking"]
none = ["drill"]

[backup]
folder = "backups"
at = "4:15"
keep = 3

[retention]
captures = "26w"

[[digests]]
name = "morning"
at = "0 8 * * mon-fri"
window = "P1D/"
tags = ["Ukraine"]
sources = ["one"]
group = "tag"
format = "text"
lines = 80
to = "https://digests.example/t"
secret = "${HOOK_SECRET}"

[web]
listen = "[::1]:8080"
token = "a-token-for-the-desk"
cors = ["https://desk.example"]

[[alerts]]
name = "desk"
to = ["https://hooks.example/t", "mailto:desk@example.org"]
command = ["page", "wire"]
secret = "${HOOK_SECRET}"
on = ["new", "revised"]
on_sources = ["silent"]
edits = ["number"]
tags = ["Ukraine"]
any_tags = ["kyiv"]
not_tags = ["sport"]
sources = ["one"]
labels = ["breaking"]
match = "Kyiv|Київ"
field = "summary"
all = ["raid"]
any = ["drone*"]
none = ["drill"]
limit = "10/h"

[mail]
server = "smtp.example.org:2525"
security = "starttls"
user = "desk"
password = "${SMTP_PASSWORD}"
from = "ticker@example.org"

[metrics]
"""

SECRETS = {"HOOK_SECRET": "secret of the hook", "SMTP_PASSWORD": "secret of the mail"}
"""What `WHOLE` takes from the environment."""


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
