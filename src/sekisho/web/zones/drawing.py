"""Draws the zones: one box over the other, what may cross between them, and the devices.

One column is readable on a phone. Arrows between neighbours stand in the gap between their boxes,
those that pass over a zone in a lane at the right. Only figures and names come in; texts are cut to
fit by their width.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

WIDTH = 360
EDGE, LANE = 6, 104  # at both sides; for arrows that pass over a zone
ZONE, GAP = 66, 64  # heights of a zone's box and of what is between two
DEVICE, BETWEEN = 40, 8
_LETTER = 11.5  # width of a full-width letter at the size of a name
_SMALL = 9.2


@dataclass(frozen=True, slots=True)
class ZoneFigure:
    """A zone as it is drawn."""

    id: str
    label: str
    prefixes: int
    gateways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowFigure:
    """A permitted flow as it is drawn: `until` None for one without an end."""

    source: str
    destination: str
    special: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class DeviceFigure:
    """A device as it is drawn: tone and words of its newest proof."""

    name: str
    tone: str
    sign: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ZoneBox:
    """A zone's box with its texts."""

    y: int
    width: int
    label: str
    ranges: int
    gateways: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """All flows from one zone to another: how many, and the days left to the next that ends.

    `open` says that a device lets other packets cross; with no flows nothing may pass.
    """

    path: str
    head: str
    x: int
    y: int
    count: int
    special: int
    days: int | None
    open: bool
    pair: tuple[str, str]
    past: str = ""  # ↓ or ↑: it passes over a zone, and its words stand apart from it

    @property
    def anchor(self) -> str:
        """Which end of its words stands at (x, y)."""
        return "end" if self.past else "start"

    @property
    def tone(self) -> str:
        """Which colours it takes: bad, note for permitted, quiet for closed."""
        if self.open:
            return "bad"
        return "note" if self.count else "quiet"


@dataclass(frozen=True, slots=True)
class DeviceBox:
    """A device's box."""

    y: int
    name: str
    figure: DeviceFigure


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing."""

    zones: tuple[ZoneBox, ...]
    arrows: tuple[Arrow, ...]
    devices: tuple[DeviceBox, ...]
    height: int

    @property
    def box_width(self) -> int:
        """How wide a device's box is."""
        return WIDTH - 2 * EDGE


def draw(
    zones: Sequence[ZoneFigure],
    flows: Iterable[FlowFigure],
    devices: Sequence[DeviceFigure],
    crossings: Iterable[tuple[str, str]],
    today: date,
) -> Picture:
    """Return the drawing; `crossings` are pairs that some device leaves open."""
    lane = LANE if len(zones) > 2 else 0  # noqa: PLR2004  # only then something passes over a zone
    tops = {each.id: EDGE + at * (ZONE + GAP) for at, each in enumerate(zones)}
    width = WIDTH - 2 * EDGE - lane
    by_pair: dict[tuple[str, str], list[FlowFigure]] = {}
    for flow in flows:
        by_pair.setdefault((flow.source, flow.destination), []).append(flow)
    open_ = frozenset(crossings)
    arrows = tuple(
        _arrow(pair, by_pair.get(pair, []), tops, open_, today) for pair in _pairs(zones)
    )
    below = EDGE + len(zones) * (ZONE + GAP) - (GAP if zones else 0) + 18
    boxes = tuple(
        DeviceBox(below + at * (DEVICE + BETWEEN), fitting(each.name, WIDTH - 60, _LETTER), each)
        for at, each in enumerate(devices)
    )
    height = below + len(devices) * (DEVICE + BETWEEN) + EDGE
    return Picture(tuple(_zone(each, tops, width) for each in zones), arrows, boxes, height)


def _zone(zone: ZoneFigure, tops: Mapping[str, int], width: int) -> ZoneBox:
    gateways = fitting("、".join(zone.gateways), width - 16, _SMALL)
    label = fitting(zone.label, width - 16, _LETTER)
    return ZoneBox(tops[zone.id], width, label, zone.prefixes, gateways)


def _pairs(zones: Sequence[ZoneFigure]) -> Iterable[tuple[str, str]]:
    ids = [each.id for each in zones]
    return ((a, b) for a in ids for b in ids if a != b)


def _arrow(
    pair: tuple[str, str],
    flows: Sequence[FlowFigure],
    tops: Mapping[str, int],
    open_: frozenset[tuple[str, str]],
    today: date,
) -> Arrow:
    start, end = tops[pair[0]], tops[pair[1]]
    near = abs(start - end) <= ZONE + GAP
    path, head, x, y = _between(start, end) if near else _past(start, end)
    left = [(each.until - today).days for each in flows if each.until]
    return Arrow(
        path=path,
        head=head,
        x=x,
        y=y,
        count=len(flows),
        special=sum(each.special for each in flows),
        days=min(left) if left else None,
        open=pair in open_,
        pair=pair,
        past="" if near else ("↓" if start < end else "↑"),
    )


def _between(start: int, end: int) -> tuple[str, str, int, int]:
    """Return the arrow between neighbours: down at the left, up in the middle; words beside it."""
    down = start < end
    x = EDGE + (20 if down else 140)
    top = min(start, end) + ZONE
    first, last = (top + 4, top + GAP - 4) if down else (top + GAP - 4, top + 4)
    return f"M{x} {first}V{last}", _head(x, last, down=down), x + 10, top + GAP // 2


def _past(start: int, end: int) -> tuple[str, str, int, int]:
    """Return the arrow that passes over a zone, in the lane at the right; words end at the edge."""
    down = start < end
    side = WIDTH - EDGE - LANE
    x = side + (24 if down else 74)
    first, last = start + ZONE // 2, end + ZONE // 2
    turn = 8 if down else -8
    path = f"M{side} {first + turn}H{x}V{last + turn}H{side + 6}"
    head = f"M{side + 1} {last + turn}l7 -4v8z"
    return path, head, WIDTH - EDGE, (first + last) // 2 + (-24 if down else 24)


def _head(x: int, y: int, *, down: bool) -> str:
    """Return the head of an upright arrow whose point is at (x, y)."""
    return f"M{x} {y}l-4 {-7 if down else 7}h8z"


def fitting(text: str, width: float, letter: float) -> str:
    """Return the text, cut where it would leave its box."""
    room, kept = width / letter, ""
    for each in text:
        room -= 0.6 if each.isascii() else 1
        if room < 1:
            return f"{kept}…"
        kept += each
    return kept
