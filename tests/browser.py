"""A real Chromium, driven through chromedriver by the WebDriver protocol (W3C), which is JSON over HTTP."""

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=fr",
)  # fmt: skip
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_WAIT_S = 30.0


@dataclass(frozen=True)
class Browser:
    """One window."""

    connection: HTTPConnection
    session: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One command of the protocol. Raises AssertionError with the driver's words where it fails."""
        self.connection.request(method, f"/session/{self.session}{path}", None if body is None else json.dumps(body))
        response = self.connection.getresponse()
        value = json.loads(response.read())["value"]
        assert response.status == 200, value
        return value

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        self.ask("POST", "/url", {"url": url})

    def run(self, script: str, *given: Any) -> Any:
        """What JavaScript gives: `return document.title`."""
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(given)})

    def find(self, selector: str) -> str:
        """The handle of the one element of a CSS selector."""
        found: str = self.ask("POST", "/element", {"using": "css selector", "value": selector})[_ELEMENT]
        return found

    def click(self, selector: str) -> None:
        """As a mouse does: it must be seen."""
        self.ask("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        """As a keyboard does, into an emptied field."""
        handle = self.find(selector)
        self.ask("POST", f"/element/{handle}/clear", {})
        self.ask("POST", f"/element/{handle}/value", {"text": text})

    def text(self, selector: str) -> str:
        """The text one sees of an element."""
        found: str = self.ask("GET", f"/element/{self.find(selector)}/text")
        return found

    def wait(self, script: str, *given: Any) -> Any:
        """The first value of a script that is true. Raises AssertionError."""
        end = time.monotonic() + _WAIT_S
        while time.monotonic() < end:
            if found := self.run(script, *given):
                return found
            time.sleep(0.05)
        raise AssertionError(f"never true: {script}")

    def resize(self, width: int, height: int) -> None:
        """The size of what the page has."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": False}
        self.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics})

    def picture(self, path: Path) -> None:
        """What one sees, as a PNG."""
        path.write_bytes(base64.b64decode(self.ask("GET", "/screenshot")))

    def complaints(self) -> list[str]:
        """What the page wrote to the console as errors: scripts that failed, what its policy stopped."""
        return [entry["message"] for entry in self.ask("POST", "/se/log", {"type": "browser"})]


@contextlib.contextmanager
def running(profile: Path, *flags: str) -> Iterator[Browser]:
    """Start a window with an empty profile; nothing of it stays."""
    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
    assert driver, "chromedriver is not installed"
    assert chromium, "chromium is not installed"
    port = _free_port()
    environment = {**os.environ, "HOME": str(profile)}
    with subprocess.Popen(
        [driver, f"--port={port}"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            options = {"binary": chromium, "args": [*_FLAGS, f"--user-data-dir={profile}", *flags]}
            with contextlib.closing(_connected(port)) as connection:
                browser = Browser(connection, _session(connection, options))
                try:
                    yield browser
                finally:  # or the window would outlive its driver
                    browser.ask("DELETE", "")
        finally:
            process.terminate()


def _session(connection: HTTPConnection, options: dict[str, Sequence[str] | str]) -> str:
    wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "SEVERE"}}
    connection.request("POST", "/session", json.dumps({"capabilities": {"alwaysMatch": wanted}}))
    reply = json.loads(connection.getresponse().read())["value"]
    assert "sessionId" in reply, reply
    found: str = reply["sessionId"]
    return found


def _connected(port: int) -> HTTPConnection:
    end = time.monotonic() + _WAIT_S
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2 * _WAIT_S)
            connection.connect()
        except OSError:
            assert time.monotonic() < end, "chromedriver does not start"
            time.sleep(0.05)
        else:
            return connection


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
