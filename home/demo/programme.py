"""Makes the demo city's activities from its patterns: unsaved, the same for a given seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from taggit.models import Tag

from activities.enums import AgeBand, Category, SignUpKind
from activities.models import Activity, Schedule, TaggedActivity, Venue
from activities.recurrence import TOKYO, Recurrence
from home.demo.city import City
from home.demo.offers import (
    ASIDES,
    FAVOURED,
    FIXED,
    HELP,
    HELPERS_WELCOMES,
    OFFERS,
    OLDER_ASIDES,
    REGULAR_ASIDES,
    SUITED,
    UNDATED,
    WELCOMES,
    Offer,
)
from organisations.models import Organisation

MONTHS_BACK = 18
END_OF_YEAR = (3, 31)
SHORT_LIST = 5
HELPERS_AGES = ["youth", "working", "senior"]

Named = TypeVar("Named", Organisation, Venue)


class Programme:
    """What the city's groups offer around `today`; `city` and `tags` are saved already."""

    def __init__(self, chance: random.Random, today: date, city: City) -> None:
        self.chance = chance
        self.today = today
        self.city = city
        self.used: set[str] = set()
        self.tags = _tags()
        self.pictures: dict[str, str] = {}
        self._uses: Counter[str] = Counter()

    def activities(self, count: int) -> Iterator[Activity]:
        """Every pattern in turn, in an order of its own each round."""
        for number in range(count):
            place = number % len(OFFERS)
            if place == 0:
                order = self.chance.sample(OFFERS, len(OFFERS))
            yield self._activity(order[place], number // len(OFFERS))

    def helpers(self, hosts: Sequence[Activity], count: int) -> Iterator[Activity]:
        """Volunteer needs of saved activities, at their own dates."""
        for number in range(count):
            yield self._helper(hosts[number % len(hosts)], number)

    def _activity(self, offer: Offer, round_number: int) -> Activity:
        organiser = self._organiser(offer)
        title, reading, venue = self._title(offer, organiser, round_number)
        fee, fee_note = self.chance.choice(offer.fees)
        sign_up = self.chance.choice(offer.sign_ups)
        schedules = self._schedules(offer)
        ages = list(self.chance.choice(offer.ages))
        activity = Activity(
            title=title,
            reading=reading,
            category=offer.category,
            organiser=organiser,
            age_bands=ages,
            **self._words(offer, schedules, ages),
            audience_note=offer.audience,
            venue=venue,
            venue_note="" if offer.is_online else self.chance.choice(offer.rooms),
            is_online=offer.is_online,
            online_url="https://example.jp/tsudoi" if offer.is_online else "",
            fee=fee,
            fee_note=fee_note,
            capacity=self.chance.choice(offer.capacities),
            bring=self.chance.choice(offer.bring),
            gathering_main=offer.gathering[0],
            gathering_second=offer.gathering[1],
            plan_goals=list(offer.goals),
            access=["writing"] if self.chance.random() < 0.15 else [],
            confirmed_current_on=self.today - timedelta(days=self.chance.randrange(200)),
            **self._sign_up(sign_up, schedules),
            **_contact(organiser),
        )
        activity.schedules = schedules
        activity.tagged_items = [TaggedActivity(tag=self.tags[name]) for name in offer.tags]
        self.pictures[title] = offer.picture
        return activity

    def _words(self, offer: Offer, schedules: list[Schedule], ages: list[str]) -> dict[str, object]:
        """One sentence as the summary; the others, with a remark that fits, as the description."""
        first, second, third = offer.sentences
        summary, other = (first, second) if self.chance.random() < 0.65 else (second, first)
        if offer.category == Category.VOLUNTEER:
            paragraphs = [other + third, self.chance.choice(HELPERS_WELCOMES)]
        else:
            asides = list(ASIDES)
            if schedules and schedules[0].rule:
                asides += REGULAR_ASIDES
            if AgeBand.OLDER in ages:
                asides += OLDER_ASIDES
            paragraphs = [other + third, self.chance.choice(asides) + self.chance.choice(WELCOMES)]
        return {"summary": summary, "body": "\n\n".join(paragraphs)}

    def _helper(self, host: Activity, number: int) -> Activity:
        title, reading, sentence, before, places = HELP[number % len(HELP)]
        words = f"「{host.title}」を手伝ってくれる人を募集しています。"
        activity = Activity(
            title=self._unused(f"{host.title}の{title}"),
            reading=f"{host.reading}の{reading}",
            category=Category.VOLUNTEER,
            organiser=host.organiser,
            summary=sentence,
            body=f"{words}{sentence}\n\n{self.chance.choice(HELPERS_WELCOMES)}",
            age_bands=HELPERS_AGES,
            venue=host.venue,
            venue_note=host.venue_note,
            sign_up=SignUpKind.TELEPHONE,
            sign_up_note="電話で「お手伝いの件」とお伝えください。",
            capacity=places,
            bring="動きやすい服",
            plan_goals=[1, 3],
            helps=host,
            confirmed_current_on=host.confirmed_current_on,
            **_contact(host.organiser),
        )
        activity.schedules = [
            Schedule(
                uuid=self._uuid(),
                starts_at=plan.starts_at - timedelta(minutes=before),
                ends_at=plan.ends_at,
                rule=plan.rule,
                extra=[
                    (datetime.fromisoformat(start) - timedelta(minutes=before)).isoformat()
                    for start in plan.extra
                ],
                skip_holidays=plan.skip_holidays,
                skip_new_year=plan.skip_new_year,
                skip_obon=plan.skip_obon,
            )
            for plan in host.schedules.all()
        ]
        activity.tagged_items = [TaggedActivity(tag=self.tags["ボランティア"])]
        return activity

    def _organiser(self, offer: Offer) -> Organisation:
        subject = next((SUITED[tag] for tag in offer.tags if tag in SUITED), None)
        suited = self.city.of_circles(subject) if subject else self.city.of_kind(offer.category)
        for group in suited:
            if self.chance.random() < FAVOURED.get(group.slug, 0):
                return group
        return self._least_used(suited)

    def _least_used(self, choices: Sequence[Named]) -> Named:
        """Of a few picked at random, so that in the end everyone has something."""
        few = self.chance.sample(list(choices), min(SHORT_LIST, len(choices)))
        chosen = min(few, key=lambda choice: self._uses[choice.name])
        self._uses[chosen.name] += 1
        return chosen

    def _title(
        self, offer: Offer, organiser: Organisation, round_number: int
    ) -> tuple[str, str, Venue | None]:
        """A title that is not taken yet, with its reading and the venue whose ward it names."""
        for attempt in range(8):
            text = offer.titles[(round_number + attempt) % len(offer.titles)]
            venue = None if offer.is_online else self._venue(offer, organiser)
            ward = venue.district if venue else organiser.district
            title, reading = text.split("|")
            title = title.format(ward=ward.name)
            reading = reading.format(ward=ward.reading)
            if title not in self.used:
                break
        return self._unused(title), reading, venue

    def _venue(self, offer: Offer, organiser: Organisation) -> Venue:
        near = self.city.venues_near(organiser) if self.chance.random() < 0.5 else ()
        fitting = [
            venue
            for venue in near or self.city.venues
            if offer.is_outdoors or not self.city.is_outdoors(venue)
        ]
        return self._least_used(fitting or self.city.venues)

    def _unused(self, title: str) -> str:
        """The title itself or, when it is taken, with a number."""
        number, unused = 1, title
        while unused in self.used:
            number += 1
            unused = f"{title} その{number}"
        self.used.add(unused)
        return unused

    def _schedules(self, offer: Offer) -> list[Schedule]:
        rule = self.chance.choice(offer.rules)
        clock, minutes = self.chance.choice(offer.times)
        if rule == UNDATED:
            return []
        fields = {"uuid": self._uuid(), "is_all_day": offer.is_all_day}
        length = timedelta(minutes=minutes)
        if rule == FIXED:
            return [self._fixed(clock, length, fields)]
        begins_on = _first_of_month(self.today, -self.chance.randrange(2, MONTHS_BACK))
        begins_at = _at(begins_on, clock)
        pairs = Recurrence(begins_at, begins_at + length, rule).between(
            begins_at, begins_at + timedelta(days=120)
        )
        if self.chance.random() < 0.08:
            rule = f"{rule};UNTIL={_end_of_fiscal_year(self.today):%Y%m%d}"
        return [
            Schedule(
                starts_at=pairs[0][0],
                ends_at=pairs[0][1],
                rule=rule,
                **{f"skip_{rest}": True for rest in offer.rests.split()},
                **fields,
            )
        ]

    def _fixed(self, clock: str, length: timedelta, fields: dict[str, object]) -> Schedule:
        """One to three Saturdays or Sundays ahead."""
        day = self.today + timedelta(days=self.chance.randrange(5, 100))
        day += timedelta(days=(5 - day.weekday()) % 7 + self.chance.randrange(2))
        starts_at = _at(day, clock)
        further = range(1, self.chance.choice((1, 1, 2, 3)))
        extra = [(starts_at + timedelta(weeks=4 * step)).isoformat() for step in further]
        return Schedule(starts_at=starts_at, ends_at=starts_at + length, extra=extra, **fields)

    def _sign_up(self, kind: str, schedules: list[Schedule]) -> dict[str, object]:
        note, until = "", None
        if kind == SignUpKind.TELEPHONE:
            note = self.chance.choice(
                (
                    "三日前までに電話で申し込んでください。",
                    "電話で名前と人数をお知らせください。",
                    "前の日の夕方までに電話をください。",
                )
            )
        elif kind == SignUpKind.NEEDED:
            note = "電話または会場で申し込んでください。定員になりしだい締め切ります。"
        if kind != SignUpKind.NOT_NEEDED and schedules and not schedules[0].rule:
            until = _at(schedules[0].starts_at.date() - timedelta(days=4), "17:00")
        return {"sign_up": kind, "sign_up_note": note, "sign_up_until": until}

    def _uuid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _tags() -> dict[str, Tag]:
    names = sorted({tag for offer in OFFERS for tag in offer.tags})
    Tag.objects.bulk_create(
        (Tag(name=name, slug=f"tag-{number}") for number, name in enumerate(names, 1)),
        ignore_conflicts=True,
    )
    return {tag.name: tag for tag in Tag.objects.filter(name__in=names)}


def _contact(organiser: Organisation) -> dict[str, object]:
    return {
        "contact_name": organiser.contact_name,
        "phone": organiser.phone,
        "phone_hours": organiser.phone_hours,
        "fax": organiser.fax,
        "email": organiser.email,
        "email_is_public": organiser.email_is_public,
        "programmes": organiser.programmes,
    }


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock.zfill(5)), TOKYO)


def _first_of_month(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _end_of_fiscal_year(today: date) -> date:
    """The next 31 March that is two months away or more."""
    end = date(today.year, *END_OF_YEAR)
    return end if end - today > timedelta(days=60) else date(today.year + 1, *END_OF_YEAR)
