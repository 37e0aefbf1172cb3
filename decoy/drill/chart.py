"""The chart of a run, as SVG: what came in, what went out, how many waited, and on which rung the line stood."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from decoy.drill.engine import Sample
from decoy.drill.people import Side
from decoy.drill.run import Played
from decoy.drill.traffic import HOUR
from decoy.rungs import Rung

BIN = 1_200.0  # seconds that one step of a curve stands for
LEFT, WIDTH, TOP, HEIGHT, GAP = 90, 840, 115, 110, 45  # of a panel, in pixels
BOTH = "both"
INK = {Side.ORDINARY: "#000", Side.ATTACK: "#b00020", BOTH: "#000"}
STROKES = {Side.ORDINARY: "", Side.ATTACK: ' stroke-dasharray="6 3"', BOTH: ""}  # told apart without colours too
SHADES = {Rung.NORMAL: "#fff", Rung.GUARDED: "#ddd", Rung.PAUSED: "#aaa", Rung.SILENT: "#666", Rung.CLOSED: "#000"}


@dataclass(frozen=True)
class Panel:
    """One panel: its *title*, and its curves by name, each a value a bin."""

    title: str
    curves: dict[str, list[float]]

    @property
    def peak(self) -> float:
        """Give the highest value, at least 1."""
        return max([1.0, *(value for curve in self.curves.values() for value in curve)])


def draw(played: Played) -> str:
    """Draw a run."""
    scenario, seed = played.plan.scenario, played.plan.seed
    start, end = (played.samples[0].at, played.samples[-1].at) if played.samples else scenario.span
    panels = _panels(played, start, end)
    height = TOP + len(panels) * (HEIGHT + GAP) + 10
    title = f"{scenario.title}, seed {seed}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {height}" role="img" '
        'aria-labelledby="title description" font-family="sans-serif" font-size="13">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(_described(panels))}</desc>',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="17">{escape(title)}</text>',
        *_legend(),
        *_bands(played.samples, start, end),
        *(line for place, panel in enumerate(panels) for line in _panel(panel, place)),
        *_hours(start, end, TOP + len(panels) * (HEIGHT + GAP) - GAP),
        "</svg>",
    ]
    return "\n".join(parts)


def _panels(played: Played, start: float, end: float) -> list[Panel]:
    arrivals = {
        side: _binned((visit.at for visit in played.visits if visit.person.side is side), start, end) for side in Side
    }
    sent = {
        side: _binned((at for person in played.people if person.side is side for at in person.replies), start, end)
        for side in Side
    }
    waiting = [
        max(one.waiting for one in some) for _, some in groupby(played.samples, lambda one: int(one.at // BIN))
    ]
    return [
        Panel("Contacts in 20 minutes", _named(arrivals)),
        Panel("Replies in 20 minutes", _named(sent)),
        Panel("Replies that wait, of both", {BOTH: [float(count) for count in waiting]}),
    ]


def _named(curves: dict[Side, list[float]]) -> dict[str, list[float]]:
    return {str(side): curve for side, curve in curves.items()}


def _binned(moments: Iterable[float], start: float, end: float) -> list[float]:
    counts = [0.0] * (int((end - start) // BIN) + 1)
    for at in moments:
        if start <= at <= end:
            counts[int((at - start) // BIN)] += 1
    return counts


def _described(panels: Sequence[Panel]) -> str:
    peaks = (f"{panel.title}: {panel.peak:.0f} at most." for panel in panels)
    return f"Three curves over time, and the rung above them. {' '.join(peaks)}"


def _legend() -> Iterator[str]:
    for place, side in enumerate(Side):
        x = LEFT + 110 * place
        yield f'<path d="M{x} 42h24" stroke="{INK[side]}" stroke-width="2"{STROKES[side]}/>'
        yield f'<text x="{x + 30}" y="46">{side}</text>'


def _bands(samples: Sequence[Sample], start: float, end: float) -> Iterator[str]:
    """Draw a band for each time on one rung, with the rung's name where there is room for it."""
    scale = WIDTH / max(1.0, end - start)
    yield f'<text x="{LEFT - 8}" y="76" text-anchor="end">rung</text>'
    for name, some in groupby(samples, lambda one: one.rung):
        stood = list(some)
        x, width = (stood[0].at - start) * scale, max(1.0, (stood[-1].at - stood[0].at) * scale)
        rung = Rung(name)
        ink = "#000" if rung.depth <= Rung.PAUSED.depth else "#fff"
        yield (
            f'<rect x="{LEFT + x:.1f}" y="60" width="{width:.1f}" height="24" fill="{SHADES[rung]}" stroke="#000">'
            f"<title>{name}</title></rect>"
        )
        if width > 60:
            yield f'<text x="{LEFT + x + 6:.1f}" y="77" fill="{ink}">{name}</text>'


def _panel(panel: Panel, place: int) -> Iterator[str]:
    base = TOP + place * (HEIGHT + GAP) + HEIGHT
    yield f'<text x="{LEFT}" y="{base - HEIGHT - 4}">{escape(panel.title)}</text>'
    yield f'<path d="M{LEFT} {base - HEIGHT}V{base}h{WIDTH}" fill="none" stroke="#000"/>'
    yield f'<text x="{LEFT - 8}" y="{base - HEIGHT + 10}" text-anchor="end">{panel.peak:,.0f}</text>'
    yield f'<text x="{LEFT - 8}" y="{base}" text-anchor="end">0</text>'
    for name, curve in panel.curves.items():
        points = " ".join(
            f"{LEFT + WIDTH * at / max(1, len(curve) - 1):.1f},{base - HEIGHT * value / panel.peak:.1f}"
            for at, value in enumerate(curve)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{INK[name]}" stroke-width="1.5"{STROKES[name]}/>'


def _hours(start: float, end: float, base: float) -> Iterator[str]:
    """Mark every sixth hour of the four days, under the last panel."""
    first = int(-(-start // (6 * HOUR)))
    for six in range(first, int(end // (6 * HOUR)) + 1):
        x = LEFT + WIDTH * (six * 6 * HOUR - start) / max(1.0, end - start)
        label = f"day {six // 4 + 1}" if six % 4 == 0 else f"{six % 4 * 6} h"
        yield f'<path d="M{x:.1f} {base}v5" stroke="#000"/>'
        yield f'<text x="{x:.1f}" y="{base + 20}" text-anchor="middle">{label}</text>'
