"""Row 7: from exec to ready, with 100,000 live sessions and ten million messages."""

import time

import callbacks
import polls
import rig
import yardsticks


def run(options):
    live = 2_000 if options.quick else 100_000
    agents = 5 if options.quick else 200
    clean, killed = [], []
    with yardsticks.folder("start") as path, polls.beside_stub(path, agents) as here:
        database, seed = here.daemon.database, path / "seed.db"
        # History first, made of a small database's rows; then the live sessions by kefud itself.
        seeded = yardsticks.tool(
            "ingest", database=seed, agents=agents, calls="answered", messages=200_000)
        copies = 1 if options.quick else 10_000_000 // seeded["messages"]
        yardsticks.insert(seed, database, "--copies", copies, "--days", 100, "--quiet-disk")
        yardsticks.remove_database(seed)
        yardsticks.tool(
            "ingest", database=database, agents=agents, chats="open", calls="answered",
            messages=live * 10, first_chat=50_000_000)
        for _ in range(options.rounds):
            clean.append(start(here))
            here.daemon.stop(60)
            start(here)
            write_on(here, path)
            here.daemon.kill()
            killed.append(start(here))
            here.daemon.stop(60)
    return [
        options.measure(7, "start after a clean stop", "s", clean, at_most=1),
        options.measure(7, "start after kill -9", "s", killed, at_most=1),
    ]


def start(here):
    """Seconds from exec to the first 200 of /readyz."""
    began = time.monotonic()
    rig.Program.start(here.daemon, "serve", "--config", here.daemon.config)
    rig.until(here.daemon.is_ready, 60, "kefud is ready", pause=0.005)
    return time.monotonic() - began


def write_on(here, path):
    """Writes until the log has been full at least once."""
    accounts = ",".join(f"wkBench{number}" for number in range(polls.ACCOUNTS))
    sealed = path / "callbacks"
    yardsticks.tool(
        "seal", corp_id=rig.CORP_ID, token=here.callback_token,
        encoding_aes_key=here.encoding_aes_key, accounts=accounts, count=1_000, output=sealed)
    callbacks.wrk(here.daemon.url, 2, sealed)
    log = here.daemon.database.with_name(here.daemon.database.name + "-wal")
    if log.stat().st_size < 4_000_000:
        raise rig.RigError(f"the log has only {log.stat().st_size} bytes")
