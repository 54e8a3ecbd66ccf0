"""Texts and lists of texts over HTTP, kept under the digests of their content."""

import json
import re
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Lock

ADDRESS = re.compile(r"[0-9a-f]{64}")
KEPT = re.compile(r"/(texts|lists)/([0-9a-f]{64})")
LARGEST_BODY = 8192


def canonical(text: str) -> str:
    """The form that is kept: line feeds alone, and nothing invisible at an end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).rstrip("\n")


def text_address(text: str) -> str:
    """The address of a text; a UnicodeEncodeError where it has no UTF-8."""
    return sha256(canonical(text).encode("utf-8")).hexdigest()


def list_address(addresses: list[str]) -> str:
    """The address of a list of texts that have these addresses."""
    lines = ["list", *addresses]
    return sha256("".join(line + "\n" for line in lines).encode("ascii")).hexdigest()


class Unknown(Exception):
    """An address under which nothing is kept."""


class Store:
    """What is kept, by its address."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._texts: dict[str, str] = {}
        self._lists: dict[str, list[str]] = {}

    def add_text(self, value: object) -> tuple[int, dict]:
        """Keeps a text; a ValueError where it is none."""
        if not isinstance(value, str) or not canonical(value):
            raise ValueError("text")
        text, address = canonical(value), text_address(value)
        with self._lock:
            status = 200 if address in self._texts else 201
            self._texts[address] = text
        return status, {"address": address, "bytes": len(text.encode("utf-8"))}

    def add_list(self, value: object) -> tuple[int, dict]:
        """Keeps a list; a ValueError where it is none, Unknown where a text isn't kept."""
        if not isinstance(value, list) or not 1 <= len(value) <= 50:
            raise ValueError("list")
        if not all(isinstance(each, str) and ADDRESS.fullmatch(each) for each in value):
            raise ValueError("address")
        address = list_address(value)
        with self._lock:
            if not all(each in self._texts for each in value):
                raise Unknown
            status = 200 if address in self._lists else 201
            self._lists[address] = value
        return status, {"address": address, "texts": len(value)}

    def find(self, kind: str, address: str) -> dict:
        """What is kept under an address; Unknown where nothing is."""
        with self._lock:
            if kind == "texts" and address in self._texts:
                return {"address": address, "text": self._texts[address]}
            if kind == "lists" and address in self._lists:
                return {"address": address, "list": self._lists[address]}
        raise Unknown


class Handler(BaseHTTPRequestHandler):
    """Routes a request and writes its answer."""

    timeout = 10

    def answer(self) -> None:
        try:
            answer = self.route(self.requestline.split()[1].partition("?")[0])
        except Unknown:
            answer = 404, {"error": "no such address"}
        self.respond(*answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def route(self, path: str) -> tuple[int, dict]:
        kept = KEPT.fullmatch(path)
        if not kept and path not in ("/health", "/texts", "/lists"):
            return 404, {"error": "not found"}
        if self.command != ("POST" if path in ("/texts", "/lists") else "GET"):
            return 405, {"error": "method not allowed"}
        if kept:
            return 200, self.server.store.find(*kept.groups())
        if path == "/health":
            return 200, {"ok": True}
        try:
            if path == "/texts":
                return self.server.store.add_text(self.member("text"))
            return self.server.store.add_list(self.member("addresses"))
        except (ValueError, RecursionError):
            return 400, {"error": f"invalid {path[1:-1]}"}

    def member(self, name: str) -> object:
        """The member of the body; a ValueError where the body is no object."""
        size = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,9}", size) or int(size) > LARGEST_BODY:
            raise ValueError("size")
        value = json.loads(self.rfile.read(int(size)).decode("utf-8"))
        if not isinstance(value, dict):
            raise ValueError("body")
        return value.get(name)

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
    """Holds the store and listens without asking the name service."""

    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name = "localhost"
        self.server_port = self.server_address[1]

    def __init__(self, address: tuple[str, int]) -> None:
        self.store = Store()
        super().__init__(address, Handler)


def main() -> None:
    with Server(("0.0.0.0", 8401)) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
