"""A name that could be resolved when kefud started, and later cannot."""

import os
import re
import subprocess
import unittest

from faults import HELD_UP, FaultCase, Prober, rig

NAME = "platform.kefud.test"


class Forgotten(FaultCase):
    """The daemon sees a table of hosts of its own, and asks nobody else for names."""

    def start_with_hosts(self):
        """The daemon again, in a mount namespace of its own."""
        here = self.rig
        self.start()
        relay = self.go_through_a_relay(NAME)
        self.hosts = self.folder / "hosts"
        self.hosts.write_text(f"127.0.0.1 localhost {NAME}\n")
        switch = self.folder / "nsswitch.conf"
        switch.write_text("hosts: files\n")
        through = ["unshare", "--mount"] + (["--map-root-user"] if os.getuid() != 0 else [])
        orders = 'mount --bind "$1" /etc/hosts && mount --bind "$2" /etc/nsswitch.conf &&' \
            ' shift 2 && exec "$@"'
        with open(here.daemon.log, "ab") as log:
            here.daemon.process = subprocess.Popen(
                [*through, "sh", "-c", orders, "sh", str(self.hosts), str(switch),
                 str(rig.built("kefud")), "serve", "--config", str(here.daemon.config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        rig.until(here.daemon.is_ready, 30, "kefud is ready")
        return relay

    def test_a_name_that_is_forgotten_while_kefud_runs_is_waited_for(self):
        relay = self.start_with_hosts()
        self.visitors_come(2)
        self.until_stored(5)
        # In place, since what is mounted is this very file.
        self.hosts.write_text("127.0.0.1 localhost\n")
        # Connections that are open need no name, and libcurl remembers an address for a minute.
        relay.cut()
        before = len(self.log())
        with Prober(self.status) as prober:
            # The log tells of such trouble once in a minute, by the last of it.
            rig.until(lambda: re.search("[Rr]esol", self.log()[before:]), 200,
                      "the name is asked for again, in vain", pause=0.1)
            relay.mend()
            self.write_meanwhile()
        self.assertLess(prober.longest, HELD_UP)
        self.assertEqual(set(prober.statuses), {200})
        self.hosts.write_text(f"127.0.0.1 localhost {NAME}\n")
        self.assert_nothing_is_lost()
        self.assertLess(self.stop(), 10)


if __name__ == "__main__":
    unittest.main()
