"""aioice, the ICE of Python's WebRTC, through the relay."""

import asyncio
import ssl

import aioice
from aioice import turn

from ground import ECHO, PASSWORD, USER

MESSAGES = [bytes([number]) * size for number, size in enumerate((1, 3, 4, 160, 1200))]


def context(ground):
    """TLS that trusts only the ground's certificate."""
    return ssl.create_default_context(cafile=ground.certificate)


class Listener(asyncio.DatagramProtocol):
    def __init__(self):
        self.heard = asyncio.Queue()

    def datagram_received(self, data, address):
        self.heard.put_nowait((data, address))


async def echo(ground, transport, port):
    """Sends messages to the echo through an allocation, and wants each of them back."""
    relayed, listener = await turn.create_turn_endpoint(
        Listener, ("127.0.0.1", port), USER, PASSWORD,
        ssl=context(ground) if transport == "TLS" else None,
        transport="udp" if transport == "UDP" else "tcp")
    try:
        for message in MESSAGES:
            relayed.sendto(message, ("127.0.0.1", ECHO))
            assert await listener.heard.get() == (message, ("127.0.0.1", ECHO)), len(message)
    finally:
        relayed.close()
        await relayed._TurnTransport__close_task


async def connect(ground, transport, port):
    """Two ICE agents that have nothing but relayed candidates find each other."""
    options = dict(
        turn_server=("127.0.0.1", port), turn_username=USER, turn_password=PASSWORD,
        turn_ssl=context(ground) if transport == "TLS" else False,
        turn_transport="udp" if transport == "UDP" else "tcp",
        transport_policy=aioice.TransportPolicy.RELAY)
    first = aioice.Connection(ice_controlling=True, **options)
    second = aioice.Connection(ice_controlling=False, **options)
    try:
        await asyncio.gather(first.gather_candidates(), second.gather_candidates())
        for one, other in ((first, second), (second, first)):
            assert {each.type for each in one.local_candidates} == {"relay"}
            for candidate in one.local_candidates:
                await other.add_remote_candidate(candidate)
            await other.add_remote_candidate(None)
            other.remote_username, other.remote_password = one.local_username, one.local_password
        await asyncio.gather(first.connect(), second.connect())
        for message in MESSAGES:
            await first.send(message)
            assert await second.recv() == message
            await second.send(message)
            assert await first.recv() == message
    finally:
        await asyncio.gather(first.close(), second.close())
