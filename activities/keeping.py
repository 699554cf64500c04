"""Keeps files that change with the content version and at midnight, never in between.

Each has a strong ETag over its bytes; 304 costs the one query of the content version.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from activities import version
from activities.caching import CACHE_CONTROL

HEAD_SECONDS = 24 * 3600
BODY_SECONDS = 3600
PACKING = 5
GZIP = 31
MOST_AT_ONCE = 4_000_000
CHUNK = 65_536
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)


class File(Protocol):
    """What an address stands for; nothing is read before `parts`.

    `address` is the same for all who ask the same, however they wrote it. `headers` go with every
    answer, `disposition` with the bytes alone.
    """

    @property
    def content_type(self) -> str: ...

    @property
    def disposition(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def address(self) -> str: ...

    def parts(self) -> Iterable[bytes]: ...


class Head(NamedTuple):
    """What a 304 needs; `body_key` is where the packed bytes are kept, `length` their size unpacked.

    `modified` is the second in which these bytes were made: the newest change among them would not
    tell that one was taken away.
    """

    digest: str
    modified: int
    length: int
    body_key: str
    headers: dict[str, str]
    own_headers: dict[str, str]


def kept(view: Callable[..., File]) -> Callable[..., HttpResponseBase]:
    """Serves the file that a view names.

    Bytes are kept packed, once for all ways to write an address, and unpacked for those who cannot
    read gzip; each of the two has an ETag of its own (RFC 9110 8.8.3.3).
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
        at_version, now = version.current(), timezone.now()
        is_packed = bool(TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
        key = _key("asked", request.get_full_path(), at_version, now)
        head: Head | None = cache.get(key)
        unchanged = head and _unchanged(request, head, is_packed, now)
        if unchanged:
            return unchanged
        whole: tuple[Head, bytes] | None = head and cache.get(head.body_key)
        if whole is None:
            file = view(request, at_version=at_version, now=now, **named)
            whole = _whole(file, head, at_version, now)
            cache.set(key, whole[0], HEAD_SECONDS)
        head, body = whole
        return _unchanged(request, head, is_packed, now) or _sent(head, body, is_packed, now)

    return answer


def _whole(file: File, known: Head | None, at_version: int, now: datetime) -> tuple[Head, bytes]:
    key = _key("file", file.address, at_version, now)
    found: tuple[Head, bytes] | None = cache.get(key)
    if found is None:
        digest, length, body = _packed(file.parts())
        is_known = known is not None and known.digest == digest
        modified = known.modified if known and is_known else int(now.timestamp())
        own = {"Content-Type": file.content_type, "Content-Disposition": file.disposition}
        found = Head(digest, modified, length, key, dict(file.headers), own), body
        cache.set(key, found, BODY_SECONDS)
    return found


def _packed(parts: Iterable[bytes]) -> tuple[str, int, bytes]:
    """Digest and length of the parts, and the parts as gzip without a time stamp: one at a time."""
    seen, packer = hashlib.sha256(), zlib.compressobj(PACKING, zlib.DEFLATED, GZIP)
    packed, length = [], 0
    for part in parts:
        seen.update(part)
        length += len(part)
        packed.append(packer.compress(part))
    packed.append(packer.flush())
    return seen.hexdigest()[:32], length, b"".join(packed)


def _unpacked(body: bytes) -> Iterator[bytes]:
    opener = zlib.decompressobj(GZIP)
    rest = body
    while rest:
        yield opener.decompress(rest, CHUNK)
        rest = opener.unconsumed_tail
    yield opener.flush()


def _unchanged(
    request: HttpRequest, head: Head, is_packed: bool, now: datetime
) -> HttpResponse | None:
    etag = _etag(head, is_packed)
    response = get_conditional_response(request, etag=etag, last_modified=head.modified)
    if response:
        _mark(response, head, is_packed, now)
    return response


def _sent(head: Head, body: bytes, is_packed: bool, now: datetime) -> HttpResponseBase:
    response: HttpResponseBase
    if is_packed:
        response = HttpResponse(body)
        response["Content-Encoding"] = "gzip"
    elif head.length > MOST_AT_ONCE:
        response = StreamingHttpResponse(_unpacked(body))
        response["Content-Length"] = str(head.length)
    else:
        response = HttpResponse(zlib.decompress(body, GZIP))
    for name, value in head.own_headers.items():
        response[name] = value
    _mark(response, head, is_packed, now)
    return response


def _mark(response: HttpResponseBase, head: Head, is_packed: bool, now: datetime) -> None:
    """What goes with every answer.

    In the second that the bytes were made in, other bytes may still follow: until it is over they
    are said to be a second older, so that nobody is told later that nothing changed since.
    """
    response["ETag"] = _etag(head, is_packed)
    response["Cache-Control"] = CACHE_CONTROL
    response["Vary"] = "Accept-Encoding"
    is_over = int(now.timestamp()) > head.modified
    response["Last-Modified"] = http_date(head.modified - (not is_over))
    for name, value in head.headers.items():
        response[name] = value


def _etag(head: Head, is_packed: bool) -> str:
    return f'"{head.digest}-gzip"' if is_packed else f'"{head.digest}"'


def _key(what: str, address: str, at_version: int, now: datetime) -> str:
    shaping = f"{settings.WAGTAILADMIN_BASE_URL} {timezone.localdate(now)} {address}"
    return f"{what}-{at_version}-{hashlib.sha256(shaping.encode()).hexdigest()}"
