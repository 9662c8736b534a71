"""kill -9 at random moments."""

import pathlib
import random
import sqlite3
import time
import unittest

from faults import ACCOUNT, SECONDS, SEED, FaultCase, demo_checks, rig

import demo  # scripts/lib, which faults has put there


class Killed(FaultCase):
    def test_kills_at_random_lose_and_double_nothing(self):
        self.start()
        self.rig.want(200, "PUT", f"/accounts/{ACCOUNT}/prompts", demo.PROMPTS)
        chance = random.Random(SEED)
        self.visitors_come(SECONDS)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            # Sometimes in the middle of a start.
            self.until_written(chance.randrange(chance.choice((20, 200, 1_000))), end)
            self.kill()
            rig.Program.start(
                self.rig.daemon, "serve", "--config", self.rig.daemon.config)
        rig.until(self.rig.daemon.is_ready, 30, "kefud is ready after the last kill")
        self.assert_nothing_is_lost()
        self.assert_every_prompt_went_out_once()
        self.assertGreater(self.kills, SECONDS / 4)

    def assert_every_prompt_went_out_once(self):
        book = self.rig.platform.sim("GET", "/messages?limit=1000000")
        found = demo_checks.prompts(self.rig, book, self.report(), self.kills)
        for check in ("no_prompt_went_out_twice", "every_due_prompt_went_out"):
            self.assertTrue(found["checks"][check], f"{check} {found['prompts']}")
        for prompt in ("welcome", "queue", "end"):
            self.assertGreater(
                found["prompts"]["states"].get(prompt, {}).get("done", 0), 0, found["prompts"])

    def until_written(self, calls, end):
        """Until the daemon has made so many calls that write, or the time is over."""
        counts = pathlib.Path(f"/proc/{self.rig.daemon.process.pid}/io")

        def made():
            return int(counts.read_text().split("syscw: ")[1].split()[0])

        wanted = made() + calls
        rig.until(lambda: made() >= wanted or time.monotonic() > end, SECONDS + 10,
                  f"{calls} calls that write", pause=0.001)

    def test_a_write_ahead_log_that_is_lost_after_a_kill_is_pulled_again(self):
        self.start()
        database = sqlite3.connect(self.rig.daemon.database)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.visitors_come(4)
        self.until_stored(10)
        self.kill()
        log = pathlib.Path(f"{self.rig.daemon.database}-wal")
        self.assertGreater(log.stat().st_size, 0)
        log.unlink()
        self.rig.daemon.start()
        rig.until(self.is_stored, 60, "every message has come again")
        self.assert_sound()

    def is_stored(self):
        """What was promised before is gone with the log: only the messages are looked at."""
        book = self.rig.platform.sim("GET", "/messages?limit=1000000")
        if self.report()["traffic"]["phase"] != "done":
            return False
        found = demo_checks.messages(self.rig, book, self.rig.items("/sessions"))
        return all(found["checks"].values())


if __name__ == "__main__":
    unittest.main()
