"""Parking fees and numbers of tickets over HTTP; every answer follows from its request."""

import json
import re
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qs

HOURLY = {"car": 190, "van": 310}
DAILY = {"car": 1500, "van": 2450}
FREE_MINUTES = 20
DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
PATHS = ("/health", "/fee", "/ticket")


def fee(vehicle: str, minutes: int, reduction: int) -> int:
    """What a stay costs in cents; a day is 24 hours from the arrival, a half goes to the even."""
    if minutes <= FREE_MINUTES:
        return 0
    days, rest = divmod(minutes, 24 * 60)
    hours = -(-rest // 60)
    whole = days * DAILY[vehicle] + min(hours * HOURLY[vehicle], DAILY[vehicle])
    cents, hundredths = divmod(whole * (100 - reduction), 100)
    return cents + (hundredths > 50 or (hundredths == 50 and cents % 2 == 1))


def ticket(garage: str, day: str, serial: int) -> str:
    """The number of a ticket, which ends in its check number."""
    digits = day.replace("-", "")
    letter = ord(garage[0]) - ord("A") + 10
    number = int(f"{letter}{garage[1:]}{digits}{serial:04d}00")
    return f"{garage}-{digits}-{serial:04d}-{98 - number % 97:02d}"


def asked_fee(values: dict[str, str]) -> dict:
    """The answer to /fee; a ValueError or KeyError where a parameter is bad or missing."""
    vehicle = values["class"]
    reduction = values.get("reduction", "0")
    if vehicle not in HOURLY or not re.fullmatch(r"[0-9]{1,3}", reduction):
        raise ValueError("class or reduction")
    if int(reduction) > 100 or not all(TIME.fullmatch(values[each]) for each in ("in", "out")):
        raise ValueError("reduction or time")
    stay = datetime.fromisoformat(values["out"]) - datetime.fromisoformat(values["in"])
    if stay < timedelta(0):
        raise ValueError("out before in")
    minutes = stay // timedelta(minutes=1)
    return {"minutes": minutes, "cents": fee(vehicle, minutes, int(reduction))}


def asked_ticket(values: dict[str, str]) -> dict:
    """The answer to /ticket; a ValueError or KeyError where a parameter is bad or missing."""
    garage, day, serial = values["garage"], values["day"], values["serial"]
    if not re.fullmatch(r"[A-Z][0-9]{2}", garage) or not re.fullmatch(r"[1-9][0-9]{0,3}", serial):
        raise ValueError("garage or serial")
    if not DAY.fullmatch(day):
        raise ValueError("day")
    date.fromisoformat(day)
    return {"ticket": ticket(garage, day, int(serial))}


class Handler(BaseHTTPRequestHandler):
    """Routes a request and writes its answer."""

    timeout = 10

    def answer(self) -> None:
        path, _, query = self.requestline.split()[1].partition("?")
        if path not in PATHS:
            self.respond(404, {"error": "not found"})
        elif self.command != "GET":
            self.respond(405, {"error": "method not allowed"})
        elif path == "/health":
            self.respond(200, {"ok": True})
        else:
            asked, name = (asked_fee, "stay") if path == "/fee" else (asked_ticket, "ticket")
            try:
                values = parse_qs(query, keep_blank_values=True)
                self.respond(200, asked({key: each[0] for key, each in values.items()}))
            except (ValueError, KeyError):
                self.respond(400, {"error": f"invalid {name}"})

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

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

    def __init__(self, address: tuple[str, int]) -> None:
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
