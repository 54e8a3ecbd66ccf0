"""Ways over the globe over HTTP; every answer follows from its request."""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from socketserver import TCPServer
from urllib.parse import parse_qs

RADIUS = 6_371_008.8
NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
LARGEST_BODY = 8192
PATHS = ("/health", "/leg", "/track")

Point = tuple[float, float]


def length(start: Point, end: Point) -> float:
    """Metres along the great circle."""
    phi1, phi2 = radians(start[0]), radians(end[0])
    a = (
        sin((phi2 - phi1) / 2) ** 2
        + cos(phi1) * cos(phi2) * sin(radians(end[1] - start[1]) / 2) ** 2
    )
    return 2 * RADIUS * asin(min(1, sqrt(a)))


def bearing(start: Point, end: Point) -> float:
    """Hundredths of a degree, clockwise from north."""
    if start == end:
        return 0.0
    phi1, phi2 = radians(start[0]), radians(end[0])
    difference = radians(end[1] - start[1])
    y = sin(difference) * cos(phi2)
    x = cos(phi1) * sin(phi2) - sin(phi1) * cos(phi2) * cos(difference)
    return round(degrees(atan2(y, x)) % 360, 2) % 360


def leg(start: Point, end: Point) -> dict:
    """The answer to /leg."""
    return {"metres": round(length(start, end)), "bearing": bearing(start, end)}


def track(points: list[Point], speed: int) -> dict:
    """The answer to /track; the legs are rounded before they are summed."""
    metres = sum(round(length(start, end)) for start, end in zip(points, points[1:]))
    minutes = -(-metres * 60 // (speed * 1000))
    return {"legs": len(points) - 1, "metres": metres, "minutes": minutes}


def is_point(value: object) -> bool:
    """Whether a decoded value is a latitude and a longitude."""
    return (
        isinstance(value, (list, tuple))
        and len(value) == 2
        and all(type(each) in (int, float) for each in value)
        and -90 <= value[0] <= 90
        and -180 <= value[1] <= 180
    )


def asked_leg(values: dict[str, str]) -> dict:
    """The answer to /leg; a ValueError or KeyError where a parameter is bad or missing."""
    points = []
    for name in ("from", "to"):
        numbers = values[name].split(",")
        if not all(NUMBER.fullmatch(each) for each in numbers):
            raise ValueError(name)
        points.append(tuple(float(each) for each in numbers))
    if not all(is_point(each) for each in points):
        raise ValueError("point")
    return leg(*points)


def asked_track(value: object) -> dict:
    """The answer to /track; a ValueError where the decoded body is no track."""
    if not isinstance(value, dict):
        raise ValueError("body")
    points, speed = value.get("points"), value.get("speed")
    if not isinstance(points, list) or not 2 <= len(points) <= 100:
        raise ValueError("points")
    if not all(is_point(each) for each in points):
        raise ValueError("point")
    if type(speed) is not int or not 1 <= speed <= 1000:
        raise ValueError("speed")
    return track(points, speed)


class Handler(BaseHTTPRequestHandler):
    """Routes a request and writes its answer."""

    timeout = 10

    def answer(self) -> None:
        path, _, query = self.requestline.split()[1].partition("?")
        self.respond(*self.route(path, query))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def route(self, path: str, query: str) -> tuple[int, dict]:
        if path not in PATHS:
            return 404, {"error": "not found"}
        if self.command != ("POST" if path == "/track" else "GET"):
            return 405, {"error": "method not allowed"}
        if path == "/health":
            return 200, {"ok": True}
        if path == "/leg":
            values = parse_qs(query, keep_blank_values=True)
            try:
                return 200, asked_leg({name: each[0] for name, each in values.items()})
            except (ValueError, KeyError):
                return 400, {"error": "invalid leg"}
        try:
            return 200, asked_track(self.body())
        except (ValueError, RecursionError):
            return 400, {"error": "invalid track"}

    def body(self) -> object:
        size = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,9}", size) or int(size) > LARGEST_BODY:
            raise ValueError("size")
        return json.loads(self.rfile.read(int(size)).decode("utf-8"))

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


class Server(ThreadingHTTPServer):
    """Listens without asking the name service."""

    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name = "localhost"
        self.server_port = self.server_address[1]

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)


def main() -> None:
    with Server(("0.0.0.0", 8401)) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
