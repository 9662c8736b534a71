"""Rows 5 and 6: agents' clients that wait in polls, and what reaches them."""

import contextlib
import os
import pathlib
import signal
import subprocess
import time

import rig
import yardsticks

ACCOUNTS = 10


class Stub(rig.Program):
    """A platform that says yes to everything."""

    def __init__(self, folder):
        super().__init__("kefu-bench", folder)
        self.port_file = pathlib.Path(folder) / "stub.port"
        self.port = None

    def start(self, agents, *more):
        self.port_file.unlink(missing_ok=True)
        super().start(
            "stub", "--accounts", ACCOUNTS, "--agents", agents, "--port-file", self.port_file,
            *more)

        def listens():
            self.check_running()
            return self.port_file.exists() and self.port_file.read_text().strip()

        self.port = int(rig.until(listens, 20, "the stub listens"))

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def open(self, account=None):
        """From now on it has something to pull, in one account or in all."""
        rig.call("POST", f"{self.url}/open{f'/{account}' if account else ''}", b"{}")

    def report(self):
        return rig.call("GET", f"{self.url}/report").json

    def is_empty(self):
        return self.report()["left"] == 0


@contextlib.contextmanager
def beside_stub(path, agents, *more):
    """A rig whose platform is the stub; kefud is not started yet."""
    here = rig.Rig(path)
    here.platform = Stub(path)
    here.platform.start(agents, *more)
    here.daemon.write_config('log.level = "warning"')
    try:
        yield here
    finally:
        for program in (here.daemon, here.platform):
            if program.process and program.process.poll() is None:
                program.kill()


def hint(here, path, *names):
    """One callback for each account, or for these."""
    sealed = path / "hints"
    names = names or [f"wkBench{number}" for number in range(ACCOUNTS)]
    accounts = ",".join(names)
    yardsticks.tool(
        "seal", corp_id=rig.CORP_ID, token=here.callback_token,
        encoding_aes_key=here.encoding_aes_key, accounts=accounts, count=len(names), output=sealed)
    for line in sealed.read_text().splitlines():
        query, body = line.split(" ", 1)
        answer = rig.call(
            "POST", f"{here.daemon.url}/wecom/callback?{query}", body.encode(),
            {"Content-Type": "text/xml"})
        if answer.status != 200:
            raise rig.RigError(f"a callback was answered by {answer.status}")


def resident(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise rig.RigError(f"process {pid} has no memory")


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def clients(here, path, *more):
    ready = path / "ready"
    ready.unlink(missing_ok=True)
    process = subprocess.Popen(
        [str(yardsticks.BUILT / "kefu-bench"), "polls", "--port", str(here.daemon.port),
         "--tokens", str(path / "tokens"), "--ready-file", str(ready), *map(str, more)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def waits():
        if process.poll() is not None:
            raise rig.RigError(f"the clients ended: {process.communicate()}")
        return ready.exists()

    rig.until(waits, 150, "all clients wait in their polls")
    return process


def finished(process, seconds):
    output, errors = process.communicate(timeout=seconds)
    if process.returncode != 0:
        raise rig.RigError(f"the clients failed: {errors}")
    import json

    return json.loads(output)


def holding(options):
    """Row 6. One round: each takes more than a minute."""
    count = 500 if options.quick else 10_000
    seconds = 3 if options.quick else 60
    with yardsticks.folder("polls") as path, beside_stub(path, 20) as here:
        yardsticks.tool(
            "ingest", database=here.daemon.database, messages=1_000, tokens=path / "tokens",
            users=count)
        here.daemon.start()
        pid = here.daemon.process.pid
        before = resident(pid)
        process = clients(here, path)
        each = (resident(pid) - before) / count
        used = processor_seconds(pid)
        time.sleep(seconds)
        share = (processor_seconds(pid) - used) / seconds * 100
        asked = time.monotonic_ns()
        here.daemon.signal(signal.SIGTERM)
        figures = finished(process, 60)
        woken = (figures["last_answer_ns"] - asked) / 1e9
        if woken < 0:
            raise rig.RigError("the last poll was answered before kefud was asked to end")
    return [
        options.measure(6, "waiting polls", "bytes resident each", [each], at_most=10_240),
        options.measure(6, "waiting polls", "% of a core", [share], at_most=2),
        options.measure(
            6, "wake-up of all", "s", [woken], at_most=0.5, details={"polls": figures["polls"]}),
    ]


def assigning(options):
    """Row 5: from a session's end to the next visitor in the agent's poll."""
    agents = 10 if options.quick else 50
    seconds = 2 if options.quick else 8
    rate = 50 if options.quick else 200
    p50, p99, limit50, limit99 = [], [], [], []
    with yardsticks.folder("ends") as path, beside_stub(path, agents) as here:
        # All agents are full, and each end of all rounds finds somebody who waits; whole pages of
        # each account.
        visitors = ACCOUNTS * agents * 50 + rate * seconds * options.rounds
        visitors += -visitors % (ACCOUNTS * 1_000)
        yardsticks.tool(
            "ingest", database=here.daemon.database, agents=agents, channel="relay",
            chats="opening", calls="answered", tokens=path / "tokens",
            messages=10_000 if options.quick else visitors)
        here.daemon.start()
        for _ in range(options.rounds):
            commits = yardsticks.durable_commits(path)
            figures = finished(
                clients(here, path, "--ends", rate, "--seconds", seconds), seconds + 60)
            if figures["ended"] < rate * seconds:
                raise rig.RigError(f"only {figures['ended']} of {rate * seconds} were replaced")
            times = [one / 1e6 for one in figures["microseconds"]]
            p50.append(options.median(times) * 1e3)
            p99.append(yardsticks.percentile(times, 0.99) * 1e3)
            limit50.append(5 * options.median(commits) * 1e3 + 1)
            limit99.append(3 * yardsticks.percentile(commits, 0.99) * 1e3 + 5)
            if not options.quick:
                # The platform's rate of state changes is a minute's.
                time.sleep(max(0, rate * seconds / 8_000 * 60 - seconds))
    return [
        options.measure(
            5, "end to assignment, p50", "ms", p50, limit50, "5 durable commits + 1 ms", at_most=1),
        options.measure(
            5, "end to assignment, p99", "ms", p99, limit99, "3 x p99 of commits + 5 ms",
            at_most=1),
    ]
