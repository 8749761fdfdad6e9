"""Calls between real browsers."""

import time

from tab import Failure

RELAYED = "?it=relay"


def join(tab, url):
    """Opens a room and goes through the page before the call."""
    tab.open(url)
    tab.wait_view("prejoin")
    tab.wait("document.querySelector('#preview').videoWidth > 0")
    tab.click("#join")
    tab.wait_view("call")


def connect(world, first, second, room, query=""):
    """Two visitors meet; returns once both pages say that they are connected."""
    join(first, world.server.room(room, query))
    first.wait_text("#status", "Waiting for someone")
    join(second, world.server.room(room, query))
    for tab in (first, second):
        tab.wait_text("#status", "Connected")
        tab.wait("probe.sample()")


def expect_media(*tabs, seconds=20):
    """In both directions sound and picture keep coming."""
    before = [tab.wait("probe.sample()") for tab in tabs]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        now = [tab.wait("probe.sample()") for tab in tabs]
        if all(after[name] > earlier[name] for earlier, after in zip(before, now)
               for name in ("sent", "received", "frames", "audioBytes")):
            return now
        time.sleep(0.25)
    raise Failure(f"media does not flow: {before} {now}")


def restart_paths(*tabs):
    """Either side can negotiate: both get new ICE user names, and media goes on."""
    name = "probe.connections.at(-1).localDescription.sdp.match(/ice-ufrag:(.*)/)[1]"
    for tab in tabs:
        before = [each.evaluate(name) for each in tabs]
        tab.evaluate("void probe.connections.at(-1).restartIce()")
        for each, old in zip(tabs, before):
            each.wait(f"{name} !== {old!r}")
        expect_media(*tabs)


def relayed_call(world, first, second, room):
    connect(world, first, second, room, RELAYED)
    for tab, facts in zip((first, second), expect_media(first, second)):
        if facts["local"] != "relay":
            raise Failure(f"not relayed: {facts}")
        # The server offers itself over UDP and TCP, and a browser takes what answers first.
        over = facts["over"].upper()
        tab.wait_text("#status", f"relayed over {over}")
        tab.wait_text("#path-words", f"Relayed over {over} through this server")


def relayed_between_chromiums(world):
    relayed_call(world, world.chromium.visitor(), world.chromium.visitor(), "relay-cc")


def relayed_from_chromium_to_firefox(world):
    relayed_call(world, world.chromium.visitor(), world.firefox.visitor(), "relay-cf")


def relayed_from_firefox_to_chromium(world):
    relayed_call(world, world.firefox.visitor(), world.chromium.visitor(), "relay-fc")


def direct_call(world, first, second, room):
    connect(world, first, second, room)
    for facts in expect_media(first, second):
        if facts["local"] == "relay":
            raise Failure(f"relayed although a direct path exists: {facts}")
    for tab in (first, second):
        tab.wait_text("#status", "direct over UDP")
        tab.wait_text("#path-words", "Direct:")


def direct_between_chromiums(world):
    direct_call(world, world.chromium.visitor(), world.chromium.visitor(), "direct-cc")


def direct_between_chromium_and_firefox(world):
    direct_call(world, world.chromium.visitor(), world.firefox.visitor(), "direct-cf")


def rejoin_after_hanging_up(world):
    """Whoever hangs up, and in either role, the other one waits and both can go on."""
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "again")
    for leaver, stayer in ((second, first), (first, second)):
        leaver.click("#leave")
        leaver.wait_view("notice")
        leaver.wait_text("#notice-title", "You left the call")
        stayer.wait_text("#status", "The other person left")
        leaver.click("#again")
        for tab in (leaver, stayer):
            tab.wait_text("#status", "Connected")
        expect_media(first, second)


def closed_tab_frees_its_place(world):
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "closed")
    second.open("about:blank")
    first.wait_text("#status", "The other person left")
    join(second, world.server.room("closed"))
    first.wait_text("#status", "Connected")
    expect_media(first, second)


def third_visitor_is_told(world):
    first, second, third = (world.chromium.visitor() for _ in range(3))
    connect(world, first, second, "crowd")
    third.open(world.server.room("crowd", "?prejoin=0"))
    third.wait_view("notice")
    third.wait_text("#notice-title", "This room is full")
    expect_media(first, second)
    second.click("#leave")
    second.wait_view("notice")
    third.click("#again")
    third.wait_text("#status", "Connected")
    expect_media(first, third)


def killed_tab_comes_back(world):
    """A tab that dies says good-bye to nobody; its place is free again within 15 seconds."""
    first, second, back = (world.chromium.visitor() for _ in range(3))
    connect(world, first, second, "killed")
    second.crash()
    died = time.monotonic()
    back.open(world.server.room("killed", "?prejoin=0"))
    while time.monotonic() < died + 15:
        if back.evaluate("document.body?.dataset.view") == "notice":
            back.click("#again")
        elif back.sample():
            expect_media(first, back)
            return
        time.sleep(1)
    raise Failure(f"not back after 15 s: {back.page()} / {first.page()}")


def lost_socket_is_replaced(world):
    """The call outlives its socket, and negotiation works again over the new one."""
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "socket")
    for tab in (first, second):
        tab.evaluate("probe.sockets.at(-1).close()")
        tab.wait("probe.sockets.length === 2 && probe.sockets[1].readyState === WebSocket.OPEN")
        expect_media(first, second)
    restart_paths(first, second)
    for tab in (first, second):
        tab.wait("probe.connections.length === 1")


def seat_outlives_a_long_silence(world):
    """After ten seconds without a socket, joining again gives the same seat and spares the call."""
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "silence")
    first.offline(True)
    first.evaluate("probe.sockets.at(-1).close()")
    first.wait_text("#status", "server out of reach")
    time.sleep(12)
    expect_media(first, second)
    first.offline(False)
    first.wait("probe.sockets.at(-1).readyState === WebSocket.OPEN")
    first.wait_text("#status", "direct")
    restart_paths(first, second)
    for tab in (first, second):
        tab.wait("probe.connections.length === 1")
        tab.console.clear()  # failed requests were the point


def call_outlives_its_server(world):
    first, second, third = (world.chromium.visitor() for _ in range(3))
    connect(world, first, second, "restart")
    world.server.stop()
    for tab in (first, second):
        tab.wait_text("#status", "server out of reach")
    expect_media(first, second)
    world.server = world.server.again()
    for tab in (first, second):
        tab.wait("probe.sockets.at(-1).readyState === WebSocket.OPEN")
        tab.wait_text("#status", "direct")
    restart_paths(first, second)
    third.open(world.server.room("restart", "?prejoin=0"))
    third.wait_text("#notice-title", "This room is full")
    for tab in (first, second):
        tab.console.clear()  # failed requests were the point


def waiting_outlives_the_server(world):
    """The offer that waited at the server is lost with it, and the call still comes about."""
    first, second = world.chromium.visitor(), world.chromium.visitor()
    join(first, world.server.room("patience"))
    first.wait_text("#status", "Waiting for someone")
    world.server.stop()
    first.wait_text("#status", "server out of reach")
    world.server = world.server.again()
    first.wait("probe.sockets.at(-1).readyState === WebSocket.OPEN")
    join(second, world.server.room("patience"))
    for tab in (first, second):
        tab.wait_text("#status", "Connected")
    expect_media(first, second)
    first.console.clear()  # failed requests were the point


def both_restart_at_once(world):
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "glare")
    for _ in range(5):
        for tab in (first, second):
            tab.evaluate("void probe.connections.at(-1).restartIce()")
        for tab in (first, second):
            tab.wait("probe.connections.at(-1).signalingState === 'stable'")
    expect_media(first, second)


def loopback(world):
    tab = world.chromium.visitor()
    tab.open(world.server.room("echo", "?debug=loopback&prejoin=0"))
    tab.wait_text("#status", "Connected")
    expect_media(tab)


def shared_screen_arrives(world):
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "screen")
    sent = ("probe.connections.at(-1).getSenders().find(({ track }) => track?.kind === 'video')"
            ".track.getSettings()")
    camera = first.evaluate(sent)["deviceId"]
    shape = "(({ videoWidth, videoHeight }) => videoWidth / videoHeight)(remote)"
    narrow = second.wait(f"document.querySelector('#remote').videoWidth && {shape}")
    first.click("#share")
    first.wait_text("#self-label", "sharing")
    first.wait(f"{sent}.displaySurface")
    second.wait(f"Math.abs({shape} - {narrow}) > 0.1")
    first.click("#share")
    first.wait(f"{sent}.deviceId === {camera!r}")
    second.wait(f"Math.abs({shape} - {narrow}) < 0.1")
    expect_media(first, second)


def over_https(world):
    first, second = world.chromium.visitor(), world.chromium.visitor()
    with world.secure_server() as world_over_https:
        connect(world_over_https, first, second, "tls")
        expect_media(first, second)
        first.wait("isSecureContext && location.protocol === 'https:'")


CASES = [
    relayed_between_chromiums, relayed_from_chromium_to_firefox, relayed_from_firefox_to_chromium,
    direct_between_chromiums, direct_between_chromium_and_firefox, rejoin_after_hanging_up,
    closed_tab_frees_its_place, third_visitor_is_told, killed_tab_comes_back,
    lost_socket_is_replaced, seat_outlives_a_long_silence, call_outlives_its_server,
    waiting_outlives_the_server, both_restart_at_once, loopback, shared_screen_arrives, over_https,
]
