"""Which address a request counts for: the caller's own, not that of the proxies we trust."""

from ipaddress import IPv6Address, ip_address, ip_network

NEIGHBOURS = 64  # bits of an IPv6 address that one household or phone has


def caller(peer: str, forwarded: str, proxies: int) -> str:
    """Return who asks: the address seen by the outermost of as many proxies as we trust.

    Each proxy adds the address it saw to the end of `X-Forwarded-For`; what stands before those
    was written by the caller and proves nothing. What is no address counts for the peer.
    """
    if proxies > 0:
        seen = [part.strip() for part in forwarded.split(",") if part.strip()]
        found = _address(seen[-min(proxies, len(seen))]) if seen else None
        if found is not None:
            return found
    return _address(peer) or "unknown"


def _address(text: str) -> str | None:
    if text.count(":") == 1:  # IPv4 with a port
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, NEIGHBOURS), strict=False).network_address)
    return str(address)
