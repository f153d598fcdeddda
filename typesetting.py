"""PDFs by Typst, in one way for every room. Whatever people wrote travels as data, never as markup."""

import functools
import json
from pathlib import Path
from typing import Any

from cvttf_NotoSansCJK_Regular import get_TTF_path

ROOT = Path(__file__).parent / "templates"
LOGO = '#let data = json(bytes(sys.inputs.at("data")))\n#image(bytes(data.logo), format: data.format, width: 30mm)'
SVG = "image/svg+xml"


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The PDF that a template under ``templates/`` makes of ``data``, which holds what JSON can hold."""
    return _compiled(_source(template), data)


def picture(content: bytes, content_type: str) -> dict[str, Any]:
    """A picture as a template takes it: ``image(bytes(data.logo), format: data.format)``."""
    logo: Any = content.decode("utf-8") if content_type == SVG else list(content)
    return {"logo": logo, "format": content_type.partition("/")[2].partition("+")[0].replace("jpeg", "jpg")}


def can_be_set(content: bytes, content_type: str) -> bool:
    """Whether a picture can be put on paper at all."""
    import typst

    try:
        _compiled(LOGO.encode(), picture(content, content_type))
    except (typst.TypstError, UnicodeDecodeError):
        return False
    return True


@functools.cache
def _source(template: str) -> bytes:
    return (ROOT / template).read_bytes()


def _compiled(source: bytes, data: dict[str, Any]) -> bytes:
    import typst  # 7 MB that only a process that prints needs

    return typst.compile(
        source,
        root=str(ROOT),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        font_paths=[str(Path(get_TTF_path()).parent)],
        ignore_system_fonts=True,
    )
