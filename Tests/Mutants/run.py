"""Applies faults to a copy of the sources, one at a time, and lets the tests find them.

A file NAME.mutant says what is wrong (`about`), which file it is in (`file`), the text that is
searched for and what stands there instead, and who has to notice (`killed-by`): the simulator with
its arguments, or Swift tests by a filter. Where INVARIANTS.md names a mutant, it is that invariant
that has to notice it. A name there without a file, a text that is not found exactly once, a mutant
that does not compile (a warning is no error here) and a killer that fails without the fault are
mistakes, and loud ones.
"""

import argparse
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "Tests" / "Mutants"
COPY = ROOT / ".build" / "mutants"
# The order of dictionaries must not differ from run to run.
ENVIRONMENT = {"SWIFT_DETERMINISTIC_HASHING": "1"}
# The only tests that are asked; what they do not need is not built.
TESTS = ("Routing", "Engine", "Storage", "SQLite", "WeCom", "API")
MODULES = (
    "SQLite", "Crypto", "HTTPServer", "HTTPClient", "Lifecycle", "QRCode", "Routing", "WeCom",
    "Storage", "Engine", "API")
# Killers that were silent about these very sources.
PEACE = COPY / ".build" / "peace"


class Mutant:
    """One fault, as its file describes it."""

    def __init__(self, path):
        self.name = path.stem
        head, _, rest = path.read_text().partition("\n--- search\n")
        self.search, _, self.replace = rest.partition("\n--- replace\n")
        self.replace = self.replace.removesuffix("\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        self.about, self.file = fields["about"], fields["file"]
        self.killer = fields["killed-by"].split()
        if self.killer[0] not in ("simulate", "test"):
            raise SystemExit(f"{path}: unknown killer {self.killer[0]}")
        rows = (ROOT / "Tests" / "Simulation" / "INVARIANTS.md").read_text()
        broken = re.search(rf"^\| (\d+) \|.*`{self.name}`[^|]*\|$", rows, re.M)
        self.invariant = broken[1] if broken else "0"

    def apply(self, text):
        count = text.count(self.search)
        if count != 1:
            raise SystemExit(
                f"{self.name}: its text stands {count} times in {self.file}; write it anew")
        return text.replace(self.search, self.replace)


def expect_all_named(names):
    """Every mutant that INVARIANTS.md names is there: else an invariant is proved by nothing."""
    rows = re.findall(
        r"^\| \d+ \|.*\|([^|]*)\|$",
        (ROOT / "Tests" / "Simulation" / "INVARIANTS.md").read_text(), re.M)
    named = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    missing = named - set(names)
    if missing:
        raise SystemExit(f"INVARIANTS.md names what is not there: {', '.join(sorted(missing))}")


def run(words, limit):
    """The exit status and what was printed; None is a run that had to be stopped."""
    try:
        done = subprocess.run(
            words, cwd=COPY, env=os.environ | ENVIRONMENT, timeout=limit, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        return None, ""


def build(killer):
    words = ["swift", "build", "-debug-info-format", "none"]
    words += ["--product", "simulate"] if killer == "simulate" else ["--build-tests"]
    return run(words, 1200)


def look(killer, invariant="0"):
    """Whether the killer notices something, and what."""
    if killer[0] == "simulate":
        status, text = run(
            [".build/debug/simulate", *killer[1:], "--breaks", invariant], 300)
        found = re.findall(r"^seed (\d+).*?: (invariant \d+ \(\w+\))", text, re.M)
        if status == 1 and found:
            return True, f"{found[-1][1]}, seed {found[-1][0]}"
        if status not in (0, 1, None):
            return True, "the simulator stopped: " + (text.strip().splitlines() or ["?"])[-1][:90]
        return False, text[-400:].strip() or "no end"
    status, text = run(
        ["swift", "test", "--skip-build", "-debug-info-format", "none", "--no-parallel",
         "--filter", killer[1]], 300)
    if status is None:
        return False, f"{killer[1]}: no end"
    if not re.search(r"Test run with [1-9]\d* tests?", text):
        if status not in (0, 1):
            return True, f"{killer[1]}: the run broke off"
        raise SystemExit(f"no test matches {killer[1]}:\n{text[-400:]}")
    failed = re.findall(r"✘ Test \"?(\w+)[\w(:,)]*\"? .*failed", text)
    return status != 0, f"test {failed[0]}" if failed else f"{killer[1]}: nothing failed"


def slim(manifest):
    """The package's manifest without what no killer needs."""
    kept, lines = [], iter(manifest.split("\n"))
    for line in lines:
        entry = re.match(r'        (\.?\w+)\($|        (\.?\w+)\((?:"([\w-]+)")?', line)
        if not entry:
            if line.strip() not in ("fuzz,", ".treatAllWarnings(as: .error),"):
                kept.append(line)
            continue
        block = [line]
        while sum(each.count("(") - each.count(")") for each in block) > 0:
            block.append(next(lines))
        kind = entry[1] or entry[2]
        name = entry[3] or re.search(r'"([\w-]+)"', "\n".join(block))[1]
        unwanted = (
            kind in (".executable", "program")
            or (kind == "module" and name not in MODULES)
            or (kind == "tests" and name not in TESTS))
        if not unwanted:
            kept += block
    return "\n".join(kept)


def copy_tree():
    """The sources as they are now; what has not changed keeps its time and is not built anew.

    Returns what stands for all of them.
    """
    whole = hashlib.sha256()
    COPY.mkdir(parents=True, exist_ok=True)
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "Package.swift",
         "Sources", "Tests", ":!Tests/Mutants"],
        cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout.split("\n")
    wanted = {name for name in names if name and (ROOT / name).is_file()}
    for name in sorted(wanted):
        target = COPY / name
        content = (ROOT / name).read_bytes()
        if name == "Package.swift":
            content = slim(content.decode()).encode()
        whole.update(f"{name} {len(content)}\n".encode() + content)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
    for folder in ("Sources", "Tests"):
        for path in (COPY / folder).rglob("*"):
            if path.is_file() and str(path.relative_to(COPY)) not in wanted:
                path.unlink()
    return whole.hexdigest()


def expect_peace(killers, sources):
    """Every killer is silent while nothing is wrong."""
    known = PEACE.read_text().splitlines() if PEACE.exists() else []
    silent = known[1:] if known[:1] == [sources] else []
    for kind in ("simulate", "test"):
        mine = {" ".join(killer) for killer in killers if killer[0] == kind} - set(silent)
        if not mine:
            continue
        status, text = build(kind)
        if status != 0:
            raise SystemExit("the sources do not build:\n" + text[-2000:])
        for killer in sorted(mine):
            noticed, what = look(killer.split())
            if noticed:
                raise SystemExit(f"{killer} fails without any fault: {what}")
            silent.append(killer)
            PEACE.write_text("\n".join([sources, *silent]))


def try_out(mutant):
    path = COPY / mutant.file
    original = path.read_text()
    path.write_text(mutant.apply(original))
    try:
        status, text = build(mutant.killer[0])
        if status != 0:
            errors = [line for line in text.splitlines() if "error:" in line]
            return False, f"it does not compile: {errors[:1]}"
        return look(mutant.killer, mutant.invariant)
    finally:
        path.write_text(original)


def main():
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__.split("\n")[0])
    parser.add_argument("--list", action="store_true", help="name them and stop")
    parser.add_argument("--few", action="store_true", help="only the handful of Tests/Mutants/few")
    parser.add_argument("names", nargs="*", help="only these")
    options = parser.parse_args()
    mutants = [Mutant(path) for path in sorted(HERE.glob("*.mutant"))]
    expect_all_named(mutant.name for mutant in mutants)
    names = options.names
    if options.few:
        names = (HERE / "few").read_text().split()
    unknown = set(names) - {mutant.name for mutant in mutants}
    if unknown:
        raise SystemExit(f"no such mutant: {', '.join(sorted(unknown))}")
    mutants = [mutant for mutant in mutants if not names or mutant.name in names]
    if options.list:
        for mutant in mutants:
            print(f"{mutant.name}: {mutant.about} [{' '.join(mutant.killer)}]")
        return
    for mutant in mutants:
        mutant.apply((ROOT / mutant.file).read_text())
    sources = copy_tree()
    expect_peace([mutant.killer for mutant in mutants], sources)
    # Those for one killer together: what is built for the one need not be built for the other.
    alive = 0
    for mutant in sorted(mutants, key=lambda one: (one.killer[0], one.file, one.name)):
        began = time.monotonic()
        noticed, what = try_out(mutant)
        seconds = time.monotonic() - began
        print(f"{'killed' if noticed else 'ALIVE '} {mutant.name}: {what} ({seconds:.0f} s)",
              flush=True)
        alive += not noticed
    print(f"{len(mutants) - alive} killed of {len(mutants)}")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
