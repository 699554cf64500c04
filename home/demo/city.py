"""Puts the demo city's districts, venues, groups and people into the database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import Group

from activities.models import Venue
from home.demo.groups import CIRCLES
from home.demo.people import HOURS, PEOPLE, SURNAMES
from home.demo.places import AREAS, SCHOOLS, VENUES, WARDS
from organisations.enums import Scheme
from organisations.models import District, Membership, Moderator, Organisation, User

CONTAINS_SAMPLES = "見本です。区域の分け方は実際と異なります。"
NEAREST_WARDS = 3
FIRST_NUMBER, NUMBERS = 10, 90


@dataclass
class City:
    districts: dict[str, District]
    venues: list[Venue] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._areas = {ward.slug: ward.within[0] for ward in WARDS}
        self._kinds = {circle.slug: circle.kinds for circle in CIRCLES}
        self._outdoors = {building.name for building in VENUES if building.is_outdoors}
        self._near: dict[str, list[Venue]] = {}
        self._chosen: dict[tuple[str, ...], list[Organisation]] = {}

    def of_kind(self, category: str) -> list[Organisation]:
        """Groups that do such things; anybody may look for volunteers."""
        if category == "volunteer":
            return self.organisations
        return self.of_circles(
            tuple(slug for slug, kinds in self._kinds.items() if category in kinds)
        )

    def of_circles(self, slugs: tuple[str, ...]) -> list[Organisation]:
        if slugs not in self._chosen:
            self._chosen[slugs] = [
                group for group in self.organisations if base_slug(group.slug) in slugs
            ]
        return self._chosen[slugs]

    def venues_near(self, organiser: Organisation) -> Sequence[Venue]:
        """Those in the group's care area."""
        area = self._areas[organiser.district.slug]
        if area not in self._near:
            self._near[area] = [
                venue for venue in self.venues if self._areas[venue.district.slug] == area
            ]
        return self._near[area]

    def is_outdoors(self, venue: Venue) -> bool:
        return base_name(venue.name) in self._outdoors


def build(chance: random.Random, *, venues: int = 0, organisations: int = 0) -> City:
    """The city of the data modules, or a larger one with numbered venues and groups."""
    city = City(_districts())
    city.venues = _venues(chance, city, max(venues, len(VENUES)))
    city.organisations = _organisations(chance, city, max(organisations, len(CIRCLES)))
    _people(city)
    return city


def base_slug(slug: str) -> str:
    """`hidamari` of `hidamari-no-3`."""
    return slug.partition("-no-")[0]


def base_name(name: str) -> str:
    return name.partition(" ")[0]


def _districts() -> dict[str, District]:
    districts = {}
    for number, place in enumerate((*AREAS, *SCHOOLS, *WARDS), 1):
        districts[place.slug], _ = District.objects.update_or_create(
            slug=place.slug,
            defaults={
                "name": place.name,
                "reading": place.reading,
                "scheme": place.scheme,
                "sort_order": number,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "is_sample": place.is_sample,
                "description": CONTAINS_SAMPLES,
            },
        )
    for place in (*AREAS, *SCHOOLS, *WARDS):
        district = districts[place.slug]
        district.within.set(districts[slug] for slug in place.within)
        neighbours = _nearest(place.slug) if place.scheme == Scheme.WARD else place.neighbours
        district.neighbours.add(*(districts[slug] for slug in neighbours))
    return districts


def _nearest(slug: str) -> list[str]:
    here = next(ward for ward in WARDS if ward.slug == slug)

    def distance(ward: object) -> float:
        """Squared, in degrees; a degree of longitude is shorter by about a fifth here."""
        return (ward.latitude - here.latitude) ** 2 + (
            0.82 * (ward.longitude - here.longitude)
        ) ** 2

    return [ward.slug for ward in sorted(WARDS, key=distance)[1 : NEAREST_WARDS + 1]]


def _venues(chance: random.Random, city: City, count: int) -> list[Venue]:
    rows = []
    for number in range(count):
        building = VENUES[number % len(VENUES)]
        copy = number // len(VENUES)
        spread = 0.004 * bool(copy)
        rows.append(
            Venue(
                name=building.name + (f" {copy + 1}号館" if copy else ""),
                reading=building.reading + (f" {copy + 1}ごうかん" if copy else ""),
                address=building.address,
                district=city.districts[building.ward],
                latitude=round(building.latitude + chance.uniform(-spread, spread), 4),
                longitude=round(building.longitude + chance.uniform(-spread, spread), 4),
                directions=building.directions,
                access=list(building.access),
                parking=building.parking,
            )
        )
    return Venue.objects.bulk_create(rows)


def _organisations(chance: random.Random, city: City, count: int) -> list[Organisation]:
    rows = []
    for number in range(count):
        circle = CIRCLES[number % len(CIRCLES)]
        copy = number // len(CIRCLES)
        phone = FIRST_NUMBER + number % NUMBERS
        rows.append(
            Organisation(
                name=circle.name + (f" 第{copy + 1}" if copy else ""),
                reading=circle.reading + (f" だい{copy + 1}" if copy else ""),
                slug=circle.slug + (f"-no-{copy + 1}" if copy else ""),
                description=circle.description,
                district=city.districts[circle.ward],
                contact_name=f"{chance.choice(SURNAMES)}（世話役）",
                phone=f"0561-00-00{phone}",
                phone_hours=chance.choice(HOURS),
                fax=f"0561-00-00{phone}" if chance.random() < 0.4 else "",
                email=f"{circle.slug}@example.jp" if chance.random() < 0.5 else "",
                email_is_public=chance.random() < 0.1,
                programmes=list(circle.programmes),
            )
        )
    return Organisation.objects.bulk_create(rows)


def _people(city: City) -> None:
    for person in PEOPLE:
        user = User.objects.filter(email=person.email).first() or User.objects.create_user(
            person.email, name=person.name, is_superuser=person.is_superuser
        )
        if person.staff_group:
            group, _ = Group.objects.get_or_create(name=person.staff_group.value)
            user.groups.add(group)
        if person.moderates:
            moderator, _ = Moderator.objects.get_or_create(user=user)
            moderator.districts.add(city.districts[person.moderates])
        if person.member_of:
            organisation = next(o for o in city.organisations if o.slug == person.member_of)
            Membership.objects.get_or_create(
                user=user, organisation=organisation, defaults={"role": person.role}
            )
