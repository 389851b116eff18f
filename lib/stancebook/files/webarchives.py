"""Web archives (WARC) by warcio: every page that was answered well, with the address it was asked at."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from stancebook.files import bounds, opening
from stancebook.files.characters import Unreadable, one_line
from stancebook.files.opening import Blob
from stancebook.files.record import Found

READ = (
    "text/html",
    "application/xhtml",
    "text/plain",
    "application/pdf",
    "application/json",
    "application/rss",
    "application/atom",
    "text/xml",
    "application/xml",
)


def read(blob: Blob) -> Iterator[Found]:
    """Yield the articles of the records of a web archive that are pages or texts."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    left, others = bounds.LARGEST, 0
    with blob.open() as file:
        try:
            for number, record in enumerate(ArchiveIterator(file), 1):
                if number > bounds.MOST_MEMBERS:
                    raise Unreadable(f"holds more than {bounds.MOST_MEMBERS:,} records: split it")
                if not _is_text(record):
                    others += record.rec_type in ("response", "resource")
                    continue
                data = opening.some(record.content_stream(), min(bounds.LARGEST_PAGE, left) + 1)
                left -= len(data)
                if left < 0:
                    raise Unreadable(opening.too_large(bounds.LARGEST - left, bounds.LARGEST))
                yield from _record(blob, number, record.rec_headers.get_header("WARC-Target-URI") or "", data)
        except ArchiveLoadFailed as error:
            raise Unreadable(f"is a broken web archive ({one_line(str(error))[:200]}): save it again") from error
    if others:
        yield "", Unreadable(f"holds {others:,} records that are no pages (pictures, scripts, errors): nothing to do")


def _is_text(record: object) -> bool:
    if record.rec_type not in ("response", "resource", "conversion"):  # type: ignore[attr-defined]
        return False
    head = record.http_headers  # type: ignore[attr-defined]
    if head is not None and head.get_statuscode() != "200":
        return False
    kind = head.get_header("Content-Type") if head is not None else record.rec_headers.get_header("Content-Type")  # type: ignore[attr-defined]
    return (kind or "").lower().startswith(READ)


def _record(blob: Blob, number: int, address: str, data: bytes) -> Iterator[Found]:
    from stancebook.files import readers

    name = urlsplit(address).path.rpartition("/")[2][:80] or "page"
    for place, found in readers.within(blob, name, data, shown=False):
        if isinstance(found, dict):
            found.setdefault("url", one_line(address))
        yield f":{number}{place}", found
