"""Row 11: resident memory over time, under a mixed load of the simulator's."""

import time

import demo
import demo_checks
import polls
import rig
import yardsticks


class Demo(demo.Demo):
    """The demo's world in a folder of ours, with room for an hour: many slots, visitors who say a lot,
    and sessions that end when they say nothing more. A queue that grows would be no leak."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.rig = rig.Rig(folder)
        self.tokens = {}
        self.crowd = None
        self.kills = 0

    def set_up(self):
        super().set_up()
        for account in demo.ACCOUNTS:
            self.rig.want(
                200, "PATCH", f"/accounts/{account['open_kfid']}",
                {"cap": 50, "visitor_silence": 60})

    def start_traffic(self, seconds, drain):
        self.rig.platform.sim("POST", "/traffic", {
            "visitors": int(self.options.rate * seconds), "seconds": seconds,
            "arrivals_per_second": self.options.rate, "messages": [8, 16],
            "drain_seconds": drain, "seed": self.options.seed})


class Wishes:
    seed = 1
    rate = 6
    allow_open_cells = True


def check_load(world, seconds, stored):
    """Memory that nobody asked for anything is no figure."""
    world.crowd_is_running()
    arrived = world.rig.platform.sim("GET", "/report?ids=0")["traffic"]["arrived"]
    if arrived < 0.8 * Wishes.rate * seconds:
        raise rig.RigError(f"only {arrived} visitors came in {seconds} s")
    if not 0 < stored < demo_checks.stored_count(world.rig):
        raise rig.RigError(f"after {stored} messages none was stored")


def run(options):
    """One round: an hour against its first five minutes, or ten minutes against the first two."""
    early, late = (3, 8) if options.quick else (300, 3_600) if options.hour else (120, 600)
    with yardsticks.folder("memory") as path:
        world = Demo(Wishes(), path)
        try:
            world.set_up()
            world.start_agents(late + 30)
            world.start_traffic(late, 10)
            pid = world.rig.daemon.process.pid
            time.sleep(early)
            before = polls.resident(pid)
            stored = demo_checks.stored_count(world.rig)
            time.sleep(late - early)
            after = polls.resident(pid)
            check_load(world, late, stored)
        finally:
            if world.crowd:
                world.crowd.kill()
                world.crowd.wait()
            for program in (world.rig.daemon, world.rig.platform):
                if program.process and program.process.poll() is None:
                    program.kill()
    return [options.measure(
        11, f"resident after {late} s", "MB", [after / 1e6], [before / 1e6],
        f"after {early} s", at_most=1.1)]
