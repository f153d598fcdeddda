"""Which pictures may stand on our paper: PNG, JPEG and plain SVG, told by their content. Pure, no database."""

import re
import struct
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

import filetypes

MOST_BYTES = 500_000
MOST_PIXELS = 4000
MOST_ELEMENTS = 5000
SVG = filetypes.FileType("image/svg+xml", (".svg",))
DRAWN = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan defs use symbol title desc metadata style "
    "linearGradient radialGradient stop clipPath mask pattern".split()
)
"""What a drawing is made of; nothing that runs, links out or brings another document along."""
OUTWARD = re.compile(r"url\((?!\s*['\"]?\s*#)|@import|javascript:|expression\(", re.IGNORECASE)
SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def kind_of(content: bytes) -> filetypes.FileType | None:
    """What the picture is; None for what is no picture, too large to be drawn, or more than a picture."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return filetypes.PNG if _fits(_png_size(content)) else None
    if content.startswith(b"\xff\xd8\xff"):
        return filetypes.JPEG if _fits(_jpeg_size(content)) else None
    return SVG if _is_plain_svg(content) else None


def _fits(size: tuple[int, int]) -> bool:
    return all(0 < side <= MOST_PIXELS for side in size)


def _png_size(content: bytes) -> tuple[int, int]:
    return struct.unpack(">II", content[16:24]) if content[12:16] == b"IHDR" and len(content) >= 24 else (0, 0)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if marker in SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + max(length, 2)
    return 0, 0


def _is_plain_svg(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
        root = fromstring(text, forbid_dtd=True)
    except (UnicodeDecodeError, ParseError, DefusedXmlException, ValueError):
        return False
    elements = list(root.iter())
    return _bare(root.tag) == "svg" and len(elements) <= MOST_ELEMENTS and all(map(_is_harmless, elements))


def _is_harmless(element: Element) -> bool:
    """Editors leave words of their own in a drawing; what has a name of another house draws nothing and stays."""
    if not isinstance(element.tag, str):
        return False
    own = not element.tag.startswith("{") or "w3.org/2000/svg" in element.tag
    if own and _bare(element.tag) not in DRAWN:
        return False
    said = [element.text or "", *element.attrib.values()]
    names = [_bare(name).lower() for name in element.attrib]
    links = [value.strip() for name, value in element.attrib.items() if _bare(name).lower() == "href"]
    calm = not any(name.startswith("on") for name in names) and not any(OUTWARD.search(value) for value in said)
    return calm and all(link.startswith("#") for link in links)


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]
