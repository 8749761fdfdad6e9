"""What every tab can do, in whichever browser: act on the page and wait for it."""

import json
import time


class Failure(Exception):
    """A case found something else than it expected."""


class Tab:
    """A subclass gives `open`, `evaluate` and `screenshot`."""

    name = "tab"

    def wait(self, expression, seconds=20):
        """Returns the first true value of a JavaScript expression."""
        deadline = time.monotonic() + seconds
        last = None
        while time.monotonic() < deadline:
            try:
                last = self.evaluate(expression)
            except RuntimeError as error:
                last = error
            if last and not isinstance(last, Exception):
                return last
            time.sleep(0.1)
        raise Failure(f"{self.name}: not within {seconds} s: {expression} (last: {last!r})\n"
                      f"  page: {self.page()!r}\n  console: {self.console[-10:]}")

    def page(self):
        try:
            return self.evaluate("document.body.innerText")[:600]
        except RuntimeError as error:
            return str(error)

    def click(self, selector):
        chosen = json.dumps(selector)
        self.wait(f"document.querySelector({chosen})?.checkVisibility() && "
                  f"!document.querySelector({chosen}).disabled")
        self.evaluate(f"void document.querySelector({chosen}).click()")

    def text(self, selector):
        return self.evaluate(f"document.querySelector({json.dumps(selector)}).textContent.trim()")

    def wait_text(self, selector, part, seconds=20):
        self.wait(f"document.querySelector({json.dumps(selector)})?.checkVisibility() && "
                  f"document.querySelector({json.dumps(selector)}).textContent"
                  f".includes({json.dumps(part)})", seconds)

    def wait_view(self, view, seconds=20):
        self.wait(f"document.body?.dataset.view === {json.dumps(view)}", seconds)

    def sample(self):
        """The present connection as `probe.js` sees it, or None."""
        return self.evaluate("window.probe ? probe.sample() : null")
