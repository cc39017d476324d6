"""Colours are told apart by whoever looks, and names from the data are never markup."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dashboards.colours import CHANNELS, OWN_CHANNELS
from dashboards.theme import MISSING, Theme, change, counted, shared

THEME = Theme("EUR")
# What is left of linear RGB without red cones, without green cones (Machado et al. 2009, table 1).
_SIGHT = {
    "all colours": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
# sRGB to XYZ of its white (IEC 61966-2-1).
_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])
# A difference of 2.3 in CIE L*a*b* is just noticed side by side; as areas of a chart, 10 is plain.
PLAIN, FAR = 9, 18
COMMON = [
    "Paid Search", "Paid Social", "Display", "Cross-network", "Organic Search", "Organic Social",
    "Email", "Partners", "Referral", "Events",
]  # fmt: skip


def _lab(colour: str, sight: str) -> np.ndarray:
    encoded = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(_SIGHT[sight] @ linear, 0, 1)
    part = _XYZ @ seen / _WHITE
    root = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def _apart(one: str, other: str) -> float:
    """How far two colours are apart for whoever tells them apart worst."""
    return min(float(np.linalg.norm(_lab(one, s) - _lab(other, s))) for s in _SIGHT)


def test_every_channel_there_is_has_a_colour_of_its_own() -> None:
    rules = Path(__file__).resolve().parents[2] / "seeds" / "channels.csv"
    known = [line.split(",")[0] for line in rules.read_text().splitlines()[1:]]
    assert set(known) <= CHANNELS.keys()
    assert len(set(CHANNELS.values())) == len(CHANNELS)


def test_no_two_channels_look_alike_to_the_colour_blind() -> None:
    coloured = [colour for colour in CHANNELS.values() if not _is_grey(colour)]
    close = [
        (one, other, _apart(one, other))
        for number, one in enumerate(coloured)
        for other in coloured[number + 1 :]
        if _apart(one, other) < PLAIN
    ]
    assert not close


def test_a_channel_of_ones_own_looks_like_no_other_to_the_colour_blind() -> None:
    assert not set(OWN_CHANNELS) & set(CHANNELS.values())
    others = [*CHANNELS.values(), *OWN_CHANNELS]
    close = [
        (own, other)
        for own in OWN_CHANNELS
        for other in others
        if own != other and _apart(own, other) < PLAIN
    ]
    assert not close


def test_neighbours_and_the_most_common_channels_are_far_apart_for_the_colour_blind() -> None:
    coloured = [colour for colour in CHANNELS.values() if not _is_grey(colour)]
    common = [CHANNELS[channel] for channel in COMMON]
    pairs = [*pairwise(coloured), *((a, b) for a in common for b in common if a < b)]
    assert min(_apart(one, other) for one, other in pairs) > FAR


def _is_grey(colour: str) -> bool:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return max(red, green, blue) - min(red, green, blue) < 32


def test_a_channel_keeps_its_colour_whatever_stands_beside_it() -> None:
    own = THEME.colour("Our own channel")
    assert own in OWN_CHANNELS
    assert own == Theme("USD").colour("Our own channel")
    assert THEME.colour("Email") == CHANNELS["Email"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("<b>Brand</b> & more", "&lt;b&gt;Brand&lt;/b&gt; &amp; more"),
        ("two\nlines", "two lines"),
        ("🎉 Launch", "🎉 Launch"),
        ("a campaign with quite a long name indeed", "a campaign with quite a long…"),
    ],
)
def test_a_name_is_a_label_and_never_markup(name: str, label: str) -> None:
    assert THEME.text(name) == label


def test_amounts_and_counts_are_written_one_way() -> None:
    assert THEME.money(1_021_062.87) == "€1,021,063"
    assert THEME.money(-63.4, 2) == "-€63.40"
    assert THEME.money(-0.3) == "€0"
    assert THEME.money(None) == THEME.money(float("nan")) == MISSING
    assert Theme("SEK").money(5) == "SEK 5"
    assert (shared(121.0), shared(26.39)) == ("121", "26.4")
    assert (counted(1.0, "customer"), counted(2.5, "customer")) == ("1 customer", "2.5 customers")


def test_a_change_is_against_something() -> None:
    assert change(150, 100) == "+50 %"
    assert change(-50, -100) == "+50 %"
    assert change(150, 0) is None
    assert change(150, None) is None
    assert change(float("nan"), 100) is None


def test_cells_are_legible_however_dark() -> None:
    assert THEME.shade(None, 10) == THEME.shade(0.0, 10) == THEME.shade(1.0, 0) == ""
    assert THEME.shade(10.0, 10) == "background-color: rgb(0, 91, 143); color: white"
    assert THEME.shade(1.0, 10).endswith("color: black")
