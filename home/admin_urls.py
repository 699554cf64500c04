"""Addresses of the admin that are closed more narrowly than Wagtail closes them; they come first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView

from organisations.permissions import districts_moderated_by


def whole_city_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The log names posts of every district, so moderators of districts do not read it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if districts_moderated_by(request.user) is not None:
            raise Http404
        return view(request, *args, **kwargs)

    return require_admin_access(guarded)


urlpatterns = [
    path("reports/site-history/", whole_city_only(LogEntriesView.as_view())),
    path(
        "reports/site-history/results/", whole_city_only(LogEntriesView.as_view(results_only=True))
    ),
]
