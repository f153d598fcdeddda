"""Pages of a PDF and photographs as pictures, never larger than the limits allow."""

import io

import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from readers.limits import MOST_PAGES, MOST_PIXELS, MOST_TEXT, Unreadable

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
SCALE = 2.5
LONGEST_SIDE = 3000
SHOWN_SIDE = 1600


def photograph(content: bytes) -> Image.Image:
    """A picture upright, in greys and colours alone. Raises ``Unreadable``."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Unreadable("large")
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = ImageOps.exif_transpose(found).convert("RGB")
    except Image.DecompressionBombError as error:
        raise Unreadable("large") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable("broken") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture


def document(content: bytes) -> pdfium.PdfDocument:
    """A PDF that has pages and no password. Raises ``Unreadable``."""
    try:
        found = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if "assword" in str(error) else "broken") from error
    if not len(found):
        raise Unreadable("broken")
    return found


def words(pdf: pdfium.PdfDocument) -> str:
    """The text of its first pages."""
    try:
        pages = [pdf[place].get_textpage().get_text_range() for place in range(min(len(pdf), MOST_PAGES))]
    except pdfium.PdfiumError as error:
        raise Unreadable("broken") from error
    return "\n".join(pages)[:MOST_TEXT]


def page(pdf: pdfium.PdfDocument, place: int = 0) -> Image.Image:
    """A page as a picture, as sharp as its size allows."""
    try:
        width, height = pdf[place].get_size()
        scale = min(SCALE, LONGEST_SIDE / max(width, height, 1))
        return pdf[place].render(scale=scale).to_pil().convert("RGB")
    except (pdfium.PdfiumError, ValueError, MemoryError) as error:
        raise Unreadable("broken") from error


def shown(content: bytes) -> bytes:
    """What a reader is shown of a photograph or of a PDF's first page: a JPEG made anew."""
    picture = page(document(content)) if content.startswith(b"%PDF-") else photograph(content)
    picture.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()
