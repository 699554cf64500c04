"""The admin's own look: without what staff of a city have no use for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem

UNUSED = {"help", "documents"}
UNUSED_REPORTS = {"aging-pages", "page-types-usage"}


@hooks.register("construct_main_menu")
def drop_unused(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in UNUSED]


@hooks.register("construct_reports_menu")
def drop_unused_reports(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in UNUSED_REPORTS]


@hooks.register("construct_homepage_summary_items")
def drop_documents(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]
