"""Messages: EML, MBOX, and pages that a browser saved as one file (MHTML); the body an article, and each attachment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from stancebook.files import bounds, exports, markup, pages, plaintext
from stancebook.files.characters import Unreadable, decode, one_line
from stancebook.files.opening import Blob
from stancebook.files.record import Found, article, whole
from stancebook.paths import escaped

START = re.compile(rb"^From [^\r\n]*\r?\n(?=[\w-]+:)", re.MULTILINE)
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
FORWARDED = re.compile(r"^(?:(?:fwd?|fw|re|wg|tr|rv|i|aw)\s*:\s*)+", re.IGNORECASE)
NO_TEXT = "is a message without a text: save its article as .txt"
SHORTER = 0.5  # of the words of the whole message: below it what was taken for its article is only a part


def message(blob: Blob) -> Iterator[Found]:
    """Yield the article of a message and those of its attachments."""
    yield from _parts(blob, blob.read(bounds.LARGEST_TEXT), "")


def mailbox(blob: Blob) -> Iterator[Found]:
    """Yield the articles of the messages of a mailbox."""
    data = blob.read(bounds.LARGEST)
    starts = [
        m for m in START.finditer(data) if m.start() == 0 or data[m.start() - 2 : m.start()] in (b"\n\n", b"\r\n")
    ]
    ends = [m.start() for m in starts[1:]] + [len(data)]
    if len(starts) > bounds.MOST_MEMBERS:
        raise Unreadable(f"holds {len(starts):,} messages, and {bounds.MOST_MEMBERS:,} is the most: split it")
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        try:
            yield from _parts(blob, QUOTED_FROM.sub(rb"\1", data[start.end() : end]), f":{number}")
        except Unreadable as error:
            yield f":{number}", error


def _parts(blob: Blob, data: bytes, place: str) -> Iterator[Found]:
    from stancebook.files import readers

    if data.lower().count(b"multipart/") > bounds.MOST_PARTS:  # each of them slows the reading of those within it
        raise Unreadable(f"is a message of more than {bounds.MOST_PARTS} parts with parts: save its article as .txt")
    try:
        found = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
        parts = [part for _, part in zip(range(bounds.MOST_MEMBERS), found.walk(), strict=False)]
    except RecursionError as error:
        raise Unreadable("is a message of parts nested too deep: save its article as .txt") from error
    body = _body(found, parts)
    if body is not None:
        for at, one in _article(found, body, blob):
            yield place + at, one
    files = [part for part in parts if part is not body and not part.is_multipart() and part.get_filename()]
    for part in files if not _is_page(found) else ():
        name = escaped(one_line(part.get_filename() or "part"))
        for at, one in readers.within(blob, name, _payload(part)):
            yield place + at, one
    if body is None and not files:
        yield place, Unreadable(NO_TEXT)


def _is_page(found: EmailMessage) -> bool:
    return "Snapshot-Content-Location" in found or found.get_content_type() == "multipart/related"


def _body(found: EmailMessage, parts: list[EmailMessage]) -> EmailMessage | None:
    """Return the part to read: the page of a saved page or an export, else the plain text, else HTML."""
    texts = [p for p in parts if p.get_content_maintype() == "text" and p.get_content_disposition() != "attachment"]
    plain = next((p for p in texts if p.get_content_type() == "text/plain" and _payload(p).strip()), None)
    page = next((p for p in texts if p.get_content_type() == "text/html" and _payload(p).strip()), None)
    if page is not None and (plain is None or _is_page(found) or exports.of_page(_payload(page))):
        return page
    return plain if plain is not None else page


def _payload(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text(part: EmailMessage) -> tuple[str, str | None]:
    """Return a part's text by the encoding that it names, else by what its bytes are."""
    data, named = _payload(part), part.get_content_charset()
    try:
        if named:
            return data.decode("cp1252" if named in ("iso-8859-1", "latin-1", "us-ascii") else named), None
    except (LookupError, UnicodeDecodeError, ValueError):
        pass
    return decode(data, page=part.get_content_type() == "text/html")


def _article(found: EmailMessage, body: EmailMessage, blob: Blob) -> Iterator[Found]:
    text, note = _text(body)
    given = _given(found)
    if body.get_content_type() != "text/html":
        export = exports.of_text(text)
        if export is not None:
            yield from exports.told(export, blob.columns, whole(note))
        else:
            yield "", _plain(text, given, blob, note)
        return
    if export_of := exports.of_page(_payload(body)):
        yield from exports.told(export_of(text), blob.columns, whole(note))
    else:
        yield "", _page(found, text, given, blob, note)


def _plain(text: str, given: dict[str, str], blob: Blob, note: str | None) -> dict:
    one = plaintext.one(text.replace("\r\n", "\n"), blob, note)
    own = {k: v for k, v in one.items() if k not in ("text", "notes", "guessed") and k not in one["guessed"]}
    return article(one["text"], {**given, **own}, blob.columns, one["notes"], {"source"} & given.keys() - own.keys())


def _page(found: EmailMessage, text: str, given: dict[str, str], blob: Blob, note: str | None) -> dict | Unreadable:
    address = found.get("Snapshot-Content-Location")
    whole_text = markup.plain(pages.NOT_IN_XML.sub("\ufffd", text)) if not _is_page(found) else ""
    try:
        one = pages.one(pages.NOT_IN_XML.sub("\ufffd", text), blob.columns, note, str(address) if address else None)
    except Unreadable as error:
        if not whole_text:
            return error
        one = {"text": "", "notes": [], "guessed": []}
    if len(one["text"].split()) < SHORTER * len(whole_text.split()):
        one["text"] = whole_text
    if _is_page(found):
        return one
    kept = {k: v for k, v in one.items() if k in ("byline", "url", "section")}
    return article(
        one["text"], {**kept, **given}, blob.columns, [*one["notes"], *whole(note)], {"source"} & given.keys()
    )


def _given(found: EmailMessage) -> dict[str, str]:
    """Return what the head of a message says; its sender is taken for the source."""
    given = {"title": FORWARDED.sub("", _header(found, "Subject")), "published": _header(found, "Date")}
    name, address = parseaddr(_header(found, "From"))
    given["source"] = name or address
    return {k: v for k, v in given.items() if v}


def _header(found: EmailMessage, name: str) -> str:
    """Return a header's value on one line; the library raises on some that are malformed."""
    try:
        return one_line(str(found.get(name, "")))
    except Exception:  # whatever it makes of a broken header: that one is not read
        return ""
