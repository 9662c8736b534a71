"""Rows 1 and 2: callbacks a second, against nginx and against Flask."""

import json
import pathlib

import polls
import rig
import yardsticks

ACCOUNTS = [f"wkBench{number}" for number in range(10)]


def wrk(url, seconds, callbacks):
    """One round of wrk: requests a second, the 99th percentile in ms, and what went wrong."""
    output = yardsticks.command(
        "wrk", "--threads", 2, "--connections", 64, "--duration", f"{seconds}s", "--timeout", "5s",
        "--script", yardsticks.HERE / "callbacks.lua", url, "--", callbacks)
    figures = json.loads(output.splitlines()[-1])
    return {
        "rate": figures["requests"] / figures["microseconds"] * 1e6,
        "p50_ms": figures["p50"] / 1000, "p99_ms": figures["p99"] / 1000, "bad": figures["bad"], "requests": figures["requests"]}


def metric(here, beginning):
    """A figure of kefud's own."""
    text = rig.call("GET", f"{here.daemon.url}/metrics").body.decode()
    for line in text.splitlines():
        if line.startswith(beginning):
            return int(float(line.split()[-1]))
    raise rig.RigError(f"kefud's metrics have no {beginning}")


def counted(here):
    """How many callbacks kefud has committed and acknowledged, and how many commits there were."""
    return (
        metric(here, 'kefud_callbacks_total{result="accepted"}'),
        metric(here, "kefud_commit_works_count"))


def idle_share(since=None):
    """How the processors have spent their time, or which share of it since then they were idle."""
    fields = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    now = [int(field) for field in fields]
    if since is None:
        return now
    spent = [after - before for after, before in zip(now, since, strict=True)]
    return (spent[3] + spent[4]) / max(1, sum(spent[:8]))


def run(options):
    rows = {"kefud": [], "nginx": [], "flask": []}
    with yardsticks.folder("callbacks") as path:
        here = rig.Rig(path)
        here.platform.start(1)
        for account in ACCOUNTS:
            here.platform.sim("POST", "/accounts", {"open_kfid": account, "servicers": []})
        here.daemon.write_config('log.level = "warning"\nplatform.callback_window = "1h"')
        here.admin_token = here.daemon.add_user("admin", "admin")
        here.daemon.start()
        try:
            callbacks = path / "callbacks"
            yardsticks.tool(
                "seal", corp_id=rig.CORP_ID, token=here.callback_token,
                encoding_aes_key=here.encoding_aes_key, accounts=",".join(ACCOUNTS),
                count=2_000 if options.quick else 40_000, output=callbacks)
            seconds = 1 if options.quick else 3
            with yardsticks.nginx(path) as nginx, yardsticks.flask(path, here) as flask:
                wrk(here.daemon.url, 1, callbacks)
                pid = here.daemon.process.pid
                for _ in range(options.rounds):
                    before, commits = counted(here)
                    used, idle = polls.processor_seconds(pid), idle_share()
                    mine = wrk(here.daemon.url, seconds, callbacks)
                    mine["used"] = polls.processor_seconds(pid) - used
                    mine["idle"] = idle_share(idle)
                    accepted, commits = (
                        now - then for now, then in zip(counted(here), (before, commits)))
                    mine["batch"] = accepted / commits
                    # Answers under way when wrk stops are committed and not counted by it.
                    if not mine["requests"] <= accepted <= mine["requests"] + 64:
                        raise rig.RigError(f"{mine} does not fit kefud's own count")
                    rows["kefud"].append(mine)
                    rows["nginx"].append(wrk(nginx, seconds, callbacks))
                    rows["flask"].append(wrk(flask, seconds, callbacks))
        finally:
            here.stop()
    for name in ("kefud", "nginx"):
        if any(one["bad"] for one in rows[name]):
            raise rig.RigError(f"{name} did not answer everything: {rows[name]}")
    rates = {name: [one["rate"] for one in rounds] for name, rounds in rows.items()}
    p99 = [one["p99_ms"] for one in rows["kefud"]]
    return [
        options.measure(
            1, "callbacks", "callbacks/s", rates["kefud"], rates["nginx"], "nginx return 200",
            at_least=0.5, details={
                "p50_ms": options.median([one["p50_ms"] for one in rows["kefud"]]),
                "p99_ms": options.median(p99),
                "processor_us_each": options.median(
                    [one["used"] / one["requests"] * 1e6 for one in rows["kefud"]]),
                "callbacks_a_commit": options.median([one["batch"] for one in rows["kefud"]]),
                "idle": options.median([one["idle"] for one in rows["kefud"]])}),
        options.measure(
            2, "callbacks", "callbacks/s", rates["kefud"], rates["flask"], "Flask under gunicorn",
            # It now and then keeps somebody waiting for five seconds, which is its own affair.
            at_least=40, details={"flask_failed": sum(one["bad"] for one in rows["flask"])}),
    ]
