"""The words and regular expressions that people watch for, read into patterns of RE2.

`fold` makes texts alike that readers take for the same; `read_regex` and `read_forms` make a
`Term` that matches such text, or say in a `Fault` why they cannot.
"""

from ticker.patterns.folding import fold, fold_but_case, mark, odd_pattern
from ticker.patterns.forms import FIELDS, default_field, read_entry, split_field
from ticker.patterns.regex import read_regex
from ticker.patterns.term import MOST_CHARS, Fault, Field, Term

__all__ = [
    "FIELDS",
    "MOST_CHARS",
    "Fault",
    "Field",
    "Term",
    "default_field",
    "fold",
    "fold_but_case",
    "mark",
    "odd_pattern",
    "read_entry",
    "read_regex",
    "split_field",
]
