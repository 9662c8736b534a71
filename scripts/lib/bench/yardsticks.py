"""The programs that kefud is held against, and where everything lies."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "lib"))

import rig  # noqa: E402

BUILT = pathlib.Path(os.environ["KEFUD_BUILT"])
HERE = ROOT / "Tests" / "Bench"
# On the disk, beside the build, and not in a /tmp that may be memory.
WORK = ROOT / ".build" / "bench"


def command(*words, environment=None, timeout=900):
    """A program's standard output; an error when it fails."""
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, timeout=timeout, check=False,
        env={**os.environ, **(environment or {})})
    if done.returncode != 0:
        raise rig.RigError(
            f"{' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def tool(name, **options):
    """A tool of kefu-bench; its line of JSON, if it prints one."""
    words = []
    for key, value in options.items():
        words += [f"--{key.replace('_', '-')}", value]
    output = command(BUILT / "kefu-bench", name, *words)
    return json.loads(output) if output.strip() else None


def insert_program():
    """The C yardstick, compiled."""
    source, program = HERE / "insert.c", WORK / "insert"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        command("cc", "-O2", source, "-lsqlite3", "-o", program)
    return program


def insert(source, target, *options):
    return json.loads(command(insert_program(), source, target, *options))


@contextlib.contextmanager
def folder(name):
    """An empty folder on the disk, gone afterwards."""
    path = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=WORK))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def remove_database(path):
    for suffix in ("", "-wal", "-shm", ".lock"):
        pathlib.Path(f"{path}{suffix}").unlink(missing_ok=True)


class Server:
    """A program that listens, in a process group of its own."""

    def __init__(self, log, *words, environment=None):
        with open(log, "ab") as file:
            self.process = subprocess.Popen(
                [str(word) for word in words], stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                env={**os.environ, **(environment or {})}, start_new_session=True)

    def stop(self):
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def nginx(path):
    """nginx, which answers every request by `return 200`."""
    port = rig.free_port()
    config = path / "nginx.conf"
    config.write_text(
        "worker_processes auto;\ndaemon off;\n"
        f"pid {path}/nginx.pid;\nerror_log {path}/nginx.log;\n"
        "events { worker_connections 1024; }\n"
        "http {\n  access_log off;\n  keepalive_requests 100000000;\n"
        f"  client_body_temp_path {path}/body;\n  proxy_temp_path {path}/proxy;\n"
        f"  fastcgi_temp_path {path}/f;\n  uwsgi_temp_path {path}/u;\n  scgi_temp_path {path}/s;\n"
        f"  server {{ listen 127.0.0.1:{port} backlog=1024;\n"
        '    location / { default_type text/plain; return 200 "success"; } }\n}\n')
    server = Server(path / "nginx.out", "nginx", "-p", path, "-c", config)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


@contextlib.contextmanager
def flask(path, here):
    """What people write today, with the secrets of a rig."""
    port = rig.free_port()
    binary = ROOT / ".build" / "bench-venv" / "bin" / "gunicorn"
    server = Server(
        path / "flask.log", binary, "--chdir", HERE, "--workers", 2, "--worker-class", "gthread",
        "--threads", 32, "--keep-alive", 75, "--bind", f"127.0.0.1:{port}", "--log-level",
        "warning", "flask_app:app",
        environment={
            "BENCH_TOKEN": here.callback_token, "BENCH_AES_KEY": here.encoding_aes_key,
            "BENCH_CORP_ID": rig.CORP_ID, "BENCH_DATABASE": str(path / "flask.db"),
            "PYTHONDONTWRITEBYTECODE": "1"})
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def wait_for(port):
    import socket

    def answers():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    rig.until(answers, 20, f"port {port} answers")


def durable_commits(path, seconds=1.0):
    """How long one small durable commit takes on this disk: seconds, each."""
    import sqlite3

    database = path / "commits.db"
    remove_database(database)
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, at REAL)")
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        connection.execute("INSERT INTO one (at) VALUES (?)", (began,))
        times.append(time.perf_counter() - began)
    connection.close()
    remove_database(database)
    return times


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
