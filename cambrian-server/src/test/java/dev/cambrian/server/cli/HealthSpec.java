package dev.cambrian.server.cli;

/** A spec that is grown in a second, and parts of answers to it; {@code PORT} is to be replaced. */
final class HealthSpec {
  static final String SPEC =
      """
      ---
      title: Health
      version: "1.0"
      toolchain: python
      ---
      # Health

      ```entry
      build: "true"
      test: python3 -m unittest
      start: python3 app.py
      health: http://127.0.0.1:PORT/health
      ```

      ```contracts
      [{"name": "health", "type": "http", "method": "GET", "path": "/health",
        "expect": {"status": 200, "body": {"ok": true}}}]
      ```
      """;

  static final String APP =
      """
      <file path="app.py">
      from http.server import BaseHTTPRequestHandler, HTTPServer


      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              body = b'{"ok": true}'
              self.send_response(200)
              self.send_header("Content-Type", "application/json")
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)


      if __name__ == "__main__":
          HTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
      </file:end>
      """;

  static final String TEST =
      """
      <file path="test_app.py">
      import unittest


      class AppTest(unittest.TestCase):
          def test_sum(self):
              self.assertEqual(2, 1 + %d)
      </file:end>
      """;

  private HealthSpec() {}
}
