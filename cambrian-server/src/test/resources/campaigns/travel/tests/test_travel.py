import http.client
import json
import threading
import unittest

import travel

OSLO, LISBON = (59.9139, 10.7522), (38.7223, -9.1393)
VIENNA, GRAZ, ZAGREB = (48.2082, 16.3738), (47.0707, 15.4395), (45.815, 15.9819)


class LegTest(unittest.TestCase):
    def test_a_leg_has_a_length_and_a_bearing(self):
        self.assertEqual({"metres": 2738357, "bearing": 219.57}, travel.leg(OSLO, LISBON))
        self.assertEqual({"metres": 2738357, "bearing": 24.16}, travel.leg(LISBON, OSLO))
        self.assertEqual({"metres": 144560, "bearing": 209.31}, travel.leg(VIENNA, GRAZ))

    def test_a_leg_may_go_over_the_equator_and_the_longitude_180(self):
        self.assertEqual(
            {"metres": 12818366, "bearing": 91.51},
            travel.leg((-0.1807, -78.4678), (-1.2921, 36.8219)),
        )
        self.assertEqual(
            {"metres": 8191750, "bearing": 147.62},
            travel.leg((-36.8509, 174.7645), (-54.8019, -68.303)),
        )

    def test_bearings_go_clockwise_from_north(self):
        for end, degrees in (((1, 0), 0.0), ((0, 1), 90.0), ((-1, 0), 180.0), ((0, -1), 270.0)):
            with self.subTest(end=end):
                self.assertEqual(degrees, travel.leg((0, 0), end)["bearing"])
        self.assertEqual(0.0, travel.leg((0, 0), (1, -0.00001))["bearing"])

    def test_a_leg_to_its_own_point_has_no_length(self):
        for point in (OSLO, (90, 0), (-90, 180)):
            self.assertEqual({"metres": 0, "bearing": 0.0}, travel.leg(point, point))

    def test_opposite_points_are_no_error(self):
        self.assertEqual(20015114, travel.leg((45.1, 7.3), (-45.1, -172.7))["metres"])


class TrackTest(unittest.TestCase):
    def test_rounded_legs_are_summed(self):
        self.assertEqual(
            {"legs": 2, "metres": 290240, "minutes": 218}, travel.track([VIENNA, GRAZ, ZAGREB], 80)
        )
        self.assertEqual(
            {"legs": 2, "metres": 2222773, "minutes": 4446},
            travel.track([(-12.0464, -77.0428), (-13.5319, -71.9675), (-0.1807, -78.4678)], 30),
        )

    def test_a_track_of_two_points_is_a_leg(self):
        self.assertEqual(
            {"legs": 1, "metres": 2738357, "minutes": 165}, travel.track([OSLO, LISBON], 1000)
        )
        self.assertEqual(8674, travel.track([VIENNA, GRAZ], 1)["minutes"])

    def test_a_track_that_stays_takes_no_time(self):
        self.assertEqual({"legs": 2, "metres": 0, "minutes": 0}, travel.track([OSLO] * 3, 1))


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.server = travel.Server(("127.0.0.1", 0))
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

    def test_health_is_ok(self):
        self.assertEqual((200, {"ok": True}), self.send("GET", "/health"))

    def test_a_leg_is_told(self):
        leg = "/leg?from=48.2082,16.3738&to=47.0707,15.4395&to=0,0&by=air"

        self.assertEqual((200, {"metres": 144560, "bearing": 209.31}), self.send("GET", leg))

    def test_a_track_is_told(self):
        body = json.dumps({"points": [VIENNA, GRAZ, ZAGREB], "speed": 80, "by": "air"})

        self.assertEqual(
            (200, {"legs": 2, "metres": 290240, "minutes": 218}), self.send("POST", "/track", body)
        )

    def test_bad_points_of_a_query_are_refused(self):
        bad = ["", "1", "1,2,3", "90.1,0", "-91,0", "0,180.000001", "0,-181", "+1,2", "1,%202"]
        bad += ["1.,2", ".5,2", "1,2.0000001", "0001,2", "1e1,2", "nan,0", "--1,2", "1,2%0A"]
        for point in bad:
            with self.subTest(point=point):
                for path in (f"/leg?from={point}&to=0,0", f"/leg?from=0,0&to={point}"):
                    self.assertEqual((400, {"error": "invalid leg"}), self.send("GET", path))
        for path in ("/leg", "/leg?from=0,0", "/leg?to=0,0"):
            self.assertEqual((400, {"error": "invalid leg"}), self.send("GET", path))

    def test_bad_tracks_are_refused(self):
        good = {"points": [VIENNA, GRAZ], "speed": 80}
        points = [[], [VIENNA], [VIENNA] * 101, "x", [VIENNA, 1], [VIENNA, [1]], [VIENNA, [1, 2, 3]]]
        points += [[VIENNA, each] for each in ([True, 1], ["48", 1], [91, 0], [0, -181], [None, 1])]
        bad = [{**good, "points": each} for each in points]
        bad += [{**good, "speed": each} for each in (0, 1001, -1, True, 80.0, "80", None)]
        bad += [{key: good[key] for key in good if key != each} for each in good]
        bad += [[], None, "x"]
        bodies = [json.dumps(each) for each in bad]
        bodies += ["", "{", b"\xff", "[" * 5000, json.dumps({**good, "more": "x" * 8192})]
        bodies += ['{"points": [[0, 0], [NaN, 0]], "speed": 1}']
        for body in bodies:
            with self.subTest(body=body[:60]):
                answer = self.send("POST", "/track", body)
                self.assertEqual((400, {"error": "invalid track"}), answer)

    def test_the_bounds_of_a_track_are_good(self):
        for speed in (1, 1000):
            body = json.dumps({"points": [[90, 180], [-90, -180]] * 50, "speed": speed})
            self.assertEqual(200, self.send("POST", "/track", body)[0])

    def test_other_paths_and_methods_have_their_errors(self):
        for path in ("/", "/leg/", "/tracks", "//leg"):
            with self.subTest(path=path):
                self.assertEqual((404, {"error": "not found"}), self.send("GET", path))
        for method, path in (("POST", "/leg"), ("GET", "/track"), ("DELETE", "/health")):
            with self.subTest(method=method, path=path):
                answer = self.send(method, path)
                self.assertEqual((405, {"error": "method not allowed"}), answer)
        self.assertEqual((405, None), self.send("HEAD", "/leg"))
        self.assertEqual((404, None), self.send("HEAD", "/nowhere"))


if __name__ == "__main__":
    unittest.main()
