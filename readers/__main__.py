"""A reader of its own process: a file on standard input, what it says as JSON (or its picture) on standard output.

What a parser does to a hostile file, it does to this process alone: memory and time are limited, and nothing else is open.
"""

import contextlib
import json
import resource
import sys

from readers import ofd, pictures, qr, text, xml
from readers.limits import CPU_SECONDS, MEMORY, MOST_BYTES, Unreadable


def sources(content: bytes) -> dict[str, dict[str, str]]:
    """What each source in the file says: ``xml``, ``ofd``, ``pdf`` and ``qr``. Raises ``Unreadable``."""
    if content.startswith(b"%PDF-"):
        pdf = pictures.document(content)
        found = {"pdf": text.read(pictures.words(pdf))}
        with contextlib.suppress(Unreadable):
            found["qr"] = qr.read(pictures.page(pdf))
        return found
    if content.startswith(b"PK\x03\x04"):
        return {"ofd": ofd.read(content)}
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return {"xml": xml.read(content)}
    return {"qr": qr.read(pictures.photograph(content))}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        if len(content) > MOST_BYTES:
            raise Unreadable("large")
        if "picture" in sys.argv:
            sys.stdout.buffer.write(pictures.shown(content))
        else:
            said = {name: fields for name, fields in sources(content).items() if fields}
            sys.stdout.write(json.dumps({"sources": said}))
    except Unreadable as error:
        sys.stdout.write(json.dumps({"problem": error.code}))
        sys.exit(3)
    except (MemoryError, RecursionError):
        sys.stdout.write(json.dumps({"problem": "large"}))
        sys.exit(3)


if __name__ == "__main__":
    main()
