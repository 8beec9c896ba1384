"""Whom the crawler connects to: addresses of the public internet, and those of sources that are declared local.

The check stands between the resolver and the connection: what it lets through is what is connected to, so that a name
that changes its address in between gains nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from theodoi.doors import loggable
from theodoi.registry.sources import Source

_TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
# What ipaddress of Python 3.11 takes for global: IPv4-compatible (RFC 4291), translation of local use (RFC 8215).
_LOCAL = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, reserved or multicast.

    For an IPv6 address that stands for an IPv4 address (mapped, 6to4, Teredo, NAT64) both must be public.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found in network for network in _LOCAL):
        return False
    return all(one.is_global and not one.is_multicast for one in (found, *_within(found)) if one is not None)


def _within(address: IPv4Address | IPv6Address) -> tuple[IPv4Address | None, ...]:
    """IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return ()
    translated = IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None
    return (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()), translated)


class Proxies:
    """The proxies that the environment names (http_proxy, https_proxy, no_proxy)."""

    def __init__(self) -> None:
        self._urls = {scheme: url for scheme, url in getproxies().items() if scheme in {"http", "https"}}

    def of(self, url: str) -> str | None:
        """The proxy that an address is asked through, or None."""
        parts = urlsplit(url)
        proxy = self._urls.get(parts.scheme)
        return None if proxy is None or proxy_bypass(parts.hostname or "") else proxy

    @property
    def hosts(self) -> set[str]:
        """Names of the proxies themselves."""
        return {urlsplit(url if "://" in url else f"http://{url}").hostname or "" for url in self._urls.values()}


# Twisted's interfaces are declared without `self`, which a type checker takes for its first argument: these say the same.
class Receiver(Protocol):
    """An IResolutionReceiver."""

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None: ...

    def addressResolved(self, address: IAddress) -> None: ...

    def resolutionComplete(self) -> None: ...


class Resolver(Protocol):
    """An IHostnameResolver."""

    def resolveHostName(
        self,
        resolutionReceiver: Receiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution: ...


@implementer(IHostnameResolver)
class CheckedNames:
    """Resolves names by another resolver and lets through only addresses that may be connected to."""

    def __init__(self, resolver: Resolver, sources: Iterable[Source], proxies: Proxies) -> None:
        self._resolver = resolver
        self._local = [source for source in sources if source.local]
        self._proxies = proxies.hosts
        self._refused: dict[str, str] = {}  # by name, the last address that was not let through

    def resolveHostName(
        self,
        resolutionReceiver: Receiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """As Twisted asks it; an address that is not let through is none."""
        if not self._exempt(hostName, portNumber):
            resolutionReceiver = _PublicAlone(resolutionReceiver, hostName, self._refused)
        return self._resolver.resolveHostName(
            resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics
        )

    def refusal(self, host: str) -> str | None:
        """Why a name led nowhere, when its addresses were not let through."""
        if (address := self._refused.get(host)) is None:
            return None
        return (
            f"{host} leads to {loggable(address)}, which is no address of the public internet: "
            "only a source whose file says `local: true` may do that."
        )

    async def refusal_behind_proxy(self, host: str, port: int) -> str | None:
        """Why a host must not be asked through a proxy, which would resolve its name by itself; None when it may be."""
        if self._exempt(host, port):
            return None
        found = _Collected()
        self.resolveHostName(found, host, port)
        if await found.done:
            return None
        return self.refusal(host) or (
            f"The host name {host} cannot be resolved here, so that nobody knows where the proxy would lead to."
        )

    def _exempt(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host else host
        return host in self._proxies or any(source.owns(f"http://{name}:{port}/") for source in self._local)


@implementer(IResolutionReceiver)
class _PublicAlone:
    """Hands on the public ones of the addresses that a name has."""

    def __init__(self, receiver: Receiver, host: str, refused: dict[str, str]) -> None:
        self._receiver, self._host, self._refused = receiver, host, refused

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self._refused.pop(self._host, None)
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        if is_public(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refused[self._host] = address.host

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


@implementer(IResolutionReceiver)
class _Collected:
    """The addresses of a name, as the result of a future."""

    def __init__(self) -> None:
        self.done: asyncio.Future[list[IAddress]] = asyncio.get_running_loop().create_future()
        self._addresses: list[IAddress] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        pass

    def addressResolved(self, address: IAddress) -> None:
        self._addresses.append(address)

    def resolutionComplete(self) -> None:
        self.done.set_result(self._addresses)
