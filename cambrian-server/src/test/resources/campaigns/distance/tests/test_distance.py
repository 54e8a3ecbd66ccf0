import http.client
import json
import threading
import unittest

import distance


class ReferenceTest(unittest.TestCase):
    def test_reference_distances(self):
        pinned = [
            ((37.3891, -5.9845), (43.2630, -2.9350), 702311),  # Seville, Bilbao
            ((51.8985, -8.4756), (53.9600, -1.0873), 545356),  # Cork, York
            ((50.0647, 19.9450), (56.9496, 24.1052), 813123),  # Krakow, Riga
            ((63.4305, 10.3951), (60.4518, 22.2666), 702264),  # Trondheim, Turku
            ((47.2184, -1.5536), (43.6047, 1.4442), 464912),  # Nantes, Toulouse
        ]
        for start, end, metres in pinned:
            with self.subTest(start=start, end=end):
                self.assertEqual(metres, distance.distance(start, end))
                self.assertEqual(metres, distance.distance(end, start))

    def test_opposite_places_are_half_of_the_circumference_apart(self):
        for start, end in (((0, 0), (0, 180)), ((90, 0), (-90, 0)), ((45.1, 7.3), (-45.1, -172.7))):
            with self.subTest(start=start):
                self.assertEqual(20_015_114, distance.distance(start, end))

    def test_a_place_lies_at_no_distance_from_itself(self):
        self.assertEqual(0, distance.distance((48.2082, 16.3738), (48.2082, 16.3738)))
        self.assertEqual(0.0, distance.bearing((48.2082, 16.3738), (48.2082, 16.3738)))

    def test_bearings_go_clockwise_from_north(self):
        for end, degrees in (((1, 0), 0.0), ((0, 1), 90.0), ((-1, 0), 180.0), ((0, -1), 270.0)):
            with self.subTest(end=end):
                self.assertEqual(degrees, distance.bearing((0, 0), end))
        self.assertEqual(0.0, distance.bearing((0, 0), (1, -0.00001)))

    def test_a_midpoint_has_a_longitude_up_to_180(self):
        self.assertEqual((0.0, 180.0), distance.midpoint((0, 179), (0, -179)))
        self.assertEqual((0.0, 180.0), distance.midpoint((0, -179), (0, 179)))
        self.assertEqual((0.0, -179.5), distance.midpoint((0, 179), (0, -178)))
        self.assertEqual((10.0, 20.0), distance.midpoint((10, 20), (10, 20)))


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.server = distance.Server(("127.0.0.1", 0))
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

    def put(self, name, latitude, longitude):
        body = json.dumps({"latitude": latitude, "longitude": longitude, "more": 1})
        return self.send("PUT", "/places/" + name, body)

    def test_health_is_ok(self):
        self.assertEqual((200, {"ok": True}), self.send("GET", "/health"))

    def test_a_place_is_kept_and_replaced(self):
        for latitude, longitude in ((48.2082, 16.3738), (-90, 180), (90, -180)):
            place = {"name": "vienna", "latitude": latitude, "longitude": longitude}

            self.assertEqual((200, place), self.put("vienna", latitude, longitude))
            self.assertEqual((200, place), self.send("GET", "/places/vienna?x=1"))

    def test_two_places_are_compared(self):
        self.put("vienna", 48.2082, 16.3738)
        self.put("graz", 47.0707, 15.4395)
        pair = "?from=vienna&to=graz&to=vienna&more=1"

        self.assertEqual((200, {"metres": 144560}), self.send("GET", "/distance" + pair))
        self.assertEqual((200, {"degrees": 209.31}), self.send("GET", "/bearing" + pair))
        self.assertEqual(
            (200, {"latitude": 47.64, "longitude": 15.9}), self.send("GET", "/midpoint" + pair)
        )

    def test_places_on_both_sides_of_the_longitude_180_are_near(self):
        self.put("suva", -18.1248, 178.4501)
        self.put("apia", -13.8507, -171.7514)

        self.assertEqual(
            (200, {"metres": 1149819}), self.send("GET", "/distance?from=suva&to=apia")
        )

    def test_unknown_names_are_no_places(self):
        self.put("vienna", 48.2082, 16.3738)
        paths = ["/places/graz", "/distance?from=vienna", "/bearing?to=vienna", "/midpoint"]
        paths += ["/distance?from=vienna&to=", "/distance?from=Vienna&to=vienna"]
        for path in paths:
            with self.subTest(path=path):
                self.assertEqual((404, {"error": "no such place"}), self.send("GET", path))

    def test_bad_places_are_refused_and_change_nothing(self):
        good = {"latitude": 48.2082, "longitude": 16.3738}
        self.put("vienna", **good)
        bad = [{**good, "latitude": each} for each in (True, "48", None, 90.0001, -91)]
        bad += [{**good, "longitude": each} for each in (False, "16", [], 180.5, -181)]
        bad += [{"latitude": 1}, {"longitude": 1}, [], None, "x"]
        bodies = [json.dumps(each) for each in bad]
        bodies += ["", "{", b"\xff", "[" * 1000, json.dumps({**good, "more": "x" * 1024})]
        bodies += ['{"latitude": NaN, "longitude": 1}', '{"latitude": 1e999, "longitude": 1}']
        for body in bodies:
            with self.subTest(body=body[:60]):
                answer = self.send("PUT", "/places/vienna", body)
                self.assertEqual((400, {"error": "invalid place"}), answer)

        self.assertEqual((200, {"name": "vienna", **good}), self.send("GET", "/places/vienna"))

    def test_other_paths_are_not_found(self):
        for path in ("/", "/places", "/places/", "/places/Vienna", "/places/" + "x" * 21, "/health/"):
            with self.subTest(path=path):
                self.assertEqual((404, {"error": "not found"}), self.send("GET", path))
                self.assertEqual((404, {"error": "not found"}), self.send("PUT", path, "{}"))

    def test_other_methods_are_not_allowed(self):
        for method, path in (
            ("POST", "/places/vienna"),
            ("DELETE", "/places/vienna"),
            ("PUT", "/distance"),
            ("PATCH", "/bearing"),
            ("OPTIONS", "/health"),
        ):
            with self.subTest(method=method, path=path):
                answer = self.send(method, path)
                self.assertEqual((405, {"error": "method not allowed"}), answer)
        self.assertEqual((405, None), self.send("HEAD", "/health"))
        self.assertEqual((404, None), self.send("HEAD", "/nowhere"))


if __name__ == "__main__":
    unittest.main()
