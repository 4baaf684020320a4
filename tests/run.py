"""What `./dev test` and `./dev check` run: brings a browser if there is none, then the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str:
    """Return the path of a Chromium: the machine's, else Debian's package, else Playwright's own."""
    given = os.environ.get("ANTIPHON_BROWSER")
    for candidate in [given] if given else [shutil.which(name) for name in BROWSERS]:
        if candidate and Path(candidate).exists():
            return candidate
    print("No Chromium was found; bringing one ...", file=sys.stderr)
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-q"], **quiet)
        subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"], **quiet)
        if found := shutil.which("chromium"):
            return found
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"]).returncode == 0:
        return ""  # Playwright knows its own
    sys.exit("The tests need a Chromium. Install one (Debian: apt install chromium), or set ANTIPHON_BROWSER to its path.")


def test(words: list[str]) -> int:
    """Run every test; `--real DIR` adds those that read the reference data in DIR."""
    env = os.environ
    if "--real" in words:
        at = words.index("--real")
        if at + 1 >= len(words) or not Path(words[at + 1]).is_dir():
            print("usage: ./dev test --real DIR   (DIR holds the reference data)", file=sys.stderr)
            return 2
        env["ANTIPHON_DATA"] = str(Path(words[at + 1]).resolve())
        words = words[:at] + words[at + 2 :]
    found = browser()
    if found:
        env["ANTIPHON_BROWSER"] = found
    given = any(word.startswith("-n") for word in words)
    workers = [] if given else ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "worksteal"]
    return subprocess.run([sys.executable, "-m", "pytest", *workers, *words]).returncode


def check(words: list[str]) -> int:
    """Run the style, type and contract checks."""
    tools = Path(sys.executable).parent
    steps = [["ruff", "check", "."], ["lint-imports"], ["mypy"]]
    return max(subprocess.run([str(tools / step[0]), *step[1:]]).returncode for step in steps)


if __name__ == "__main__":
    sys.exit({"test": test, "check": check}[sys.argv[1]](sys.argv[2:]))
