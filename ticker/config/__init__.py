"""config.toml -> Config: finding, reading and editing one."""

from ticker.config.finding import find_config
from ticker.config.keys import INACTIVE, KEYS
from ticker.config.naming import address_name, free_name, is_language, is_name, title_name
from ticker.config.nearest import nearest, which_names
from ticker.config.reading import load, load_text
from ticker.config.section import fold_tag
from ticker.config.starter import starter
from ticker.config.text import read_text, shown
from ticker.config.units import duration_text, read_duration, read_size
from ticker.config.web import read_listen
from ticker.config.zones import country_zone, is_zone, machine_zone, read_zone

__all__ = [
    "INACTIVE",
    "KEYS",
    "address_name",
    "country_zone",
    "duration_text",
    "find_config",
    "fold_tag",
    "free_name",
    "is_language",
    "is_name",
    "is_zone",
    "load",
    "load_text",
    "machine_zone",
    "nearest",
    "read_duration",
    "read_listen",
    "read_size",
    "read_text",
    "read_zone",
    "shown",
    "starter",
    "title_name",
    "which_names",
]
