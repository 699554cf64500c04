"""Small worlds for tests: each function makes one thing and what it cannot do without."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group

from activities import publishing
from activities.models import Activity, Closure, Schedule, Venue
from organisations.enums import MemberRole, Scheme, StaffGroup
from organisations.models import District, Membership, Organisation, User

TOKYO = ZoneInfo("Asia/Tokyo")
serial = count(1)


def at(text: str) -> datetime:
    """`"2026-12-09 10:00"` on Tokyo's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def make_district(slug: str | None = None, **fields: Any) -> District:
    slug = slug or f"district-{next(serial)}"
    within = fields.pop("within", [])
    defaults = {"name": "きたよし", "reading": "きたよし", "scheme": Scheme.CARE_AREA}
    district, _ = District.objects.get_or_create(slug=slug, defaults=defaults | fields)
    district.within.set(within)
    return district


def make_organisation(slug: str | None = None, **fields: Any) -> Organisation:
    slug = slug or f"group-{next(serial)}"
    defaults = {"name": "ひだまりの会", "reading": "ひだまりのかい", "phone": "0561-00-0010"}
    organisation, _ = Organisation.objects.get_or_create(slug=slug, defaults=defaults | fields)
    return organisation


def make_venue(**fields: Any) -> Venue:
    defaults: dict[str, Any] = {"name": "みどりの家", "reading": "みどりのいえ"}
    if "district" not in fields:
        defaults["district"] = make_district("kitayoshi")
    return Venue.objects.create(**defaults | fields)


def make_activity(
    organisation: Organisation | None = None,
    venue: Venue | None = None,
    title: str = "サロン ひだまり",
    starts_at: datetime | None = None,
    hours: float = 1.5,
    rule: str = "",
    live: bool = True,
    dated: bool = True,
    schedule: dict[str, Any] | None = None,
    **fields: Any,
) -> Activity:
    """A published activity with its dates; first on Wednesday 9 December 2026 at ten."""
    starts_at = starts_at or at("2026-12-09 10:00")
    activity = Activity(
        title=title,
        organiser=organisation or make_organisation("hidamari"),
        venue=venue or Venue.objects.first() or make_venue(),
        category=fields.pop("category", "salon"),
        **fields,
    )
    if dated:
        activity.schedules = [
            Schedule(
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=hours),
                rule=rule,
                **(schedule or {}),
            )
        ]
    if live:
        publishing.publish(activity, None)
        activity.refresh_from_db()
    else:
        publishing.post(activity, None)
    return activity


def make_user(email: str | None = None, **fields: Any) -> User:
    return User.objects.create_user(
        email or f"person-{next(serial)}@example.jp", **{"name": "見本 花子", **fields}
    )


def make_member(organisation: Organisation, **fields: Any) -> User:
    user = make_user(**fields)
    Membership.objects.create(user=user, organisation=organisation, role=MemberRole.MANAGER)
    return user


def make_staff(group: StaffGroup, **fields: Any) -> User:
    user = make_user(**fields)
    user.groups.add(Group.objects.get(name=group.value))
    return user


def make_council_user(**fields: Any) -> User:
    return make_staff(StaffGroup.COUNCIL, **fields)


def make_closure(**fields: Any) -> Closure:
    """A typhoon on Wednesday 9 December 2026, everywhere; saved, but nothing is closed yet."""
    districts = fields.pop("districts", [])
    day = at("2026-12-09 00:00").date()
    defaults = {"reason": "typhoon", "starts_on": day, "ends_on": day}
    closure = Closure.objects.create(**defaults | fields)
    closure.districts.set(districts)
    return closure
