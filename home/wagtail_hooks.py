"""The admin's own look: without what staff of a city have no use for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

UNUSED = {"help", "documents"}


@hooks.register("construct_main_menu")
def drop_unused(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in UNUSED]
