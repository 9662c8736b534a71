"""Rows 12 and 13: what kefud's share of the platform's quota is enough for."""

import time

import polls
import rig
import yardsticks

# What the platform allows of one API in a minute, and how much of it kefud takes.
SHARE = 8_000


def welcomes(options):
    """Row 12. Besides those who enter, with codes that live for 20 s, more visitors write than kefud's
    share of state changes and of sends by code is enough for: they wait, and each is owed a change
    and a prompt by a code that lives for 48 h."""
    seconds = 4 if options.quick else 60
    with yardsticks.folder("welcomes") as path:
        stub = polls.beside_stub(
            path, 1, "--entering", 2_000 // polls.ACCOUNTS, "--writing", 10_000 // polls.ACCOUNTS)
        with stub as here:
            yardsticks.tool(
                "ingest", database=here.daemon.database, messages=10_000, agents=1,
                chats="opening", queue_prompt=1)
            here.daemon.start()
            here.platform.open()
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                polls.hint(here, path)
                time.sleep(0.2)
            # Whoever has entered may still be welcomed.
            time.sleep(5)
            seen = here.platform.report()
    if seen["entered"] < 2_000 / 60 * seconds * 0.9:
        raise rig.RigError(f"too few visitors have entered: {seen}")
    return [options.measure(
        12, "welcomes within 18 s", "%", [seen["in_time"] / seen["entered"] * 100], at_least=99.9,
        details={
            "entered": seen["entered"], "slowest_s": round(seen["slowest"], 3),
            "changes": seen["changes"], "other_sends": seen["other_sends"]})]


def backlog(options):
    """Row 13. Nine accounts have a backlog of visitors who each need a state change; the tenth is
    live. What the quota needs: its share at once, the rest when the minute is over."""
    pages = 1
    with yardsticks.folder("backlog") as path:
        stub = polls.beside_stub(
            path, 10 if options.quick else 25, "--pages", pages, "--chats", "opening")
        with stub as here:
            yardsticks.tool(
                "ingest", database=here.daemon.database, messages=10_000,
                agents=10 if options.quick else 25)
            here.daemon.start()
            names = [f"wkBench{number}" for number in range(polls.ACCOUNTS)]
            for name in names[:-1]:
                here.platform.open(name)
            polls.hint(here, path, *names[:-1])
            time.sleep(0.5)
            here.platform.open(names[-1])
            polls.hint(here, path, names[-1])
            wanted = 1_000 * pages * len(names)
            if options.quick:
                wanted = 5_000  # ten agents of an account have so many slots
            rig.until(
                lambda: here.platform.report()["changes"] >= wanted, 150,
                f"{wanted} state changes", pause=0.2)
            seen = here.platform.report()
    live = seen["pulled"][names[-1]] - 0.5
    needed = (wanted - 1) // SHARE * 60 or 60
    return [options.measure(
        13, "backlog", "s", [seen["seconds"]], [needed], "what the quota needs", at_most=1.2,
        details={
            "changes": seen["changes"], "out_of_order": seen["out_of_order"],
            "live_account_pulled_after_s": round(live, 3)})]
