"""The cache against a vault on this machine that does as it is told. Needs nothing but Python."""

import json
import logging
import threading
import unittest
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cached_secret import ATTEMPTS, CachedSecret, Refused, Unavailable

MINUTE = 60.0


class FakeVault(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.value = "first"
        self.faults: list[int] = []
        self.out = False
        self.requests: list[str] = []


class Answer(BaseHTTPRequestHandler):
    server: FakeVault

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        status = 503 if self.server.out else (self.server.faults.pop(0) if self.server.faults else 200)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps({"value": self.server.value} if status == 200 else {}).encode())

    def log_message(self, *_: object) -> None:
        pass


class CachedSecretTest(unittest.TestCase):
    def setUp(self) -> None:
        logging.disable(logging.CRITICAL)
        self.vault = FakeVault()
        threading.Thread(target=self.vault.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.now = 1000.0
        self.waits: list[float] = []
        self.key = CachedSecret(self.read, now=lambda: self.now, sleep=self.waits.append, rand=lambda: 0.5)

    def tearDown(self) -> None:
        self.vault.shutdown()
        self.vault.server_close()
        logging.disable(logging.NOTSET)

    def read(self) -> str:
        url = f"http://127.0.0.1:{self.vault.server_port}/secrets/key/"
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (401, 403, 404):
                    raise Refused(str(error.code)) from error
            raise

    def test_reads_once_however_many_ask(self) -> None:
        values: list[str] = []
        threads = [threading.Thread(target=lambda: values.append(self.key.get())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        self.assertEqual(values, ["first"] * 8)
        self.assertEqual(self.vault.requests, ["/secrets/key/"])

    def test_takes_up_a_rotated_value_after_its_time_to_live(self) -> None:
        self.key.get()

        self.vault.value = "second"
        self.now += 4 * MINUTE
        self.assertEqual(self.key.get(), "first")
        self.now += 2 * MINUTE

        self.assertEqual(self.key.get(), "second")

    def test_tries_again_with_growing_waits_when_the_vault_is_busy(self) -> None:
        self.vault.faults = [429, 503, 500]

        self.assertEqual(self.key.get(), "first")

        self.assertEqual(self.waits, [0.5, 1.0, 2.0])

    def test_goes_on_with_the_last_good_value_without_hammering_and_recovers(self) -> None:
        self.key.get()

        self.vault.out = True
        self.now += 6 * MINUTE
        self.assertEqual(self.key.get(), "first")
        self.assertEqual(self.key.get(), "first")
        self.assertEqual(len(self.vault.requests), 2)
        self.vault.out = False
        self.vault.value = "second"
        self.now += MINUTE

        self.assertEqual(self.key.get(), "second")

    def test_fails_when_there_never_was_a_value_and_asks_again_only_after_a_while(self) -> None:
        self.vault.out = True

        self.assertRaises(Unavailable, self.key.get)
        self.assertRaises(Unavailable, self.key.get)
        self.assertEqual(len(self.vault.requests), ATTEMPTS)
        self.vault.out = False
        self.now += MINUTE

        self.assertEqual(self.key.get(), "first")

    def test_fails_when_the_last_good_value_is_too_old(self) -> None:
        self.key.get()

        self.vault.out = True
        self.now += 241 * MINUTE

        self.assertRaises(Unavailable, self.key.get)

    def test_does_not_try_again_at_once_when_it_is_refused(self) -> None:
        self.vault.faults = [403]

        self.assertRaises(Unavailable, self.key.get)

        self.assertEqual(len(self.vault.requests), 1)

    def test_reads_again_when_the_value_was_rejected_but_not_more_than_every_half_minute(self) -> None:
        self.key.get()

        self.vault.value = "second"
        self.key.rejected()
        self.assertEqual(self.key.get(), "first")
        self.now += MINUTE
        self.key.rejected()

        self.assertEqual(self.key.get(), "second")


if __name__ == "__main__":
    unittest.main()
