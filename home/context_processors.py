"""What every page says of the city; reads no user, so that pages can be kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from activities import announcing, version
from home.models import HomePage

PORTAL = {
    "site_name": settings.WAGTAIL_SITE_NAME,
    "site_tagline": "みよし市 地域活動ポータル",
    "phone": "0561-00-0000",
    "phone_href": "tel:0561000000",
    "phone_hours": "平日 午前8時30分から午後5時15分",
    "desk_name": "ふくしの窓口（福祉総合相談センター）",
    "fax": "0561-00-0001",
    "publisher": "みよし市 長寿介護課・福祉課／みよし市社会福祉協議会",
}


def portal(request: HttpRequest) -> dict[str, Any]:
    notices = SimpleLazyObject(lambda: _notices(request))
    return {"portal": {**PORTAL, "section": _section(request), "notices": notices}}


def _notices(request: HttpRequest) -> list[str]:
    """What the front page says on every page, and today's closures."""
    known = getattr(request, "content_version", None)
    at_version = version.current() if known is None else known
    closures = announcing.on(timezone.localdate(), at_version).for_all
    return [notice for notice in (_notice(at_version), *closures) if notice]


def _notice(at_version: int) -> str:
    """Kept until the content version rises."""
    key = f"notice-{at_version}"
    notice: str | None = cache.get(key)
    if notice is None:
        notice = HomePage.objects.live().values_list("notice", flat=True).first() or ""
        cache.set(key, notice, 3600)
    return notice


def _section(request: HttpRequest) -> str:
    if request.path.startswith("/activities/"):
        is_volunteer = request.GET.getlist("category") == ["volunteer"]
        return "volunteer" if is_volunteer else "activities"
    for section in ("districts", "help"):
        if request.path.startswith(f"/{section}/"):
            return section
    return ""
