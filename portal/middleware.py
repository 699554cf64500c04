"""What every request passes first: addresses no page can have, and the staff area's own policy."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

type_of_next = Callable[[HttpRequest], HttpResponse]

STAFF_POLICY = "; ".join(
    f"{directive} {' '.join(sources)}"
    for directive, sources in settings.STAFF_CONTENT_SECURITY_POLICY.items()
)


class CleanRequest:
    """Answers 400 to NUL bytes in a path, which databases and file systems refuse later."""

    def __init__(self, get_response: type_of_next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STAFF_PATH):
            response = self.get_response(request)
            response.headers.setdefault("Content-Security-Policy", STAFF_POLICY)
            response["X-Frame-Options"] = "SAMEORIGIN"  # the editor shows previews in a frame
            return response
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        if "\x00" in request.path:
            raise BadRequest("NUL byte in the address")
