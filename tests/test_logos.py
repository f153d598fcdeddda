"""Which pictures may stand on paper: by their content, and nothing that runs, links out or grows."""

import struct
import zlib

import pytest

import filetypes
import logos
import typesetting


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = zlib.compress(b"".join(b"\0" + b"\x11\x88\x55" * 2 for _ in range(2)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def svg(inside: str = '<circle cx="5" cy="5" r="4" fill="url(#a)"/>', attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" {attributes}>{inside}</svg>'.encode()


def test_pictures_are_known_by_their_content():
    assert logos.kind_of(png()) is filetypes.PNG
    assert logos.kind_of(svg()) is logos.SVG
    jpeg = b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08\0\x02\0\x02" + b"\0" * 20
    assert logos.kind_of(jpeg) is filetypes.JPEG
    assert typesetting.can_be_set(png(), "image/png")
    assert typesetting.can_be_set(svg('<rect width="3" height="3"/>'), "image/svg+xml")
    assert not typesetting.can_be_set(b"\x89PNG\r\n\x1a\n broken", "image/png")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        png(100_000, 2),
        b"\xff\xd8\xff\xe0",
        b"<html></html>",
        svg("<script>1</script>"),
        svg(attributes='onload="1"'),
        svg('<a href="https://evil.example"><circle r="1"/></a>'),
        svg('<image href="https://evil.example/a.png"/>'),
        svg('<use href="https://evil.example/a.svg#x"/>'),
        svg("<foreignObject><p>1</p></foreignObject>"),
        svg("<style>@import url(https://evil.example/a.css)</style>"),
        svg('<rect fill="url(https://evil.example/a)"/>'),
        svg("<animate/>"),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("<text>&a;</text>"),
        svg("<g/>" * 6000),
        svg()[:40],
    ],
)
def test_what_is_more_or_less_than_a_picture_is_refused(content):
    assert logos.kind_of(content) is None
