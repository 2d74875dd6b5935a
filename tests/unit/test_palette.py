"""Shared colours: no two names of the palette are one colour, and the band is that of expected."""

from ecom_platform import palette

DISTINCT = (
    palette.BLUE,
    palette.ORANGE,
    palette.VERMILION,
    palette.GREEN,
    palette.SKY,
    palette.YELLOW,
    palette.PURPLE,
)


def test_all_colours_differ() -> None:
    assert len(set(DISTINCT)) == len(DISTINCT)


def test_the_band_has_the_colour_of_what_is_expected() -> None:
    red, green, blue = (int(palette.EXPECTED[i : i + 2], 16) for i in (1, 3, 5))
    assert palette.BAND.startswith(f"rgba({red}, {green}, {blue}, ")
