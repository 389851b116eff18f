"""Bytes to text, and what may stand in one: encodings told apart, halves of characters and the like replaced.

Everything read from a file goes through ``decode``, ``valid`` or ``one_line``, so that whatever comes after can be
written to any table: a lone surrogate (half an emoji in JSON) can be encoded as nothing.
"""

from __future__ import annotations

import codecs
import re

# What no article holds: control characters other than tab, line breaks and form feed.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]+")
# Halves of characters, NUL, and the code points that Unicode keeps for no character at all.
_LAST = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
INVALID = re.compile(f"[\0\ud800-\udfff\ufdd0-\ufdef{_LAST}]")
# What breaks a line or shows as nothing.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's mark, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HEAD = 65_536  # bytes that show what a file is
COHERENT = 0.1  # charset-normalizer's share of a known language's letters below which it has only guessed
LOST = "holds what is no character (half an emoji, NUL and the like), shown as \ufffd: save it again"


# What UTF-8 looks like when it was read as Windows-1252 or Latin-1: "â€œ", "Ã©", "Â ".
MISREAD = re.compile(r"[ÂÃÄÅÐÑðâãàÎÏ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]")
# A closing quotation mark of which the last byte, no character in Windows-1252, was lost.
LOST_BYTE = re.compile(r"â€(?:\ufffd|\x9d|(?![\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]))")


class Unreadable(ValueError):
    """A file, or a line of it, that gives no article; the message says what to do about it."""


BINARY = "is not text (binary file): convert it to text, or move it out of the folder"


def valid(text: str) -> str:
    """Return ``text`` with U+FFFD for each code point that is no character: one for one, so that offsets hold."""
    return INVALID.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return ``text`` valid and on one line: runs of control characters become a space."""
    return UNSEEN.sub(" ", valid(text)).strip()


def mended(text: str) -> tuple[str, str | None]:
    """Return ``text`` with mojibake undone line by line (ftfy, Speer 2019), and a note if there was any."""
    if not MISREAD.search(text):
        return text, None
    import ftfy

    lines = text.split("\n")
    broken = [i for i, line in enumerate(lines) if MISREAD.search(line)]
    for i in broken:
        lines[i] = ftfy.fix_encoding(LOST_BYTE.sub("”", lines[i]))
    made = "\n".join(lines)
    if made == text:
        return text, None
    return made, f'{len(broken)} lines were garbled by a wrong encoding (as in "â€œ") and are read as they were meant'


def check_head(head: bytes) -> None:
    """Raise ``Unreadable`` if the first bytes of a file show that it is no text."""
    if head.startswith(tuple(mark for mark, _ in MARKS)):
        return
    # Without what is not ASCII, for it may be the second byte of a letter, or the letter of some old encoding.
    if b"\0" in head or _controls(head.decode("ascii", errors="ignore")) > len(head) / 100:
        raise Unreadable(BINARY)


def _controls(text: str) -> int:
    return sum(m.end() - m.start() for m in CONTROL.finditer(text))


def decode(data: bytes, page: bool = False) -> tuple[str, str | None]:
    """Return the text of ``data`` and a note on what was lost or guessed in reading it (None when nothing was).

    By its byte-order mark, else UTF-8, else what a ``page`` declares, else Windows-1252, which holds Latin-1's
    letters, else what charset-normalizer finds.

    Raises
    ------
    Unreadable
        If the bytes are not text, or are text in an encoding that can't be told.
    """
    check_head(data[:HEAD])
    text, note = _decoded(data, page)
    # A stray control character is a slip of some text system; more of them and it is no text.
    if _controls(text) > len(text) / 100:
        raise Unreadable(BINARY)
    return text, note


def _decoded(data: bytes, page: bool) -> tuple[str, str | None]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return text, _broken(text.count("\ufffd"), encoding) if "\ufffd" in text else None
    if b"\0" in data:
        raise Unreadable(BINARY)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return (_declared(data) if page else None) or _legacy(data)


def _broken(count: int, encoding: str) -> str:
    name = encoding.removesuffix("-sig").upper()
    return f"{count} bytes are not valid {name} and show as \ufffd: save the file as UTF-8 again"


def _declared(data: bytes) -> tuple[str, None] | None:
    """Decode a page as its ``meta`` tag or XML declaration says; None where that says nothing true."""
    from charset_normalizer.utils import any_specified_encoding

    encoding = any_specified_encoding(data)
    if encoding is None:
        return None
    try:
        # Browsers read Latin-1 as Windows-1252, and pages are written by what browsers show.
        return data.decode("cp1252" if encoding == "latin_1" else encoding), None
    except (LookupError, UnicodeDecodeError):
        return None


def _legacy(data: bytes) -> tuple[str, str | None]:
    """Decode what is not valid UTF-8: UTF-8 with a few broken bytes, else Windows-1252 if it makes sense."""
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    # A file cut inside a letter is UTF-8 still: nearly all of its other accented letters decode.
    if sum(c > "\x7f" for c in mended) > 10 * broken:
        return mended, _broken(broken, "utf-8")
    text = data.decode("cp1252", errors="replace")
    letters = sum(c.isalpha() for c in text)
    foreign = sum(c > "\x7f" and c.isalpha() for c in text)
    if "\ufffd" in text or CONTROL.search(text) or not letters or foreign > 0.15 * letters:
        return _guessed(data)
    return text, None


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    head = data[:HEAD].rpartition(b"\n")[0] if len(data) > HEAD else data  # not cut inside a letter
    best = from_bytes(head or data[:HEAD]).best()
    if best is None or best.coherence < COHERENT:
        raise Unreadable("is not text in UTF-8 or Windows-1252: save it as UTF-8, or move it out of the folder")
    return data.decode(best.encoding, errors="replace"), f"was taken for {best.encoding}: save the file as UTF-8"
