"""What is tried: each case is a function of the ground and raises if something is amiss."""

import asyncio
import subprocess

import peers
from ground import ECHO, HTTPS, PASSWORD, TURN, TURNS, USER

SECONDS = 60


def uclient(words, port=TURN, server="127.0.0.1", echo="127.0.0.1", credential=None):
    """Debian's load client: every message it sends to an echo must come back."""
    def case(ground):
        user = credential or ["-u", USER, "-w", PASSWORD]
        outcome = subprocess.run(
            ["turnutils_uclient", *words.split(), "-n", "20", *user, "-p", str(port),
             "-e", echo, "-r", str(ECHO), server],
            cwd=ground.folder, capture_output=True, text=True, timeout=SECONDS)
        said = outcome.stdout + outcome.stderr
        if outcome.returncode or "Total lost packets 0 " not in said:
            raise RuntimeError(said[-1500:])
    return case


def aioice(case, transport, port):
    return lambda ground: asyncio.run(
        asyncio.wait_for(case(ground, transport, port), SECONDS))



def named():
    # Over TLS aioice tries it: of several messages in one record uclient reads the first only, and
    # counts the others as lost; with coturn too.
    for name, words in (
        ("channels", ""), ("indications", "-s"), ("don't fragment", "-g"),
        ("several clients", "-m 4"), ("client to client", "-y"),
    ):
        yield f"uclient over UDP, {name}", uclient(words)
        yield f"uclient over TCP, {name}", uclient(f"-t {words}")
        yield f"uclient over DTLS, {name}", uclient(f"-S {words}", TURNS)
    yield "uclient over DTLS on the plain port", uclient("-S", TURN)
    yield "uclient with a secret", uclient("", credential=["-W", "hush"])
    for name, words in (("UDP", ""), ("TCP", "-t")):
        yield f"uclient to IPv6 peers over {name}", uclient(f"-x {words}", echo="::1")
        yield f"uclient from IPv6 over {name}", uclient(words, server="::1")
    yield "uclient relays TCP", uclient("-t -T")
    yield "uclient relays TCP, over TLS", uclient("-t -S -T", TURNS)
    for name, port in (("UDP", TURN), ("TCP", TURN), ("TLS", TURNS), ("TLS", HTTPS)):
        yield f"aioice echoes over {name} at {port}", aioice(peers.echo, name, port)
        yield f"aioice connects over {name} at {port}", aioice(peers.connect, name, port)


ALL = list(named())
