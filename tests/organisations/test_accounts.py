"""Logging in: a number by mail for nearly everybody, and nothing told to strangers."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from organisations.models import User
from tests.factories import make_council_user, make_member, make_organisation

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/?next=/desk/"
CONFIRM = "/accounts/login/code/confirm/?next=%2Fdesk%2F"


@pytest.fixture
def member(now) -> User:
    return make_member(make_organisation("hidamari"), email="fumi@example.jp")


def number_in_mail() -> str:
    found = re.search(r"^ {4}(\d{4}-\d{4})$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None, mail.outbox[-1].body
    return found[1]


def test_the_start_page_asks_for_the_address_alone(client, now):
    page = client.get(LOGIN).content.decode()
    assert re.findall(r'<input type="(email|password|text)"', page) == ["email"]
    assert "?password=1&amp;next=/desk/" in page or "?password=1&amp;next=%2Fdesk%2F" in page


def test_a_visitor_of_the_desk_logs_in_and_is_back(client, member):
    asked = client.get("/desk/")["Location"]
    sent = client.post(asked, {"login": "fumi@example.jp"})
    done = client.post(sent["Location"], {"code": number_in_mail()})
    assert (sent["Location"], done["Location"]) == (CONFIRM, "/desk/")
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    "typed",
    ["{0}", "{1}", "{2}"],
    ids=["as it stands in the mail", "without the dash", "in wide digits"],
)
def test_the_number_may_be_typed_in_any_way(client, member, typed):
    client.post(LOGIN, {"login": "ＦＵＭＩ@example.jp"})
    code = number_in_mail()
    wide = code.translate({ord(str(n)): 0xFF10 + n for n in range(10)} | {ord("-"): "－"})
    answer = typed.format(code, code.replace("-", ""), wide)
    assert client.post(CONFIRM, {"code": answer})["Location"] == "/desk/"


def test_a_wrong_number_is_said_and_the_fifth_ends_it(client, member):
    client.post(LOGIN, {"login": "fumi@example.jp"})
    page = client.post(CONFIRM, {"code": "0000-0000"}).content.decode()
    assert "番号がちがうようです" in page
    answers = [client.post(CONFIRM, {"code": "1"}).status_code for _try in range(4)]
    assert answers == [200, 200, 200, 302]
    assert client.get("/desk/").status_code == 302


def test_the_number_is_good_for_a_quarter_of_an_hour(client, member, time_machine, now):
    client.post(LOGIN, {"login": "fumi@example.jp"})
    time_machine.shift(14 * 60)
    assert client.get(CONFIRM).status_code == 200
    time_machine.shift(2 * 60)
    assert client.post(CONFIRM, {"code": number_in_mail()})["Location"] != "/desk/"


def test_known_and_unknown_addresses_get_the_same_answer(member):
    answers = []
    for address in ("fumi@example.jp", "nobody@example.jp"):
        visitor = Client()
        sent = visitor.post(LOGIN, {"login": address})
        page = visitor.get(sent["Location"]).content.decode().replace(address, "")
        page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)
        wrong = visitor.post(sent["Location"], {"code": "0000-0000"})
        answers.append((sent.status_code, sent["Location"], page, wrong.status_code))
    assert answers[0] == answers[1]
    assert [message.subject for message in mail.outbox] == [
        "ログインの番号",
        "このアドレスは登録されていません",
    ]
    assert "http" not in mail.outbox[1].body


@pytest.mark.parametrize(
    "address",
    ["", "fumi", "fumi@example.jp\x00", "あ" * 10_000, f"{'f' * 10_000}@example.jp"],
    ids=["nothing", "no address", "a NUL byte", "10,000 letters", "a long address"],
)
def test_a_bad_address_is_said_and_kept(client, now, address):
    response = client.post(LOGIN, {"login": address})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["login"])
    assert mail.outbox == []


def test_somebody_with_a_password_may_use_it(client, member):
    member.set_password("correct horse battery")
    member.save()
    path = "/accounts/login/?password=1&next=/desk/"
    wrong = client.post(path, {"login": "fumi@example.jp", "password": "wrong"})
    nobody = Client().post(path, {"login": "nobody@example.jp", "password": "wrong"})
    errors = [answer.context["form"].non_field_errors() for answer in (wrong, nobody)]
    assert errors[0] == errors[1] == ["メールアドレスかパスワードがちがいます。"]
    right = client.post(path, {"login": "fumi@example.jp", "password": "correct horse battery"})
    assert right["Location"] == "/desk/"


def test_log_in_leads_nowhere_else(client, member):
    client.force_login(member)
    assert client.get("/accounts/login/?next=https://evil.example/")["Location"] == "/desk/"


def test_a_member_at_the_admin_ends_at_her_desk(client, member):
    client.force_login(member)
    response = client.get("/cms/", follow=True)
    assert [step[0] for step in response.redirect_chain] == [
        "/accounts/login/?next=/cms/",
        "/desk/",
    ]


def test_staff_come_back_to_the_admin(client, now):
    client.force_login(make_council_user())
    assert client.get("/accounts/login/?next=/cms/")["Location"] == "/cms/"


def test_nobody_signs_up_and_the_page_says_whom_to_call(client, now):
    for response in (client.get("/accounts/signup/"), client.post("/accounts/signup/", {})):
        assert "お電話ください" in response.content.decode()
    assert User.objects.count() == 0


def test_nobody_adds_a_second_address(client, member):
    client.force_login(member)
    client.post("/accounts/email/", {"email": "other@example.jp", "action_add": "1"})
    assert (member.emailaddress_set.count(), mail.outbox) == (0, [])


def test_too_many_tries_are_told_to_wait(client, now):
    for number in range(31):
        response = client.post(LOGIN, {"login": f"nobody{number}@example.jp"})
    assert (response.status_code, "数分待って" in response.content.decode()) == (429, True)


def test_logging_out_is_asked_for_and_done(client, member):
    client.force_login(member)
    assert "ログアウトしますか" in client.get("/accounts/logout/").content.decode()
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/login/code/", "/desk/"])
def test_pages_of_accounts_are_kept_by_nobody(client, now, path):
    kept = client.get(path)["Cache-Control"]
    assert {"private", "no-store"} <= set(kept.split(", "))
