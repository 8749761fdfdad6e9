"""A host without any IPv4, where the server was started without arguments."""

from calls import relayed_call
from tab import Failure


def pages_at_the_address_told(world):
    tab = world.chromium.visitor()
    tab.open(world.server.origin + "/")
    tab.wait("document.querySelector('#new-room').href.includes('/r/')")
    elsewhere = world.server.process.wait_for(r"from another machine: (\S+)").group(1)
    tab.open(elsewhere)
    tab.wait("document.querySelector('#new-room').href.includes('/r/')")


def relayed_over_ipv6(world):
    first, second = world.chromium.visitor(), world.chromium.visitor()
    relayed_call(world, first, second, "six")
    for tab in (first, second):
        facts = tab.wait("probe.sample()")
        if ":" not in facts["address"]:
            raise Failure(f"not over IPv6: {facts}")


CASES = [pages_at_the_address_told, relayed_over_ipv6]
