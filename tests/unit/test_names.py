"""Whom the crawler connects to: a real resolver of Twisted is wrapped, whose answers the tests choose."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from twisted.internet._resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from theodoi.registry.sources import Source
from theodoi.scrape.names import CheckedNames, Proxies, is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.162.0.11", True),
        ("2405:4800::1", True),
        ("127.0.0.1", False),
        ("127.8.9.1", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("172.16.5.5", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::1", False),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_only_addresses_of_the_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@implementer(IHostnameResolver)
class Zone:
    """A name server's answers, one list after the other for a name."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = answers

    def resolveHostName(self, receiver, hostName, portNumber=0, addressTypes=None, transportSemantics="TCP"):
        receiver.resolutionBegan(resolution := HostResolution(hostName))
        lists = self.answers.get(hostName.partition(".")[0], [[]])
        for address in lists.pop(0) if len(lists) > 1 else lists[0]:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()
        return resolution


class Receiver:
    """What a connection would be made to."""

    def __init__(self) -> None:
        self.hosts: list[str] | None = None
        self._found: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:
        pass

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:
        self._found.append(address.host)

    def resolutionComplete(self) -> None:
        self.hosts = self._found


def source(home: str, *, local: bool) -> Source:
    return Source(id="bao", name="Báo", home=home, kind="newspaper", article_url="x", local=local)


def names(zone: Zone, sources: Sequence[Source] = (), proxies: Proxies | None = None) -> CheckedNames:
    return CheckedNames(zone, sources, proxies or Proxies())


def connected(checked: CheckedNames, host: str, port: int = 80) -> list[str] | None:
    receiver = Receiver()
    checked.resolveHostName(receiver, host, port)
    return receiver.hosts


def test_private_addresses_of_a_name_are_not_connected_to() -> None:
    checked = names(Zone(bao=[["10.0.0.1", "203.162.0.11", "::1"]], nha=[["127.0.0.1"]]))
    assert connected(checked, "bao.example") == ["203.162.0.11"]
    assert connected(checked, "nha.example") == []
    assert "nha.example leads to 127.0.0.1" in (checked.refusal("nha.example") or "")
    assert checked.refusal("khac.example") is None


def test_a_name_that_changes_its_address_is_checked_each_time() -> None:
    checked = names(Zone(bao=[["203.162.0.11"], ["127.0.0.1"], ["203.162.0.11"]]))
    assert [connected(checked, "bao.example") for _ in range(3)] == [["203.162.0.11"], [], ["203.162.0.11"]]
    assert checked.refusal("bao.example") is None


def test_a_source_that_is_declared_local_may_lie_on_this_machine_at_its_own_port() -> None:
    zone = Zone(nha=[["127.0.0.1"]])
    checked = names(zone, [source("http://nha.example:8080/", local=True)])
    assert connected(checked, "nha.example", 8080) == ["127.0.0.1"]
    assert connected(checked, "nha.example", 5432) == []
    assert connected(names(zone, [source("http://nha.example:8080/", local=False)]), "nha.example", 8080) == []


def test_a_proxy_may_be_anywhere_and_what_is_asked_through_it_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://ten:khoa@proxy.example:3128")
    monkeypatch.setenv("no_proxy", "gan.example")
    proxies = Proxies()
    assert proxies.of("http://bao.example/") == "http://ten:khoa@proxy.example:3128"
    assert proxies.of("http://gan.example/") is None
    zone = Zone(proxy=[["10.0.0.9"]], bao=[["203.162.0.11"]], nha=[["169.254.169.254"]])
    checked = names(zone, [source("http://rieng.example/", local=True)], proxies)
    assert connected(checked, "proxy.example", 3128) == ["10.0.0.9"]

    async def refusals() -> list[str | None]:
        hosts = ("bao.example", "nha.example", "la.example", "rieng.example")
        return [await checked.refusal_behind_proxy(host, 80) for host in hosts]

    sound, private, unknown, local = asyncio.run(refusals())
    assert (sound, local) == (None, None)
    assert "169.254.169.254" in (private or "") and "cannot be resolved here" in (unknown or "")
