"""The client: events wait in memory, leave together, and are sent again until they are taken."""

import atexit
import contextlib
import contextvars
import random
import sys
import threading
import time
import uuid
from datetime import datetime, timezone

from .events import complete_event, event_json, merge_context, named
from .transports import HttpTransport, SendFailure, SqsTransport

#: SQS takes 1 MiB; the rest is room for the envelope.
_MESSAGE_BYTES = 1024 * 1024 - 1024
_MESSAGE_EVENTS = 1000


class Costkeeper:
    """Records usage. record() waits for nothing and never raises; flush() waits.

    queue_url: the usage queue (credentials of the environment, or credentials=). api_url with token: POST /record.
    defaults: attribution of everything. interval: seconds after which events leave at the latest. retry_for: seconds
    that a failed send is repeated. max_bytes: what may wait; beyond it the newest event is refused and counted.
    on_dead_letter: gets (reason, [event JSON]) of what could not be delivered.
    """

    def __init__(
        self,
        queue_url=None,
        api_url=None,
        token=None,
        region=None,
        credentials=None,
        transport=None,
        defaults=None,
        interval=1.0,
        retry_for=900.0,
        retry_wait=0.2,
        max_bytes=8 * 1024 * 1024,
        on_dead_letter=None,
        flush_on_exit=True,
        warn=None,
        make_id=None,
        now=None,
    ):
        if transport is None:
            if queue_url:
                transport = SqsTransport(queue_url, region, credentials)
            elif api_url and token:
                transport = HttpTransport(api_url, token)
            else:
                raise ValueError("name queue_url, or api_url and token, or a transport")
        self._transport = transport
        self._interval, self._retry_for, self._retry_wait = interval, retry_for, retry_wait
        self._max_bytes = max_bytes
        self._on_dead_letter = on_dead_letter
        self._warn = warn or (lambda text: print(text, file=sys.stderr))
        self._make_id = make_id or (lambda: str(uuid.uuid4()))
        self._now = now or (lambda: datetime.now(timezone.utc))
        self._context = contextvars.ContextVar("costkeeper", default=named(defaults or {}))
        self._lock = threading.Condition()
        self._sending = threading.Lock()
        # Ends the pause of the thread between two tries, so that a flush need not wait for it.
        self._wake = threading.Event()
        self._waiting, self._bytes = [], 0
        self._counts = {"recorded": 0, "delivered": 0, "lost": 0, "last_error": None}
        self._warned = 0.0
        self._closed = False
        self._thread = None
        if flush_on_exit:
            atexit.register(self.close)

    def record(self, **draft):
        """Records one call; fields as in the message, also as user_id or reported_cost_usd. Returns the event's id."""
        try:
            event = complete_event(named(draft), self._context.get(), self._make_id(), self._now())
            line = event_json(event)
        except Exception as error:  # pylint: disable=broad-except -- metering must not break the application
            self._lose("unreadable", [repr(draft)[:200]], error)
            return ""
        size = len(line.encode()) + 1
        with self._lock:
            full = self._bytes + size > self._max_bytes
            if not full:
                self._waiting.append((line, size))
                self._bytes += size
                self._counts["recorded"] += 1
                self._start()
        if full:
            self._lose("buffer full", [line], "more events wait than max_bytes allows")
        return event["id"]

    @contextlib.contextmanager
    def context(self, **fields):
        """Attribution of everything that is recorded inside: user_id, resource, group, tags, operation, hold_id,
        correlation_id."""
        token = self._context.set(merge_context(self._context.get(), named(fields)))
        try:
            yield
        finally:
            self._context.reset(token)

    def flush(self, timeout=10.0):
        """Sends what waits; answers True when nothing is left."""
        self._wake.set()
        try:
            return self._drain(time.monotonic() + timeout, time.sleep)
        finally:
            self._wake.clear()

    def stats(self):
        """Counts since the start, and the last error."""
        with self._lock:
            return {**self._counts, "waiting": len(self._waiting)}

    def close(self, timeout=10.0):
        """Sends what waits and stops; what cannot be sent in time is lost, and said."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._lock.notify_all()
        if self.flush(timeout):
            return
        with self._lock:
            left, self._waiting, self._bytes = [line for line, _ in self._waiting], [], 0
        if left:
            self._lose("not sent before the end", left, self._counts["last_error"])

    def _start(self):
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="costkeeper", daemon=True)
            self._thread.start()
        self._lock.notify_all()

    def _run(self):
        while True:
            with self._lock:
                while not self._waiting and not self._closed:
                    self._lock.wait()
                if self._closed:
                    return
                # Other events wake this thread too; a message that is full need not wait for more of them.
                leaves_at = time.monotonic() + self._interval
                while not self._closed and len(self._waiting) < _MESSAGE_EVENTS and self._bytes < _MESSAGE_BYTES:
                    left = leaves_at - time.monotonic()
                    if left <= 0 or not self._waiting:
                        break
                    self._lock.wait(left)
            self._drain(time.monotonic() + self._retry_for, self._wake.wait)

    def _batch(self):
        with self._lock:
            taken, size = [], 0
            for line, bytes_ in self._waiting:
                if taken and (len(taken) == _MESSAGE_EVENTS or size + bytes_ > _MESSAGE_BYTES):
                    break
                taken.append(line)
                size += bytes_
            return taken

    def _done(self, count):
        with self._lock:
            gone = self._waiting[:count]
            self._waiting = self._waiting[count:]
            self._bytes -= sum(size for _, size in gone)

    def _drain(self, deadline, pause):
        """Sends messages one after the other until nothing waits, the time is over or `pause` answers True."""
        # Not for ever: whoever sends may wait for an answer that does not come.
        if not self._sending.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return False
        try:
            tries = 0
            while True:
                lines = self._batch()
                if not lines:
                    return True
                try:
                    rejected = self._transport.send('{"events":[' + ",".join(lines) + "]}")
                except SendFailure as failure:
                    self._note(failure)
                    if failure.permanent:
                        self._done(len(lines))
                        self._lose("refused", lines, failure)
                        continue
                    tries += 1
                    wait = failure.retry_after or random.uniform(0, min(30.0, self._retry_wait * 2**tries))
                    if time.monotonic() + wait > deadline:
                        return False
                    if pause(wait):
                        return False
                    continue
                tries = 0
                self._done(len(lines))
                refused = {item["index"] for item in rejected}
                with self._lock:
                    self._counts["delivered"] += len(lines) - len(refused)
                if refused:
                    self._lose("rejected", [lines[index] for index in sorted(refused)], rejected)
        finally:
            self._sending.release()

    def _note(self, error):
        with self._lock:
            first = self._counts["last_error"] is None
            self._counts["last_error"] = str(error)
        if first:
            self._warn(f"costkeeper: a send failed and is repeated: {error}")

    def _lose(self, reason, lines, error):
        with self._lock:
            self._counts["lost"] += len(lines)
            self._counts["last_error"] = str(error)
            quiet = time.monotonic() - self._warned < 60 and self._warned > 0
            if not quiet:
                self._warned = time.monotonic()
        if not quiet:
            self._warn(f"costkeeper: {len(lines)} events were lost ({reason}): {error}")
        if self._on_dead_letter:
            try:
                self._on_dead_letter(reason, lines)
            except Exception:  # pylint: disable=broad-except -- metering must not break the application
                pass
