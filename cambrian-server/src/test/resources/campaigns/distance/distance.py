"""Places over HTTP: how far apart two are, which way one lies from the other, and their middle."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from socketserver import TCPServer
from urllib.parse import parse_qs

RADIUS = 6_371_008.8
NAME = re.compile(r"[a-z0-9-]{1,20}")
PLACE_PATH = re.compile(r"/places/([a-z0-9-]{1,20})")
LARGEST_BODY = 1024
NOT_FOUND = (404, {"error": "not found"})
NOT_ALLOWED = (405, {"error": "method not allowed"})
NO_SUCH_PLACE = (404, {"error": "no such place"})

Point = tuple[float, float]


def distance(start: Point, end: Point) -> int:
    """Whole metres along the great circle."""
    phi1, phi2 = radians(start[0]), radians(end[0])
    a = (
        sin((phi2 - phi1) / 2) ** 2
        + cos(phi1) * cos(phi2) * sin(radians(end[1] - start[1]) / 2) ** 2
    )
    return round(2 * RADIUS * asin(min(1, sqrt(a))))


def bearing(start: Point, end: Point) -> float:
    """Hundredths of a degree, clockwise from north."""
    phi1, phi2 = radians(start[0]), radians(end[0])
    difference = radians(end[1] - start[1])
    if start == end:
        return 0.0
    y = sin(difference) * cos(phi2)
    x = cos(phi1) * sin(phi2) - sin(phi1) * cos(phi2) * cos(difference)
    return round(degrees(atan2(y, x)) % 360, 2) % 360


def midpoint(start: Point, end: Point) -> Point:
    """Latitude and longitude in hundredths of a degree."""
    phi1, phi2 = radians(start[0]), radians(end[0])
    difference = radians(end[1] - start[1])
    x = cos(phi2) * cos(difference)
    y = cos(phi2) * sin(difference)
    latitude = degrees(atan2(sin(phi1) + sin(phi2), hypot(cos(phi1) + x, y)))
    longitude = round(start[1] + degrees(atan2(y, cos(phi1) + x)), 2)
    if longitude > 180:
        longitude = round(longitude - 360, 2)
    elif longitude <= -180:
        longitude = round(longitude + 360, 2)
    return round(latitude, 2), longitude


def is_within(value: object, bound: int) -> bool:
    """Whether a decoded value is a number of degrees between the bounds."""
    return type(value) in (int, float) and -bound <= value <= bound


class Places:
    """The places by name, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[str, Point] = {}

    def put(self, name: str, point: Point) -> None:
        with self._lock:
            self._places[name] = point

    def get(self, name: str) -> Point | None:
        with self._lock:
            return self._places.get(name)


class Handler(BaseHTTPRequestHandler):
    """Routes a request and writes its answer."""

    timeout = 10

    def answer(self) -> None:
        path, _, query = self.requestline.split()[1].partition("?")
        self.respond(*self.route(path, query))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def route(self, path: str, query: str) -> tuple[int, dict]:
        named = PLACE_PATH.fullmatch(path)
        if not named and path not in ("/health", "/distance", "/bearing", "/midpoint"):
            return NOT_FOUND
        if named and self.command == "PUT":
            return self.put(named[1])
        if self.command != "GET":
            return NOT_ALLOWED
        if path == "/health":
            return 200, {"ok": True}
        if named:
            point = self.server.places.get(named[1])
            return (200, described(named[1], point)) if point else NO_SUCH_PLACE
        values = parse_qs(query, keep_blank_values=True)
        start, end = (
            self.server.places.get(values[each][0]) if each in values else None
            for each in ("from", "to")
        )
        if not start or not end:
            return NO_SUCH_PLACE
        if path == "/distance":
            return 200, {"metres": distance(start, end)}
        if path == "/bearing":
            return 200, {"degrees": bearing(start, end)}
        latitude, longitude = midpoint(start, end)
        return 200, {"latitude": latitude, "longitude": longitude}

    def put(self, name: str) -> tuple[int, dict]:
        length = self.headers.get("Content-Length", "")
        size = int(length) if re.fullmatch(r"[0-9]{1,9}", length) else 0
        body = self.rfile.read(min(size, LARGEST_BODY + 1))
        try:
            value = json.loads(body.decode("utf-8")) if size <= LARGEST_BODY else None
        except (ValueError, RecursionError):
            value = None
        if (
            not isinstance(value, dict)
            or not is_within(value.get("latitude"), 90)
            or not is_within(value.get("longitude"), 180)
        ):
            return 400, {"error": "invalid place"}
        point = value["latitude"], value["longitude"]
        self.server.places.put(name, point)
        return 200, described(name, point)

    def respond(self, status: int, value: dict) -> None:
        body = json.dumps(value).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""


def described(name: str, point: Point) -> dict:
    """A place as it is answered."""
    return {"name": name, "latitude": point[0], "longitude": point[1]}


class Server(ThreadingHTTPServer):
    """Listens without asking the name service; holds places of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int]) -> None:
        self.places = Places()
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name = "localhost"
        self.server_port = self.server_address[1]


def main() -> None:
    with Server(("0.0.0.0", 8401)) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
