"""Row 11: resident memory over time, under a mixed load of the simulator's."""

import time

import demo
import polls
import rig
import yardsticks


class Demo(demo.Demo):
    """The demo's world in a folder of ours."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.rig = rig.Rig(folder)
        self.tokens = {}
        self.crowd = None
        self.kills = 0


class Wishes:
    seed = 1
    rate = 13.5
    allow_open_cells = True


def run(options):
    """One round: an hour against its first five minutes, or ten minutes against the first two."""
    early, late = (3, 8) if options.quick else (300, 3_600) if options.hour else (120, 600)
    with yardsticks.folder("memory") as path:
        world = Demo(Wishes(), path)
        # As many slots as come to be needed: a queue that grows is no leak.
        demo.CAP = 50
        try:
            world.set_up()
            world.start_agents(late + 30)
            world.start_traffic(late, 10)
            pid = world.rig.daemon.process.pid
            time.sleep(early)
            before = polls.resident(pid)
            time.sleep(late - early)
            after = polls.resident(pid)
        finally:
            if world.crowd:
                world.crowd.kill()
                world.crowd.wait()
            world.rig.daemon.kill()
            world.rig.platform.kill()
    return [options.measure(
        11, f"resident after {late} s", "MB", [after / 1e6], [before / 1e6],
        f"after {early} s", at_most=1.1)]
