"""Chromium over its DevTools protocol."""

import base64
import json
import os

from process import Process, new_folder
from tab import Tab
from websocket import WebSocket

FLAGS = [
    "--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0",
    "--no-sandbox",  # needed as root
    "--mute-audio", "--no-first-run", "--no-default-browser-check", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-extensions", "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--host-resolver-rules=MAP signald.test 127.0.0.1",
    # Tabs of several visitors share one window, where only one would be in front.
    "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    "--disable-features=Translate,OptimizationHints,MediaRouter,WebRtcHideLocalIpsWithMdns",
]
FAKE_DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
NO_PERMISSION = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny"]
NO_DEVICES = ["--use-fake-ui-for-media-stream"]


class Chromium:
    def __init__(self, preload, flags=FAKE_DEVICES):
        self.preload = preload
        self.count = 0
        self.tabs = {}
        folder = new_folder("chromium")
        self.process = Process(
            "chromium", [os.environ.get("CHROMIUM", "chromium"), *FLAGS, *flags,
                         f"--user-data-dir={folder}/profile", "about:blank"],
            folder, {"HOME": folder})
        host, port, path = self.process.wait_for(
            r"DevTools listening on ws://(127\.0\.0\.1|\[::1\]):(\d+)(\S+)").groups()
        self.socket = WebSocket(int(port), path, host.strip("[]"))

    def visitor(self, width=1280, height=820, scheme="dark"):
        """A tab of somebody else: nothing is shared with other tabs."""
        context = self.call(None, "Target.createBrowserContext")["browserContextId"]
        target = self.call(None, "Target.createTarget", url="about:blank",
                           browserContextId=context)["targetId"]
        tab = ChromiumTab(self, target, context)
        self.tabs[tab.session] = tab
        for domain in ("Page", "Runtime", "Log", "Accessibility", "Network"):
            tab.call(f"{domain}.enable")
        tab.call("Emulation.setFocusEmulationEnabled", enabled=True)
        tab.call("Security.setIgnoreCertificateErrors", ignore=True)
        tab.call("Page.addScriptToEvaluateOnNewDocument", source=self.preload)
        tab.look(width, height, scheme)
        return tab

    def call(self, session, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.receive(60))
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if answer.get("sessionId") in self.tabs:
                self.tabs[answer["sessionId"]].hear(answer["method"], answer["params"])

    def close(self):
        self.socket.close()
        self.process.end()


class ChromiumTab(Tab):
    name = "chromium"

    def __init__(self, browser, target, context):
        self.browser = browser
        self.target = target
        self.context = context
        self.console = []
        self.session = browser.call(
            None, "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(self, method, **parameters):
        return self.browser.call(self.session, method, **parameters)

    def hear(self, method, event):
        if method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning"):
            self.console.append(" ".join(
                str(item.get("value", item.get("description"))) for item in event["args"]))
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.console.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Log.entryAdded" and event["entry"]["level"] == "error":
            self.console.append(f"{event['entry']['text']} {event['entry'].get('url', '')}")

    def look(self, width, height, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def offline(self, is_offline):
        self.call("Network.emulateNetworkConditions", offline=is_offline, latency=0,
                  downloadThroughput=-1, uploadThroughput=-1)

    def open(self, url):
        problem = self.call("Page.navigate", url=url).get("errorText")
        if problem:
            raise RuntimeError(f"{url}: {problem}")

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True, userGesture=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description"))
        return answer["result"].get("value")

    def key(self, key, code=0):
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                      **text)

    def accessible(self):
        """The accessibility tree as (role, name, properties), in order."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", ""),
                 {item["name"]: item["value"].get("value") for item in node.get("properties", [])})
                for node in nodes if not node["ignored"]]

    def screenshot(self, path):
        picture = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture))

    def crash(self):
        """Kills the page's process, so that it can say good-bye to nobody."""
        self.browser.socket.send(json.dumps({
            "id": 0, "sessionId": self.session, "method": "Page.crash", "params": {}}))
        self.close()

    def close(self):
        self.browser.tabs.pop(self.session, None)
        self.browser.call(None, "Target.disposeBrowserContext", browserContextId=self.context)
