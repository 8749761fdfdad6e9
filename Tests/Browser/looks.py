"""Every page and state, wide and narrow, light and dark: fits, is legible, and has its picture."""

import os

from calls import connect, join
from tab import Failure

SIZES = {"desktop": (1280, 820), "phone": (390, 844), "narrow": (320, 568)}
SCHEMES = ("light", "dark")

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "faults.js")) as script:
    FAULTS = script.read()


def look_at(world, tab, state):
    """Checks the present state of a tab in all sizes and colours."""
    faults = []
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            tab.look(width, height, scheme)
            tab.evaluate("new Promise((done) => setTimeout(done, 250))")
            if world.pictures:
                tab.screenshot(os.path.join(world.pictures, f"{state}-{size}-{scheme}.png"))
            found = tab.evaluate(f"({FAULTS})({width})")
            faults += [f"{state}, {size}, {scheme}: {fault}" for fault in found]
    tab.look(1280, 820, "dark")
    if faults:
        raise Failure("\n".join(faults))


def look_of_the_start_page(world):
    tab = world.chromium.visitor()
    tab.open(world.server.origin + "/")
    tab.wait("document.querySelector('#new-room').href.includes('/r/')")
    look_at(world, tab, "start")
    for room in ("daily", "a-rather-long-name-of-a-room-that-somebody-typed", "blue-otter"):
        tab.open(world.server.room(room, "?prejoin=0"))
        tab.wait_text("#status", "Waiting for someone")
        tab.click("#leave")
        tab.wait_view("notice")
    look_at(world, tab, "ended-alone")
    tab.open(world.server.origin + "/")
    tab.wait_text("#recent", "daily")
    look_at(world, tab, "start-recent")


def look_of_the_page_before_a_call(world):
    tab = world.chromium.visitor()
    tab.open(world.server.room("blue-otter"))
    tab.wait("document.querySelector('#preview').videoWidth > 0")
    look_at(world, tab, "prejoin")
    tab.click("#prejoin [data-toggle=video]")
    tab.click("#prejoin [data-toggle=audio]")
    look_at(world, tab, "prejoin-off")
    refused = world.without_permission.visitor()
    refused.open(world.server.room("blue-otter"))
    refused.wait_text("#problem", "does not let")
    look_at(world, refused, "prejoin-denied")


def look_of_a_call(world):
    first, second, third = (world.chromium.visitor() for _ in range(3))
    join(first, world.server.room("blue-otter", "?it=relay"))
    look_at(world, first, "waiting")
    join(second, world.server.room("blue-otter"))
    first.wait_text("#path-words", "Relayed")
    first.evaluate("new Promise((done) => setTimeout(done, 8000))")
    look_at(world, first, "call")
    first.click(".controls [data-toggle=audio]")
    first.click("#show-details")
    look_at(world, first, "call-toggled")
    first.click("#show-settings")
    look_at(world, first, "settings")
    first.click("#settings button")
    third.open(world.server.room("blue-otter", "?prejoin=0"))
    third.wait_text("#notice-title", "full")
    look_at(world, third, "full")
    second.click("#leave")
    first.wait_text("#status", "left")
    look_at(world, first, "peer-left")
    look_at(world, second, "ended")


def look_of_a_server_out_of_reach(world):
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "blue-otter")
    first.offline(True)
    first.evaluate("probe.sockets.at(-1).close()")
    first.wait_text("#status", "server out of reach")
    look_at(world, first, "call-offline")
    second.click("#leave")
    second.wait_view("notice")
    second.offline(True)
    second.click("#again")
    second.wait_text("#notice-title", "cannot be joined")
    look_at(world, second, "failed")
    for tab in (first, second):
        tab.console.clear()  # failed requests were the point


CASES = [
    look_of_the_start_page, look_of_the_page_before_a_call, look_of_a_call,
    look_of_a_server_out_of_reach,
]
