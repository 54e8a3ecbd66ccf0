"""Says that it is well."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


def health():
    return {"ok": True, "generation": int(os.environ["CAMBRIAN_GENERATION"])}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps(health()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", 8401), Handler).serve_forever()
