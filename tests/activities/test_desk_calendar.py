"""A group gives its calendar at the desk, looks, saves, reads again and stops."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities import publishing
from activities.importing import sources
from activities.importing.turn import my_turn
from activities.models import Activity, CalendarSource
from activities.publishing import State
from organisations.enums import StaffGroup
from organisations.models import Moderator
from tests.activities.importing.test_calendars import SINGLE, WEEKLY, calendar
from tests.factories import (
    make_council_user,
    make_district,
    make_member,
    make_organisation,
    make_staff,
    make_user,
    make_venue,
)

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "importing" / "files"


@pytest.fixture
def organisation(now):
    make_venue()
    return make_organisation("hidamari", district=make_district("kitayoshi"))


@pytest.fixture
def member(organisation, client):
    member = make_member(organisation)
    client.force_login(member)
    return member


def page(organisation) -> str:
    return reverse("desk_calendar", args=[organisation.slug])


def upload(client, organisation, data: bytes, **options):
    file = SimpleUploadedFile("calendar.ics", data, "text/calendar")
    return client.post(page(organisation), {"upload": "1", "file": file}, **options)


def text(response) -> str:
    return response.content.decode()


def test_a_file_is_looked_at_before_it_is_saved(client, organisation, member):
    looked = upload(client, organisation, (FILES / "google.ics").read_bytes(), follow=True)
    assert "新しい活動" in text(looked)
    assert "毎週水曜 午前10時から11時30分" in text(looked)
    assert "非公開の予定" in text(looked)
    assert Activity.objects.count() == 0
    saved = client.post(looked.request["PATH_INFO"], follow=True)
    assert "保存しました：追加3件、のせないもの2件。" in text(saved)
    states = {publishing.state_of(activity) for activity in Activity.objects.all()}
    assert (states, Activity.objects.count()) == ({State.WAITING}, 3)
    revision = Activity.objects.order_by("pk")[0].latest_revision
    assert revision.user == member


def test_the_second_look_says_what_moves_and_what_is_cancelled(client, organisation, member):
    CalendarSource.objects.create(organisation=organisation, publishes=True)
    first = upload(client, organisation, calendar(WEEKLY, SINGLE), follow=True)
    client.post(first.request["PATH_INFO"])
    changed = SINGLE.replace("20261220T100000", "20261221T130000").replace(
        "20261220T113000", "20261221T143000"
    )
    weekly = WEEKLY + "EXDATE;TZID=Asia/Tokyo:20261216T100000\n"
    looked = upload(client, organisation, calendar(weekly, changed), follow=True)
    assert "12月20日（日） 午前10時から11時30分 → 12月21日（月） 午後1時から2時30分" in text(looked)
    assert "中止：12月16日（水）" in text(looked)
    assert Activity.objects.get(title="クリスマス会").occurrences.get().starts_at.day == 20


def test_an_address_of_the_inside_is_refused_with_a_sentence(client, organisation, member):
    answered = client.post(page(organisation), {"url": "http://127.0.0.1/a.ics"})
    assert "内部のネットワークへのアドレスです。" in text(answered)
    assert CalendarSource.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html></html>", "カレンダーのファイル（iCalendar、.ics）ではありません。"),
        (b"x" * 5_000_001, "5メガバイトまでです。"),
        (b"", "ファイルが空です"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(
    client, organisation, member, data, reason
):
    assert reason in text(upload(client, organisation, data))


def test_nothing_given_is_said_so(client, organisation, member):
    assert "アドレスを貼りつけてください。" in text(client.post(page(organisation), {"url": ""}))
    assert "ファイルを選んでください。" in text(client.post(page(organisation), {"upload": "1"}))


def test_whoever_comes_second_is_asked_to_wait(client, organisation, member):
    with my_turn():
        answered = upload(client, organisation, calendar(SINGLE))
    assert "ほかの団体のカレンダーを読んでいます" in text(answered)


def test_more_than_300_activities_are_left_to_the_council(client, organisation, member):
    many = calendar(*(SINGLE.replace("UID:single", f"UID:{n}") for n in range(301)))
    looked = upload(client, organisation, many, follow=True)
    assert "300件を超えます" in text(looked)
    client.post(looked.request["PATH_INFO"])
    assert Activity.objects.count() == 0


@pytest.fixture
def known(organisation, member, now):
    source = sources.source_of(organisation, "https://calendar.example.jp/secret/a.ics", member)
    source.is_active = True
    source.save()
    sources.bring(source, sources.read_file(calendar(SINGLE), now=now), now=now)
    return source


def test_a_known_calendar_can_be_stopped_and_its_activities_stay(
    client, organisation, member, known
):
    shown = text(client.get(page(organisation)))
    assert "毎日読んでいます。" in shown
    assert "secret" not in shown
    stop = reverse("desk_calendar_stop", args=[organisation.slug, known.pk])
    assert "読むのをやめました" in text(client.post(stop, follow=True))
    known.refresh_from_db()
    assert (known.is_active, Activity.objects.count()) == (False, 1)


def test_reading_on_demand_says_why_it_failed(client, organisation, member, known):
    CalendarSource.objects.update(url="http://127.0.0.1/a.ics")
    read = reverse("desk_calendar_read", args=[organisation.slug, known.pk])
    assert "内部のネットワークへのアドレスです。" in text(client.post(read, follow=True))


def test_a_look_that_is_too_old_has_to_be_taken_again(client, organisation, member, known):
    look = reverse("desk_calendar_look", args=[organisation.slug, known.pk])
    assert "もう一度カレンダーを読んでください。" in text(client.post(look, follow=True))


class TestReach:
    """Members, and staff who may change what the group organises; for others there is nothing."""

    def addresses(self, known):
        slug = known.organisation.slug
        return [
            ("get", reverse("desk_calendar", args=[slug])),
            ("get", reverse("desk_calendar_look", args=[slug, known.pk])),
            ("post", reverse("desk_calendar_read", args=[slug, known.pk])),
            ("post", reverse("desk_calendar_stop", args=[slug, known.pk])),
        ]

    def answers(self, client, known):
        return [getattr(client, method)(url).status_code for method, url in self.addresses(known)]

    def test_strangers_members_of_other_groups_and_the_city_find_nothing(self, client, known):
        for user in (
            make_user(),
            make_member(make_organisation("other")),
            make_staff(StaffGroup.CITY),
        ):
            client.force_login(user)
            assert self.answers(client, known) == [404] * 4
        client.logout()
        assert self.answers(client, known) == [302] * 4

    def test_the_council_and_the_districts_moderator_may(self, client, known):
        CalendarSource.objects.update(url="http://127.0.0.1/a.ics")  # nothing is asked
        near, far = make_staff(StaffGroup.MODERATOR), make_staff(StaffGroup.MODERATOR)
        Moderator.objects.create(user=near).districts.add(known.organisation.district)
        Moderator.objects.create(user=far).districts.add(make_district("far"))
        client.force_login(far)
        assert self.answers(client, known) == [404] * 4
        for user in (make_council_user(), near):
            client.force_login(user)
            assert self.answers(client, known) == [200, 302, 302, 302]

    def test_a_calendar_of_another_group_is_not_reached_by_its_number(
        self, client, organisation, member, known
    ):
        other = sources.source_of(make_organisation("other"), "https://b.example.jp/")
        stop = reverse("desk_calendar_stop", args=[organisation.slug, other.pk])
        assert client.post(stop).status_code == 404


class TestAdmin:
    LIST = "wagtailsnippets_activities_calendarsource:list"
    EDIT = "wagtailsnippets_activities_calendarsource:edit"

    def test_staff_see_what_came_of_it_without_the_secret_address(self, client, known):
        client.force_login(make_council_user())
        shown = text(client.get(reverse(self.LIST)))
        assert "追加1件" in shown
        assert "secret" not in shown

    def test_staff_trust_or_stop_a_calendar(self, client, known):
        client.force_login(make_council_user())
        edit = reverse(self.EDIT, args=[known.pk])
        assert "secret" not in text(client.get(edit))
        assert client.post(edit, {"publishes": "on"}).status_code == 302
        known.refresh_from_db()
        assert (known.publishes, known.is_active) == (True, False)

    def test_a_moderator_reaches_her_districts_alone(self, client, known):
        far = make_staff(StaffGroup.MODERATOR)
        Moderator.objects.create(user=far).districts.add(make_district("far"))
        client.force_login(far)
        assert "追加1件" not in text(client.get(reverse(self.LIST)))
        assert client.get(reverse(self.EDIT, args=[known.pk])).status_code == 404
