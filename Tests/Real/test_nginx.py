"""The real nginx, with the example configuration, in front of the daemon."""

import contextlib
import http.client
import os
import re
import subprocess
import threading
import time
import unittest

from support import ROOT, RigCase, rig


class BehindNginx(RigCase):
    @classmethod
    def prepare(cls):
        cls.port = rig.free_port()
        # The platform's callbacks come through the proxy too.
        cls.rig.callback_url = f"http://127.0.0.1:{cls.port}/wecom/callback"
        cls.rig.start()
        cls.start_nginx()
        cls.rig.platform.sim("POST", "/accounts", {
            "open_kfid": "wkProxy", "name": "Proxy", "servicers": ["zhangsan"]})
        cls.rig.adopt("wkProxy", reception_channel="relay", agents=["zhangsan"], cap=5)
        cls.agent = cls.rig.daemon.add_user("zhangsan", "agent", member="zhangsan")

    @classmethod
    def start_nginx(cls):
        """The example as it stands, but for names, ports, paths and the certificate."""
        text = (ROOT / "config" / "nginx.conf.example").read_text()
        replaced = [
            (r"server 127\.0\.0\.1:8080;", f"server 127.0.0.1:{cls.rig.daemon.port};"),
            (r"listen 80;", f"listen 127.0.0.1:{rig.free_port()};"),
            (r"listen 443 ssl http2;", f"listen 127.0.0.1:{cls.port};"),
            (r"ssl_certificate(_key)? [^;]*;", ""), (r"ssl_protocols [^;]*;", ""),
            (r"access_log [^;]*;", "access_log off;"),
        ]
        for pattern, new in replaced:
            text, count = re.subn(pattern, new, text)
            assert count, f"nginx.conf.example has no {pattern}"
        folder = cls.folder / "nginx"
        folder.mkdir()
        (folder / "kefud.conf").write_text(text)
        scratch = "".join(
            f"    {name}_temp_path {folder}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # Started by root, nginx would hand its folders to somebody else, who cannot enter ours.
        user = "user root;\n" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}pid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\n"
            f"events {{}}\nhttp {{\n{scratch}    include {folder}/kefud.conf;\n}}\n")
        command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        cls.nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.nginx.wait)
        cls.addClassCleanup(cls.nginx.terminate)
        rig.until(cls.answers, 10, "nginx answers")

    @classmethod
    def answers(cls):
        try:
            return rig.call("GET", f"http://127.0.0.1:{cls.port}/healthz").status == 200
        except OSError:
            return False

    def through(self, method, path, body=None, token=None, timeout=75):
        headers = {"Authorization": f"Bearer {token or self.rig.admin_token}"}
        return rig.call(
            method, f"http://127.0.0.1:{self.port}{path}", body, headers, timeout)

    def poll(self, cursor=None, wait=0):
        query = f"?wait={wait}" + (f"&cursor={cursor}" if cursor else "")
        answer = self.through("GET", f"/api/agent/assignments{query}", token=self.agent)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def test_the_platforms_url_check_passes(self):
        self.assertEqual(
            self.rig.platform.sim("POST", "/verify-url"), {"verified": True})

    def test_calls_and_errors_come_through(self):
        answer = self.through("GET", "/api/accounts")
        self.assertEqual(answer.status, 200)
        self.assertEqual([row["open_kfid"] for row in answer.json["items"]], ["wkProxy"])
        answer = self.through("GET", "/api/accounts/wkNone")
        self.assertEqual(answer.status, 404)
        self.assertEqual(answer.headers["Content-Type"].split(";")[0],
                         "application/problem+json")

    def test_the_console_comes_through_with_its_policy_and_is_not_sent_twice(self):
        root = self.through("GET", "/")
        self.assertIn(b"<!doctype html>", root.body)
        answer = self.through("GET", "/console/main.js")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "text/javascript; charset=utf-8")
        self.assertIn("script-src 'self'", answer.headers["Content-Security-Policy"])
        again = rig.call(
            "GET", f"http://127.0.0.1:{self.port}/console/main.js",
            headers={"If-None-Match": answer.headers["ETag"]})
        self.assertEqual(again.status, 304)
        library = self.through("GET", "/console/vendor/bootstrap/css/bootstrap.min.css")
        self.assertEqual(library.status, 200)

    def test_cookies_of_other_sites_do_not_fill_kefuds_headers(self):
        self.rig.want(201, "POST", "/users", {
            "name": "ruth", "role": "admin", "password": "correct horse"})
        place = f"http://127.0.0.1:{self.port}/api"
        signed = rig.call("POST", f"{place}/sign-in", {"name": "ruth", "password": "correct horse"})
        cookie = signed.headers["Set-Cookie"].split(";")[0]
        others = f"sso={'x' * 4_000}"
        me = rig.call("GET", f"{place}/me", headers={"Cookie": f"{others}; {cookie}"})
        self.assertEqual((me.status, me.json["name"]), (200, "ruth"))
        nobody = rig.call("GET", f"{place}/me", headers={"Cookie": others})
        self.assertEqual(nobody.status, 401)

    def test_a_held_poll_is_answered_at_its_time(self):
        cursor = self.poll()["cursor"]
        began = time.monotonic()
        page = self.poll(cursor, wait=3)
        took = time.monotonic() - began
        self.assertEqual((page["changes"], page["cursor"]), ([], cursor))
        self.assertGreater(took, 2.5)
        self.assertLess(took, 6)

    def test_a_visitors_message_wakes_a_held_poll(self):
        status = self.through(
            "PUT", "/api/agent/status", {"status": "online"}, token=self.agent)
        self.assertIn(status.status, (200, 204), status.body)
        cursor = self.poll()["cursor"]
        pages, began = [], time.monotonic()

        def poll():
            page = {"cursor": cursor}
            while time.monotonic() - began < 30:
                page = self.poll(page["cursor"], wait=30)
                pages.append((page, time.monotonic()))
                if any(change["type"] == "assigned" for change in page["changes"]):
                    return

        waiting = threading.Thread(target=poll)
        waiting.start()
        platform = self.rig.platform
        customer = platform.sim("POST", "/customers", {})["external_userid"]
        wrote = time.monotonic()
        for deed in ("enter", "write"):
            platform.sim(
                "POST", f"/customers/{customer}/{deed}", {"account": "wkProxy", "text": "在吗"})
        waiting.join(40)
        changes = [change for page, _ in pages for change in page["changes"]]
        assigned = [change for change in changes if change["type"] == "assigned"]
        self.assertEqual([row["session"]["visitor"]["id"] for row in assigned], [customer])
        self.assertLess(pages[-1][1] - wrote, 5)

    def test_a_body_too_large_stops_at_the_proxy(self):
        answer = self.through("POST", "/wecom/callback", b"x" * (5 << 20))
        self.assertEqual(answer.status, 413)
        self.assertEqual(answer.headers["Content-Type"], "text/html", "nginx's own page")

    def test_a_body_too_large_for_the_route_is_a_problem(self):
        answer = self.through("POST", "/wecom/callback", b"x" * (3 << 20))
        self.assertEqual(answer.status, 413)
        self.assertEqual(answer.json["type"], "/problems/too-large")

    def test_figures_are_for_the_machine_itself(self):
        self.assertEqual(self.through("GET", "/metrics").status, 200)
        self.assertEqual(self.from_elsewhere("/healthz"), 200)
        self.assertEqual(self.from_elsewhere("/metrics"), 403)

    def from_elsewhere(self, path):
        """The status of a GET by another address of the loopback interface."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=10, source_address=("127.0.0.2", 0))
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().status


if __name__ == "__main__":
    unittest.main()
