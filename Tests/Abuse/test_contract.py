"""Every route of /openapi.json with generated requests: right ones, and wrong in every way."""

import pathlib
import subprocess
import sys
import unittest

from abuse import RigCase, people, rig, write

HERE = pathlib.Path(__file__).resolve().parent
SCHEMATHESIS = pathlib.Path(sys.executable).with_name("schemathesis")
# The first run always makes the same requests; a fresh seed is printed by every other.
SEED = 20261122
REVOKING = "/api/users/{id}/tokens/{token}"


class Contract(RigCase):
    """No 5xx, and no answer that the description does not know, whoever asks."""

    @classmethod
    def prepare(cls):
        cls.rig.start()
        cls.supervisor, cls.agent = people(cls.rig)
        for number in range(3):
            write(cls.rig, f"请问第 {number} 个订单")
        rig.until(cls.all_assigned, 20, "the visitors have been assigned")

    @classmethod
    def all_assigned(cls):
        return len(cls.rig.want(
            200, "GET", "/agent/sessions", token=cls.agent)["items"]) == 3

    def hold_against(self, token, *more, may_lose_the_token=False):
        """Runs every check; what it says when one fails is the test's failure."""
        command = [
            str(SCHEMATHESIS), "--config-file", str(HERE / "schemathesis.toml"), "run",
            f"{self.rig.daemon.url}/openapi.json", "--checks", "all", "--no-color",
            "--max-examples", "10", "--seed", str(SEED), "--continue-on-failure",
            "--request-timeout", "70", "--warnings", "off", *more]
        if token:
            command += ["-H", f"Authorization: Bearer {token}"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=280, check=False, cwd=self.folder)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, said[-60_000:])
        self.assertIn("No issues found", said)
        self.rig.daemon.check_running()
        if token and not may_lose_the_token:
            # Whoever lost it on the way was a stranger for the rest.
            self.assertEqual(self.rig.api("GET", "/me", token=token).status, 200)

    # The order of the names is the order of the runs: an administrator's requests delete people.
    def test_1_strangers_are_answered_as_described(self):
        self.hold_against(None, "--exclude-path", "/api/sign-in")

    def test_2_an_agent_is_answered_as_described(self):
        self.hold_against(self.agent, "--exclude-path", "/api/agent/assignments")

    def test_3_polls_are_answered_as_described(self):
        # Held ones would wait up to a minute each; schemathesis asks for one after the other.
        self.hold_against(
            self.agent, "--include-path", "/api/agent/assignments", "--phases", "coverage")

    def test_4_a_supervisor_is_answered_as_described(self):
        self.hold_against(self.supervisor)

    def test_5_an_administrator_is_answered_as_described(self):
        self.hold_against(self.rig.admin_token, "--exclude-path", REVOKING)

    def test_6_an_administrator_who_revokes_tokens_is_answered_as_described(self):
        # Its own among them: what comes afterwards is a stranger's.
        self.hold_against(
            self.rig.admin_token, "--include-path", REVOKING, may_lose_the_token=True)


if __name__ == "__main__":
    unittest.main()
