"""Kills the server under calls, and sees how soon they go on: crash.py -- SIGNALD..."""

import argparse
import asyncio
import os
import random
import socket
import time

from clients import Pair, meet
from server import Server, TURN

CALLS, ROOMS = 100, 20


async def first_answer(began):
    """Seconds until a Binding request is answered."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.setblocking(False)
        while True:
            request = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + os.urandom(12)
            try:
                asker.connect(("127.0.0.1", TURN))
                asker.send(request)
                answer = await asyncio.wait_for(loop.sock_recv(asker, 1500), 0.02)
                if answer[8:20] == request[8:]:
                    return time.monotonic() - began
            except (TimeoutError, ConnectionError):
                await asyncio.sleep(0.002)


async def restore(pair, began):
    """Seconds until a pair talks again; it allocates anew when it hears nothing for a second."""
    while not await pair.talk(1):
        pair.vanish()
        try:
            await pair.open()
        except Exception:
            await asyncio.sleep(0.1 + random.random() / 5)
    return time.monotonic() - began


async def gather_again(room, began):
    """Seconds until both members of a room are in it again and hear each other."""
    while True:
        try:
            await meet(room)
            return time.monotonic() - began
        except Exception:
            await asyncio.sleep(0.1 + random.random() / 5)


async def main(command):
    server = Server(command)
    await server.start()
    pairs = [Pair(server, random.choices(["UDP", "TCP", "TLS"], k=2)) for _ in range(CALLS)]
    for pair in pairs:
        await pair.open()
    talked = await asyncio.gather(*(pair.talk(10) for pair in pairs))
    assert all(talked), f"{talked.count(False)} pairs never talked"
    rooms = [f"room{number}" for number in range(ROOMS)]
    for room in rooms:
        await meet(room)
    server.kill()
    began = time.monotonic()
    served = asyncio.create_task(first_answer(began))
    ready = await server.start()
    restored = asyncio.gather(*(restore(pair, began) for pair in pairs))
    gathered = asyncio.gather(*(gather_again(room, began) for room in rooms))
    calls, places = sorted(await restored), sorted(await gathered)
    print(f"seconds from the restart: ready {ready:.3f}, first answer {await served:.3f}, "
          f"calls first {calls[0]:.2f} median {calls[len(calls) // 2]:.2f} last {calls[-1]:.2f}, "
          f"rooms first {places[0]:.2f} last {places[-1]:.2f}")
    status = server.end()
    assert status == 0, status


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("signald", nargs="+")
    asyncio.run(main(parser.parse_args().signald))
