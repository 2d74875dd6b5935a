"""HTML attributes with a hyphen, which Python cannot write as keyword arguments."""

from typing import Any


def aria_label(label: str) -> dict[str, Any]:
    """The attribute that screen readers read aloud in place of the element.

    Example:
        >>> aria_label("Filters")
        {'aria-label': 'Filters'}
    """
    return {"aria-label": label}


def script_action(action: str, name: str = "") -> dict[str, Any]:
    """The attributes that tell `static/dashboard.js` what a click on the element does.

    Args:
        action: what to do: `theme` or `png`.
        name: which card it acts on, where the action needs one.
    """
    return {"data-action": action, "data-name": name}
