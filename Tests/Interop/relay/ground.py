"""The server under test, a peer that echoes, and how to reach both."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

USER, PASSWORD, REALM = "u", "p", "r.example"
TURN, TURNS, HTTPS, ECHO = 3478, 5349, 8443, 3480
WEB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../web")
SECONDS_TO_START, SECONDS_TO_STOP = 30, 30


class Ground:
    def __init__(self, command, loops):
        self.folder = tempfile.mkdtemp(prefix="signald-interop-")
        self.certificate = os.path.join(self.folder, "certificate.pem")
        self.key = os.path.join(self.folder, "key.pem")
        self.command = [
            *command, "--loops", str(loops), "--state", os.path.join(self.folder, "state"),
            "--http", "off", "--turn", f"127.0.0.1:{TURN}", "--turn", f"[::1]:{TURN}",
            "--turns", f"127.0.0.1:{TURNS}", "--https", f"127.0.0.1:{HTTPS}",
            "--certificate", self.certificate, "--key", self.key,
            "--relay-address", "127.0.0.1", "--relay-address", "::1",
            "--allow-peer", "127.0.0.0/8", "--allow-peer", "::1/128",
            "--realm", REALM, "--turn-user", f"{USER}:{PASSWORD}", "--turn-secret", "hush",
            "--rfc5766-channels", "--web", WEB,
        ]
        self.processes = []

    def __enter__(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", self.key,
             "-out", self.certificate], check=True, capture_output=True)
        for address in ("127.0.0.1", "::1"):
            self.start("peer", ["turnutils_peer", "-L", address, "-p", str(ECHO)])
        self.server = self.start("server", self.command)
        self.wait_for(r"^ready ", self.server)
        return self

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGTERM)
        status = self.server.wait(SECONDS_TO_STOP)
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        said = self.said()
        shutil.rmtree(self.folder, ignore_errors=True)
        if status != 0 or re.search(r" (error|warning): ", said):
            raise RuntimeError(f"the server ended with {status}:\n{said[-2000:]}")

    def start(self, name, command):
        with open(os.path.join(self.folder, name), "w") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)
        process.log = os.path.join(self.folder, name)
        self.processes.append(process)
        return process

    def said(self):
        with open(self.server.log, errors="replace") as log:
            return log.read()

    def wait_for(self, pattern, process):
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            with open(process.log, errors="replace") as log:
                text = log.read()
            if re.search(pattern, text, re.MULTILINE):
                return
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"{process.args[0]} did not start:\n{text[-2000:]}")
