"""Clients that behave, and clients that do not."""

import asyncio
import json
import os
import random
import socket
import ssl
import struct

import websockets
from aioice import turn

from server import HTTP, HTTPS, PASSWORD, TURN, USER


def anywhere():
    """A loopback address as the home of one client: limits hold for an address."""
    return f"127.{random.randrange(1, 250)}.{random.randrange(1, 250)}.{random.randrange(1, 250)}"


class Ear(asyncio.DatagramProtocol):
    def __init__(self):
        self.heard = asyncio.Queue(maxsize=1000)
        self.is_lost = False

    def datagram_received(self, data, address):
        if not self.heard.full():
            self.heard.put_nowait(data)

    def connection_lost(self, error):
        self.is_lost = True

    def error_received(self, error):
        self.is_lost = True


async def allocate(server, transport):
    context = None
    if transport == "TLS":
        context = ssl.create_default_context(cafile=server.certificate)
    return await asyncio.wait_for(turn.create_turn_endpoint(
        Ear, ("127.0.0.1", HTTPS if transport == "TLS" else TURN), USER, PASSWORD, ssl=context,
        # A permission ends after 300 s, and this client renews it with its channel only.
        channel_refresh_time=120, transport="udp" if transport == "UDP" else "tcp"), 10)


def vanish(relayed):
    """Leaves without a word to the server."""
    inner = relayed._TurnTransport__inner_protocol
    if inner.refresh_task:
        inner.refresh_task.cancel()
    inner.transport.abort()


class Pair:
    """Two allocations that speak to each other."""

    def __init__(self, server, transports):
        self.server = server
        self.transports = transports
        self.sides = []
        self.number = 0

    async def open(self):
        self.sides = []
        for transport in self.transports:
            self.sides.append(await allocate(self.server, transport))

    async def talk(self, seconds):
        """Sends a message each way; whether both arrived in time."""
        if not self.sides or any(ear.is_lost for _, ear in self.sides):
            return False
        self.number += 1
        message = struct.pack("!I", self.number) * 40
        (first, one), (second, other) = self.sides
        places = [relayed.get_extra_info("sockname") for relayed in (first, second)]
        deadline = asyncio.get_running_loop().time() + seconds
        # The first of each way finds no permission: it is said again until it is heard.
        while asyncio.get_running_loop().time() < deadline:
            first.sendto(message, places[1])
            second.sendto(message, places[0])
            heard = await asyncio.gather(
                *(self.hears(ear, message, 0.5) for ear in (one, other)))
            if all(heard):
                return True
        return False

    @staticmethod
    async def hears(ear, message, seconds):
        try:
            async with asyncio.timeout(seconds):
                while await ear.heard.get() != message:
                    pass
                return True
        except TimeoutError:
            return False

    def vanish(self):
        for relayed, _ in self.sides:
            vanish(relayed)
        self.sides = []

    def close(self):
        for relayed, _ in self.sides:
            relayed.close()
        self.sides = []


async def post(path, home, port=HTTP):
    """A request of its own connection; returns the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(home, 0))
    try:
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0\r\n"
            "Connection: close\r\n\r\n".encode())
        head, _, body = (await asyncio.wait_for(reader.read(), 20)).partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode(errors="replace"))
        return body
    finally:
        writer.close()


async def join(room, home):
    """Joins a room and registers a socket; returns the client's id and the socket."""
    answer = json.loads(await post(f"/join/{room}", home))
    if answer["result"] != "SUCCESS":
        raise ConnectionError(answer["result"])
    client = answer["params"]["client_id"]
    link = await websockets.connect(
        f"ws://127.0.0.1:{HTTP}/ws", local_addr=(home, 0), origin=f"http://127.0.0.1:{HTTP}")
    await link.send(json.dumps({"cmd": "register", "roomid": room, "clientid": client}))
    return client, link


async def meet(room):
    """Two members join a room, and what one says the other hears; returns both sockets."""
    home = anywhere()
    sockets = []
    for _ in range(2):
        _, link = await join(room, home)
        sockets.append(link)
    text = os.urandom(500).hex()
    await sockets[0].send(json.dumps({"cmd": "send", "msg": text}))
    async with asyncio.timeout(20):
        while json.loads(await sockets[1].recv()).get("msg") != text:
            pass
    return sockets


async def pester():
    """Sends what nobody asked for."""
    home = anywhere()
    choice = random.randrange(4)
    if choice == 0:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thrower:
            thrower.bind((home, 0))
            for _ in range(20):
                noise = os.urandom(random.randrange(1400))
                first = random.choice([noise[:1], b"\x00", b"\x16", b"\x40"])
                thrower.sendto(first + noise[1:], ("127.0.0.1", TURN))
        return
    port = random.choice([TURN, HTTP, HTTPS])
    _, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(home, 0))
    if choice == 1:
        writer.write(os.urandom(random.randrange(1, 3000)))
    elif choice == 2:
        # The beginning of a request, of an Allocate or of a ClientHello, and no more.
        writer.write(random.choice([
            b"GET / HTTP/1.1\r\nHost: ", b"\x00\x03\x00\x08\x21\x12\xa4\x42",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"]))
        await asyncio.sleep(random.random() * 3)
    if choice == 3:
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()
