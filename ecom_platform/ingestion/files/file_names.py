"""File names as readable text that is the same for no two files."""

import os
import unicodedata

_UNREADABLE = {"Cc", "Cs", "Zl", "Zp"}  # control characters, single bytes, line separators


def readable_name(name: str) -> str:
    r"""The name with an escape for each character that no page, table or terminal can show.

    A byte that is not UTF-8 becomes such as `\xff`, a newline `\n`, and a backslash is doubled, so
    that different names stay different.

    >>> readable_name("Müller [1].csv")
    'Müller [1].csv'
    >>> readable_name("a\nb.csv")
    'a\\nb.csv'
    """
    return "".join(map(_readable_character, name))


def _readable_character(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if unicodedata.category(character) not in _UNREADABLE:
        return character
    if "\udc80" <= character <= "\udcff":  # how Python holds a byte that is not UTF-8
        return f"\\x{os.fsencode(character)[0]:02x}"
    return character.encode("unicode_escape").decode("ascii")
