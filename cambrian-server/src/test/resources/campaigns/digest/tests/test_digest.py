import http.client
import json
import threading
import unittest

import digest

# Each was computed with sha256sum.
PINNED = {
    "The quick brown fox jumps over the lazy dog": "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592",
    "Größe, Höhe und Länge eines Baumes": "81acb415ed0777014a3a5a6c89b723187b24abe2a430ad0ce28d2d816ccac8f0",
    "first of three lines\nsecond of three lines\nthird of three lines": "3110eb5559bd62bcd71122eb34290a23a19de2ba0128dceedfcc67bea48703fd",
    "Texts are kept under their digests.": "a36c2a0649367ff4fe1a6fdef888a9aead186b30e483691cdce52f4e4fccebc2",
}
FOX = "The quick brown fox jumps over the lazy dog"
NOWHERE = "0" * 64


class AddressTest(unittest.TestCase):
    def test_addresses_never_change(self):
        for text, address in PINNED.items():
            with self.subTest(text=text):
                self.assertEqual(address, digest.text_address(text))
        self.assertEqual("7ac3a46e3373ca00743719643b3f54a89c2a8210f9b135fb2beef012eed44bc0", digest.list_address([PINNED[FOX], PINNED[FOX]]))

    def test_the_canonical_form_has_line_feeds_and_nothing_invisible_at_an_end(self):
        forms = {"a\r\nb": "a\nb", "a\rb": "a\nb", "a\r\r\nb": "a\n\nb", "a \t\nb\t": "a\nb"}
        forms |= {"a\n\r\n": "a", "\n a": "\n a", "a \n \n": "a", "": "", "a\u00a0": "a\u00a0"}
        for text, form in forms.items():
            with self.subTest(text=text):
                self.assertEqual(form, digest.canonical(text))
                self.assertEqual(digest.text_address(form), digest.text_address(text))

    def test_unicode_is_not_normalised(self):
        self.assertNotEqual(digest.text_address("\u00e4"), digest.text_address("a\u0308"))


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.server = digest.Server(("127.0.0.1", 0))
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

    def test_a_text_is_kept_once_in_its_canonical_form(self):
        kept = {"address": PINNED[FOX], "bytes": 43}

        self.assertEqual((201, kept), self.send("POST", "/texts", {"text": FOX + " \r\n"}))
        self.assertEqual((200, kept), self.send("POST", "/texts", {"text": FOX, "by": 1}))
        self.assertEqual(
            (200, {"address": PINNED[FOX], "text": FOX}),
            self.send("GET", f"/texts/{PINNED[FOX]}?x=1"),
        )

    def test_a_list_is_kept_once(self):
        addresses = [self.send("POST", "/texts", {"text": text})[1]["address"] for text in PINNED]
        addresses.append(addresses[0])
        address = digest.list_address(addresses)

        for status in (201, 200):
            self.assertEqual(
                (status, {"address": address, "texts": 5}),
                self.send("POST", "/lists", {"addresses": addresses}),
            )
        self.assertEqual(
            (200, {"address": address, "list": addresses}), self.send("GET", f"/lists/{address}")
        )
        self.assertEqual(404, self.send("GET", f"/texts/{address}")[0])
        self.assertEqual(404, self.send("GET", f"/lists/{addresses[0]}")[0])

    def test_bad_texts_are_refused(self):
        bodies = [{"text": text} for text in ("", " \r\n\t", "\ud800", 20, True, None, ["a"])]
        bodies += [{}, [], "text", b"", b"{", b"\xff", b"[" * 5000, {"text": "x" * 8192}]
        for body in bodies:
            with self.subTest(body=str(body)[:60]):
                answer = self.send("POST", "/texts", body)
                self.assertEqual((400, {"error": "invalid text"}), answer)

    def test_bad_lists_are_refused(self):
        self.send("POST", "/texts", {"text": FOX})
        good = PINNED[FOX]
        lists = ([], [good] * 51, good, None, [1], [good, "x"], [NOWHERE, good.upper()], {})
        for addresses in lists:
            with self.subTest(addresses=str(addresses)[:60]):
                answer = self.send("POST", "/lists", {"addresses": addresses})
                self.assertEqual((400, {"error": "invalid list"}), answer)
        self.assertEqual((400, {"error": "invalid list"}), self.send("POST", "/lists", b"{"))
        self.assertEqual(
            (404, {"error": "no such address"}),
            self.send("POST", "/lists", {"addresses": [good, NOWHERE]}),
        )
        self.assertEqual(201, self.send("POST", "/lists", {"addresses": [good] * 50})[0])

    def test_other_addresses_paths_and_methods_have_their_errors(self):
        for path in (f"/texts/{NOWHERE}", f"/lists/{NOWHERE}"):
            self.assertEqual((404, {"error": "no such address"}), self.send("GET", path))
            self.assertEqual((405, {"error": "method not allowed"}), self.send("PUT", path))
        for path in ("/", "/texts/", "/texts/x", f"/texts/{'A' * 64}", f"/lists/{'0' * 65}"):
            with self.subTest(path=path):
                self.assertEqual((404, {"error": "not found"}), self.send("GET", path))
        for method, path in (("GET", "/texts"), ("GET", "/lists"), ("DELETE", "/health")):
            self.assertEqual((405, {"error": "method not allowed"}), self.send(method, path))
        self.assertEqual((405, None), self.send("HEAD", "/texts"))
        self.assertEqual((404, None), self.send("HEAD", "/nowhere"))


if __name__ == "__main__":
    unittest.main()
