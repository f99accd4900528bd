"""The picture of a link's preview, drawn by Pillow (https://pillow.readthedocs.io) in the font that comes with it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from checks.wording.visible import shorten
from checks.wording.words import COLOURS, Shape, Tone

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT = 80, 1120
_PAPER, _INK, _SOFT, _ACCENT = "#fdfdfb", "#1a1c1f", COLOURS["plain"], "#174f9e"
# More than the picture holds is given up in the middle of a text.
_LONGEST_HEADING, _LONGEST_ASKED, _LONGEST_CAUSE = 60, 60, 120
_BELOW = "One cross-origin request, as Chromium, Firefox and Safari treat it"
_COLOURS = 64
# Shapes are drawn larger and then reduced, since Pillow's own edges are rough.
_FINER = 4


def verdict_card(heading: str, tone: Tone, shape: Shape, asked: str, cause: str) -> bytes:
    """A PNG with the verdict beside its shape, what was asked, and the cause."""
    image, draw = _sheet()
    image.paste(COLOURS[tone], (0, 0, 24, HEIGHT))
    image.paste(_shape(shape, 112, COLOURS[tone]), (_LEFT, 134))
    heading = shorten(_ascii(heading), _LONGEST_HEADING)
    _text(draw, (_LEFT + 146, 190), heading, _fitting(heading, 92, _RIGHT - _LEFT - 146), COLOURS[tone], 2)
    asked = shorten(_ascii(asked), _LONGEST_ASKED)
    _text(draw, (_LEFT, 318), asked, _fitting(asked, 56, _RIGHT - _LEFT), _INK, 1)
    font = _font(46)
    for number, line in enumerate(_lines(shorten(_ascii(cause), _LONGEST_CAUSE), font, _RIGHT - _LEFT)[:3]):
        _text(draw, (_LEFT, 398 + 58 * number), line, font, _SOFT)
    _text(draw, (_LEFT, 574), _BELOW, _font(28), _SOFT)
    return _png(image)


def brand_card() -> bytes:
    """A PNG for every page without a card of its own."""
    image, draw = _sheet()
    image.paste(_ACCENT, (0, 0, 24, HEIGHT))
    for number, line in enumerate(("What will the browser do", "with this request?")):
        _text(draw, (_LEFT, 232 + 92 * number), line, _font(80), _INK, 2)
    told = (
        "One verdict each for Chromium, Firefox and Safari,",
        "the header that decides, and the fix for your server.",
    )
    for number, line in enumerate(told):
        _text(draw, (_LEFT, 436 + 52 * number), line, _font(40), _SOFT)
    return _png(image)


def _sheet() -> tuple[Image, ImageDraw]:
    # Few requests need Pillow, so it is loaded by the first of them.
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    _text(draw, (_LEFT, 76), "CORS checker", _font(34), _ACCENT, 1)
    return image, draw


def _text(
    draw: ImageDraw, middle: tuple[int, int], text: str, font: FreeTypeFont, colour: str, weight: float = 0
) -> None:
    """The text from its left edge on, about its middle; `weight` makes the one font that there is bolder."""
    draw.text(middle, text, colour, font, "lm", stroke_width=weight * 0.6, stroke_fill=colour)


def _font(size: float) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow is built without FreeType, so it has no font of that size.")
    return font


def _fitting(text: str, size: float, width: int) -> FreeTypeFont:
    """The font at that size, or as much smaller as the width asks for."""
    needed = _font(size).getlength(text)
    return _font(size if needed <= width else size * width / needed)


def _lines(text: str, font: FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _ascii(text: str) -> str:
    """The text as it can be drawn, and cannot deceive: whatever is not ASCII is spelt out."""
    return text.encode("ascii", "backslashreplace").decode()


def _shape(shape: Shape, size: int, colour: str) -> Image:
    """The shape as `_shape.html` draws it, on paper."""
    from PIL import Image, ImageDraw

    unit = size * _FINER / 20
    image = Image.new("RGB", (size * _FINER, size * _FINER), _PAPER)
    draw = ImageDraw.Draw(image)
    thick = round(2 * unit)

    def scaled(*points: float) -> list[float]:
        return [point * unit for point in points]

    def line(*points: float, fill: str = _PAPER) -> None:
        draw.line(scaled(*points), fill, thick, "curve")

    def ring() -> None:
        draw.ellipse(scaled(0.5, 0.5, 19.5, 19.5), None, colour, thick)

    match shape:
        case "disc":
            draw.ellipse(scaled(0, 0, 20, 20), colour)
            line(5.5, 10.5, 8.5, 13.5, 14.5, 6.5)
        case "octagon":
            draw.polygon(scaled(6, 0.5, 14, 0.5, 19.5, 6, 19.5, 14, 14, 19.5, 6, 19.5, 0.5, 14, 0.5, 6), colour)
            line(6.5, 6.5, 13.5, 13.5)
            line(13.5, 6.5, 6.5, 13.5)
        case "triangle":
            draw.polygon(scaled(10, 0.5, 20, 19, 0, 19), colour)
            line(10, 7, 10, 12)
            line(10, 14.5, 10, 16.5)
        case "diamond":
            draw.polygon(scaled(10, 0, 20, 10, 10, 20, 0, 10), colour)
            line(6, 8, 14, 8)
            line(6, 12, 14, 12)
        case "half":
            draw.pieslice(scaled(0.5, 0.5, 19.5, 19.5), 90, 270, colour)
            ring()
        case "barred":
            ring()
            line(4, 16, 16, 4, fill=colour)
        case "ring":
            for start in range(0, 360, 45):
                draw.arc(scaled(0.5, 0.5, 19.5, 19.5), start, start + 24, colour, thick)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _png(image: Image) -> bytes:
    file = BytesIO()
    image.quantize(_COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()
