"""Small real PDF and PNG files, made by hand: the papers of the demo data. No font is embedded, no picture is shipped."""

import functools
import struct
import zlib

PAGE = "/MediaBox [0 0 420 298]"
FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [5 0 R] >>",
    (
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 6 0 R >>"
    ),
    (
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    ),
)


def pdf(title: str, lines: list[str]) -> bytes:
    """One small page with a title, a rule and lines of text."""
    drawn = [_text(title, 16, 30, 255), "0.7 0.1 0.1 RG 1 w 30 245 m 390 245 l S"]
    drawn += [_text(line, 10, 30, 220 - 20 * place) for place, line in enumerate(lines)]
    content = "\n".join(drawn)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {PAGE} /Contents 7 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        *FONT,
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    return _assembled(objects)


def _text(text: str, size: int, x: int, y: int) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _assembled(objects: list[str]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>"
    return out + f"{trailer}\nstartxref\n{len(out)}\n%%EOF\n".encode()


@functools.cache
def png(seed: int, width: int = 64, height: int = 88) -> bytes:
    """A picture of a receipt: grey lines of print on white paper, with a red stamp where ``seed`` puts it."""
    x, y = 18 + seed * 5 % 30, height - 30 + seed % 12
    rows = b"".join(b"\0" + _row(line, width, seed, x, y) for line in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _row(line: int, width: int, seed: int, x: int, y: int) -> bytes:
    printed = width - 12 - (line // 8 * seed * 7) % 30 if line % 8 in (3, 4) and line > 8 else 0
    return b"".join(_dot(column, line, printed, x, y) for column in range(width))


def _dot(column: int, line: int, printed: int, x: int, y: int) -> bytes:
    if 9**2 <= (column - x) ** 2 + (line - y) ** 2 <= 12**2:
        return b"\xc8\x28\x28"
    return b"\x66\x66\x66" if 8 <= column < printed else b"\xfc\xfc\xf8"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
