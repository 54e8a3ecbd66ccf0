"""Signs links over HTTP; every answer follows from its request."""

import hmac
import json
import re
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

KEY = b"7d1f4c0a92e85b36d4470fb1c6e3982ab05e617d38c9f2146ba78d03e5914fc2"
PATH = re.compile(r"/[A-Za-z0-9/._-]{1,100}")
NAME = re.compile(r"[a-z]{1,20}")
VALUE = re.compile(r"[ -~]{0,60}")
SIGNATURE = re.compile(r"[0-9a-f]{64}")
LATEST = 9_999_999_999
LARGEST_BODY = 8192
PATHS = ("/health", "/links", "/checks")


def link_text(link: dict) -> bytes:
    """What is signed; the parameters are sorted by name."""
    lines = [link["path"], str(link["expires"])]
    lines += [f"{name}={value}" for name, value in sorted(link["parameters"].items())]
    return "".join(line + "\n" for line in lines).encode("utf-8")


def link_id(link: dict) -> str:
    """The name of a good link in a log."""
    return sha256(link_text(link)).hexdigest()


def signature(link: dict) -> str:
    """The signature of a good link; the key's digits are its bytes."""
    return hmac.new(KEY, link_text(link), sha256).hexdigest()


def is_text(value: object, pattern: re.Pattern) -> bool:
    """Whether a decoded value is a string that the whole pattern matches."""
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def is_link(value: object) -> bool:
    """Whether a decoded value is a good link."""
    if not isinstance(value, dict) or not is_text(value.get("path"), PATH):
        return False
    expires, parameters = value.get("expires"), value.get("parameters")
    if type(expires) is not int or not 0 <= expires <= LATEST:
        return False
    if not isinstance(parameters, dict) or len(parameters) > 20:
        return False
    return all(is_text(n, NAME) and is_text(v, VALUE) for n, v in parameters.items())


class Handler(BaseHTTPRequestHandler):
    """Routes a request and writes its answer."""

    timeout = 10

    def answer(self) -> None:
        self.respond(*self.route(self.requestline.split()[1].partition("?")[0]))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def route(self, path: str) -> tuple[int, dict]:
        if path not in PATHS:
            return 404, {"error": "not found"}
        if self.command != ("GET" if path == "/health" else "POST"):
            return 405, {"error": "method not allowed"}
        if path == "/health":
            return 200, {"ok": True}
        try:
            link = self.body()
        except (ValueError, RecursionError):
            link = None
        if not is_link(link):
            return 400, {"error": "invalid link"}
        if path == "/links":
            return 200, {"id": link_id(link), "signature": signature(link)}
        if not is_text(link.get("signature"), SIGNATURE):
            return 400, {"error": "invalid link"}
        return 200, {"valid": hmac.compare_digest(link["signature"], signature(link))}

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
