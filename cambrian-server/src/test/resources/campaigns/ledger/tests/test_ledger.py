import http.client
import json
import threading
import unittest

import ledger


class LedgerTest(unittest.TestCase):
    def setUp(self):
        self.server = ledger.Server(("127.0.0.1", 0))
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def send(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=5)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            content = response.read()
            self.assertEqual("application/json", response.getheader("Content-Type"))
            return response.status, json.loads(content) if content else None
        finally:
            connection.close()

    def add(self, account, cents, text):
        body = json.dumps({"account": account, "cents": cents, "text": text}).encode("utf-8")
        return self.send("POST", "/entries", body)

    def test_health_is_ok(self):
        self.assertEqual((200, {"ok": True}), self.send("GET", "/health"))

    def test_an_empty_ledger_has_the_seal_zero(self):
        self.assertEqual((200, {"entries": 0, "seal": 0}), self.send("GET", "/seal"))
        self.assertEqual((404, {"error": "no such entry"}), self.send("GET", "/entries/1"))

    def test_an_entry_is_kept_with_its_number_and_seal(self):
        entry = {"number": 1, "account": "rent", "cents": -45000, "text": "March", "seal": 991541312}

        self.assertEqual((201, entry), self.add("rent", -45000, "March"))
        self.assertEqual((200, entry), self.send("GET", "/entries/1?x=1"))
        self.assertEqual((200, {"entries": 1, "seal": 991541312}), self.send("GET", "/seal"))

    def test_golden_seals(self):
        golden = [
            ("rent", -82000, "rent of April", 940459504),
            ("food", -2399, "vegetables, bread", 1758206010),
            ("cafe", -740, "crème brûlée ☕ twice", 1058542535),
            ("salary", 312000, "salary of April", 549406558),
        ]
        for account, cents, text, expected in golden:
            self.assertEqual(expected, self.add(account, cents, text)[1]["seal"], text)

    def test_accounts_have_their_own_sums(self):
        for cents in (100, -30, 7):
            self.add("food", cents, "x")
            self.add("rent", -cents, "x")

        self.assertEqual(
            (200, {"account": "food", "cents": 77, "entries": 3}), self.send("GET", "/accounts/food")
        )
        self.assertEqual(
            (200, {"account": "rent", "cents": -77, "entries": 3}), self.send("GET", "/accounts/rent")
        )
        self.assertEqual(
            (200, {"account": "none", "cents": 0, "entries": 0}), self.send("GET", "/accounts/none")
        )

    def test_the_bounds_of_an_entry_are_good(self):
        self.assertEqual(201, self.add("a-9-bcdefghi", 1_000_000_000, "😀" * 80)[0])
        self.assertEqual(201, self.add("a", -1_000_000_000, " ")[0])

    def test_bad_entries_are_refused_and_take_no_number(self):
        good = {"account": "food", "cents": 1, "text": "x"}
        bad = [{**good, "account": each} for each in ("", "a" * 13, "Food", "food\n", 1, None)]
        bad += [{**good, "cents": each} for each in (True, 1.0, "1", 1_000_000_001, -1_000_000_001)]
        bad += [{**good, "text": each} for each in ("", "x" * 81, "a\nb", "\x1f", "\ud800", 1)]
        bad += [{key: good[key] for key in good if key != each} for each in good]
        bad += [[], None, "x"]
        bodies = [json.dumps(each) for each in bad]
        bodies += ["", "{", b"\xff", "[" * 4000, json.dumps({**good, "more": "x" * 4096})]
        for body in bodies:
            with self.subTest(body=body[:60]):
                answer = self.send("POST", "/entries", body)
                self.assertEqual((400, {"error": "invalid entry"}), answer)

        self.assertEqual(1, self.add("food", 1, "x")[1]["number"])

    def test_other_paths_are_not_found(self):
        paths = ("/", "/entries/", "/entries/0", "/entries/01", "/entries/x", "/entries/1234567890")
        for path in (*paths, "/accounts/", "/accounts/Rent", "/health/", "//health", "/seals"):
            with self.subTest(path=path):
                self.assertEqual((404, {"error": "not found"}), self.send("GET", path))

    def test_other_methods_are_not_allowed(self):
        for method, path in (
            ("GET", "/entries"),
            ("DELETE", "/entries/9"),
            ("PUT", "/accounts/food"),
            ("POST", "/seal"),
            ("PATCH", "/health"),
            ("OPTIONS", "/health"),
        ):
            with self.subTest(method=method, path=path):
                answer = self.send(method, path)
                self.assertEqual((405, {"error": "method not allowed"}), answer)
        self.assertEqual((405, None), self.send("HEAD", "/health"))
        self.assertEqual((404, None), self.send("HEAD", "/nowhere"))

    def test_eight_threads_share_the_numbers(self):
        numbers = []

        def add_many():
            for _ in range(25):
                numbers.append(self.add("food", 1, "x")[1]["number"])

        threads = [threading.Thread(target=add_many) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        self.assertEqual(list(range(1, 201)), sorted(numbers))


if __name__ == "__main__":
    unittest.main()
