"""More connections than there is room for."""

import contextlib
import pathlib
import resource
import socket
import threading
import time
import unittest

from faults import HELD_UP, FaultCase, Prober, rig

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
        self.assertLess(max(seconds for _, seconds in took), 3.0, f"{idle} idle connections")
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
        self.assertLess(prober.longest, HELD_UP)
        self.assertEqual(set(prober.statuses), {200})
        self.assertEqual(self.report()["callbacks"]["failed"], 0)


if __name__ == "__main__":
    unittest.main()
