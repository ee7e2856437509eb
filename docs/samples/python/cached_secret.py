"""One secret, kept in memory: read seldom, read again after rotation, and still there when the vault is not.

It depends on nothing but Python, so copy it. docs/samples/README.md explains the numbers.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

ATTEMPTS = 4
"""Tries while there is no value to go on with."""

FIRST_WAIT = 1.0
"""Seconds between two tries, and between two reads in an outage; doubles each time."""

MIN_REREAD = 30.0
"""Seconds: a value that was rejected is read again at most this often."""

log = logging.getLogger(__name__)


class Refused(Exception):
    """The vault answered, and the answer is no: trying again at once would not change it."""


class Unavailable(Exception):
    """There is no value, or none that is recent enough to go on with."""


@dataclass(frozen=True)
class _Good:
    value: str
    read_at: float


class CachedSecret:
    """`read` gives the newest version; it raises Refused for an answer that is final, anything else for an outage."""

    def __init__(
        self,
        read: Callable[[], str],
        *,
        ttl: float = 5 * 60.0,
        max_stale: float = 4 * 3600.0,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        rand: Callable[[], float] = random.random,
    ) -> None:
        self._read = read
        self._ttl = ttl
        self._max_stale = max_stale
        self._now = now
        self._sleep = sleep
        self._rand = rand
        self._reading = threading.Lock()
        self._good: _Good | None = None
        self._next_read = float("-inf")
        self._failures = 0

    def get(self) -> str:
        """The value. Raises Unavailable only when there never was one, or the last good one is too old."""
        usable = self._usable()
        if self._now() < self._next_read:
            return self._or_fail(usable)
        # One thread reads; the others go on with what there is, or wait for it.
        if not self._reading.acquire(blocking=usable is None):
            return self._or_fail(usable)
        try:
            if self._now() < self._next_read:
                return self._or_fail(self._usable())
            return self._refresh()
        finally:
            self._reading.release()

    def rejected(self) -> None:
        """To be called when whatever the secret opens no longer accepts it: it may have been rotated early."""
        good = self._good
        if good is not None and self._now() - good.read_at >= MIN_REREAD:
            self._next_read = float("-inf")

    def _refresh(self) -> str:
        kept = self._usable()
        # With a value in hand nobody should wait long: one try, and the back-off lies between the reads.
        attempts = ATTEMPTS if kept is None else 1
        for attempt in range(attempts):
            try:
                value = self._read()
            except Exception as error:  # whatever went wrong, the last good value is better than none
                log.warning("the vault did not answer%s: %s", "" if kept is None else "; going on with the last value", error)
                if isinstance(error, Refused) or attempt == attempts - 1:
                    cause = error
                    break
                self._sleep(self._rand() * FIRST_WAIT * 2**attempt)
            else:
                self._good = _Good(value, self._now())
                self._failures = 0
                self._next_read = self._now() + self._ttl * (0.9 + 0.2 * self._rand())
                return value
        wait = min(self._ttl, FIRST_WAIT * 2**self._failures)
        self._failures = min(self._failures + 1, 30)
        self._next_read = self._now() + wait * (0.5 + 0.5 * self._rand())
        if kept is not None:
            return kept
        raise Unavailable("the secret cannot be read, and there is no value recent enough to go on with") from cause

    def _usable(self) -> str | None:
        good = self._good
        return good.value if good is not None and self._now() < good.read_at + self._max_stale else None

    @staticmethod
    def _or_fail(usable: str | None) -> str:
        if usable is None:
            raise Unavailable("the secret could not be read a moment ago, and it is not yet time to try again")
        return usable
