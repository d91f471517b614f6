import json
import os
import sys
import threading
import time
import unittest
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from costkeeper import Costkeeper, SendFailure  # noqa: E402

USAGE = {"input_tokens": 8}


class Collecting:
    """A transport that fails as often as it is told."""

    def __init__(self, failures=(), rejected=()):
        self.bodies, self.failures, self.rejected = [], list(failures), list(rejected)

    def send(self, body):
        if self.failures:
            raise self.failures.pop(0)
        self.bodies.append(body)
        return self.rejected

    def events(self):
        return [event for body in self.bodies for event in json.loads(body)["events"]]


def quiet(transport, **options):
    return Costkeeper(transport=transport, interval=60, retry_wait=0.001, flush_on_exit=False, warn=lambda _: None, **options)


class Recording(unittest.TestCase):
    def test_sends_events_together_with_their_context(self):
        transport = Collecting()
        client = quiet(transport, defaults={"tags": {"app": "a"}})
        with client.context(user_id="u", tags={"tier": "pro"}):
            with client.context(user_id=None, operation="inner"):
                client.record(provider="p", model="m", usage=USAGE)
            client.record(provider="p", model="m", usage=USAGE, user_id="own")
        client.record(provider="p", model="m", usage=USAGE)
        self.assertTrue(client.flush())
        inner, outer, bare = transport.events()
        self.assertEqual(len(transport.bodies), 1)
        self.assertNotIn("userId", inner)
        self.assertEqual([inner["operation"], inner["tags"]], ["inner", {"app": "a", "tier": "pro"}])
        self.assertEqual([outer["userId"], bare.get("userId"), bare["tags"]], ["own", None, {"app": "a"}])

    def test_sends_a_message_when_it_is_full_and_not_for_each_event(self):
        waits = threading.Semaphore(0)

        class Watched(threading.Condition):
            def wait(self, timeout=None):
                waits.release()
                return super().wait(timeout)

        transport = Collecting()
        client = quiet(transport)
        client._lock = Watched()
        for _ in range(5):
            client.record(provider="p", model="m", usage=USAGE)
            # The thread has looked at the event and waits again.
            self.assertTrue(waits.acquire(timeout=60))
            self.assertEqual(transport.bodies, [])
        for _ in range(995):
            client.record(provider="p", model="m", usage=USAGE)
        until = time.monotonic() + 60
        while client.stats()["delivered"] < 1000 and time.monotonic() < until:
            time.sleep(0.01)
        self.assertEqual((client.stats()["delivered"], len(transport.bodies)), (1000, 1))

    def test_repeats_a_failed_send_unchanged(self):
        transport = Collecting([SendFailure("down"), SendFailure("slow", retry_after=0.001)])
        client = quiet(transport)
        given = client.record(provider="p", model="m", usage=USAGE)
        self.assertTrue(client.flush())
        self.assertEqual([event["id"] for event in transport.events()], [given])
        self.assertEqual(client.stats()["last_error"], "slow")

    def test_ends_in_time_while_the_thread_waits_for_its_next_try(self):
        tried = threading.Event()

        class Down:
            def send(self, body):
                tried.set()
                raise SendFailure("down", retry_after=600)

        letters = []
        client = Costkeeper(
            transport=Down(), interval=0.001, flush_on_exit=False, warn=lambda _: None,
            on_dead_letter=lambda reason, lines: letters.append((reason, len(lines))),
        )
        client.record(provider="p", model="m", usage=USAGE)
        self.assertTrue(tried.wait(60))
        closing = threading.Thread(target=client.close, args=(0.2,), daemon=True)
        closing.start()
        closing.join(60)
        self.assertFalse(closing.is_alive())
        self.assertEqual(letters, [("not sent before the end", 1)])

    def test_a_flush_tries_at_once_what_the_thread_would_try_later(self):
        tried, transport = threading.Event(), Collecting()

        class Mending:
            def send(self, body):
                if not tried.is_set():
                    tried.set()
                    raise SendFailure("down", retry_after=600)
                return transport.send(body)

        client = Costkeeper(transport=Mending(), interval=0.001, flush_on_exit=False, warn=lambda _: None)
        client.record(provider="p", model="m", usage=USAGE)
        self.assertTrue(tried.wait(60))
        done = []
        flushing = threading.Thread(target=lambda: done.append(client.flush(30)), daemon=True)
        flushing.start()
        flushing.join(60)
        self.assertEqual((done, len(transport.events())), ([True], 1))

    def test_keeps_what_is_refused_for_good_apart(self):
        letters = []
        transport = Collecting([SendFailure("400 bad", permanent=True)])
        client = quiet(transport, on_dead_letter=lambda reason, lines: letters.append((reason, len(lines))))
        client.record(provider="p", model="m", usage=USAGE)
        self.assertTrue(client.flush())
        self.assertEqual([letters, client.stats()["lost"]], [[("refused", 1)], 1])

    def test_counts_what_the_ledger_rejected(self):
        client = quiet(Collecting(rejected=[{"index": 1, "errors": []}]))
        client.record(provider="p", model="m", usage=USAGE)
        client.record(provider="p", model="m", usage={})
        client.flush()
        self.assertEqual([client.stats()["delivered"], client.stats()["lost"]], [1, 1])

    def test_never_raises_and_is_bounded(self):
        client = quiet(Collecting(), max_bytes=10)
        self.assertNotEqual(client.record(provider="p", model="m", usage=USAGE), "")
        self.assertEqual(client.record(provider="p", model="m", usage="no dictionary"), "")
        self.assertEqual(client.stats()["lost"], 2)

    def test_gives_up_in_time_and_says_what_is_left(self):
        transport = Collecting([SendFailure("down")] * 1000)
        client = quiet(transport)
        client.record(provider="p", model="m", usage=USAGE)
        self.assertFalse(client.flush(timeout=0))
        self.assertEqual(client.stats()["waiting"], 1)

    def test_sends_by_itself_in_the_background(self):
        sent = threading.Event()
        transport = Collecting()
        plain = transport.send
        transport.send = lambda body: (plain(body), sent.set())[0]
        client = Costkeeper(transport=transport, interval=0.001, flush_on_exit=False)
        client.record(provider="p", model="m", usage=USAGE)
        self.assertTrue(sent.wait(30))


class Server:
    """An HTTP server that remembers requests and gives the answers it is told, in turn."""

    def __init__(self, answers):
        seen = self.seen = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802 -- the name of the standard library
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                status, text = answers[min(len(seen), len(answers)) - 1]
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class OverTheWire(unittest.TestCase):
    def test_http_sends_with_a_token_and_repeats_what_a_server_could_not_do(self):
        server = Server([(503, "later"), (202, '{"ids":["a"],"rejected":[]}')])
        self.addCleanup(server.close)
        client = Costkeeper(api_url=server.url + "/cost-tracking/", token=lambda: "t", retry_wait=0.001,
                            interval=60, flush_on_exit=False, warn=lambda _: None)
        client.record(provider="p", model="m", usage=USAGE, id="a")
        self.assertTrue(client.flush())
        path, headers, body = server.seen[1]
        self.assertEqual([path, headers["authorization"]], ["/cost-tracking/record", "Bearer t"])
        self.assertEqual(server.seen[0][2], body)

    def test_a_list_of_which_nothing_is_accepted_is_told_event_by_event_and_sent_once(self):
        told = [{"index": 0, "errors": [{"field": "model", "message": "is missing"}]}]
        server = Server([(400, json.dumps({"detail": "none of the 1 was accepted", "rejected": told}))])
        self.addCleanup(server.close)
        letters = []
        client = Costkeeper(api_url=server.url, token="t", interval=60, flush_on_exit=False, warn=lambda _: None,
                            on_dead_letter=lambda reason, lines: letters.append((reason, len(lines))))
        client.record(provider="p", model="m", usage=USAGE)
        self.assertTrue(client.flush())
        self.assertEqual([letters, client.stats()["delivered"], len(server.seen)], [[("rejected", 1)], 0, 1])

    def test_a_page_that_is_no_ledger_has_recorded_nothing(self):
        server = Server([(200, "<html>")])
        self.addCleanup(server.close)
        client = Costkeeper(api_url=server.url, token="t", interval=60, flush_on_exit=False, warn=lambda _: None)
        client.record(provider="p", model="m", usage=USAGE)
        self.assertFalse(client.flush(timeout=0))

    def test_sqs_signs_send_message(self):
        server = Server([(200, "{}")])
        self.addCleanup(server.close)
        queue = server.url + "/123456789012/usage"
        given = {"access_key_id": "AKID", "secret_access_key": "secret", "session_token": "session"}
        client = Costkeeper(queue_url=queue, region="eu-central-1", credentials=lambda: given, interval=60,
                            flush_on_exit=False, now=lambda: datetime(2026, 11, 20, tzinfo=timezone.utc))
        client.record(provider="p", model="m\ufffe", usage=USAGE, id="a")
        self.assertTrue(client.flush())
        _path, headers, body = server.seen[0]
        sent = json.loads(body)
        self.assertEqual([sent["QueueUrl"], headers["x-amz-target"]], [queue, "AmazonSQS.SendMessage"])
        self.assertIn("/eu-central-1/sqs/aws4_request", headers["authorization"])
        self.assertEqual(headers["x-amz-security-token"], "session")
        self.assertIn("m\\ufffe", sent["MessageBody"])
        self.assertEqual(json.loads(sent["MessageBody"])["events"][0]["model"], "m\ufffe")


if __name__ == "__main__":
    unittest.main()
