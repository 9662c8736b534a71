"""scripts/bench: kefud against yardsticks that are measured in the same run."""

import argparse
import json
import pathlib
import platform
import statistics
import sys
import time

import builds
import callbacks
import core
import ingest
import memory
import polls
import quotas
import reads
import starts
import yardsticks

# Which function measures which rows.
PARTS = [
    ((1, 2), callbacks.run),
    ((3, 14), ingest.empty),
    ((4, 8), core.run),
    ((5,), polls.assigning),
    ((6,), polls.holding),
    ((7,), starts.run),
    ((9,), ingest.filled),
    ((10,), builds.run),
    ((11,), memory.run),
    ((12,), quotas.welcomes),
    ((13,), quotas.backlog),
    ((15,), reads.run),
]


class Options:
    def __init__(self, words):
        parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
        parser.add_argument(
            "--quick", action="store_true",
            help="one short round of each: shows that everything works, measures little")
        parser.add_argument(
            "--only", type=int, action="append", metavar="ROW", help="only this row; may be repeated")
        parser.add_argument("--rounds", type=int, help="alternating rounds; 5, or 1 with --quick")
        parser.add_argument(
            "--hour", action="store_true", help="row 11 over a whole hour, not ten minutes")
        parser.add_argument("--output", help="also write the lines of JSON to this file")
        given = parser.parse_args(words)
        self.quick = given.quick
        self.hour = given.hour
        self.only = given.only
        self.rounds = given.rounds or (1 if given.quick else 5)
        self.output = given.output

    median = staticmethod(statistics.median)

    def wants(self, rows):
        return self.only is None or any(row in self.only for row in rows)

    def measure(
            self, row, name, unit, rounds, yardstick=None, yardstick_name=None, at_least=None,
            at_most=None, details=None):
        """One line: the median of the rounds, and of the ratios to the yardstick in each round."""
        line = {
            "row": row, "measure": name, "unit": unit, "median": round(self.median(rounds), 4),
            "rounds": [round(one, 4) for one in rounds]}
        figure = line["median"]
        if yardstick is not None:
            ratios = [one / other for one, other in zip(rounds, yardstick, strict=True)]
            figure = self.median(ratios)
            line |= {
                "yardstick": yardstick_name, "yardstick_median": round(self.median(yardstick), 4),
                "ratio": round(figure, 4)}
        line |= details or {}
        if at_least is not None:
            line |= {"target": f">= {at_least}", "met": figure >= at_least}
        if at_most is not None:
            line |= {"target": f"<= {at_most}", "met": figure <= at_most}
        return line


def machine():
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    import os

    return f"{os.cpu_count()} x {model}, Linux {platform.release()}"


def short(number):
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def table(lines):
    head = ["row", "measure", "median", "unit", "yardstick", "ratio", "target", "met"]
    rows = [head] + [[
        str(line["row"]), line["measure"], short(line["median"]), line["unit"],
        f'{line["yardstick"]}: {short(line["yardstick_median"])}' if "yardstick" in line else "",
        short(line["ratio"]) if "ratio" in line else "", line.get("target", ""),
        {True: "yes", False: "NO"}.get(line.get("met"), "")] for line in lines]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def main(words):
    options = Options(words)
    yardsticks.WORK.mkdir(parents=True, exist_ok=True)
    lines = []
    began = time.monotonic()
    for rows, run in PARTS:
        if not options.wants(rows):
            continue
        for line in run(options):
            if options.only is None or line["row"] in options.only:
                lines.append(line)
                print(json.dumps(line, ensure_ascii=False), flush=True)
    if options.output:
        pathlib.Path(options.output).write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    print(f"\n{machine()}; {time.monotonic() - began:.0f} s")
    table(lines)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except yardsticks.rig.RigError as error:
        print(f"scripts/bench: {error}", file=sys.stderr)
        sys.exit(1)
