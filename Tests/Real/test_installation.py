"""The unit's sandbox, and what scripts/install puts where."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from support import ROOT, rig

UNIT = ROOT / "systemd" / "kefud.service"


class Unit(unittest.TestCase):
    def test_the_exposure_is_at_most_two(self):
        rated = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20",
             str(UNIT)], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(rated.returncode, 0, rated.stdout[-2000:] + rated.stderr)
        level = re.search(r"exposure level for kefud\.service: ([0-9.]+)", rated.stdout)
        self.assertLessEqual(float(level.group(1)), 2.0)

    def test_the_unit_is_well_formed(self):
        with tempfile.TemporaryDirectory() as folder:
            # The program need not be installed for the rest to be checked.
            text = UNIT.read_text().replace("/usr/bin/kefud", "/bin/true")
            copy = pathlib.Path(folder) / "kefud.service"
            copy.write_text(text)
            checked = subprocess.run(
                ["systemd-analyze", "verify", "--man=false", str(copy)],
                capture_output=True, text=True, timeout=60, check=False)
        own = [line for line in checked.stderr.splitlines() if "kefud.service" in line]
        self.assertEqual(own, [])

    def test_it_notifies_and_is_watched(self):
        text = UNIT.read_text()
        for line in ("Type=notify", "WatchdogSec=30s", "StateDirectory=kefud",
                     "ExecReload=/bin/kill -HUP $MAINPID"):
            self.assertIn(f"\n{line}\n", text)


class Installation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kefud-install-")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def install(self, *options):
        done = subprocess.run(
            [ROOT / "scripts" / "install", "--destdir", self.root, "--built",
             rig.built("kefud"), *options], capture_output=True, text=True, timeout=120,
            check=False, env={**os.environ, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_everything_has_its_place(self):
        self.install()
        found = {str(path.relative_to(self.root)) for path in self.root.rglob("*")
                 if path.is_file()}
        self.assertLessEqual({
            "usr/bin/kefud", "usr/lib/systemd/system/kefud.service", "etc/kefud/kefud.toml",
            "usr/share/doc/kefud/README.md", "usr/share/doc/kefud/examples/nginx.conf.example",
            "usr/share/kefud/console/index.html", "usr/share/kefud/console/i18n/zh.js",
        }, found)
        self.assertEqual((self.root / "etc/kefud/kefud.toml").stat().st_mode & 0o777, 0o640)
        self.assertTrue(os.access(self.root / "usr/bin/kefud", os.X_OK))

    def test_the_console_is_whole_and_nothing_of_an_older_one_stays(self):
        console = self.root / "usr/share/kefud/console"
        console.mkdir(parents=True)
        (console / "old.js").write_text("")
        self.install()
        source = ROOT / "Sources" / "Console"
        expected = {str(path.relative_to(source)) for path in source.rglob("*")
                    if path.is_file() and path.suffix != ".md"}
        found = {str(path.relative_to(console)) for path in console.rglob("*")
                 if path.is_file()}
        self.assertEqual(found, expected)

    def test_another_prefix_is_in_the_unit_too(self):
        self.install("--prefix", "/opt/kefud")
        unit = (self.root / "etc/systemd/system/kefud.service").read_text()
        self.assertIn("ExecStart=/opt/kefud/bin/kefud serve", unit)
        self.assertTrue((self.root / "opt/kefud/bin/kefud").exists())

    def test_an_upgrade_keeps_the_configuration(self):
        self.install()
        settings = self.root / "etc/kefud/kefud.toml"
        settings.write_text("# mine\n")
        self.install()
        self.assertEqual(settings.read_text(), "# mine\n")

    def test_the_example_configuration_says_what_must_be_filled_in(self):
        config = ROOT / "config" / "kefud.toml"
        checked = subprocess.run(
            [rig.built("kefud"), "check-config", "--config", config],
            capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn(
            "not seen from here: secret, callback_token, encoding_aes_key", checked.stdout)

    def test_every_key_of_the_example_configuration_is_known(self):
        text = (ROOT / "config" / "kefud.toml").read_text()
        # Every default that is commented out, written out; the secrets as keys.
        text = re.sub(r"^#([a-z_]+ = )", r"\1", text, flags=re.MULTILINE)
        text = re.sub(r"^(secret|callback_token|encoding_aes_key)_file = .*\n", "", text,
                      flags=re.MULTILINE)
        text = text.replace('secret = "…"', 'secret = "s"')
        text = text.replace('callback_token = "…"', 'callback_token = "t"')
        text = text.replace('encoding_aes_key = "…"', f'encoding_aes_key = "{"k" * 43}"')
        config = self.root / "kefud.toml"
        config.write_text(text)
        checked = subprocess.run(
            [rig.built("kefud"), "check-config", "--config", config],
            capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr + checked.stdout)


if __name__ == "__main__":
    unittest.main()
