"""Commands that read a file and write one run on any machine: no database, no settings, and none of the rooms is set up."""

import os
import subprocess
import sys

import pytest

RUN = """
import sys
from antiphon.config.__main__ import main
sys.argv = ["antiphon", *sys.argv[1:]]
main()
rooms = [name for name in sys.modules if name.endswith(".models") and name.startswith(("antiphon.", "wagtail."))]
sys.exit(f"set up: {rooms}" if rooms else 0)
"""


@pytest.mark.parametrize(
    ("word", "more"), [("code-comments", []), ("code-comments", ["--coder", "careful"]), ("deidentify", []), ("screen-harm", [])]
)
def test_a_file_goes_in_and_a_file_comes_out(tmp_path, tmp_path_factory, word, more):
    given, made = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text("id,text\n1,The wait was long but nurse Adaeze was kind.\n", encoding="utf-8")
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))}
    command = [sys.executable, "-c", RUN, word, "--in", str(given), "--out", str(made), *more]
    done = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(made.read_text(encoding="utf-8").splitlines()) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]
