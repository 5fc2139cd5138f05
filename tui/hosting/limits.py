"""Counting what visitors may do: token buckets, a table of them that cannot grow without bound, and seats."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence

from engine.configuration import Network

Clock = Callable[[], float]


class TokenBucket:
    """Fills at `rate` tokens a second up to `burst`."""

    def __init__(self, rate: float, burst: float, clock: Clock = time.monotonic) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._tokens = float(burst)
        self._then = clock()

    def take(self, amount: float = 1) -> bool:
        """Take `amount` if it is there, and say whether it was."""
        self._fill()
        if self._tokens < amount:
            return False
        self._tokens -= amount
        return True

    def spend(self, amount: float) -> float:
        """Take `amount` whether it is there or not; return the seconds to wait until the debt is paid."""
        self._fill()
        self._tokens -= amount
        return max(0.0, -self._tokens / self.rate)

    @property
    def full(self) -> bool:
        """Whether nothing was taken lately: such a bucket need not be remembered."""
        self._fill()
        return self._tokens >= self.burst

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(self.burst, self._tokens + (now - self._then) * self.rate)
        self._then = now


class BucketTable:
    """A token bucket a key, for the `capacity` keys seen last."""

    def __init__(self, rate: float, burst: float, capacity: int, clock: Clock = time.monotonic) -> None:
        self._rate, self._burst, self._capacity, self._clock = rate, burst, capacity, clock
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, key: str) -> bool:
        """Take one token from the bucket of `key`, and say whether it was there."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = TokenBucket(self._rate, self._burst, self._clock)
            if len(self._buckets) > self._capacity:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket.take()

    def __len__(self) -> int:
        return len(self._buckets)


class Seats:
    """How many are in, in total and by key."""

    def __init__(self, total: int, per_key: int, clock: Clock = time.monotonic) -> None:
        self.total, self.per_key = total, per_key
        self._clock = clock
        self._full_since = clock()
        self._taken: Counter[str] = Counter()

    def take(self, key: str) -> str:
        """Take a seat and return an empty string, or return what is full: `total` or `address`."""
        if self._taken.total() >= self.total:
            return "total"
        if self._taken[key] >= self.per_key:
            return "address"
        self._taken[key] += 1
        self._full_since = self._clock()
        return ""

    def full_seconds(self) -> float:
        """Return how long ago the last seat was taken: where none is left, how long that has been so."""
        return self._clock() - self._full_since

    def leave(self, key: str) -> None:
        """Give a seat back."""
        self._taken[key] -= 1
        if self._taken[key] <= 0:
            del self._taken[key]

    def __len__(self) -> int:
        return self._taken.total()


def address_key(address: str) -> str:
    """Return what limits count by: an IPv4 address, or the /64 that an IPv6 address belongs to."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def is_proxy(address: str, proxies: Sequence[Network]) -> bool:
    """Say whether an address belongs to a trusted proxy."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in proxies)
