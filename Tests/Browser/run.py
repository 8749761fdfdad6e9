#!/usr/bin/env python3
"""Runs the pages in real browsers: run.py [--only WORD] [--pictures FOLDER] -- SIGNALD...

Prints a line for each case and a summary; the status is 0 only if every case passed."""

import argparse
import contextlib
import os
import sys
import time
import traceback

import calls
import ipv6
import looks
import pages
from chromium import NO_DEVICES, NO_PERMISSION, Chromium
from firefox import Firefox
from server import Server

HERE = os.path.dirname(os.path.abspath(__file__))


class World:
    """The server and the browsers of one case; browsers start when they are first needed."""

    def __init__(self, server, pictures):
        self.command = server.command
        self.pictures = pictures
        self.server = server
        self.browsers = {}
        with open(os.path.join(HERE, "probe.js")) as file:
            self.preload = file.read()

    @property
    def chromium(self):
        return self.browser("chromium", lambda: Chromium(self.preload))

    @property
    def firefox(self):
        return self.browser("firefox", lambda: Firefox(self.preload))

    @property
    def without_permission(self):
        return self.browser("without permission", lambda: Chromium(self.preload, NO_PERMISSION))

    @property
    def without_devices(self):
        return self.browser("without devices", lambda: Chromium(self.preload, NO_DEVICES))

    def browser(self, name, start):
        if name not in self.browsers:
            self.browsers[name] = start()
        return self.browsers[name]

    @contextlib.contextmanager
    def secure_server(self):
        plain = self.server
        self.server = Server(self.command, "--dev-tls")
        try:
            yield self
        finally:
            self.server.stop()
            self.server = plain

    def tidy(self):
        """Closes the tabs of a case; returns what their pages complained about."""
        complaints = []
        for browser in self.browsers.values():
            for tab in list(browser.tabs.values()):
                complaints += [line for line in tab.console if is_complaint(line)]
                tab.close()
        return complaints

    def close(self):
        for browser in self.browsers.values():
            browser.close()
        return self.server.stop()


def is_complaint(line):
    return "Content Security Policy" in line or "Error" in line or "404" in line


def run(world, case):
    started = time.monotonic()
    problem = None
    try:
        case(world)
    except Exception as error:  # whatever it is, the next case shall run
        problem = f"{type(error).__name__}: {error}"
        if os.environ.get("TRACE"):
            traceback.print_exc()
    complaints = world.tidy()
    if not problem and complaints:
        problem = f"the page complained: {complaints[:5]}"
    verdict = "FAIL" if problem else "pass"
    name = case.__name__.replace("_", " ")
    print(f"{verdict} {time.monotonic() - started:5.1f} s  {name}", flush=True)
    if problem:
        print("      " + problem.replace("\n", "\n      "), flush=True)
    return problem is None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="run only cases whose name has this word")
    parser.add_argument("--ipv6-only", action="store_true", help="this host has no IPv4")
    parser.add_argument("--pictures", help="folder for a picture of every page and state")
    parser.add_argument("signald", nargs="+", help="the command of the daemon")
    options = parser.parse_args()
    if options.pictures:
        os.makedirs(options.pictures, exist_ok=True)
    if options.ipv6_only:
        cases, server = ipv6.CASES, Server.without_arguments(options.signald)
    else:
        cases, server = (*pages.CASES, *looks.CASES, *calls.CASES), Server(options.signald)
    cases = [case for case in cases if options.only in case.__name__]
    world = World(server, options.pictures)
    try:
        passed = sum(run(world, case) for case in cases)
    finally:
        status = world.close()
    if status != 0:
        print(f"FAIL signald ended with status {status}")
    failed = len(cases) - passed + (status != 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
