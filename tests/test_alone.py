"""Commands that read a file and write one run on any machine: no database, no settings, none of the rooms is set up.

Nothing is written anywhere else either, and no socket is open: libraries have been known to report to their makers.
"""

import json
import os
import resource
import subprocess
import sys

import pytest

RUN = """
import sys
from antiphon.config.__main__ import main
sys.argv = ["antiphon", *sys.argv[1:]]
main()
import contextlib, os
open_files = []
for number in os.listdir("/proc/self/fd"):
    with contextlib.suppress(OSError):  # the one that lists them is closed by now
        open_files.append(os.readlink(f"/proc/self/fd/{number}"))
if sockets := [name for name in open_files if name.startswith("socket:")]:
    sys.exit(f"open: {sockets}")
rooms = [name for name in sys.modules if name.endswith(".models") and name.startswith(("antiphon.", "wagtail."))]
sys.exit(f"set up: {rooms}" if rooms else 0)
"""


@pytest.mark.parametrize(
    ("word", "more"), [("code-comments", []), ("code-comments", ["--coder", "careful"]), ("deidentify", []), ("screen-harm", [])]
)
def test_a_file_goes_in_and_a_file_comes_out(tmp_path, tmp_path_factory, word, more):
    given, made = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text("id,text\n1,The wait was long but nurse Adaeze was kind.\n", encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    bare = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [sys.executable, "-c", RUN, word, "--in", str(given), "--out", str(made), *more]
    done = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(made.read_text(encoding="utf-8").splitlines()) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]
    assert list(home.iterdir()) == [], "something keeps or counts what it has no business to"


def test_a_text_goes_in_and_findings_come_out(tmp_path, tmp_path_factory):
    given = tmp_path / "draft.md"
    given.write_text("We will guarantee it.\n\nCafé: BAME\n", encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    bare = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [sys.executable, "-c", RUN, "check-language", "--json", str(given)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    findings = json.loads(done.stdout)
    assert [(f["rule"], f["start"], f["end"], f["text"]) for f in findings] == [
        ("promise", 3, 17, "will guarantee"),
        ("people", 29, 33, "BAME"),
    ]
    assert list(findings[0]) == ["rule", "start", "end", "text", "message", "suggestion"]
    assert [path.name for path in tmp_path.iterdir()] == ["draft.md"]
    assert list(home.iterdir()) == []
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1, "it starts in under a second"
    given.write_bytes(b"\xff\xfe\xfd")
    refused = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True)
    assert refused.returncode == 2
    assert "draft.md" in refused.stderr
    assert refused.stdout == ""


def test_a_process_carries_only_what_it_needs():
    """An export has 200 MB in all: what one corner needs is loaded there (docs/performance.md)."""
    code = (
        "import sys, django; django.setup();"
        " print([name for name in ('scipy', 'holidays', 'onnxruntime', 'typst', 'pptx', 'docx', 'pypdf')"
        " if name in sys.modules])"
    )
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "antiphon.config.settings", "ANTIPHON_MODE": "test"}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
