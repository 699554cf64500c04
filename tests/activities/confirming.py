"""Sends a form twice, as a person does: once to see what it comes to, once to confirm that."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

SEEN = re.compile(r'name="confirmed" value="([^"]+)"')


def confirm(client: Client, path: str, answers: dict[str, Any], **more: Any) -> HttpResponse:
    seen = SEEN.search(client.post(path, answers).content.decode())
    return client.post(path, answers | {"confirmed": seen[1] if seen else "1"}, **more)
