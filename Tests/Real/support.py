"""What the tests with real input share: the path to the rig, and a base class with a folder."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

import rig  # noqa: E402  (found through the line above)


class RigCase(unittest.TestCase):
    """Tests that share one folder, and one rig in it that `prepare` starts."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="kefud-real-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.rig = rig.Rig(cls.folder)
        cls.addClassCleanup(cls.tear_down_rig)
        try:
            cls.prepare()
        except Exception:
            cls.show_logs()
            raise

    @classmethod
    def prepare(cls):
        cls.rig.start()

    @classmethod
    def tear_down_rig(cls):
        if cls.rig.platform.process:
            cls.rig.stop()

    @classmethod
    def show_logs(cls):
        for program in (cls.rig.daemon, cls.rig.platform):
            if program.log.exists():
                tail = program.log.read_text(errors="replace")[-3000:]
                print(f"--- {program.name}\n{tail}", file=sys.stderr)
