"""The demo: the platform's simulator, kefud, agents' clients and a few hundred visitors."""

import argparse
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import demo_checks
import demo_people
import demo_table
import rig

ACCOUNTS = [
    {"open_kfid": "wkSales", "name": "售前咨询", "strategy": "round_robin", "channel": "wecom",
     "agents": ["anna", "bo", "chen", "dai", "emma"], "prior_agent_first": True},
    {"open_kfid": "wkSupport", "name": "售后服务", "strategy": "idle_first", "channel": "wecom",
     "agents": ["dai", "emma", "fang", "gao", "hu"], "prior_agent_first": False},
    {"open_kfid": "wkMembers", "name": "会员中心", "strategy": "round_robin", "channel": "relay",
     "agents": ["hu", "ines", "jun", "kai", "lin"], "prior_agent_first": True},
]
CAP = 5
AGENTS = sorted({agent for account in ACCOUNTS for agent in account["agents"]})
PROMPTS = {
    "welcome": {"enabled": True, "text": "您好,欢迎光临!请问想了解什么?", "menu": [
        {"type": "reply", "id": "order", "text": "查询订单"},
        {"type": "reply", "id": "refund", "text": "申请退款"}]},
    "queue": {"enabled": True, "text": "前面有人,您排在第 {position} 位,约需 {wait_minutes} 分钟。"},
    "offline": {"enabled": True, "text": "现在没有人在线,请留言。"},
    "end": {"enabled": True, "text": "本次服务已结束,您满意吗?", "menu": [
        {"type": "reply", "id": "good", "text": "满意"},
        {"type": "reply", "id": "bad", "text": "不满意"}]},
}
# How long everything may take to come to rest after the traffic.
SETTLE_SECONDS = 60


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Plays a day of customer service on this machine: three accounts, a dozen"
        " agents, some hundred visitors.")
    parser.add_argument(
        "--seconds", type=int, metavar="N",
        help="end by itself after N seconds of traffic, check everything, print one line of JSON;"
        " without it the traffic ends after a minute and everything stays up until Ctrl-C")
    parser.add_argument(
        "--kill-every", type=float, metavar="S",
        help="end kefud as a power cut would, every S seconds, and start it again")
    parser.add_argument(
        "--rate", type=float, help="new visitors per second; 16, and 7 without --seconds")
    parser.add_argument(
        "--allow-open-cells", action="store_true",
        help="the simulator allows the state changes that the platform's documents leave open")
    parser.add_argument("--seed", type=int, default=1, help="of the traffic")
    parser.add_argument("--keep", action="store_true", help="keep the database and the logs")
    options = parser.parse_args()
    if options.rate is None:
        options.rate = 16 if options.seconds else 7
    return options


class Demo:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kefud-demo-"))
        self.rig = rig.Rig(self.folder)
        self.tokens = {}
        self.crowd = None
        self.kills = 0

    def set_up(self):
        """Accounts, people and prompts."""
        here = self.rig
        here.platform.start(self.options.seed)
        here.platform.sim("PATCH", "/settings", {
            "double_share": 0.05, "reorder_share": 0.05,
            "allow_open_cells": self.options.allow_open_cells})
        for account in ACCOUNTS:
            here.platform.sim("POST", "/accounts", {
                "open_kfid": account["open_kfid"], "name": account["name"],
                "servicers": account["agents"]})
        here.daemon.write_config('routing.requeue_grace = "30s"\nlog.level = "notice"')
        here.admin_token = here.daemon.add_user(
            "admin", "admin", password=demo_people.PASSWORD)
        here.daemon.start()
        ids = demo_people.make_directory(here)
        for account in ACCOUNTS:
            here.adopt(
                account["open_kfid"], strategy=account["strategy"], cap=CAP,
                prior_agent_first=account["prior_agent_first"], when_nobody="queue",
                reception_channel=account["channel"])
            here.want(200, "PUT", f"/accounts/{account['open_kfid']}/prompts", PROMPTS)
        demo_people.place_accounts(here, ids)
        for agent in AGENTS:
            self.tokens[agent] = self.make_agent(agent)

    def make_agent(self, agent):
        user = self.rig.want(201, "POST", "/users", {
            "name": agent, "role": "agent", "member": agent,
            "password": demo_people.PASSWORD})
        made = self.rig.want(201, "POST", f"/users/{user['id']}/tokens", {"label": "demo"})
        return made["token"]

    def start_agents(self, seconds):
        tokens = self.folder / "agents"
        tokens.write_text("".join(f"{name} {token}\n" for name, token in self.tokens.items()))
        tokens.chmod(0o600)
        self.crowd_log = self.folder / "agents.log"
        with open(self.crowd_log, "wb") as log:
            self.crowd = subprocess.Popen(
                [rig.built("kefu-platform"), "agents", "--kefud", self.rig.daemon.url,
                 "--tokens", tokens, "--seconds", str(seconds), "--seed",
                 str(self.options.seed)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.crowd_is_running()

    def crowd_is_running(self):
        if self.crowd.poll() is not None:
            raise rig.RigError(f"the agents ended:\n{self.crowd_log.read_text()[-2000:]}")
        return True

    def start_traffic(self, seconds, drain):
        self.rig.platform.sim("POST", "/traffic", {
            "visitors": max(1, min(50_000, int(self.options.rate * seconds))),
            "arrivals_per_second": self.options.rate, "seconds": seconds,
            "drain_seconds": drain, "seed": self.options.seed})

    def watch(self, seconds):
        """Shows the table until the time is over, killing kefud meanwhile if that is wanted."""
        table = demo_table.Table(self.rig, ACCOUNTS, AGENTS, CAP, self.tokens)
        end = time.monotonic() + seconds
        pause = self.options.kill_every
        kill_at = time.monotonic() + pause if pause else None
        show_at = 0.0
        while time.monotonic() < end:
            now = time.monotonic()
            if kill_at and now >= kill_at:
                self.kill()
                kill_at = time.monotonic() + pause
            if now >= show_at:
                table.show(self.kills)
                show_at = now + 1
            time.sleep(0.05)
        table.close()

    def kill(self):
        self.rig.daemon.kill()
        self.rig.platform.sim("POST", "/caller-killed")
        self.kills += 1
        self.rig.daemon.start()

    def settle(self):
        """Waits until nothing moves any more; whether it came to that."""
        try:
            rig.until(self.is_at_rest, SETTLE_SECONDS, "everything is at rest", pause=0.2)
            return True
        except rig.RigError:
            return False

    def is_at_rest(self):
        report = self.rig.platform.sim("GET", "/report?ids=0")
        if report["traffic"]["phase"] not in ("done", "idle") or not report["callbacks"]["idle"]:
            return False
        if demo_checks.pending_effects(self.rig):
            return False
        return demo_checks.stored_count(self.rig) >= report["customer_messages"]

    def finish_agents(self):
        try:
            status = self.crowd.wait(SETTLE_SECONDS)
        except subprocess.TimeoutExpired:
            self.crowd.kill()
            status = self.crowd.wait()
        lines = self.crowd_log.read_text().strip().splitlines()
        try:
            summary = json.loads(lines[-1]) if lines else {}
        except ValueError:
            summary = {"problems": lines[-3:]}
        return status == 0, summary

    def close(self, failed):
        for process in (self.crowd, self.rig.daemon.process, self.rig.platform.process):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        if failed or self.options.keep:
            print(f"The database and the logs are in {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def play(demo):
    """With --seconds: traffic, rest, checks, one line; whether everything holds."""
    seconds = demo.options.seconds
    began = time.monotonic()
    demo.set_up()
    # Agents go on a little longer than visitors come, and then end what they have.
    demo.start_agents(seconds + 8)
    arriving = max(1, seconds * 3 // 5)
    demo.start_traffic(arriving, seconds - arriving + 5)
    demo.watch(seconds)
    agents_good, agents = demo.finish_agents()
    settled = demo.settle()
    figures = demo_checks.run(demo.rig, ACCOUNTS, CAP, demo.kills)
    checks = figures.pop("checks")
    checks["settled"] = settled
    checks["agents_feeds_are_complete"] = agents_good
    demo.rig.daemon.signal(signal.SIGTERM)
    try:
        checks["stops_within_10_s"] = demo.rig.daemon.process.wait(10) == 0
    except subprocess.TimeoutExpired:
        checks["stops_within_10_s"] = False
    holds = all(checks.values())
    line = {
        "holds": holds, "seconds": seconds, "took": round(time.monotonic() - began, 1),
        "kills": demo.kills, "checks": checks, **figures,
        "agents": {key: agents.get(key) for key in (
            "agents", "polls", "changes", "replies", "interruptions", "problems")}}
    print(json.dumps(line, ensure_ascii=False))
    return holds


def stay(demo):
    """Without --seconds: a minute of traffic, then everything stays up."""
    demo.set_up()
    demo_people.add_people_to_be(demo.rig)
    demo.start_agents(86_400)
    demo.start_traffic(60, 30)
    demo_table.print_where_to_look(demo.rig, demo.tokens)
    demo.watch(80)
    demo_table.print_where_to_look(demo.rig, demo.tokens)
    print("Everything stays up. Ctrl-C ends it.", flush=True)
    while True:
        demo.rig.daemon.check_running()
        demo.rig.platform.check_running()
        time.sleep(1)


def main():
    options = arguments()
    if options.seconds is not None and options.seconds < 5:
        sys.exit("scripts/demo: --seconds must be 5 or more")
    demo = Demo(options)
    failed = True
    try:
        if options.seconds is None:
            stay(demo)
        failed = not play(demo)
    except KeyboardInterrupt:
        failed = False
    except (rig.RigError, OSError, KeyError) as error:
        print(f"scripts/demo: {type(error).__name__}: {error}", file=sys.stderr)
    finally:
        demo.close(failed)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
