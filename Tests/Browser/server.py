"""The server under test, on loopback ports of its own choice."""

import os
import signal
import subprocess

from process import Process, new_folder

SECONDS_TO_STOP = 30
FLAGS = ["--turn", "127.0.0.1:0", "--allow-peer", "127.0.0.0/8"]


class Server:
    def __init__(self, command, *flags, port=0):
        self.command = command
        is_secure = "--dev-tls" in flags
        doors = ["--http", f"127.0.0.1:{port}"] + (["--https", "127.0.0.1:0"] if is_secure else [])
        self.process = Process(
            "signald", [*command, *doors, *FLAGS, *flags], new_folder("server"))
        ready = self.process.wait_for(r"ready http=\S*?:(\d+)(?: https=\S*?:(\d+))? turn=(\S+)")
        self.port = int(ready.group(2 if is_secure else 1))
        self.scheme = "https" if is_secure else "http"
        self.origin = f"{self.scheme}://localhost:{self.port}"

    @classmethod
    def without_arguments(cls, command):
        """As it starts for the first time, at the address that it tells people to open."""
        server = cls.__new__(cls)
        server.command = command
        server.process = Process("signald", command, new_folder("server"))
        server.process.wait_for(r"ready http=")
        server.origin = server.process.wait_for(r"open (\S+)/").group(1)
        return server

    def room(self, name, query=""):
        return f"{self.origin}/r/{name}{query}"

    def again(self):
        """Another one in the same place, which knows nothing of the first."""
        return Server(self.command, port=self.port)

    def stop(self):
        """Stops it as an operator does; returns its exit status, or None if it had to be killed."""
        os.kill(self.process.process.pid, signal.SIGTERM)
        try:
            return self.process.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            return None
        finally:
            self.process.end()
