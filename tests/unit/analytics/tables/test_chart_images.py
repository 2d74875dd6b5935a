"""Drawing a figure: what the browser is given, and that its failures are one kind of error."""

from typing import Any

import kaleido
import pytest
from choreographer import errors

from ecom_platform.analytics.tables.chart_images import as_png
from ecom_platform.errors import AnalyticsError

FIGURE = {"data": [{"x": ["a", "b"], "y": [1.0, float("nan")]}], "layout": {}}


def test_what_json_does_not_know_is_given_as_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def draw(figure: Any, opts: Any) -> bytes:
        given.append(figure)
        return b"png"

    monkeypatch.setattr(kaleido, "calc_fig_sync", draw)
    assert as_png(FIGURE) == b"png"
    assert given == [{"data": [{"x": ["a", "b"], "y": [1.0, None]}], "layout": {}}]


@pytest.mark.parametrize("failure", [OSError("pipe closed"), TimeoutError(), KeyError("result")])
def test_a_browser_that_fails_is_an_error_of_ours(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def draw(figure: Any, opts: Any) -> bytes:
        raise failure

    monkeypatch.setattr(kaleido, "calc_fig_sync", draw)
    with pytest.raises(AnalyticsError, match="There is no picture: the browser failed"):
        as_png(FIGURE)


def test_a_machine_without_a_browser_gets_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def draw(figure: Any, opts: Any) -> bytes:
        raise errors.ChromeNotFoundError

    monkeypatch.setattr(kaleido, "calc_fig_sync", draw)
    with pytest.raises(AnalyticsError, match="Install one, or turn pictures off"):
        as_png(FIGURE)
