"""Keeps anonymous answers until the content version changes, and sends unchanged bytes once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from activities import version

SECONDS = 60
CACHE_CONTROL = "public, max-age=0, must-revalidate"
View = Callable[..., HttpResponse]


def cached(view: View) -> View:
    """For views that show the same to everyone: GET and HEAD, no cookie, strong ETag, 304.

    The view gets `at_version` (the content version, read once; also on the request, for context
    processors) and `now`. An answer is kept for a
    minute, since things begin and end, and never past a change.
    """

    @require_safe
    @wraps(view)
    def answer_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        at_version, now = version.current(), timezone.now()
        key = _key(request, at_version, now)
        head: Head | None = cache.get(key)
        body: bytes | None = None
        if head is not None:
            unchanged = _answer(request, head, b"")
            if unchanged.status_code == HTTPStatus.NOT_MODIFIED:
                return unchanged
            body = cache.get(f"{key}-body")
        if head is None or body is None:
            request.content_version = at_version  # type: ignore[attr-defined]
            head, body = _taken(view(request, *args, at_version=at_version, now=now, **kwargs))
            cache.set(f"{key}-body", body, SECONDS)
            cache.set(key, head, SECONDS)
        return _answer(request, head, body)

    return answer_once


Head = tuple[int, str, dict[str, str]]


def _key(request: HttpRequest, at_version: int, now: datetime) -> str:
    asked = f"{request.get_host()} {request.get_full_path()} {timezone.localdate(now)}"
    return f"answer-{at_version}-{hashlib.sha256(asked.encode()).hexdigest()}"


def _taken(response: HttpResponse) -> tuple[Head, bytes]:
    if hasattr(response, "render"):
        response.render()
    body = response.content
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    headers = {name: value for name, value in response.items() if name != "Vary"}
    return (response.status_code, etag, headers), body


def _answer(request: HttpRequest, head: Head, body: bytes) -> HttpResponse:
    """The answer, or 304 where the visitor has these bytes already."""
    status, etag, headers = head
    response = HttpResponse(body, status=status)
    for name, value in headers.items():
        response[name] = value
    response["ETag"] = etag
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    response["Vary"] = "Accept-Encoding"
    return get_conditional_response(request, etag=etag, response=response) or response
