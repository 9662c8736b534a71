"""Row 10: a clean release build of all products."""

import shutil
import time

import yardsticks


def run(options):
    """One round: it takes minutes."""
    folder = yardsticks.WORK / "clean-build"
    shutil.rmtree(folder, ignore_errors=True)
    words = ["swift", "build", "--package-path", yardsticks.ROOT, "--build-path", folder]
    words += ["-c", "debug", "--product", "kefu-platform"] if options.quick else ["-c", "release"]
    try:
        began = time.monotonic()
        yardsticks.command(*words, timeout=1_800)
        took = time.monotonic() - began
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    name = "debug build of one product" if options.quick else "clean release build"
    return [options.measure(10, name, "s", [took], at_most=180)]
