"""The words: every message is there in Chinese, none is doubtful, and every place in it is filled."""

import subprocess
import sys

from config import ROOT


def test_the_translations_are_complete():
    checked = subprocess.run([sys.executable, ROOT / "bin" / "translate", "--check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
