"""SIGTERM and SIGHUP while there is a lot to do."""

import concurrent.futures
import http.client
import signal
import threading
import time
import unittest
import urllib.parse

from faults import AGENTS, FaultCase, rig

POLLS = 8


class Stopping(FaultCase):
    def test_sigterm_under_load_ends_within_10_s_and_loses_nothing(self):
        self.start()
        self.visitors_come(9, rate=25)
        for _ in range(3):
            self.until_stored(50)
            self.assertLess(self.stop(), 10)
            self.rig.daemon.start()
        self.assert_nothing_is_lost()

    def test_sigterm_answers_what_it_has_taken(self):
        self.start()
        token = self.rig.daemon.add_user("anna", "agent", member="anna")
        cursor = self.rig.want(200, "GET", "/agent/assignments", token=token)["cursor"]
        held = f"/agent/assignments?wait=60&cursor={cursor}"
        with concurrent.futures.ThreadPoolExecutor(POLLS) as pool:
            polls = [pool.submit(self.rig.api, "GET", held, token=token)
                     for _ in range(POLLS)]
            rig.until(lambda: self.metric("kefud_polls_held") == POLLS, 20, "all polls are held")
            self.assertLess(self.stop(), 10)
            self.assertEqual([poll.result(5).status for poll in polls], [200] * POLLS)

    def test_sigterm_breaks_off_no_answer(self):
        self.start()
        statuses = []
        is_over = threading.Event()

        def ask():
            while not is_over.is_set():
                try:
                    statuses.append(self.rig.api("GET", "/accounts").status)
                except (OSError, http.client.HTTPException) as error:
                    # Not taken at all, or broken off, which is IncompleteRead.
                    statuses.append(type(getattr(error, "reason", error)).__name__)
                    if is_over.wait(0.01):
                        return

        askers = [threading.Thread(target=ask, daemon=True) for _ in range(8)]
        for asker in askers:
            asker.start()
        rig.until(lambda: statuses.count(200) > 20, 20, "kefud answers", pause=0.001)
        self.stop()
        is_over.set()
        for asker in askers:
            asker.join(30)
            self.assertFalse(asker.is_alive(), "an asker has no answer")
        self.assertLessEqual(
            set(statuses),
            {200, 503, "ConnectionRefusedError", "ConnectionResetError", "RemoteDisconnected"})

    def test_sigterm_does_not_wait_for_a_platform_that_hangs(self):
        self.start()
        # The pulls hang once the messages are there that the changes of state come from.
        for path in ("kf/service_state/trans", "kf/sync_msg"):
            self.rig.platform.sim("POST", "/faults", {"path": path, "kind": "drop"})
            self.write()
            rig.until(lambda struck=f"{path} drop": struck in self.report()["strikes"], 20,
                      f"a call of {path} waits for its answer")
        # A call is given up after 10 s by itself.
        self.assertLess(self.stop(), 8)
        self.rig.platform.sim("DELETE", "/faults")
        self.rig.daemon.start()
        self.assert_nothing_is_lost(180)


class Reloading(FaultCase):
    def reload(self, text, said):
        """Has the daemon read this file, until the log says so."""
        daemon = self.rig.daemon
        before = len(self.log())
        daemon.config.write_text(text)
        daemon.signal(signal.SIGHUP)
        rig.until(lambda: said in self.log()[before:], 10, f"the log says “{said}”")

    def test_a_bad_file_changes_nothing_of_what_it_has_right(self):
        self.start()
        self.record_a_callback()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.callback_url).query)
        sent = int(query["timestamp"][0])
        good = self.rig.daemon.config.read_text()
        shorter = good.replace("[platform]", '[platform]\ncallback_window = "1s"')
        rig.until(lambda: time.time() > sent + 3, 10, "the callback is 3 s old")
        self.assertEqual(self.callback()[0], 200)
        self.reload(shorter + "\nnonsense = 1\n", "the old settings stay")
        self.assertEqual(self.callback()[0], 200)
        self.reload(shorter, "has been read again")
        self.assertEqual(self.callback()[0], 403)
        self.reload(good, "has been read again")
        self.assertEqual(self.callback()[0], 200)
        self.assert_nothing_is_lost()

    def test_sighup_with_a_bad_file_changes_nothing_and_says_why(self):
        self.start()
        daemon = self.rig.daemon
        good = daemon.config.read_text()
        self.visitors_come(4)
        for text, why in ((good + "\nnonsense = 1\n", "nonsense"),
                          (good.replace("[routing]", '[routing]\nagent_away_after = "soon"'),
                           "agent_away_after"),
                          ("", "corp_id"), ("\0\xff[[[", "kefud.toml:1")):
            before = len(self.log())
            daemon.config.write_text(text)
            daemon.signal(signal.SIGHUP)
            rig.until(
                lambda start=before: "the old settings stay" in self.log()[start:], 10,
                f"the log tells of {why}")
            self.assertIn(why, self.log()[before:])
            self.assertEqual(self.status(), 200)
        daemon.config.unlink()
        before = len(self.log())
        daemon.signal(signal.SIGHUP)
        rig.until(
            lambda: "the old settings stay" in self.log()[before:], 10, "the log tells of no file")
        daemon.config.write_text(good)
        before = len(self.log())
        daemon.signal(signal.SIGHUP)
        rig.until(lambda: "has been read again" in self.log()[before:], 10, "a good file is taken")
        self.assertEqual(
            self.rig.want(200, "GET", f"/accounts/{self.rig.items('/accounts')[0]['id']}")["agents"],
            AGENTS)
        self.assert_nothing_is_lost()


if __name__ == "__main__":
    unittest.main()
