"""Finds a Chromium for the browser tests, or installs one where that is allowed.

Prints nothing when all is well; without a browser the tests fail with one clear line each.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """A system browser, or the one that Playwright keeps."""
    named = os.environ.get("OTDEL_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110 - a plain question


def _install() -> None:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        subprocess.call(["apt-get", "update", "-qq"])  # noqa: S607 - a fixed command
    for way in ways:
        if subprocess.call(way, stdout=subprocess.DEVNULL) == 0 and found():
            return


if __name__ == "__main__" and found() is None:
    sys.stderr.write("No Chromium found, installing one for the browser tests …\n")
    _install()
    if found() is None:
        sys.stderr.write("No Chromium could be installed: the browser tests will fail.\n")
