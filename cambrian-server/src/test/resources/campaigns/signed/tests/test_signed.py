import http.client
import json
import threading
import unittest

import signed

REPORT = {"path": "/reports/7.pdf", "expires": 1798761600, "parameters": {}}
GERMAN = {**REPORT, "parameters": {"lang": "de"}}
MAP = {
    "path": "/maps/alps_4.tif",
    "expires": 0,
    "parameters": {"zoom": "12", "layer": "roads = all", "format": ""},
}


class LinkTest(unittest.TestCase):
    def test_a_link_has_a_text_of_lines(self):
        self.assertEqual(b"/reports/7.pdf\n1798761600\n", signed.link_text(REPORT))
        self.assertEqual(
            b"/maps/alps_4.tif\n0\nformat=\nlayer=roads = all\nzoom=12\n", signed.link_text(MAP)
        )

    def test_identifiers_are_digests(self):
        # Each was computed with sha256sum.
        self.assertEqual("19e42f2aee7df4e8c3ba42e4c2167786c779f43aee6e4fde920e3192920253d7", signed.link_id(REPORT))
        self.assertEqual("f254ddcd31d1fae95ee8628de79b9125b414540c6f5114c3189b43869c834a89", signed.link_id(GERMAN))

    def test_signatures_never_change(self):
        # Each was computed with openssl dgst -hmac.
        self.assertEqual("56782ede60f9dcc95a184cfd101b2098f9286ee46c8ae7b48622ba094bc1bb0d", signed.signature(REPORT))
        self.assertEqual("2dc984876666ea69993af3b487be53f33367b66a13894ede09e8c10a0b879edf", signed.signature(MAP))


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.server = signed.Server(("127.0.0.1", 0))
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def send(self, method, path, body=None):
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode("utf-8")
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

    def test_a_link_is_signed(self):
        for link in (REPORT, GERMAN, MAP):
            answer = {"id": signed.link_id(link), "signature": signed.signature(link)}
            self.assertEqual((200, answer), self.send("POST", "/links?x=1", {**link, "by": 1}))

    def test_a_signature_belongs_to_one_link(self):
        signature = signed.signature(GERMAN)

        for link, valid in ((GERMAN, True), (REPORT, False), ({**GERMAN, "expires": 0}, False)):
            answer = self.send("POST", "/checks", {**link, "signature": signature})
            self.assertEqual((200, {"valid": valid}), answer)
        for bad in (None, "", 7, signature[:-1], signature + "0", signature.upper(), "ä" * 64):
            with self.subTest(signature=bad):
                answer = self.send("POST", "/checks", {**GERMAN, "signature": bad})
                self.assertEqual((400, {"error": "invalid link"}), answer)

    def test_bad_links_are_refused(self):
        bad = [{**MAP, "path": each} for each in ("", "/", "x", "/a b", "/ä", "/a\n", 7, None)]
        bad += [{**MAP, "path": "/" + "a" * 101}]
        bad += [{**MAP, "expires": each} for each in (-1, 10_000_000_000, True, 7.0, "7", None)]
        parameters = [None, [], "a", {"": "a"}, {"A": "a"}, {"a" * 21: "a"}, {"a": 1}, {"a": None}]
        parameters += [{"a": "b\n"}, {"a": "ä"}, {"a": "a" * 61}, {"a": "\x7f"}]
        parameters += [{"a" * (n + 1): "" for n in range(20)} | {"b": ""}]
        bad += [{**MAP, "parameters": each} for each in parameters]
        bad += [{name: MAP[name] for name in MAP if name != each} for each in MAP]
        bad += [[], "x", 7, b"", b"{", b"\xff", b"[" * 5000, {**MAP, "by": "x" * 8192}]
        for body in bad:
            with self.subTest(body=str(body)[:80]):
                for path in ("/links", "/checks"):
                    if isinstance(body, dict):
                        body = {**body, "signature": "0" * 64}
                    answer = self.send("POST", path, body)
                    self.assertEqual((400, {"error": "invalid link"}), answer)

    def test_the_bounds_of_a_link_are_good(self):
        names = ["a" * (n + 1) for n in range(20)]
        link = {"path": "/" + "a" * 100, "expires": 9_999_999_999}
        link["parameters"] = {name: "~" * 60 for name in names}

        self.assertEqual(200, self.send("POST", "/links", link)[0])

    def test_other_paths_and_methods_have_their_errors(self):
        for path in ("/", "/links/", "/link", "//checks"):
            with self.subTest(path=path):
                self.assertEqual((404, {"error": "not found"}), self.send("GET", path))
        for method, path in (("GET", "/links"), ("PUT", "/checks"), ("DELETE", "/health")):
            with self.subTest(method=method, path=path):
                answer = self.send(method, path)
                self.assertEqual((405, {"error": "method not allowed"}), answer)
        self.assertEqual((405, None), self.send("HEAD", "/links"))
        self.assertEqual((404, None), self.send("HEAD", "/nowhere"))


if __name__ == "__main__":
    unittest.main()
