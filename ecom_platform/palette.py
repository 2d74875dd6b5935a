"""Colours that charts of every layer share: one colour means one thing.

The colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart. What a
colour means on the pages of the dashboard belongs in `serving/dashboard/figures/figure_style.py`.
"""

BLUE, ORANGE, VERMILION = "#0072B2", "#E69F00", "#D55E00"
GREEN, SKY, YELLOW, PURPLE = "#009E73", "#56B4E9", "#F0E442", "#CC79A7"

ACTUAL, EXPECTED, FLAGGED = BLUE, ORANGE, VERMILION
BAND = "rgba(230, 159, 0, 0.25)"  # of `EXPECTED`
