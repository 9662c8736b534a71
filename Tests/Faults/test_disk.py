"""The disk fills, refuses, forgets and lies."""

import os
import pathlib
import resource
import shutil
import sqlite3
import stat
import subprocess
import unittest

from faults import FaultCase, demo_checks, rig

EXIT_BAD_DATA, EXIT_CANNOT_CREATE = 65, 73


class Full(FaultCase):
    """While there is no room: no answer that would be a lie, every read, and no end."""

    def assert_behaves_while_full(self):
        rig.until(lambda: self.status() == 503, 20, "/healthz says that nothing is committed")
        rig.until(lambda: "Nothing can be stored" in self.log(), 10, "the log says so, too")
        self.assertEqual(self.rig.api("GET", "/sessions").status, 200)
        self.assertEqual(self.rig.api("GET", "/accounts").status, 200)
        answer = self.rig.api("POST", "/sub-organisations", {"name": "华东"})
        self.assertEqual(answer.status, 503, answer.body)
        self.write_meanwhile()
        self.rig.daemon.check_running()
        self.assertEqual(self.status(), 503)

    def assert_recovers(self):
        rig.until(lambda: self.status() == 200, 30, "/healthz is well again")
        rig.until(lambda: "Changes are stored again" in self.log(), 10, "the log says so, too")
        self.assertEqual(
            self.rig.api("POST", "/sub-organisations", {"name": "华东"}).status, 201)
        self.assert_nothing_is_lost()

    def test_a_limit_to_the_files_size_is_a_full_disk_and_passes(self):
        self.start()
        self.visitors_come(8)
        self.until_stored(10)
        # What is there may stay; nothing may be written behind it.
        old = self.limit(resource.RLIMIT_FSIZE, 4_096)
        self.assert_behaves_while_full()
        self.limit(resource.RLIMIT_FSIZE, old)
        self.assert_recovers()

    def test_a_full_disk_passes(self):
        disk = self.small_disk()
        if disk is None:
            # Only root mounts; the limit of the file's size is all that others can set.
            return self.test_a_limit_to_the_files_size_is_a_full_disk_and_passes()
        self.start(database=disk / "kefud.db")
        self.visitors_come(8)
        self.until_stored(10)
        ballast = disk / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 65_536)
            except OSError:
                pass
            # Down to the last page.
            try:
                while True:
                    file.write(b"x" * 512)
            except OSError:
                pass
        self.assert_behaves_while_full()
        ballast.unlink()
        return self.assert_recovers()

    def small_disk(self):
        """A file system of a few MiB; None where none can be mounted."""
        place = self.folder / "disk"
        place.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=12m", "kefud-faults", str(place)],
            capture_output=True, check=False)
        if mounted.returncode != 0:
            return None
        self.addCleanup(subprocess.run, ["umount", "--lazy", str(place)], check=False)
        return place


class ReadOnly(FaultCase):
    def without_privileges(self, daemon):
        """Root writes to whatever it likes, unless it gives its privileges away."""
        prefix = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []
        return subprocess.run(
            [*prefix, str(rig.built("kefud")), "serve", "--config", str(daemon.config)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)

    def test_a_file_that_may_not_be_written_is_refused_with_what_to_do(self):
        self.start()
        self.stop()
        daemon = self.rig.daemon
        content = daemon.database.read_bytes()
        for path in (daemon.database, self.folder):
            mode = stat.S_IMODE(path.stat().st_mode)
            for beside in self.folder.glob("kefud.db-*"):
                beside.unlink()
            path.chmod(mode & ~0o222)
            try:
                done = self.without_privileges(daemon)
            finally:
                path.chmod(mode)
            with self.subTest(path.name):
                self.assertEqual(done.returncode, EXIT_CANNOT_CREATE, done.stderr)
                self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
                self.assertIn("write access", done.stderr)
                self.assertEqual(daemon.database.read_bytes(), content)
        daemon.start()
        self.stop()


class TakenAway(FaultCase):
    """Somebody tidies up beside a running daemon."""

    def test_a_write_ahead_log_that_is_deleted_is_saved_and_the_daemon_says_so(self):
        self.start()
        self.visitors_come(3)
        rig.until(self.is_at_rest, 60, "everything is at rest", pause=0.2)
        messages = demo_checks.stored_count(self.rig)
        self.assertGreater(messages, 0)
        pathlib.Path(f"{self.rig.daemon.database}-wal").unlink()
        self.assertEqual(self.ending(), 1)
        self.assertIn("write-ahead log was deleted or replaced", self.log())
        self.rig.daemon.start()
        self.assertEqual(demo_checks.stored_count(self.rig), messages)
        self.visitors_come(3)
        self.assert_nothing_is_lost()

    def test_a_database_that_is_moved_away_stops_the_daemon(self):
        self.start()
        here = self.rig.daemon.database
        away = here.with_name("away.db")
        for suffix in ("", "-wal", "-shm"):
            shutil.move(f"{here}{suffix}", f"{away}{suffix}")
        self.assertEqual(self.ending(), 1)
        self.assertIn("moved, deleted or replaced", self.log())
        for suffix in ("", "-wal", "-shm"):
            if pathlib.Path(f"{away}{suffix}").exists():
                shutil.move(f"{away}{suffix}", f"{here}{suffix}")
        self.rig.daemon.start()
        self.visitors_come(3)
        self.assert_nothing_is_lost()


class Damaged(FaultCase):
    """Pages of the file are overwritten."""

    def pages(self, *tables):
        """Where the pages of these tables and indexes lie; the file must be closed."""
        database = sqlite3.connect(self.rig.daemon.database)
        size = database.execute("PRAGMA page_size").fetchone()[0]
        found = [
            (database.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0] - 1)
            * size for table in tables]
        database.close()
        return found, size

    def overwrite(self, offsets, size):
        with open(self.rig.daemon.database, "r+b") as file:
            for offset in offsets:
                file.seek(offset)
                file.write(b"\xa5" * size)

    def start_and_stop(self):
        self.start()
        # Nobody answers them: nothing is left that would be stored after the next start.
        for _ in range(5):
            self.write()
        rig.until(self.is_at_rest, 60, "everything is at rest", pause=0.2)
        self.stop()
        # Everything into the one file, so that what is overwritten is what is read.
        database = sqlite3.connect(self.rig.daemon.database)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def test_damage_among_what_a_start_reads_is_refused_and_left_as_it_is(self):
        self.start_and_stop()
        good = self.rig.daemon.database.read_bytes()
        for table in ("account", "progress", "message", "sqlite_schema"):
            with self.subTest(table):
                if table == "sqlite_schema":
                    offsets, size = [0], 4_096
                else:
                    offsets, size = self.pages(table)
                self.overwrite(offsets, size)
                damaged = self.rig.daemon.database.read_bytes()
                status, said = self.serve_in_vain()
                self.assertEqual(status, EXIT_BAD_DATA, said)
                self.assertRegex(said, "check-database|check \\[database\\] path")
                self.assertEqual(len(said.strip().splitlines()), 1, said)
                checked = self.command("check-database")
                self.assertEqual(checked.returncode, EXIT_BAD_DATA, checked.stdout)
                self.assertEqual(self.rig.daemon.database.read_bytes(), damaged)
                self.rig.daemon.database.write_bytes(good)
        self.rig.daemon.start()

    def test_damage_that_is_read_later_is_500_with_what_to_do_and_is_found_by_the_check(self):
        self.start_and_stop()
        offsets, size = self.pages("message_session")
        self.overwrite(offsets, size)
        checked = self.command("check-database")
        self.assertEqual(checked.returncode, EXIT_BAD_DATA, checked.stdout + checked.stderr)
        self.rig.daemon.start()
        session = self.rig.items("/sessions")[0]["id"]
        answer = self.rig.api("GET", f"/sessions/{session}/messages")
        self.assertEqual(answer.status, 500, answer.body)
        self.assertEqual(answer.json["type"], "/problems/damaged")
        self.assertIn("check-database", answer.json["detail"])
        self.assertNotIn(str(self.folder), answer.body.decode())
        self.assertEqual(self.rig.api("GET", "/accounts").status, 200, "what is sound is shown")
        # The next message cannot be stored: the daemon stops rather than forget it.
        self.write()
        self.assertEqual(self.ending(60), 1)
        self.assertIn("malformed", self.log())
        damaged = self.command("check-database")
        self.assertEqual(damaged.returncode, EXIT_BAD_DATA)
        with open(self.rig.daemon.database, "rb") as file:
            file.seek(offsets[0])
            self.assertEqual(file.read(size), b"\xa5" * size, "nothing was repaired")


if __name__ == "__main__":
    unittest.main()
