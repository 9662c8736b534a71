"""Bytes that no well-behaved client sends, on the daemon's own socket, without a proxy in front."""

import json
import re
import unittest
import urllib.parse

from abuse import RigCase, exchange, people, rig

HOST = b"Host: kefud.example\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: kefud.example\r\n\r\n"
# Every header that an answer of ours may have.
KNOWN_HEADERS = {
    "allow", "cache-control", "connection", "content-language", "content-length", "content-type",
    "cross-origin-opener-policy", "date", "etag", "location", "vary",
    "retry-after", "set-cookie", "x-content-type-options", "content-security-policy",
    "referrer-policy", "x-frame-options", "last-modified", "content-disposition"}
INJECTION = "\r\nX-Evil: 1\r\nSet-Cookie: kefud=evil\r\n\r\n<script>alert(1)</script>"


def post(head, body=b"", path=b"/wecom/callback"):
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + head + b"\r\n" + body


def get(path, head=b""):
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + head + b"\r\n"


class Wire(RigCase):
    @classmethod
    def prepare(cls):
        cls.rig.start()
        cls.supervisor, cls.agent = people(cls.rig)

    def exchange(self, data, seconds=2):
        answer, self.has_closed = exchange(self.rig.daemon.port, data, seconds)
        return answer

    def tearDown(self):
        answer = rig.call("GET", f"{self.rig.daemon.url}/healthz")
        self.assertEqual(answer.status, 200, "the daemon answers the next one")

    def statuses(self, answer):
        return [int(number) for number in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]

    def test_a_head_that_two_readers_read_differently_is_refused_and_the_connection_ends(self):
        chunked = b"Transfer-Encoding: chunked\r\n"
        cases = {
            "two lengths": post(b"Content-Length: 3\r\nContent-Length: 40\r\n", SMUGGLED),
            "length and chunks": post(
                b"Content-Length: 60\r\n" + chunked, b"0\r\n\r\n" + SMUGGLED),
            "chunks and length": post(
                chunked + b"Content-Length: 4\r\n", b"0\r\n\r\n" + SMUGGLED),
            "chunks twice": post(chunked + chunked, b"0\r\n\r\n" + SMUGGLED),
            "a coding of no use": post(
                b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n" + SMUGGLED),
            "a blank before the colon": post(b"Content-Length : 3\r\n", b"abc" + SMUGGLED),
            "two hosts": get(b"/healthz", b"Host: other.example\r\n") + SMUGGLED,
            "a list of lengths": post(b"Content-Length: 3, 3\r\n", b"abc" + SMUGGLED),
        }
        for name, data in cases.items():
            with self.subTest(name):
                answer = self.exchange(data)
                self.assertEqual(set(self.statuses(answer)), {400}, answer)
                self.assertIn(b"connection: close", answer.lower())
                self.assertTrue(self.has_closed)
                self.assertNotIn(b"404", answer, "what follows was taken for a request")

    def test_a_body_of_a_get_is_not_the_next_request(self):
        head = f"Content-Length: {len(SMUGGLED)}\r\n".encode()
        answer = self.exchange(get(b"/healthz", head) + SMUGGLED + get(b"/readyz"))
        self.assertEqual(self.statuses(answer), [200, 200])

    def test_requests_one_after_the_other_are_answered_in_order(self):
        answer = self.exchange(get(b"/healthz") * 3 + get(b"/none", b"Connection: close\r\n"))
        self.assertEqual(self.statuses(answer), [200, 200, 200, 404])

    def test_what_the_library_refuses_itself_ends_the_connection_and_repeats_nothing(self):
        """libmicrohttpd writes these pages, before anybody can be asked."""
        evil = b"<script>alert(1)</script>"
        cases = {
            "no number": (post(b"Content-Length: " + evil + b"\r\n"), {400}),
            "negative": (post(b"Content-Length: -1\r\n"), {400}),
            "longer than anything": (post(b"Content-Length: " + b"9" * 40 + b"\r\n"), {413}),
            "no host": (b"GET /healthz?" + evil + b" HTTP/1.1\r\n\r\n", {400}),
            "a long target": (get(b"/" + evil * 1_000), {414}),
            "a long header": (get(b"/healthz", b"X: " + evil * 1_000 + b"\r\n"), {431}),
            "thousands of headers": (get(b"/healthz", b"X: y\r\n" * 5_000), {431}),
            "no version": (b"GET /healthz\r\n\r\n", {400}),
            "another version": (b"GET /healthz HTTP/3.7\r\n" + HOST + b"\r\n", {505}),
            "a line without a colon": (get(b"/healthz", evil + b"\r\n"), {400}),
            "a chunk without a size": (
                post(b"Transfer-Encoding: chunked\r\n", evil + b"\r\n"), {400}),
            "a chunk beyond any size": (
                post(b"Transfer-Encoding: chunked\r\n", b"f" * 18 + b"\r\n"), {413}),
        }
        for name, (data, statuses) in cases.items():
            with self.subTest(name):
                answer = self.exchange(data + SMUGGLED)
                self.assertEqual(set(self.statuses(answer)), statuses, answer)
                self.assertIn(b"Connection: close", answer)
                self.assertTrue(self.has_closed)
                self.assertNotIn(b"<script>", answer)

    def test_what_is_no_http_at_all_is_dropped(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"x" * 1_000 + b"\r\n",
                     b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n", b"\r\n" * 10_000, b"SSH-2.0-x\r\n"):
            with self.subTest(data[:20]):
                self.assertLessEqual(set(self.statuses(self.exchange(data))), {400, 414, 431})
                self.assertTrue(self.has_closed)

    def test_a_line_without_an_end_is_waited_for_until_it_is_too_long(self):
        for byte in (b"\0", b"x"):
            self.assertEqual(self.exchange(byte * 1_000), b"")
            self.assertFalse(self.has_closed)
            self.assertEqual(set(self.statuses(self.exchange(byte * 100_000))), {414})
            self.assertTrue(self.has_closed)

    def test_unknown_methods_are_405_with_those_that_there_are(self):
        for method in (b"BREW", b"get", b"TRACE", b"CONNECT", b"PROPFIND"):
            answer = self.exchange(
                method + b" /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
            self.assertEqual(self.statuses(answer), [405], answer)
            self.assertIn(b"\r\nAllow: ", answer)

    def test_nothing_that_is_sent_becomes_a_header_of_the_answer(self):
        quoted = urllib.parse.quote(INJECTION, safe="")
        described = rig.call("GET", f"{self.rig.daemon.url}/openapi.json").json["paths"]
        asked = 0
        for path, operations in described.items():
            for method, operation in operations.items():
                if path in ("/api/sign-out", "/api/agent/assignments"):
                    continue
                target = re.sub(r"\{[^}]*\}", quoted, path)
                names = [one["name"] for one in operation.get("parameters", [])]
                target += "?" + "&".join(f"{name}={quoted}" for name in [*names, quoted])
                answer = rig.call(
                    method.upper(), f"{self.rig.daemon.url}{target}",
                    {INJECTION: INJECTION} if method in ("post", "put", "patch") else None,
                    {"Authorization": f"Bearer {self.rig.admin_token}", "If-Match": '"\t1"',
                     "Idempotency-Key": quoted, "X-Forwarded-For": quoted})
                asked += 1
                self.assertLess(answer.status, 500, f"{method} {path}")
                self.assertLessEqual(
                    {name.lower() for name in answer.headers}, KNOWN_HEADERS, f"{method} {path}")
                self.assertNotIn("evil", str(answer.headers), f"{method} {path}")
        self.assertGreater(asked, 50)

    def test_json_of_every_kind_of_wrong_is_400_or_422(self):
        deep = b"[" * 100_000
        unreadable = [
            b"", b"{", b"null", b"[]", b'"x"', b"1e999", b'{"name":1e400', deep,
            deep + b"]" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
            b'{"name":"\xff\xfe"}', b'{"name":' + b"9" * 5_000, b"{'name': 1}", b'{"name":01}']
        wrong = [
            b"{}", b'{"name":1e400}', b'{"name":"\\ud800"}', b'{"name":"a\\u0000b"}',
            b'{"name":"x","name":"y","role":"king"}', b'{"name":"' + b"x" * 100_000 + b'"}',
            b'{"name":' + b"9" * 5_000 + b"}", b'{"member":-0,"name":[]}',
            json.dumps({"name": "\u202e", "role": "admin", "password": "x"}).encode()]
        asked = [("POST", "/users", body) for body in unreadable + wrong]
        for method, path in (("PATCH", "/accounts/wkAbuse"), ("PUT", "/accounts/wkAbuse/prompts")):
            asked += [(method, path, body) for body in unreadable]
        for method, path, body in asked:
            answer = self.rig.api(method, path, body)
            self.assertIn(answer.status, (400, 413, 422), f"{path} {body[:60]!r}")
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json")


if __name__ == "__main__":
    unittest.main()
