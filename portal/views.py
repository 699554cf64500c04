"""What belongs to no app: health for machines, and errors for people."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activities import horizon


@require_safe
def bare(request: HttpRequest) -> HttpResponse:
    """Two bytes through the whole stack: the yardstick of `make bench`."""
    return HttpResponse(b"ok", content_type="text/plain")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse(b"ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations and the horizon of dates; 503 names what is not ready."""
    checks = {"database": "ok", "migrations": "ok", "horizon": "ok"}
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            checks["migrations"] = "unapplied migrations"
        else:
            short = horizon.count_short(now=timezone.now())
            if short:
                checks["horizon"] = f"{short} activities need extend_occurrences"
    except DatabaseError:
        checks["database"] = "no answer"
    ready = set(checks.values()) == {"ok"}
    return JsonResponse(checks, status=200 if ready else 503)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /cms/", "Disallow: /desk/", "Disallow: /accounts/"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"is_stale_form": True}, status=403)
