"""Reading an address again and again: what is new, what fails, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from activities.importing import fetch, sources
from activities.importing.fetch import Fetched, FetchError
from activities.importing.turn import Busy, my_turn
from activities.models import Activity, CalendarSource, Occurrence
from tests.activities.importing.servers import http, serving
from tests.activities.importing.test_calendars import SINGLE, WEEKLY, calendar
from tests.factories import make_council_user, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=False)
URL = "http://calendar.example.jp/private-8f3a/basic.ics"


@pytest.fixture
def source(now) -> CalendarSource:
    organisation = make_organisation("hidamari")
    source = sources.source_of(organisation, URL, make_member(organisation, email="a@example.jp"))
    source.is_active = source.publishes = True
    source.save()
    return source


def answering(server):
    return lambda url, **more: fetch.fetch(
        url,
        port=server.port,
        allowed=lambda address: True,
        resolve=lambda host, port: ["127.0.0.1"],
        **more,
    )


def gone(url, **more) -> Fetched:
    raise FetchError(fetch.GONE)


def test_an_address_is_read_over_the_network_and_brought_in(source, now):
    with serving(http(calendar(WEEKLY, SINGLE), ETag='"1"')) as server:
        done = sources.refresh(source, now=now, get=answering(server))
    assert done is not None
    assert done.counts["added"] == 2
    source.refresh_from_db()
    assert (source.last_read_at, source.etag) == (now, '"1"')
    assert source.last_result["counts"] == done.counts


def test_what_is_unchanged_is_not_sent_again_but_once_a_week(source, now):
    def answer(connection, head):
        same = b'If-None-Match: "1"' in head
        told = http(b"", "304 Not Modified") if same else http(calendar(SINGLE), ETag='"1"')
        connection.sendall(told)

    with serving(answer) as server:
        read = [
            sources.refresh(
                CalendarSource.objects.get(), now=now + timedelta(days=day), get=answering(server)
            )
            for day in (0, 1, 6)
        ]
    assert [done.counts["read"] if done else None for done in read] == [1, None, 1]


def test_after_three_failures_group_and_staff_are_told_once_and_all_stays(
    source, now, django_capture_on_commit_callbacks
):
    make_council_user(email="council@example.jp")
    make_user(email="stranger@example.jp")
    sources.bring(source, sources.read_file(calendar(SINGLE), now=now), now=now)
    for day in range(5):
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(sources.ReadError):
            sources.refresh(CalendarSource.objects.get(), now=now + timedelta(days=day), get=gone)
        assert len(mail.outbox) == (2 if day >= 2 else 0)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["a@example.jp", "council@example.jp"]
    sent = mail.outbox[0]
    assert sent.subject == "ひだまりの会のカレンダーを読めません"
    assert "このアドレスにカレンダーがありません。" in sent.body
    assert "/desk/hidamari/calendar/" in sent.body
    assert "private-8f3a" not in sent.body
    assert Occurrence.objects.get().status == "scheduled"
    assert (CalendarSource.objects.get().failures, Activity.objects.get().live) == (5, True)


def test_they_are_told_again_only_after_a_success_in_between(
    source, now, django_capture_on_commit_callbacks
):
    def read(get):
        with django_capture_on_commit_callbacks(execute=True):
            try:
                sources.refresh(CalendarSource.objects.get(), now=now, get=get)
            except sources.ReadError:
                return False
            return True

    assert [read(gone) for _ in range(3)] == [False] * 3
    assert len(mail.outbox) == 1
    assert read(lambda url, **more: Fetched(calendar(SINGLE)))
    assert CalendarSource.objects.get().failures == 0
    assert [read(gone) for _ in range(3)] == [False] * 3
    assert len(mail.outbox) == 2


def test_a_file_that_is_no_calendar_counts_as_a_failure(source, now):
    with pytest.raises(sources.ReadError, match="ではありません"):
        sources.refresh(source, now=now, get=lambda url, **more: Fetched(b"<html>Sign in</html>"))
    assert CalendarSource.objects.get().failures == 1


def test_looks_that_nobody_saved_are_forgotten(source, now):
    files = sources.source_of(source.organisation, "")
    sources.keep_look(files, sources.read_file(calendar(SINGLE), now=now), now=now)
    assert sources.kept_look(files, now=now) is not None
    later = now + timedelta(days=2)
    assert sources.kept_look(files, now=later) is None
    sources.forget_old_looks(now=later)
    assert list(CalendarSource.objects.all()) == [source]


def test_one_calendar_at_a_time_is_read_for_the_web():
    with my_turn(), pytest.raises(Busy), my_turn():
        pass
    with my_turn():
        pass


class TestReadCalendars:
    def test_each_source_stands_by_itself(self, source, now, capsys):
        """The first address is refused before anything is asked, the second has no name."""
        CalendarSource.objects.update(url="http://127.0.0.1/a.ics")
        other = sources.source_of(make_organisation("other"), "http://calendar.invalid/")
        other.is_active = True
        other.save()
        stopped = sources.source_of(make_organisation("third"), "http://b.example.jp/")
        call_command("read_calendars")
        failures = dict(CalendarSource.objects.values_list("pk", "failures"))
        assert failures == {source.pk: 1, other.pk: 1, stopped.pk: 0}
        assert "内部のネットワーク" in capsys.readouterr().out

    def test_an_error_of_ours_is_noted_and_the_others_are_read(self, source, now, monkeypatch):
        other = sources.source_of(make_organisation("other"), "http://127.0.0.1.example.jp/")
        other.is_active = True
        other.save()

        def broken(source, **more):
            if source.pk == other.pk:
                raise sources.ReadError("no")
            raise ZeroDivisionError

        monkeypatch.setattr(sources, "refresh", broken)
        with pytest.raises(CommandError):
            call_command("read_calendars")
        assert CalendarSource.objects.get(pk=source.pk).failures == 1

    def test_of_one_group_only(self, source, now):
        CalendarSource.objects.update(url="http://127.0.0.1/a.ics")
        call_command("read_calendars", organisation="other")
        assert CalendarSource.objects.get().failures == 0
