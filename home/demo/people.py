"""Invented people: callers of groups, and one user for each role."""

from __future__ import annotations

from dataclasses import dataclass

from organisations.enums import MemberRole, StaffGroup

SURNAMES = ("見本", "例田", "仮野", "試川", "架空", "例山", "見本田", "仮屋", "試野", "例島")
HOURS = (
    "平日 9時から17時",
    "平日 10時から16時",
    "毎日 9時から19時",
    "月曜から土曜 9時から18時",
    "夜 19時から21時",
)


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    staff_group: StaffGroup | None = None
    is_superuser: bool = False
    moderates: str = ""
    member_of: str = ""
    role: MemberRole = MemberRole.MEMBER


PEOPLE = (
    Person("admin@example.jp", "見本 一郎（管理者）", StaffGroup.ADMINISTRATOR, is_superuser=True),
    Person("shakyo@example.jp", "見本 花子（社協）", StaffGroup.COUNCIL),
    Person(
        "moderator@example.jp",
        "見本 さくら（きたよし地区の確認係）",
        StaffGroup.MODERATOR,
        moderates="kitayoshi",
    ),
    Person("city@example.jp", "見本 次郎（市）", StaffGroup.CITY),
    Person(
        "hidamari@example.jp",
        "見本 ふみ（ひだまりの会・代表）",
        member_of="hidamari",
        role=MemberRole.MANAGER,
    ),
    Person("attaka@example.jp", "見本 たかし（あったか食堂の会・担当者）", member_of="attaka"),
)
