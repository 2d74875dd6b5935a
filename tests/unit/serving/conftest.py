"""A small platform of its own per test."""

from pathlib import Path

import pytest

from tests.support.platform.small_platform import SmallPlatform


@pytest.fixture
def platform(tmp_path: Path) -> SmallPlatform:
    """A platform with one delivered file and nothing built."""
    return SmallPlatform(tmp_path)
