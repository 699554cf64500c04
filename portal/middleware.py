"""What every request passes first: addresses that no page can have, and the staff area's policy."""

from __future__ import annotations

from collections.abc import Callable

from csp.utils import build_policy  # noqa: F401
from django.http import HttpRequest, HttpResponse
