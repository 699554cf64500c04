"""Sends a form twice, as a person does: once to see what it comes to, once to confirm that."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

SEEN = re.compile(r'name="confirmed" value="([^"]+)"')


def look(client: Client, path: str, answers: dict[str, Any]) -> str:
    """The mark of what is shown; "1" where nothing is."""
    seen = SEEN.search(client.post(path, answers).content.decode())
    return seen[1] if seen else "1"


def confirm(
    client: Client, path: str, answers: dict[str, Any] | None = None, **more: Any
) -> HttpResponse:
    answers = answers or {}
    return client.post(path, answers | {"confirmed": look(client, path, answers)}, **more)
