"""The pages by themselves: what they say, do and remember, and how they are operated."""

import json

from calls import connect, join
from tab import Failure

TAB = 9
ENTER = 13
FOCUSED = ("(document.activeElement.getAttribute('aria-label') || "
           "document.activeElement.textContent.trim() || document.activeElement.id)")


def expect(found, wanted):
    if found != wanted:
        raise Failure(f"expected {wanted!r}, found {found!r}")


def new_room_goes_straight_in(world):
    tab = world.chromium.visitor()
    tab.open(world.server.origin + "/")
    tab.wait("document.querySelector('#new-room').href.includes('/r/')")
    tab.click("#new-room")
    tab.wait_text("#status", "Waiting for someone")
    name = tab.text("#room-name")
    expect(tab.evaluate("location.pathname"), f"/r/{name}")
    tab.wait_text("#invite-address", f"{world.server.origin}/r/{name}")
    tab.evaluate("void location.reload()")
    tab.wait_view("prejoin")
    tab.open(world.server.origin + "/")
    tab.wait_text("#rooms", name)
    tab.click("#forget")
    tab.wait("document.querySelector('#recent').hidden")


def room_by_name(world):
    tab = world.chromium.visitor()
    tab.open(world.server.origin + "/?it=relay")
    tab.wait("document.querySelector('#new-room').href.includes('/r/')")
    tab.evaluate("document.querySelector('#name').value = 'no spaces'")
    expect(tab.evaluate("document.querySelector('form').checkValidity()"), False)
    tab.evaluate("document.querySelector('#name').value = 'Daily_1-a'")
    tab.click("#join .button")
    tab.wait_view("prejoin")
    expect(tab.evaluate("location.pathname + location.search"), "/r/Daily_1-a?it=relay")
    expect(tab.evaluate("document.title"), "Daily_1-a · signald")


def look_in_the_mirror(world):
    tab = world.chromium.visitor()
    tab.open(world.server.room("mirror"))
    tab.wait("document.querySelector('#preview').videoWidth > 0")
    expect(tab.evaluate("document.activeElement.id"), "join")
    tab.wait("document.querySelector('#level').value > 0.02")
    tab.wait("document.querySelector('#prejoin [data-device=audio]').options.length > 1")
    chosen = tab.evaluate("(() => { const list = document.querySelector('[data-device=audio]');"
                          "list.selectedIndex = 1; list.dispatchEvent(new Event('change'));"
                          "return list.value })()")
    tab.wait(f"localStorage.getItem('signald.devices')?.includes({chosen!r})")
    tab.click("#prejoin [data-toggle=video]")
    tab.wait_text("#preview-words", "Your camera is off")
    tab.evaluate("void location.reload()")
    tab.wait_text("#preview-words", "Your camera is off")
    tab.wait(f"document.querySelector('#prejoin [data-device=audio]').value === {chosen!r}")
    tab.click("#join")
    tab.wait_view("call")
    expect(tab.evaluate("document.querySelector('.controls [data-toggle=video]').ariaPressed"),
           "true")


def no_permission(world):
    tab = world.without_permission.visitor()
    tab.open(world.server.room("denied"))
    tab.wait_text("#problem", "does not let this page use the camera and microphone")
    tab.wait_text("#ask-again", "Ask again")
    tab.wait_text("#join", "Join without camera and microphone")
    tab.click("#join")
    tab.wait_text("#status", "Waiting for someone")


def no_devices(world):
    tab = world.without_devices.visitor()
    tab.open(world.server.room("bare"))
    tab.wait_text("#problem", "No microphone was found")
    tab.wait_text("#problem", "No camera was found")
    seeing = world.chromium.visitor()
    tab.click("#join")
    tab.wait_text("#status", "Waiting for someone")
    join(seeing, world.server.room("bare"))
    tab.wait_text("#status", "Connected")
    tab.wait("probe.sample().then((sample) => sample.frames > 10)")


def insecure_page(world):
    tab = world.chromium.visitor()
    tab.open(f"http://signald.test:{world.server.port}/r/plain")
    tab.wait_text("#problem", "only to pages that came over https")
    tab.wait_text("#problem", "--dev-tls")
    tab.wait_text("#join", "Join without camera and microphone")


def wishes_in_the_address(world):
    tab = world.chromium.visitor()
    tab.open(world.server.room("wishes", "?prejoin=0&audio=false&video=width=320,frameRate=10"))
    tab.wait_text("#status", "Waiting for someone")
    sent = tab.evaluate("probe.connections[0].getSenders().map(({ track }) => "
                        "track && track.getSettings().width)")
    expect(sent, [None, 320])
    tab.open(world.server.room("wishes", "?prejoin=0&hd=true"))
    tab.wait_text("#status", "Waiting for someone")
    tab.wait("document.querySelector('#local').videoWidth === 1280")


def keys_switch(world):
    tab = world.chromium.visitor()
    join(tab, world.server.room("keys"))
    states = {key: f"document.querySelector('.controls [aria-keyshortcuts={key}]').ariaPressed"
              for key in "MVSI"}
    for key, state in states.items():
        before = tab.evaluate(state)
        for _ in range(2):
            tab.key(key.lower(), ord(key))
            tab.wait(f"{state} !== {before!r}")
            before = tab.evaluate(state)
    tab.click("#show-settings")
    tab.click("#use-keys")
    tab.click("#settings button")
    before = tab.evaluate(states["M"])
    tab.key("m", ord("M"))
    expect(tab.evaluate(states["M"]), before)
    expect(tab.evaluate("document.querySelector('#keys').checkVisibility()"), False)


def names_and_roles(world):
    """The accessibility tree of a call has every control, its state, and the status."""
    first, second = world.chromium.visitor(), world.chromium.visitor()
    connect(world, first, second, "tree")
    first.wait("document.querySelector('#chart').checkVisibility()")
    tree = first.accessible()
    found = {(role, name) for role, name, _ in tree}
    wanted = [
        ("link", "signald, start page"), ("heading", "tree 2 of 2 people"),
        ("button", "Copy invite link"), ("main", "tree"), ("region", "Video"),
        ("complementary", "Connection details"), ("heading", "How you are connected"),
        ("group", "Call controls"), ("button", "Mute microphone"), ("button", "Turn camera off"),
        ("button", "Share screen"), ("button", "Connection details"), ("button", "Settings"),
        ("button", "Leave the call"),
    ]
    missing = [pair for pair in wanted if pair not in found]
    if missing:
        raise Failure(f"missing {missing} in {sorted(found)}")
    status = [name for role, name, _ in tree if role == "status"]
    expect(len(status), 1)
    charts = [name for role, name, _ in tree if role in ("image", "img")]
    if not any("Bit rate" in name for name in charts):
        raise Failure(f"no summary of the chart: {charts}")
    pressed = {name: properties.get("pressed") for role, name, properties in tree
               if role == "button" and "pressed" in properties}
    expect(pressed, {"Mute microphone": "false", "Turn camera off": "false",
                     "Share screen": "false", "Connection details": "true"})
    unnamed = [(role, name) for role, name, _ in tree
               if role in ("button", "link", "combobox", "textbox", "checkbox") and not name]
    expect(unnamed, [])


def order_of_focus(world):
    tab = world.chromium.visitor()
    join(tab, world.server.room("focus"))
    expect(tab.evaluate("document.activeElement.id"), "call")
    visited = []
    for _ in range(9):
        tab.key("Tab", TAB)
        if tab.evaluate("document.activeElement === document.body"):
            continue
        visited.append(tab.evaluate(FOCUSED))
        if tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "solid":
            raise Failure(f"no ring around {visited}")
    expect(visited[:8], [
        "Mute microphone", "Turn camera off", "Share screen", "Connection details", "Settings",
        "Leave the call", "signald, start page", "Copy invite link"])
    tab.evaluate("void document.querySelector('#leave').focus()")
    tab.key("Enter", ENTER)
    tab.wait_view("notice")
    expect(tab.evaluate("document.activeElement.id"), "notice-title")


def words_for_paths(world):
    """Each kind of path has its words, whatever networks this machine has."""
    tab = world.chromium.visitor()
    tab.open(world.server.origin + "/")
    relay = {"candidateType": "relay", "protocol": "udp", "url": "turn:turn.test:3478"}
    routed = {"candidateType": "srflx", "protocol": "udp"}
    plain = {"candidateType": "host", "protocol": "udp"}
    paths = [
        ({**relay, "relayProtocol": "udp"}, plain, "all", "relayed over UDP",
         "through the relay at turn.test: your networks allow no direct path."),
        ({**relay, "relayProtocol": "tls", "url": "turns:localhost:443"}, plain, "all",
         "relayed over TLS", "through this server: your networks allow no direct path and no UDP."),
        ({**relay, "relayProtocol": "tcp"}, plain, "relay", "relayed over TCP",
         "this page was asked to use nothing but the relay."),
        (routed, relay, "all", "relayed for the other side", "their network lets nothing in"),
        (routed, plain, "all", "direct over UDP", "the routers in between let both"),
        ({**plain, "protocol": "tcp"}, plain, "all", "direct over TCP", "by their own addresses"),
    ]
    for local, remote, policy, short, part in paths:
        facts = json.dumps({"local": local, "remote": remote})
        words = tab.evaluate("import('/assets/path.js').then((module) => "
                             f"module.describePath({facts}, {policy!r}, location.hostname))")
        expect(words["short"], short)
        if part not in words["words"]:
            raise Failure(f"no {part!r} in {words['words']!r}")


CASES = [
    words_for_paths,
    new_room_goes_straight_in, room_by_name, look_in_the_mirror, no_permission, no_devices,
    insecure_page, wishes_in_the_address, keys_switch, names_and_roles, order_of_focus,
]
