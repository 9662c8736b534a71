"""Pictures of every page of the console, for scripts/screenshots."""

import pathlib
import sys
import tempfile

import browser
import rig
import stage
import tour


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    found = []

    with tempfile.TemporaryDirectory(prefix="kefud-screenshots-") as temporary:
        here = rig.Rig(temporary)
        window = None
        try:
            here.start(config='routing.agent_away_after = "1h"')
            window = browser.Browser(here.daemon.url, temporary)

            def look(name):
                for width, height in (browser.DESKTOP, browser.PHONE):
                    window.size(width, height)
                    window.screenshot(folder / f"{name}-{width}.png")
                    found.extend(f"{name} at {width}: {what}" for what in
                                 window.too_wide() + window.accessibility())
                window.size(*browser.DESKTOP)
                print(name, flush=True)

            walk = tour.Tour(window, stage.Stage(here).fill(), look)
            walk.prepare()
            walk.walk()
            found += window.complaints()
        finally:
            if window:
                window.close()
            here.stop()
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
