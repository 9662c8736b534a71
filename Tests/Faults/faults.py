"""A daemon in trouble: a rig with visitors in it, and the check that nothing was lost by it."""

import os
import pathlib
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

import demo_checks  # noqa: E402  (found through the line above)
import relay
import rig  # noqa: E402

ACCOUNT = "wkFault"
AGENTS = ["anna", "bo", "chen"]
CAP = 4
# An answer that takes so many seconds has waited for the platform: its troubles last longer.
HELD_UP = 3.0
# scripts/faults makes the random tests longer; a run prints the seed that makes it again.
SECONDS = float(os.environ.get("KEFUD_FAULT_SECONDS", "8"))
SEED = int(os.environ.get("KEFUD_FAULT_SEED", "20261122"))


def in_memory():
    """A folder that is in memory, if there is room: on a disk that builds keep busy a commit may take
    seconds, which /healthz says, and which is not the trouble that is looked at here."""
    shm = pathlib.Path("/dev/shm")
    return shm if shm.is_dir() and shutil.disk_usage(shm).free > 256 << 20 else None


class FaultCase(unittest.TestCase):
    """Each test has a daemon, a platform and a database of its own."""

    CONFIG = 'platform.poll_interval = "1s"\nrouting.requeue_grace = "30s"'

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kefud-faults-", dir=in_memory()))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.rig = rig.Rig(self.folder)
        self.addCleanup(self.end)
        self.kills = 0

    def start(self, database=None, config=CONFIG):
        """Both programs, and an account with three agents who answer in their client."""
        here = self.rig
        if database:
            here.daemon.database = pathlib.Path(database)
        here.start(config=config)
        here.platform.sim("POST", "/accounts", {
            "open_kfid": ACCOUNT, "name": "Fault", "servicers": AGENTS})
        here.adopt(
            ACCOUNT, reception_channel="wecom", when_nobody="queue", agents=AGENTS, cap=CAP)

    def run(self, result=None):
        self.result = result or self.defaultTestResult()
        self.troubles_before = self.troubles()
        return super().run(self.result)

    def troubles(self):
        return len(self.result.failures) + len(self.result.errors)

    def end(self):
        for program in (self.rig.daemon, self.rig.platform):
            if program.process and program.process.poll() is None:
                program.kill()
            if self.troubles() > self.troubles_before and program.log.exists():
                tail = program.log.read_text(errors="replace")[-3000:]
                print(f"--- {program.name}\n{tail}", file=sys.stderr)

    def go_through_a_relay(self, host="127.0.0.1"):
        """Stops the daemon and gives it a way to the platform that can be cut."""
        here = self.rig
        self.stop()
        through = relay.Relay(here.platform.port, SEED)
        self.addCleanup(through.close)
        here.daemon.config.write_text(here.daemon.config.read_text().replace(
            here.platform.url, f"http://{host}:{through.port}"))
        return through

    # Visitors

    def visitors_come(self, seconds, rate=12, drain=4):
        """Visitors for so long; agents answer them, pass them on and end their sessions."""
        self.rig.platform.sim("POST", "/traffic", {
            "visitors": max(1, int(rate * seconds)), "arrivals_per_second": rate,
            "seconds": max(1, int(seconds)), "drain_seconds": drain, "seed": SEED})

    def write(self, text="有人吗"):
        """One more visitor writes; its id."""
        visitor = self.rig.platform.sim("POST", "/customers", {})["external_userid"]
        for deed in ("enter", "write"):
            self.rig.platform.sim(
                "POST", f"/customers/{visitor}/{deed}", {"account": ACCOUNT, "text": text})
        return visitor

    def report(self):
        return self.rig.platform.sim("GET", "/report?ids=0")

    def until_stored(self, more, seconds=30):
        """Until so many more messages of visitors are stored."""
        wanted = demo_checks.stored_count(self.rig) + more
        rig.until(lambda: demo_checks.stored_count(self.rig) >= wanted, seconds,
                  f"{wanted} messages are stored")

    def write_meanwhile(self, visitors=5, seconds=30):
        """More visitors write to a daemon in trouble, each once the last was told of."""

        def tries():
            return self.report()["callbacks"]["tries"]

        for _ in range(visitors):
            before = tries()
            self.write()
            rig.until(lambda start=before: tries() > start, seconds, "the platform tells of it")

    # Callbacks

    def callback(self):
        """The recorded callback again: the status, and how long it took."""
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

    # The daemon

    def status(self, path="/healthz", timeout=5):
        """The status of a GET; None when there is no answer. Half an answer is an error."""
        try:
            return rig.call("GET", f"{self.rig.daemon.url}{path}", timeout=timeout).status
        except OSError:
            return None

    def log(self):
        return self.rig.daemon.log.read_text(errors="replace")

    def ending(self, seconds=30):
        """The exit status, once the daemon has ended by itself."""
        try:
            return self.rig.daemon.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.fail(f"kefud still runs after {seconds} s:\n{self.log()[-2000:]}")

    def serve_in_vain(self, seconds=20):
        """Starts the daemon, which must refuse; its exit status and what it said."""
        daemon = self.rig.daemon
        before = len(self.log()) if daemon.log.exists() else 0
        rig.Program.start(daemon, "serve", "--config", daemon.config)
        return self.ending(seconds), self.log()[before:]

    def command(self, *arguments):
        """Another command on the same configuration, however it ends."""
        return subprocess.run(
            [str(rig.built("kefud")), *arguments, "--config", str(self.rig.daemon.config)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)

    def kill(self):
        """A power cut."""
        self.rig.daemon.kill()
        self.rig.platform.sim("POST", "/caller-killed")
        self.kills += 1

    def limit(self, what, number):
        """Sets a soft limit of the running daemon; the old one."""
        process = self.rig.daemon.process.pid
        soft, hard = resource.prlimit(process, what)
        resource.prlimit(process, what, (number, hard))
        return soft

    def metric(self, name):
        text = rig.call("GET", f"{self.rig.daemon.url}/metrics").body.decode()
        return sum(
            int(line.rsplit(" ", 1)[1]) for line in text.splitlines()
            if line.split("{")[0].split(" ")[0] == name)

    # What must hold

    def is_at_rest(self):
        report = self.report()
        return (report["traffic"]["phase"] in ("done", "idle") and report["callbacks"]["idle"]
                and demo_checks.pending_effects(self.rig) == 0
                and demo_checks.stored_count(self.rig) >= report["customer_messages"])

    def assert_nothing_is_lost(self, seconds=90):
        """Every message once, nobody over the cap, no rule of the platform broken, a sound file."""
        rig.until(self.is_at_rest, seconds, "everything is at rest", pause=0.2)
        here = self.rig
        book = here.platform.sim("GET", "/messages?limit=1000000")
        report = self.report()
        sessions = here.items("/sessions")
        self.assertGreater(len(book["customer_messages"]), 0)
        part = demo_checks.messages(here, book, sessions)
        checks = part.pop("checks")
        self.assertTrue(all(checks.values()), f"{checks} {part}")
        # By what kefud knew: what agents take by hand it learns of late while there is trouble.
        loads = demo_checks.loads(here, report, None, CAP)["loads"]
        self.assertEqual(loads["over_by_decisions"], [], loads)
        self.assertEqual(report["violations"], 0, report["violation_list"][:5])
        self.assert_sound()

    def assert_sound(self):
        checked = self.command("check-database")
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def stop(self, seconds=10):
        """SIGTERM, and the time that it took."""
        began = time.monotonic()
        self.assertEqual(self.rig.daemon.stop(seconds), 0, self.log()[-2000:])
        return time.monotonic() - began


class Prober(threading.Thread):
    """Asks again and again while something goes on, and keeps the longest wait for an answer."""

    def __init__(self, ask):
        super().__init__(daemon=True)
        self.ask = ask
        self.is_over = threading.Event()
        self.longest = 0.0
        self.statuses = []
        self.error = None

    def run(self):
        try:
            while not self.is_over.is_set():
                began = time.monotonic()
                status = self.ask()
                self.longest = max(self.longest, time.monotonic() - began)
                self.statuses.append(status)
                self.is_over.wait(0.05)
        except Exception as error:  # noqa: BLE001  (whatever it is, the test tells of it)
            self.error = error

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *error):
        self.is_over.set()
        self.join(30)
        # What went wrong inside of the block comes first.
        if kind is None and (self.error or self.is_alive()):
            raise AssertionError("the prober has not asked to the end") from self.error
