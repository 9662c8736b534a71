"""More connections than there is room for."""

import contextlib
import pathlib
import resource
import socket
import threading
import time
import unittest
import urllib.parse

from faults import FaultCase, Prober, rig

IDLE = 10_000
SLOW = 200
OWN_FILES = 500


class Crowded(FaultCase):
    def connect(self, count):
        """So many connections; a bounded number of tries at once, as clients do."""
        made = []
        self.addCleanup(lambda: [one.close() for one in made])
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", self.rig.daemon.port), timeout=20)
            made.append(one)
        return made

    def callback(self):
        """A sealed callback, as the platform's simulator sends it: how long until its answer."""
        began = time.monotonic()
        answer = rig.call("POST", self.callback_url, self.envelope, timeout=10)
        return answer.status, time.monotonic() - began

    def record_a_callback(self):
        """Catches one genuine callback on its way, to send it again and again."""
        caught = []
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"http://127.0.0.1:{server.getsockname()[1]}/wecom/callback"
            real = self.rig.callback_url
            self.rig.platform.sim("PUT", "/callback-url", {"url": url})
            threading.Thread(target=self.write, daemon=True).start()
            server.settimeout(20)
            connection, _ = server.accept()
            with connection:
                connection.settimeout(10)
                data = b""
                while b"\r\n\r\n" not in data or len(data) < self.length(data):
                    data += connection.recv(65_536)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nsuccess")
                caught.append(data)
            self.rig.platform.sim("PUT", "/callback-url", {"url": real})
        head, _, body = caught[0].partition(b"\r\n\r\n")
        target = head.split(b" ", 2)[1].decode()
        self.envelope = body
        self.callback_url = f"{self.rig.daemon.url}{urllib.parse.urlsplit(target).path}" \
            f"?{urllib.parse.urlsplit(target).query}"

    @staticmethod
    def length(data):
        head, _, _ = data.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                return len(head) + 4 + int(line.split(b":")[1])
        return len(head) + 4

    def test_callbacks_are_answered_beside_idle_connections_and_slow_senders(self):
        self.start()
        self.record_a_callback()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        idle = min(IDLE, hard - OWN_FILES)
        self.assertGreater(idle, 500, "this machine's limit of open files says nothing")
        self.connect(idle)
        slow = self.connect(SLOW)
        for one in slow:
            one.sendall(b"POST /wecom/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n")
        is_over = threading.Event()

        def drip():
            while not is_over.wait(0.2):
                for one in slow:
                    with contextlib.suppress(OSError):
                        one.sendall(b"X-Slow: 1\r\n")

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        took = [self.callback() for _ in range(100)]
        is_over.set()
        dripping.join(10)
        self.assertEqual({status for status, _ in took}, {200})
        self.assertLess(max(seconds for _, seconds in took), 1.0, f"{idle} idle connections")
        self.visitors_come(3)
        self.assert_nothing_is_lost()
        print(f"\n{idle} idle and {SLOW} slow connections: the slowest of 100 callbacks took "
              f"{max(seconds for _, seconds in took) * 1000:.0f} ms")

    def test_the_limit_of_open_files_is_survived(self):
        self.start()
        self.visitors_come(6)
        self.until_stored(10)
        # Room for a few more, and then a crowd.
        room = 64
        old = self.limit(resource.RLIMIT_NOFILE, room)
        crowd = []
        for _ in range(200):
            with contextlib.suppress(OSError):
                crowd.append(socket.create_connection(
                    ("127.0.0.1", self.rig.daemon.port), timeout=1))
        files = pathlib.Path(f"/proc/{self.rig.daemon.process.pid}/fd")
        rig.until(lambda: len(list(files.iterdir())) >= room, 20, "kefud has no descriptor left")
        self.write_meanwhile()
        self.rig.daemon.check_running()
        for one in crowd:
            one.close()
        self.limit(resource.RLIMIT_NOFILE, old)
        # Each thread has a socket of its own: some of twenty meet each.
        rig.until(lambda: all(self.status(timeout=1) == 200 for _ in range(20)), 30,
                  "kefud answers everybody again")
        with Prober(self.status) as prober:
            self.assert_nothing_is_lost()
        self.assertLess(prober.longest, 2.0)


if __name__ == "__main__":
    unittest.main()
