"""The server as a process that can be killed and started again at the same ports."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

USER, PASSWORD = "u", "p"
TURN, HTTP, HTTPS = 3478, 8080, 8443


class Server:
    def __init__(self, command, *flags):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        self.folder = tempfile.mkdtemp(prefix="signald-endurance-")
        self.certificate = self.path("certificate.pem")
        self.users = self.path("users")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", self.path("key.pem"),
             "-out", self.certificate], check=True, capture_output=True)
        self.command = [
            *command, "--state", self.path("state"), "--http", f"127.0.0.1:{HTTP}",
            "--https", f"127.0.0.1:{HTTPS}", "--certificate", self.certificate,
            "--key", self.path("key.pem"), "--turn", f"127.0.0.1:{TURN}",
            "--relay-address", "127.0.0.1", "--allow-peer", "127.0.0.0/8",
            "--realm", "r.example", "--turn-user", f"{USER}:{PASSWORD}", *flags,
        ]
        self.process = None

    def path(self, name):
        return os.path.join(self.folder, name)

    async def start(self):
        """Starts it; returns the seconds until it said that it is ready."""
        began = time.monotonic()
        with open(self.path("log"), "a") as log, open(self.path("ready"), "w") as ready:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=ready, stderr=log)
        while time.monotonic() < began + 60:
            with open(self.path("ready")) as ready:
                if re.match("ready ", ready.read()):
                    return time.monotonic() - began
            if self.process.poll() is not None:
                break
            await asyncio.sleep(0.002)
        raise RuntimeError(f"the server did not start: {self.said()}")

    def said(self):
        with open(self.path("log"), errors="replace") as log:
            return log.read()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """Stops it as an operator does; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        finally:
            if self.process.poll() is None:
                self.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def resources(self):
        """Private memory in KiB, open descriptors, threads."""
        base = f"/proc/{self.process.pid}"
        with open(f"{base}/smaps_rollup") as file:
            private = sum(
                int(number) for number in re.findall(r"Private_\w+:\s+(\d+) kB", file.read()))
        return {
            "private_kib": private, "descriptors": len(os.listdir(f"{base}/fd")),
            "threads": len(os.listdir(f"{base}/task")),
        }
