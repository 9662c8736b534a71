"""The platform is slow, refuses, hangs, breaks off, or cannot be found."""

import socket
import threading
import unittest

from faults import HELD_UP, FaultCase, Prober, rig


class Platform(FaultCase):
    def assert_survives(self, *faults, seconds=6):
        """Visitors come while these faults are on; afterwards nothing is missing."""
        self.start()
        for fault in faults:
            self.rig.platform.sim("POST", "/faults", fault)
        self.visitors_come(seconds, rate=8)
        with Prober(self.status) as prober:
            rig.until(lambda: self.report()["traffic"]["phase"] != "running", seconds + 20,
                      "all visitors have come")
            ordered = {f"{fault['path']} {fault['kind']}" for fault in faults}
            rig.until(lambda: set(self.report()["strikes"]) == ordered, 60, "each has struck")
        self.rig.platform.sim("DELETE", "/faults")
        self.assertLess(prober.longest, HELD_UP, "the daemon is not held up by the platform")
        self.assertEqual(set(prober.statuses), {200})
        self.assert_nothing_is_lost(180)

    def test_slow(self):
        self.assert_survives({"path": "*", "kind": "latency", "ms": 4_000})

    def test_refusing_and_busy(self):
        self.assert_survives(
            {"path": "*", "kind": "status", "status": 502, "share": 0.3},
            {"path": "*", "kind": "error", "code": -1, "share": 0.2},
            {"path": "*", "kind": "error", "code": 45009, "share": 0.1})

    def test_answers_that_are_half_there(self):
        self.assert_survives({"path": "*", "kind": "cut", "share": 0.3})

    def test_connections_that_break_off_in_the_middle_of_answers(self):
        self.start()
        way = self.go_through_a_relay()
        self.rig.daemon.start()
        way.share = 0.3
        self.visitors_come(5, rate=8)
        with Prober(self.status) as prober:
            rig.until(lambda: way.broken >= 30, 60, "answers have broken off")
        way.share = 0.0
        self.assertLess(prober.longest, HELD_UP)
        self.assertEqual(set(prober.statuses), {200})
        self.assert_nothing_is_lost(180)

    def test_answers_that_never_come(self):
        self.assert_survives(
            # Once: after two pulls in a row that hang no welcome is due any more.
            {"path": "kf/sync_msg", "kind": "drop", "times": 1},
            {"path": "kf/send_msg_on_event", "kind": "drop", "share": 0.2},
            {"path": "kf/service_state/trans", "kind": "drop", "share": 0.2}, seconds=4)

    def test_what_only_a_person_can_mend_is_in_the_log(self):
        self.start()
        self.rig.platform.sim("POST", "/faults", {
            "path": "kf/sync_msg", "kind": "error", "code": 60020})
        self.visitors_come(2, rate=8)
        rig.until(lambda: "The platform refuses calls" in self.log(), 20, "the log tells of it")
        self.assertIn("code=60020", self.log())
        self.assertIn("企业可信IP", self.log())
        self.rig.platform.sim("DELETE", "/faults")
        self.assert_nothing_is_lost()

    def test_a_token_that_dies_again_and_again(self):
        self.start()
        self.visitors_come(5, rate=8)
        for _ in range(10):
            tokens = self.tokens()
            self.rig.platform.sim("POST", "/access-token/kill", {"code": 40014})
            rig.until(lambda before=tokens: self.tokens() > before, 20, "there is a new token")
        self.assert_nothing_is_lost()

    def tokens(self):
        return self.report()["calls"]["gettoken"]["0"]


class Unreachable(FaultCase):
    """The daemon starts, waits and says so; when the platform is there again it goes on."""

    def assert_waits_and_goes_on(self, base_url, reason):
        here = self.rig
        self.start()
        config = here.daemon.config.read_text()
        self.stop()
        # The visitors come while kefud knows no way to the platform.
        here.daemon.config.write_text(config.replace(here.platform.url, base_url))
        before = len(self.log())
        rig.Program.start(here.daemon, "serve", "--config", here.daemon.config)
        rig.until(lambda: self.status() == 200, 20, "kefud answers")
        self.visitors_come(3, rate=8, drain=3)
        with Prober(self.status) as prober:
            rig.until(
                lambda: self.metric("kefud_unanswered_calls_total") > 0, 30,
                "a call had no answer")
            rig.until(
                lambda: "The platform does not answer" in self.log()[before:], 10,
                "the log says it")
            rig.until(
                self.every_callback_is_taken, 60, "every callback has been taken")
        self.assertLess(prober.longest, HELD_UP)
        self.assertEqual(set(prober.statuses), {200})
        self.assertEqual(self.report()["callbacks"]["failed"], 0)
        self.assertRegex(self.log()[before:], reason)
        self.assertLess(self.stop(), 10)
        here.daemon.config.write_text(config)
        here.daemon.start()
        self.assert_nothing_is_lost()

    def every_callback_is_taken(self):
        report = self.report()
        return report["traffic"]["phase"] == "done" and report["callbacks"]["idle"]

    def test_a_name_that_nobody_knows(self):
        self.assert_waits_and_goes_on("http://platform.invalid", "[Rr]esolve|resolving")

    def test_nobody_listens(self):
        self.assert_waits_and_goes_on(f"http://127.0.0.1:{rig.free_port()}", "connect")

    def test_somebody_listens_and_never_answers(self):
        with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
            held = []

            def hold():
                while True:
                    try:
                        held.append(server.accept()[0])
                    except OSError:
                        return

            threading.Thread(target=hold, daemon=True).start()
            self.assert_waits_and_goes_on(
                f"http://127.0.0.1:{server.getsockname()[1]}", "timed out|time-out|Timeout")
            for connection in held:
                connection.close()


if __name__ == "__main__":
    unittest.main()
