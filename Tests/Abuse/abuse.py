"""What the tests of an abused interface share: the rig of Tests/Real, and bytes on a socket."""

import pathlib
import socket
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "Tests" / "Real"))

from support import RigCase, rig  # noqa: E402,F401  (found through the line above)


def people(here):
    """A supervisor's and an agent's token; the agent receives in the account wkAbuse."""
    here.platform.sim("POST", "/accounts", {
        "open_kfid": "wkAbuse", "name": "Abuse", "servicers": ["zhangsan", "lisi"]})
    here.adopt(
        "wkAbuse", reception_channel="relay", when_nobody="queue", agents=["zhangsan"], cap=50)
    here.want(200, "PUT", "/accounts/wkAbuse/prompts", {
        "welcome": {"enabled": True, "text": "您好", "menu": []},
        "queue": {"enabled": True, "text": "请稍等", "menu": []}})
    agent = here.daemon.add_user("zhangsan", "agent", member="zhangsan")
    supervisor = here.daemon.add_user("sue", "supervisor")
    here.want(200, "PUT", "/agent/status", {"status": "online"}, token=agent)
    return supervisor, agent


def write(here, text, account="wkAbuse"):
    """A new visitor who writes; its id."""
    visitor = here.platform.sim("POST", "/customers", {})["external_userid"]
    for deed in ("enter", "write"):
        here.platform.sim(
            "POST", f"/customers/{visitor}/{deed}", {"account": account, "text": text})
    return visitor


def exchange(port, data, seconds=5):
    """Everything that comes back for these bytes until the server closes, or pauses so long; and
    whether it has closed."""
    answer, has_closed = b"", True
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(data)
        try:
            while part := connection.recv(65_536):
                answer += part
        except TimeoutError:
            has_closed = False
        except ConnectionResetError:
            pass
    return answer, has_closed
