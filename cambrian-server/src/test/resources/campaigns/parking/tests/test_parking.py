import http.client
import json
import threading
import unittest

import parking


class FeeTest(unittest.TestCase):
    def test_up_to_twenty_minutes_are_free(self):
        for vehicle, hour in (("car", 190), ("van", 310)):
            with self.subTest(vehicle=vehicle):
                self.assertEqual(0, parking.fee(vehicle, 0, 0))
                self.assertEqual(0, parking.fee(vehicle, 20, 0))
                self.assertEqual(hour, parking.fee(vehicle, 21, 0))
                self.assertEqual(hour, parking.fee(vehicle, 60, 0))
                self.assertEqual(2 * hour, parking.fee(vehicle, 61, 0))

    def test_a_day_costs_at_most_its_maximum(self):
        self.assertEqual(1330, parking.fee("car", 7 * 60, 0))
        self.assertEqual(1500, parking.fee("car", 630, 0))
        self.assertEqual(2450, parking.fee("van", 24 * 60, 0))

    def test_a_day_begins_with_the_arrival(self):
        self.assertEqual(1500 + 190, parking.fee("car", 24 * 60 + 1, 0))
        self.assertEqual(3 * 2450 + 3 * 310, parking.fee("van", 3 * 24 * 60 + 160, 0))
        self.assertEqual(3 * 2450, parking.fee("van", 2 * 24 * 60 + 600, 0))

    def test_a_reduction_rounds_a_half_to_the_even_cent(self):
        self.assertEqual(323, parking.fee("car", 120, 15))
        self.assertEqual(142, parking.fee("car", 60, 25))
        self.assertEqual(884, parking.fee("van", 146, 5))
        self.assertEqual(127, parking.fee("car", 60, 33))
        self.assertEqual(0, parking.fee("car", 60, 100))


class TicketTest(unittest.TestCase):
    def test_a_ticket_ends_in_its_check_number(self):
        self.assertEqual("P04-20260328-0009-80", parking.ticket("P04", "2026-03-28", 9))
        self.assertEqual("C07-20260214-0039-29", parking.ticket("C07", "2026-02-14", 39))
        self.assertEqual("A01-20260101-0001-47", parking.ticket("A01", "2026-01-01", 1))
        self.assertEqual("Z99-20991231-9999-32", parking.ticket("Z99", "2099-12-31", 9999))
        self.assertEqual("A30-20260109-0012-07", parking.ticket("A30", "2026-01-09", 12))


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.server = parking.Server(("127.0.0.1", 0))
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def send(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=5)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            content = response.read()
            self.assertEqual("application/json", response.getheader("Content-Type"))
            return response.status, json.loads(content) if content else None
        finally:
            connection.close()

    def test_health_is_ok(self):
        self.assertEqual((200, {"ok": True}), self.send("GET", "/health"))

    def test_a_fee_is_told_with_its_minutes(self):
        stay = "/fee?class=car&in=2026-03-02T08:00&out=2026-03-02T10:01"

        self.assertEqual((200, {"minutes": 121, "cents": 570}), self.send("GET", stay))
        self.assertEqual(
            (200, {"minutes": 121, "cents": 285}),
            self.send("GET", stay + "&reduction=50&reduction=x&more=1"),
        )

    def test_a_stay_over_midnight_is_one_stay(self):
        stay = "/fee?class=car&in=2026-02-28T23:10&out=2026-03-01T00:40"

        self.assertEqual((200, {"minutes": 90, "cents": 380}), self.send("GET", stay))

    def test_a_ticket_is_told(self):
        self.assertEqual(
            (200, {"ticket": "C07-20260214-0039-29"}),
            self.send("GET", "/ticket?garage=C07&day=2026-02-14&serial=39"),
        )

    def test_bad_stays_are_refused(self):
        good = {"class": "car", "in": "2026-03-02T08:00", "out": "2026-03-02T10:01"}
        bad = [{**good, "class": each} for each in ("", "Car", "bus")]
        bad += [{**good, "in": each} for each in ("", "2026-03-02", "2026-03-02T8:00")]
        bad += [{**good, "in": each} for each in ("2026-02-29T08:00", "1999-12-31T23:59")]
        bad += [{**good, "out": each} for each in ("2026-03-02T24:00", "2026-03-02T07:59")]
        bad += [{**good, "reduction": each} for each in ("", "-1", "101", "1.5", "0010")]
        bad += [{key: good[key] for key in good if key != each} for each in good]
        for values in bad:
            with self.subTest(values=values):
                query = "&".join(f"{key}={value}" for key, value in values.items())
                answer = self.send("GET", "/fee?" + query)
                self.assertEqual((400, {"error": "invalid stay"}), answer)

    def test_bad_tickets_are_refused(self):
        good = {"garage": "C07", "day": "2026-02-14", "serial": "39"}
        bad = [{**good, "garage": each} for each in ("", "c07", "C7", "C007", "07C")]
        bad += [{**good, "day": each} for each in ("", "2026-02-29", "20260214", "2100-01-01")]
        bad += [{**good, "serial": each} for each in ("", "0", "039", "10000", "-1")]
        bad += [{key: good[key] for key in good if key != each} for each in good]
        for values in bad:
            with self.subTest(values=values):
                query = "&".join(f"{key}={value}" for key, value in values.items())
                answer = self.send("GET", "/ticket?" + query)
                self.assertEqual((400, {"error": "invalid ticket"}), answer)

    def test_other_paths_and_methods_have_their_errors(self):
        for path in ("/", "/fee/", "/tickets", "//fee"):
            with self.subTest(path=path):
                self.assertEqual((404, {"error": "not found"}), self.send("GET", path))
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            with self.subTest(method=method):
                answer = self.send(method, "/ticket")
                self.assertEqual((405, {"error": "method not allowed"}), answer)
        self.assertEqual((405, None), self.send("HEAD", "/fee"))
        self.assertEqual((404, None), self.send("HEAD", "/nowhere"))


if __name__ == "__main__":
    unittest.main()
