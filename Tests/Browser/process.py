"""Programs that a run starts, and ends with all their children."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time


def new_folder(name):
    return tempfile.mkdtemp(prefix=f"signald-{name}-")


class Process:
    """A program in a process group and a folder of its own; both are gone after `end`."""

    def __init__(self, name, command, folder, environment=None):
        self.name = name
        self.folder = folder
        self.log = os.path.join(self.folder, "log")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})}, start_new_session=True)

    def said(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def wait_for(self, pattern, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, self.said())
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start:\n{self.said()[-2000:]}")

    def end(self, seconds=5):
        """Ends the process group, by force when asking does not help."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(seconds)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        shutil.rmtree(self.folder, ignore_errors=True)
