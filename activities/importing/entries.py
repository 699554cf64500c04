"""A row → what an activity and its venue would hold; no database.

What has no field of its own, or does not fit into it, goes to the description as a line with the
column's name, so that nothing of a row is lost.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from activities import recurrence
from activities.importing import echoes, kinds, values
from activities.importing.dates import When, when
from activities.importing.reading import Refusal, Row
from activities.models import Activity, Venue

MAX_BODY = 20_000
CANCELLED = re.compile("中止")

NOTED_COORDINATE = re.compile(r"(?m)^[緯経]度: *(\S+)$")


@dataclass(frozen=True)
class Place:
    """A venue as the list tells it; `point` is (latitude, longitude)."""

    name: str
    address: str = ""
    point: tuple[float, float] | None = None
    directions: str = ""
    parking: str = ""


@dataclass
class Entry:
    """An accepted row: fields of the activity, its dates, its venue."""

    row: Row
    source_id: str
    digest: str
    fields: dict[str, Any]
    when: When
    place: Place | None
    tags: list[str] = field(default_factory=list)
    is_cancelled: bool = False
    warnings: list[str] = field(default_factory=list)


def entry(row: Row) -> Entry:
    """Raises Refusal."""
    if row.problem:
        raise Refusal(row.problem)
    digest = _digest(row)
    row = echoes.without(row)
    if not row.get("title"):
        raise Refusal(
            _("%(column)s is missing.") % {"column": row.header("title")}, row.header("title")
        )
    return _Writer(row, digest).entry()


def identify(row: Row) -> str:
    """The row's name for good: municipality code and NO, or a digest where NO is missing."""
    code = values.narrow(row.get("code"))
    number = values.narrow(row.get("no"))
    if not number:
        parts = [row.get(key) for key in ("title", "first_day", "start_time", "end_time")]
        text = json.dumps([*parts, row.get("place"), row.get("meeting_point")])
        number = "x" + hashlib.sha256(text.encode()).hexdigest()[:24]
    found = f"{code}-{number}"
    if len(found) > 80:
        found = "x" + hashlib.sha256(found.encode()).hexdigest()
    return found


class _Writer:
    """Takes one row apart; `lines` gathers what the description has to carry."""

    def __init__(self, row: Row, digest: str) -> None:
        self.row = row
        self.digest = digest
        self.lines: list[tuple[str, str]] = []
        self.warnings: list[str] = []
        self.fields: dict[str, Any] = {}

    def entry(self) -> Entry:
        found = when(self.row)
        self.warnings += found.warnings
        self._title()
        self.lines += found.unsaid
        self._keep("time_note")
        place = self._place()
        self._audience_and_capacity()
        self._fee()
        self._sign_up(found)
        self._contact()
        self._rest()
        self._body()
        return Entry(
            row=self.row,
            source_id=identify(self.row),
            digest=self.digest,
            fields=self.fields,
            when=found,
            place=place,
            tags=self._tags(),
            is_cancelled=self._is_cancelled(),
            warnings=self.warnings,
        )

    def _title(self) -> None:
        title = " ".join(self.row.get("title").split("\n"))
        self._fit("title", title, self._header("title"))
        self._fit("reading", values.hiragana(self.row.get("kana")), self._header("kana"))
        self._fit("summary", self.row.get("summary"), self._header("summary"))
        self._keep("subtitle")
        self.fields["category"] = kinds.category(self.row)

    def _place(self) -> Place | None:
        name, room = self.row.get("place"), self.row.get("meeting_point")
        if not name:
            name, room = room or self.row.get("building"), ""
        name = " ".join(name.split("\n"))
        self._fit("venue_note", room, self._header("meeting_point"))
        self.fields["is_online"] = bool(re.search("オンライン|zoom", values.narrow(name), re.I))
        parts = [self.row.get(key) for key in ADDRESS]
        address = self.row.get("address") or "".join(parts)
        building = self.row.get("building")
        if building and building != name:
            address = f"{address} {building}".strip()
        address = " ".join(address.split("\n"))
        point = self._point()
        if not name and not (self.row.get("address") or self.row.get("address_town")):
            self._keep("directions", "parking")
            if address:
                self.lines.append((self._header("address"), address))
            return None
        name = name or address
        return Place(
            name=self._cut(name, Venue, "name", self._header("place")),
            address=self._cut(address, Venue, "address", self._header("address")),
            point=point,
            directions=self.row.get("directions"),
            parking=self.row.get("parking"),
        )

    def _point(self) -> tuple[float, float] | None:
        """Checked and put in order; a converter's note 「緯度: 139.3」 in the remarks is used."""
        texts = [self.row.get("latitude"), self.row.get("longitude")]
        if not any(texts):
            return None
        for text in list(texts):
            if text.count(",") == 1:
                texts = text.split(",")
        numbers = [values.coordinate(text) for text in texts if text]
        noted = NOTED_COORDINATE.findall(self.row.get("remarks"))
        if len(numbers) == 1:
            numbers += [values.coordinate(text) for text in noted]
        point = values.place(numbers[0], numbers[1]) if len(numbers) > 1 else None
        told = {"text": " / ".join([text for text in texts if text] + noted)}
        if point and noted:
            remarks = NOTED_COORDINATE.sub("", self.row.get("remarks")).strip()
            self.row = replace(self.row, values={**self.row.values, "remarks": remarks})
        if point is None:
            self.warnings.append(_("The coordinates (%(text)s) are broken: left out.") % told)
        elif values.coordinate(self.row.get("latitude")) != point[0]:
            self.warnings.append(_("Latitude and longitude (%(text)s) were put in order.") % told)
        return point

    def _audience_and_capacity(self) -> None:
        self._fit("audience_note", self.row.get("audience"), self._header("audience"))
        text = self.row.get("capacity")
        bare = values.number(text)
        found = bare if bare is not None else values.only_number_in(text)
        self.fields["capacity"] = found or None
        note = "" if (bare and not re.search("[組]", text)) or values.is_nothing(text) else text
        if found == 0:
            self.warnings.append(
                _("%(column)s is 0: left open.") % {"column": self._header("capacity")}
            )
            note = ""
        self._fit("capacity_note", note, self._header("capacity"))

    def _fee(self) -> None:
        kind = self.row.get("fee_kind")
        fee, note = kinds.fee(self.row.get("fee"), self.row.get("fee_note"), kind)
        if fee != 0:
            self._keep("fee_kind")
        self.fields["fee"] = fee
        self._fit("fee_note", note, self._header("fee_note"))

    def _sign_up(self, found: When) -> None:
        text = self.row.get("sign_up")
        until = self._deadline()
        self.fields["sign_up_until"] = until
        if until and until > found.starts_at + timedelta(days=1):
            self.warnings.append(
                _("%(column)s is after the start.") % {"column": self._header("deadline_day")}
            )
        self.fields["sign_up"] = kinds.sign_up(text, has_deadline=until is not None)
        self._fit("sign_up_note", text, self._header("sign_up"))

    def _deadline(self) -> datetime | None:
        text, clock_text = self.row.get("deadline_day"), self.row.get("deadline_time")
        if values.is_nothing(text):
            if values.clock(clock_text):
                self._keep("deadline_time")
            return None
        day, clock = values.day(text), values.clock(clock_text)
        if day is None or (clock is None and not values.is_nothing(clock_text)):
            self._keep("deadline_day", "deadline_time")
            self.warnings.append(
                _("%(column)s (%(text)s) cannot be read: kept as text.")
                % {"column": self._header("deadline_day"), "text": f"{text} {clock_text}".strip()}
            )
        if day is None:
            return None
        clock = clock or timedelta(hours=23, minutes=59)
        return datetime.combine(day, time(0), tzinfo=recurrence.TOKYO) + clock

    def _contact(self) -> None:
        name = " ".join(self.row.get("contact").split("\n"))
        self._fit("contact_name", name, self._header("contact"))
        phone, extension = self.row.get("phone"), self.row.get("extension")
        if extension:
            phone = _("%(phone)s ext. %(extension)s") % {"phone": phone, "extension": extension}
        self._fit("phone", phone.strip(), self._header("phone"))
        email = values.narrow(self.row.get("email"))
        self.fields["email"] = email if email and _passes(validate_email, email) else ""
        if email and (not self.fields["email"] or len(email) > _longest(Activity, "email")):
            self.fields["email"] = ""
            self._keep("email")
        self.fields["url"] = ""
        for key in ("url", "content_url"):
            self._url(key)

    def _url(self, key: str) -> None:
        for address in re.split(r"[;\s]+", self.row.get(key)):
            fits = len(address) <= _longest(Activity, "url") and _passes(IS_URL, address)
            if address and fits and not self.fields["url"]:
                self.fields["url"] = address
            elif address and address != self.fields["url"]:
                self.lines.append((self._header(key), address))

    def _rest(self) -> None:
        self._keep("organiser", "state", "kind", "remarks")
        self.lines += self.row.others
        source = self.row.get("prefecture") + self.row.get("municipality")
        if source:
            self.lines.append((_("Source"), source))

    def _body(self) -> None:
        parts = [self.row.get("description")]
        parts += [
            f"{label}:\n{text}" if "\n" in text else f"{label}:{text}" for label, text in self.lines
        ]
        body = "\n".join(part for part in parts[1:])
        body = "\n\n".join(part for part in (parts[0], body) if part)
        if len(body) > MAX_BODY:
            raise Refusal(
                _("The text is too long: %(length)d characters, %(most)d at most.")
                % {"length": len(body), "most": MAX_BODY},
                self._header("description"),
            )
        if len(body) > _longest(Activity, "body"):
            self.warnings.append(
                _("The description has %(length)d characters: shorten it before publishing.")
                % {"length": len(body)}
            )
        self.fields["body"] = body

    def _tags(self) -> list[str]:
        text = f"{self.row.get('keywords')};{self.row.get('tags')}"
        names = [name.strip() for name in re.split(r"[;；、\n]", text)]
        return list(dict.fromkeys(name[:100] for name in names if name))

    def _is_cancelled(self) -> bool:
        remarks = values.narrow(self.row.get("remarks"))
        return bool(CANCELLED.search(self.row.get("state"))) or bool(
            re.match(r"^[【\[(]?(開催)?中止(になりました|します|となりました)?[】\])。]?$", remarks)
        )

    def _fit(self, name: str, text: str, label: str) -> None:
        self.fields[name] = self._cut(text, Activity, name, label)

    def _cut(self, text: str, model: type, name: str, label: str) -> str:
        """The text, or its beginning, with the whole of it in the description."""
        longest = _longest(model, name)
        if len(text) <= longest:
            return text
        self.lines.append((label, text))
        self.warnings.append(
            _("%(column)s is longer than %(longest)d characters: the whole of it is in the text.")
            % {"column": label, "longest": longest}
        )
        return f"{text[: longest - 1]}…"

    def _keep(self, *keys: str) -> None:
        self.lines += [(self._header(key), self.row.get(key)) for key in keys if self.row.get(key)]

    def _header(self, key: str) -> str:
        return self.row.header(key)


ADDRESS = ("address_prefecture", "address_municipality", "address_town", "address_number")
IS_URL = URLValidator(schemes=["http", "https"])


def _digest(row: Row) -> str:
    """Of what the row says, whatever the encoding and the order of the columns."""
    told = json.dumps([sorted(row.values.items()), sorted(row.others)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _longest(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)


def _passes(validator: Any, text: str) -> bool:
    try:
        validator(text)
    except ValidationError:
        return False
    return True
