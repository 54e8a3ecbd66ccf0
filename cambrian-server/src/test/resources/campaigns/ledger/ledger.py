"""A ledger to which entries are only ever added, each with a seal that continues the one before."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

ACCOUNT = re.compile(r"[a-z0-9-]{1,12}")
ENTRY_PATH = re.compile(r"/entries/([1-9][0-9]{0,8})")
ACCOUNT_PATH = re.compile(r"/accounts/([a-z0-9-]{1,12})")
LARGEST_BODY = 4096
LARGEST_AMOUNT = 1_000_000_000
NOT_FOUND = (404, {"error": "not found"})
NOT_ALLOWED = (405, {"error": "method not allowed"})


def seal(previous: int, line: str) -> int:
    """The seal of an entry that follows one with the seal previous."""
    value = previous
    for byte in line.encode("utf-8"):
        value = (value * 131 + byte) % 2_147_483_647
    return value


def is_entry(value: object) -> bool:
    """Whether a decoded body is a good entry."""
    if not isinstance(value, dict):
        return False
    account, cents, text = value.get("account"), value.get("cents"), value.get("text")
    return (
        isinstance(account, str)
        and ACCOUNT.fullmatch(account) is not None
        and type(cents) is int
        and -LARGEST_AMOUNT <= cents <= LARGEST_AMOUNT
        and isinstance(text, str)
        and 1 <= len(text) <= 80
        and all(each >= " " and not "\ud800" <= each <= "\udfff" for each in text)
    )


class Ledger:
    """The entries and the sums of their accounts, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[dict] = []
        self._sums: dict[str, tuple[int, int]] = {}

    def add(self, account: str, cents: int, text: str) -> dict:
        with self._lock:
            number = len(self._entries) + 1
            previous = self._entries[-1]["seal"] if self._entries else 0
            entry = {
                "number": number,
                "account": account,
                "cents": cents,
                "text": text,
                "seal": seal(previous, f"{number};{account};{cents};{text}"),
            }
            self._entries.append(entry)
            total, count = self._sums.get(account, (0, 0))
            self._sums[account] = (total + cents, count + 1)
            return entry

    def entry(self, number: int) -> dict | None:
        with self._lock:
            return self._entries[number - 1] if number <= len(self._entries) else None

    def account(self, name: str) -> dict:
        with self._lock:
            total, count = self._sums.get(name, (0, 0))
            return {"account": name, "cents": total, "entries": count}

    def last(self) -> dict:
        with self._lock:
            return {
                "entries": len(self._entries),
                "seal": self._entries[-1]["seal"] if self._entries else 0,
            }


class Handler(BaseHTTPRequestHandler):
    """Routes a request and writes its answer."""

    timeout = 10

    def answer(self) -> None:
        self.respond(*self.route(self.requestline.split()[1].partition("?")[0]))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def route(self, path: str) -> tuple[int, dict]:
        ledger = self.server.ledger
        if path == "/entries":
            return self.add(ledger) if self.command == "POST" else NOT_ALLOWED
        entry, account = ENTRY_PATH.fullmatch(path), ACCOUNT_PATH.fullmatch(path)
        if path not in ("/health", "/seal") and not entry and not account:
            return NOT_FOUND
        if self.command != "GET":
            return NOT_ALLOWED
        if entry:
            found = ledger.entry(int(entry[1]))
            return (200, found) if found else (404, {"error": "no such entry"})
        if account:
            return 200, ledger.account(account[1])
        return 200, {"ok": True} if path == "/health" else ledger.last()

    def add(self, ledger: Ledger) -> tuple[int, dict]:
        length = self.headers.get("Content-Length", "")
        size = int(length) if re.fullmatch(r"[0-9]{1,9}", length) else 0
        body = self.rfile.read(min(size, LARGEST_BODY + 1))
        try:
            value = json.loads(body.decode("utf-8")) if size <= LARGEST_BODY else None
        except (ValueError, RecursionError):
            value = None
        if not is_entry(value):
            return 400, {"error": "invalid entry"}
        return 201, ledger.add(value["account"], value["cents"], value["text"])

    def respond(self, status: int, value: dict) -> None:
        body = json.dumps(value, ensure_ascii=False).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""


class Server(ThreadingHTTPServer):
    """Listens without asking the name service; holds a ledger of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int]) -> None:
        self.ledger = Ledger()
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
