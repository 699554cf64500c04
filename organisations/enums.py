"""The closed lists of who and where."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scheme(TextChoices):
    """Ways of cutting the city into districts; they overlap (FIELD: 日常生活圏域, 行政区, 学校区)."""

    CARE_AREA = "care_area", _("Care area")
    WARD = "ward", _("Ward")
    PRIMARY_SCHOOL = "primary_school", _("Primary school district")
    MIDDLE_SCHOOL = "middle_school", _("Middle school district")


class MemberRole(TextChoices):
    MANAGER = "manager", _("Representative")
    MEMBER = "member", _("Member")


class StaffGroup(TextChoices):
    """Names of the Django groups that staff belong to; permissions hang on these."""

    ADMINISTRATOR = "administrator", _("Administrator")
    COUNCIL = "council_staff", _("Social welfare council")
    MODERATOR = "moderator", _("District moderator")
    CITY = "city", _("City")
