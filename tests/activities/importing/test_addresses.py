from __future__ import annotations

import pytest

from activities.importing import addresses
from activities.importing.addresses import BadAddress


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://calendar.example.jp/a.ics", "https://calendar.example.jp/a.ics"),
        ("  webcal://calendar.example.jp/a.ics\n", "https://calendar.example.jp/a.ics"),
        ("HTTP://Calendar.Example.JP:80", "http://calendar.example.jp/"),
        ("https://calendar.example.jp:443/a?b=c#d", "https://calendar.example.jp/a?b=c"),
        ("https://予定.jp/行事.ics", "https://xn--0kq913a.jp/%E8%A1%8C%E4%BA%8B.ics"),
        ("https://8.8.8.8/a", "https://8.8.8.8/a"),
        ("https://[2606:4700::1111]/a", "https://[2606:4700::1111]/a"),
    ],
)
def test_what_people_paste_is_read(given, read):
    assert addresses.read(given).url == read


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "203.114.32.1", "2606:4700::1111", "2400:cb00::1", "::ffff:8.8.8.8"],
)
def test_public_addresses_are_public(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001:0:1::1", "2001:20::1", "2001:db8::1",
        "2002:7f00:1::1", "2400:cb00::5efe:7f00:1", "3fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2400:cb00::1%1", "fec0::1", "ff02::1",
        "ff0e::1", "localhost", "", "127.1", "0x7f000001",
    ],
)  # fmt: skip
def test_every_other_address_is_not(address):
    assert not addresses.is_public(address)


def test_a_refusal_is_a_sentence_of_the_catalogue():
    with pytest.raises(BadAddress) as error:
        addresses.read("file:///etc/passwd")
    assert str(error.value) == addresses.OTHER_SCHEME
