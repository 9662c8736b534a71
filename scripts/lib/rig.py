"""Starts kefud beside kefu-platform in a folder of its own, for the demo and for Tests/Real."""

import base64
import contextlib
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORP_ID = "ww6a112864f8022910"
# As it lies in the source tree, so that a change shows when the page is loaded again.
CONSOLE = ROOT / "Sources" / "Console"


class RigError(Exception):
    """What could not be started or reached, and what it said."""


def built(name):
    """The path of a program that `swift build` has made."""
    folder = os.environ.get("KEFUD_BUILT", ROOT / ".build" / "debug")
    path = pathlib.Path(folder) / name
    if not path.exists():
        raise RigError(f"{path} is missing: run 'swift build' first")
    return path


def free_port():
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, seconds, what, pause=0.02):
    """The first true value of `condition()`; an error naming `what` after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise RigError(f"after {seconds} s still not: {what}")
        time.sleep(pause)


class Answer:
    """A status, headers and a body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body) if self.body else None


# No proxy of the surroundings stands between two programs of one machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, url, body=None, headers=None, timeout=30):
    """One HTTP request; every status is an answer, no answer is an OSError."""
    headers = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with _opener.open(request, timeout=timeout) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


class Program:
    """A child process with its output in a file."""

    def __init__(self, name, folder):
        self.name = name
        self.log = pathlib.Path(folder) / f"{name}.log"
        self.process = None

    def start(self, *arguments, environment=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(built(self.name)), *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **(environment or {})})

    def check_running(self):
        status = self.process.poll()
        if status is not None:
            tail = self.log.read_text(errors="replace")[-2000:]
            raise RigError(f"{self.name} ended with {status}:\n{tail}")
        return True

    def signal(self, number):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self):
        """Ends it as a power cut would; an error when it has ended before by itself."""
        self.check_running()
        self.signal(signal.SIGKILL)
        if self.process.wait() != -signal.SIGKILL:
            self.check_running()

    def stop(self, seconds=15):
        """Asks it to end; its exit status."""
        if not self.process:
            return None
        self.signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RigError(f"{self.name} did not end within {seconds} s of SIGTERM") from None


class Platform(Program):
    """The platform simulator."""

    def __init__(self, folder, rig):
        super().__init__("kefu-platform", folder)
        self.rig = rig
        self.port_file = pathlib.Path(folder) / "platform.port"
        self.port = None

    def start(self, seed=1, extra=()):
        rig = self.rig
        self.port_file.unlink(missing_ok=True)
        super().start(
            "--listen", "127.0.0.1:0", "--callback-url", rig.callback_url, "--corp-id", CORP_ID,
            "--secret", rig.secret, "--callback-token", rig.callback_token,
            "--encoding-aes-key", rig.encoding_aes_key, "--seed", seed,
            "--port-file", self.port_file, *extra)
        until(self._is_listening, 20, "kefu-platform listens")

    def _is_listening(self):
        self.check_running()
        text = self.port_file.read_text() if self.port_file.exists() else ""
        if not text.strip():
            return False
        self.port = int(text)
        return True

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def sim(self, method, path, body=None):
        """An order to the simulator's control interface; its JSON."""
        answer = call(method, f"{self.url}/sim{path}", body, timeout=60)
        if answer.status != 200:
            raise RigError(f"{method} /sim{path}: {answer.status} {answer.body[:500]!r}")
        return answer.json


class Daemon(Program):
    """kefud."""

    def __init__(self, folder, rig):
        super().__init__("kefud", folder)
        self.rig = rig
        self.port = free_port()
        self.config = pathlib.Path(folder) / "kefud.toml"
        self.database = pathlib.Path(folder) / "kefud.db"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def write_config(self, more=""):
        rig = self.rig
        # Sections may not be repeated, so more keys of a section come in its place.
        extra = {"http": "", "platform": "", "routing": "", "log": ""}
        for line in more.splitlines():
            section, _, rest = line.strip().partition(".")
            if rest:
                extra[section] += rest + "\n"
        self.config.write_text(
            f'[http]\nlisten = "127.0.0.1:{self.port}"\nconsole = "{CONSOLE}"\n{extra["http"]}\n'
            f'[database]\npath = "{self.database}"\n\n'
            f'[platform]\nbase_url = "{rig.platform.url}"\ncorp_id = "{CORP_ID}"\n'
            f'secret = "{rig.secret}"\ncallback_token = "{rig.callback_token}"\n'
            f'encoding_aes_key = "{rig.encoding_aes_key}"\n{extra["platform"]}\n'
            f'[routing]\n{extra["routing"]}\n[log]\n{extra["log"]}\n')
        self.config.chmod(0o600)

    def start(self, seconds=30):
        super().start("serve", "--config", self.config)
        until(self.is_ready, seconds, f"kefud is ready (see {self.log})")

    def is_ready(self):
        self.check_running()
        with contextlib.suppress(OSError):
            return call("GET", f"{self.url}/readyz", timeout=5).status == 200
        return False

    def run(self, *arguments, given=""):
        """Another subcommand on the same configuration; its standard output."""
        command = [str(built("kefud")), *arguments]
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RigError(f"{' '.join(command)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def add_user(self, name, role, member=None, password=None, sub_organisation=None):
        """A user, who can sign in if there is a password, and a token of theirs."""
        options = ["--member", member] if member else []
        if sub_organisation:
            options += ["--sub-organisation", sub_organisation]
        if password:
            self.run("user", "add", "--config", str(self.config), name, "--role", role,
                     *options, given=f"{password}\n")
            return self.run("user", "token", "--config", str(self.config), name).strip()
        return self.run(
            "user", "add", "--config", str(self.config), name, "--role", role, "--token",
            *options, given=secrets.token_urlsafe(18) + "\n").strip()


class Rig:
    """Both programs, the secrets that they share, and an administrator."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.secret = secrets.token_urlsafe(32)
        self.callback_token = secrets.token_hex(12)
        # 43 letters and digits: what 32 bytes give, with the two other signs of Base64 avoided.
        key = base64.b64encode(secrets.token_bytes(32)).decode()[:43]
        self.encoding_aes_key = key.replace("+", "a").replace("/", "b")
        self.daemon = Daemon(folder, self)
        self.platform = Platform(folder, self)
        self.callback_url = f"{self.daemon.url}/wecom/callback"
        self.admin_token = None

    def start(self, seed=1, config=""):
        self.platform.start(seed)
        self.daemon.write_config(config)
        self.admin_token = self.daemon.add_user("admin", "admin")
        self.daemon.start()

    def api(self, method, path, body=None, token=None, headers=None, timeout=75):
        """A call to kefud's API, by the administrator unless a token is given."""
        headers = {"Authorization": f"Bearer {token or self.admin_token}", **(headers or {})}
        return call(method, f"{self.daemon.url}/api{path}", body, headers, timeout)

    def want(self, status, method, path, body=None, token=None, headers=None):
        """The same, with an error when the status is another; the JSON."""
        answer = self.api(method, path, body, token, headers)
        if answer.status != status:
            raise RigError(f"{method} /api{path}: {answer.status} {answer.body[:1000]!r}")
        return answer.json

    def items(self, path):
        """All items of a list, page after page."""
        found, after = [], None
        while True:
            query = {"limit": 200, **({"after": after} if after else {})}
            joined = f"{path}{'&' if '?' in path else '?'}{urllib.parse.urlencode(query)}"
            page = self.want(200, "GET", joined)
            found += page["items"]
            after = page["next"]
            if not after:
                return found

    def adopt(self, open_kfid, **settings):
        """Makes an account of the platform one of kefud's, once kefud has seen it."""

        def try_it():
            answer = self.api("POST", "/accounts", {"open_kfid": open_kfid, **settings})
            if answer.status == 201:
                return answer.json
            # kefud asks the platform for its accounts after its start, and takes a moment.
            if answer.status == 422 and b"no account" in answer.body:
                return None
            raise RigError(f"adopting {open_kfid}: {answer.status} {answer.body[:1000]!r}")

        return until(try_it, 15, f"{open_kfid} can be adopted")

    def stop(self):
        """Ends both; an error when kefud does not end as it should."""
        try:
            status = self.daemon.stop()
            if status not in (0, None):
                raise RigError(f"kefud ended with {status} after SIGTERM (see {self.daemon.log})")
        finally:
            self.platform.stop()
