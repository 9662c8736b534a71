"""Rows 3, 9 and 14: from `sync_msg` bytes to routed, committed rows, against a C program that only
inserts those rows."""

import yardsticks

# Chats are numbered from here on, so that no round repeats another's.
_next_chat = 0


def feed(database, options, messages=None, **more):
    """One round of kefud."""
    global _next_chat
    messages = messages or (20_000 if options.quick else 200_000)
    first, _next_chat = _next_chat, _next_chat + messages
    return yardsticks.tool(
        "ingest", database=database, messages=messages, first_chat=first, **more)


def empty(options):
    rates, others, sizes = [], [], []
    with yardsticks.folder("ingest") as path:
        mine, other = path / "kefud.db", path / "other.db"
        for _ in range(options.rounds):
            yardsticks.remove_database(mine)
            yardsticks.remove_database(other)
            figures = feed(mine, options)
            rates.append(figures["messages"] / figures["seconds"])
            sizes.append(figures["disk_bytes"] / figures["json_bytes"])
            figures = yardsticks.insert(mine, other)
            others.append(figures["messages"] / figures["seconds"])
    return [
        options.measure(
            3, "ingest", "messages/s", rates, others, "the same rows by C", at_least=0.5),
        options.measure(
            14, "bytes on disk", "bytes per byte of JSON", sizes, at_most=2),
    ]


def filled(options):
    """With ten million messages of a hundred days there already."""
    empty_rates, filled_rates, others = [], [], []
    with yardsticks.folder("filled") as path:
        seed, small, large = path / "seed.db", path / "small.db", path / "large.db"
        seeded = feed(seed, options)
        copies = 5 if options.quick else 10_000_000 // seeded["messages"]
        filling = yardsticks.insert(
            seed, large, "--copies", str(copies), "--days", "100", "--quiet-disk")
        for _ in range(options.rounds):
            yardsticks.remove_database(small)
            figures = feed(small, options)
            empty_rates.append(figures["messages"] / figures["seconds"])
            figures = feed(large, options)
            filled_rates.append(figures["messages"] / figures["seconds"])
            figures = yardsticks.insert(seed, large)
            others.append(figures["messages"] / figures["seconds"])
    details = {"stored": filling["messages"]}
    return [
        options.measure(
            9, "ingest, filled", "messages/s", filled_rates, others, "the same rows by C",
            at_least=0.5, details=details),
        options.measure(
            9, "ingest, filled", "messages/s", filled_rates, empty_rates, "kefud on an empty one",
            at_least=0.6, details=details),
    ]
