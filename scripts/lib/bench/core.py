"""Rows 4 and 8: the routing core alone."""

import json

import yardsticks


def measures(name, options):
    words = ["--quick"] if options.quick else ["--rounds", options.rounds]
    output = yardsticks.command(yardsticks.BUILT / "kefu-bench", name, *words)
    return [json.loads(line) for line in output.splitlines()]


def run(options):
    lines = []
    for found in measures("core-decisions", options):
        what = ", ".join(
            f"{key} {value}" for key, value in found.items()
            if key not in ("measure", "unit", "median", "rounds") and not isinstance(value, float))
        lines.append(options.measure(
            4, f"decisions ({what})", found["unit"], found["rounds"],
            at_most=1 if "µ" in found["unit"] else 1_000))
    for found in measures("core-memory", options):
        lines.append(options.measure(
            8, f"memory of a live session ({found['channel']})", found["unit"], found["rounds"],
            at_most=1_024))
    return lines
