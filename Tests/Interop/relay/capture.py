"""Everything that passed, taken apart by tshark: nothing may be malformed."""

import os
import subprocess

from ground import HTTPS, TURN, TURNS

# Between clients and the server: what peers send is anybody's guess, and tshark does guess.
OURS = f"(udp.port in {{{TURN}, {TURNS}}} || tcp.port in {{{TURN}, {TURNS}, {HTTPS}}})"

# Words of tshark that mean a packet was not what it seemed.
BAD = f"(_ws.malformed || _ws.expert.severity == error || stun.att.crc32.bad) && {OURS}"


class Capture:
    def __init__(self, ground):
        self.ground = ground
        self.path = os.path.join(ground.folder, "capture.pcapng")

    def __enter__(self):
        self.process = self.ground.start(
            "tshark", ["tshark", "-q", "-i", "lo", "-s", "0", "-B", "64", "-w", self.path])
        self.ground.wait_for("Capturing on", self.process)
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def judge(self):
        """Says what was seen; raises if tshark could not read some of it."""
        self.stop()
        kinds = {
            kind: len(self.read(kind))
            for kind in ("stun && udp", "stun && tcp", "stun.channel", "dtls", "tls")
        }
        bad = self.read(BAD)
        if bad:
            raise RuntimeError(f"{len(bad)} packets are malformed:\n" + "\n".join(bad[:20]))
        unseen = [kind for kind, count in kinds.items() if not count]
        if unseen:
            raise RuntimeError(f"tshark saw no {' and no '.join(unseen)}")
        return "tshark read all of " + ", ".join(
            f"{count} {kind}" for kind, count in kinds.items())

    def read(self, kind):
        """The packets a filter of tshark's finds, a line each."""
        outcome = subprocess.run(
            ["tshark", "-r", self.path, "-Y", kind,
             "-d", f"udp.port=={TURN},stun", "-d", f"tcp.port=={TURN},stun",
             "-d", f"tcp.port=={TURNS},tls", "-d", f"tcp.port=={HTTPS},tls",
             "-d", f"udp.port=={TURNS},dtls"],
            check=True, capture_output=True, text=True)
        return outcome.stdout.splitlines()
