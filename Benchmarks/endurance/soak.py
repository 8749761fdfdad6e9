"""Lives with the server for hours: soak.py [--seconds N] [--out FILE] -- SIGNALD..."""

import argparse
import asyncio
import collections
import json
import random
import signal
import statistics
import sys
import time
import urllib.request

from aioice.stun import TransactionFailed

from clients import Pair, meet, pester
from server import HTTP, Server

PAIRS, CHURNERS, ROOMERS, PESTS = 20, 12, 6, 4
SAMPLE_SECONDS, RELOAD_SECONDS = 10, 20
# The vanished keep their allocations for ten minutes: from then on the numbers should stand.
WARM_UP_SECONDS = 660


class Soak:
    def __init__(self, server, seconds):
        self.server = server
        self.end = time.monotonic() + seconds
        self.began = time.monotonic()
        self.counts = collections.Counter()
        self.samples = []

    @property
    def goes_on(self):
        return time.monotonic() < self.end

    async def standing(self, pair):
        """A call for the whole time: it may lose a datagram, but never its relay."""
        await pair.open()
        while self.goes_on:
            self.counts["talks"] += 1
            if not await pair.talk(10):
                self.counts["standing pairs lost"] += 1
                pair.vanish()
                await pair.open()
            await asyncio.sleep(1)
        pair.close()

    async def churn(self):
        """Calls that come and go, in order or not."""
        while self.goes_on:
            pair = Pair(self.server, random.choices(["UDP", "TCP", "TLS"], k=2))
            try:
                await pair.open()
                self.counts["calls"] += 1
                if not await pair.talk(10):
                    self.counts["calls that heard nothing"] += 1
            except TransactionFailed as error:
                # 437: the port is that of a client which vanished a while ago.
                self.counts[f"call refused: {error.response.error_code}"] += 1
            except Exception as error:
                self.counts[f"call failed: {type(error).__name__}"] += 1
            # Few vanish: theirs is what stays for ten minutes.
            pair.vanish() if random.random() < 0.1 else pair.close()
            await asyncio.sleep(random.random())

    async def rooms(self, number):
        while self.goes_on:
            try:
                links = await meet(f"soak{number}x{random.randrange(100)}")
                self.counts["rooms"] += 1
                for link in links:
                    if random.random() < 0.5:
                        await link.send(json.dumps({"cmd": "send", "msg": '{"type":"bye"}'}))
                        await link.close()
                    else:
                        link.transport.abort()
            except Exception as error:
                self.counts[f"room failed: {type(error).__name__}"] += 1
            await asyncio.sleep(random.random())

    async def pests(self):
        while self.goes_on:
            try:
                await pester()
                self.counts["pesterings"] += 1
            except OSError as error:
                self.counts[f"pestering failed: {type(error).__name__}"] += 1
            await asyncio.sleep(random.random() / 4)

    async def reload(self):
        while self.goes_on:
            await asyncio.sleep(RELOAD_SECONDS)
            self.server.signal(signal.SIGHUP)
            self.counts["reloads"] += 1

    async def sample(self, out):
        while self.goes_on:
            await asyncio.sleep(SAMPLE_SECONDS)
            sample = {"second": round(time.monotonic() - self.began), **self.server.resources()}
            text = await asyncio.to_thread(self.metrics)
            for name in ("signald_turn_allocations", "signald_rooms"):
                sample[name] = next(
                    int(line.split()[1]) for line in text if line.startswith(f"{name} "))
            self.samples.append(sample)
            print(json.dumps({**sample, **self.counts}), file=out, flush=True)

    @staticmethod
    def metrics():
        with urllib.request.urlopen(f"http://127.0.0.1:{HTTP}/metrics", timeout=20) as answer:
            return answer.read().decode().splitlines()

    async def run(self, out):
        pairs = [Pair(self.server, random.choices(["UDP", "TCP", "TLS"], k=2))
                 for _ in range(PAIRS)]
        await asyncio.gather(
            *(self.standing(pair) for pair in pairs), *(self.churn() for _ in range(CHURNERS)),
            *(self.rooms(number) for number in range(ROOMERS)),
            *(self.pests() for _ in range(PESTS)), self.reload(), self.sample(out))

    def judge(self):
        """Prints first and last quarter; whether nothing grew and nobody was lost."""
        steady = [each for each in self.samples if each["second"] > WARM_UP_SECONDS]
        quarter = len(steady) // 4
        if quarter < 3:
            print("too short to compare quarters after the warm-up")
            return False
        is_flat = True
        for name in steady[0]:
            if name == "second":
                continue
            first, last = (
                statistics.median(each[name] for each in part)
                for part in (steady[:quarter], steady[-quarter:]))
            grown = last / first if first else 1
            print(f"{name}: {first:.0f} -> {last:.0f} ({grown:.3f})")
            if name in ("private_kib", "descriptors", "threads") and grown > 1.1:
                is_flat = False
        print(dict(self.counts))
        return is_flat and not self.counts["standing pairs lost"]


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=7200)
    parser.add_argument("--out", default="/dev/null")
    parser.add_argument("--loops", default="2")
    parser.add_argument("signald", nargs="+")
    arguments = parser.parse_args()
    server = Server(arguments.signald, "--loops", arguments.loops)
    await server.start()
    soak = Soak(server, arguments.seconds)
    with open(arguments.out, "w") as out:
        await soak.run(out)
    is_fine = soak.judge()
    said = server.said()
    status = server.end()
    if status or " error: " in said:
        print(f"the server ended with {status}:\n{said[-2000:]}")
    return 0 if is_fine and status == 0 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
