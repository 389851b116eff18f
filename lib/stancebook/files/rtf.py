"""RTF by striprtf."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stancebook.files import bounds
from stancebook.files.characters import Unreadable
from stancebook.files.opening import Blob, too_large
from stancebook.files.paragraphs import articles
from stancebook.files.record import Found

HEX = re.compile(rb"[0-9a-fA-F\s]{2000,}")  # a picture's bytes
NOT_ASCII, LOUD = re.compile(rb"[^\t\n\r -~]+"), 0.2  # bytes of a file that may be no ASCII
TITLE = re.compile(r"\{\\title ([^{}\\]{1,500})\}")
PAGE = re.compile(r"\\page(?![a-z])")


def read(blob: Blob) -> Iterator[Found]:
    """Yield the articles of an RTF file."""
    from striprtf.striprtf import rtf_to_text

    data = HEX.sub(b"", blob.read(bounds.LARGEST_TEXT))
    if len(data) > bounds.LARGEST_RTF:
        raise Unreadable(too_large(len(data), bounds.LARGEST_RTF))
    if len(NOT_ASCII.sub(b"", data)) < (1 - LOUD) * len(data):  # RTF escapes what is not
        raise Unreadable("is damaged RTF: open it and save it again, as .docx or .txt")
    source = data.decode("latin-1")
    try:
        text = rtf_to_text(PAGE.sub(r"\\par\\par ", source), errors="replace")
    except Exception as error:  # it raises whatever the file leads it to
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise Unreadable(f"is RTF that can't be read ({reason}): save it as .docx or .txt") from error
    title = TITLE.search(source[:20_000])
    yield from articles(blob, text.split("\n"), {"title": title[1].strip() if title else ""})
