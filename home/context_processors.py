"""What every page says about the city's desk; reads no user, so that pages can be kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

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
    return {"portal": {**PORTAL, "section": _section(request)}}


def _section(request: HttpRequest) -> str:
    if request.path.startswith("/activities/"):
        is_volunteer = request.GET.getlist("category") == ["volunteer"]
        return "volunteer" if is_volunteer else "activities"
    for section in ("districts", "help"):
        if request.path.startswith(f"/{section}/"):
            return section
    return ""
