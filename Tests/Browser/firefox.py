"""Firefox over WebDriver BiDi."""

import base64
import json
import os

from process import Process, new_folder
from tab import Tab
from websocket import WebSocket

PREFERENCES = {
    "media.navigator.permission.disabled": True,  # no prompt for the camera
    "media.navigator.streams.fake": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.peerconnection.ice.loopback": True,
    "media.gmp-manager.updateEnabled": False,
    "network.proxy.type": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "remote.active-protocols": 1,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    def __init__(self, preload):
        self.count = 0
        self.tabs = {}
        folder = new_folder("firefox")
        os.mkdir(f"{folder}/profile")
        with open(f"{folder}/profile/user.js", "w") as file:
            for name, value in PREFERENCES.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self.process = Process(
            "firefox", [os.environ.get("FIREFOX", "firefox-esr"), "--headless", "--no-remote",
                        "--profile", f"{folder}/profile", "--remote-debugging-port=0"],
            folder, {"HOME": folder, "MOZ_HEADLESS": "1", "MOZ_CRASHREPORTER_DISABLE": "1"})
        port = self.process.wait_for(r"BiDi listening on ws://127\.0\.0\.1:(\d+)").group(1)
        self.socket = WebSocket(int(port), "/session")
        self.call("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        self.call("session.subscribe", events=["log.entryAdded"])
        self.call("script.addPreloadScript", functionDeclaration="() => {" + preload + "\n}")

    def visitor(self):
        user = self.call("browser.createUserContext")["userContext"]
        context = self.call("browsingContext.create", type="tab", userContext=user)["context"]
        self.tabs[context] = FirefoxTab(self, context)
        return self.tabs[context]

    def call(self, method, **parameters):
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.receive(60))
            if answer.get("id") == self.count:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['error']} {answer.get('message')}")
                return answer["result"]
            if answer.get("method") == "log.entryAdded":
                entry = answer["params"]
                tab = self.tabs.get(entry["source"].get("context"))
                if tab and entry["level"] in ("error", "warn"):
                    tab.console.append(str(entry.get("text")))

    def close(self):
        self.socket.close()
        self.process.end()


class FirefoxTab(Tab):
    name = "firefox"

    def __init__(self, browser, context):
        self.browser = browser
        self.context = context
        self.console = []

    def open(self, url):
        self.browser.call("browsingContext.navigate", context=self.context, url=url,
                          wait="interactive")

    def evaluate(self, expression):
        answer = self.browser.call(
            "script.evaluate", target={"context": self.context}, awaitPromise=True,
            userActivation=True,
            expression=f"(async () => JSON.stringify(await ({expression})))()")
        if answer["type"] != "success":
            raise RuntimeError(answer["exceptionDetails"].get("text"))
        value = answer["result"].get("value")
        return None if value is None else json.loads(value)

    def screenshot(self, path):
        picture = self.browser.call("browsingContext.captureScreenshot", context=self.context)
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def close(self):
        self.browser.tabs.pop(self.context, None)
        self.browser.call("browsingContext.close", context=self.context)
