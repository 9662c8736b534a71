"""Row 15: reading sessions and records, on an idle daemon and while it takes in messages."""

import http.client
import json
import time

import polls
import rig
import yardsticks


class Reader:
    """An administrator who looks through the records."""

    def __init__(self, here):
        self.connection = http.client.HTTPConnection("127.0.0.1", here.daemon.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {here.admin_token}"}

    def get(self, path):
        """The document, and how many milliseconds it took."""
        began = time.perf_counter()
        self.connection.request("GET", f"/api{path}", headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1e3
        if answer.status != 200:
            raise rig.RigError(f"GET {path}: {answer.status} {body[:300]!r}")
        return json.loads(body), took

    def look(self, until):
        """Reads until `until()` says so: lists, page after page, and what was said in a session."""
        times, after = [], None
        while not until():
            page, took = self.get(f"/sessions?limit=50{f'&after={after}' if after else ''}")
            times.append(took)
            after = page["next"]
            for session in page["items"][:3]:
                times.append(self.get(f"/sessions/{session['id']}")[1])
                times.append(self.get(f"/sessions/{session['id']}/messages?limit=50")[1])
        return times


def run(options):
    messages = 20_000 if options.quick else 200_000
    idle, busy = [], []
    with yardsticks.folder("reads") as path:
        for _ in range(options.rounds):
            with polls.beside_stub(
                    path, 20, "--pages", messages // polls.ACCOUNTS // 1_000) as here:
                yardsticks.remove_database(here.daemon.database)
                yardsticks.tool("ingest", database=here.daemon.database, messages=messages)
                here.admin_token = here.daemon.add_user("admin", "admin")
                here.daemon.start()
                reader = Reader(here)
                end = time.monotonic() + (1 if options.quick else 3)
                idle.append(yardsticks.percentile(
                    reader.look(lambda: time.monotonic() > end), 0.99))  # noqa: B023
                here.platform.open()
                polls.hint(here, path)
                busy.append(yardsticks.percentile(reader.look(here.platform.is_empty), 0.99))
    return [options.measure(
        15, "reading while 3 runs, p99", "ms", busy, idle, "on an idle daemon", at_most=3)]
