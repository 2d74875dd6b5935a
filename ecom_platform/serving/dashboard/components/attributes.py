"""Attributes of elements that Python cannot spell as arguments."""

from typing import Any


def labelled(label: str) -> dict[str, Any]:
    """A name for those who do not see the element."""
    return {"aria-label": label}


def acting(action: str, name: str = "") -> dict[str, Any]:
    """What the script does when it is pressed, and to what."""
    return {"data-action": action, "data-name": name}
