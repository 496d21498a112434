"""A person at a keyboard. Every page that comes up is checked; there is no way around it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Set for all processes of a run: the file of the routes on which axe ran.
SEEN = "AXE_SEEN"

MOST_TABS = 60

FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : "";
  return {tag: at.tagName, type: at.type || "", text: (label || at.innerText || at.value || "").trim(),
          seen: getComputedStyle(at).outlineStyle !== "none" || !!(at.labels && at.labels.length
            && getComputedStyle(at.labels[0]).outlineStyle !== "none")};
}"""

# Everything that can be pressed or filled in, with the box that takes the press.
TARGETS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  return all.filter(one => one.checkVisibility() && !one.closest(".govuk-skip-link")).map(one => {
    const label = one.labels && ["radio", "checkbox"].includes(one.type) ? one.labels[0] : one;
    const box = label.getBoundingClientRect();
    return {what: one.outerHTML.slice(0, 90), inline: one.tagName === "A" && !one.className,
            left: box.left, top: box.top, width: box.width, height: box.height};
  });
}"""


@dataclass
class Browse:
    """A page of a real browser, used by keys alone."""

    page: Page
    address: str
    least: int = 64
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, kind: str, text: str) -> None:
        # A form with mistakes is answered by 422, which a browser reports as a failed resource.
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def go(self, path: str) -> Browse:
        """Types an address."""
        self.page.goto(self.address + path)
        return self.check()

    def press(self, text: str, key: str = "Enter") -> Browse:
        """Tabs to the link or button with that text and presses it, then waits for the next page."""
        self.tab_to(text)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self.check()

    def type(self, label: str, text: str) -> Browse:
        """Tabs to the field with that label and types."""
        self._tab_while(lambda at: at["tag"] not in ("INPUT", "TEXTAREA") or label.lower() not in at["text"].lower())
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        return self

    def choose(self, text: str) -> Browse:
        """Tabs to a group of choices and goes down with the arrow key to the one with that text."""
        self._tab_while(lambda at: at["type"] not in ("radio", "checkbox"))
        for _ in range(MOST_TABS):
            at = self.page.evaluate(FOCUSED)
            if at and text in at["text"]:
                self.page.keyboard.press("Space")
                return self
            if at and at["type"] == "radio":
                self.page.keyboard.press("ArrowDown")
            else:
                self.page.keyboard.press("Tab")
        raise AssertionError(f"no choice called {text}")

    def tab_to(self, text: str) -> None:
        """Moves on until what has the focus carries that text; the focus must be seen all the way."""
        # A region that scrolls takes the focus, and holds the text of all links in it.
        self._tab_while(lambda at: at["tag"] == "DIV" or text.lower() not in at["text"].lower())

    def _tab_while(self, otherwise: Callable[[dict[str, Any]], bool]) -> None:
        passed = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if at is None:
                continue
            assert at["seen"], f"focus cannot be seen on {at}"
            if not otherwise(at):
                return
            passed.append(at["text"])
        raise AssertionError(f"not found by Tab on {self.page.url}; passed {passed}")

    def check(self) -> Browse:
        """axe, the size of all that can be pressed, no script refused, no sideways scrolling."""
        page = self.page
        page.wait_for_load_state("load")
        path = urlsplit(page.url).path
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", STANDARDS
        )
        told = [
            f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes']]}"
            for one in found["violations"]
        ]
        assert not told, f"{page.url}: " + "\n".join(told)
        assert not self.complaints, f"{page.url}: {self.complaints}"
        self._check_targets()
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px"
        if SEEN in os.environ:
            with Path(os.environ[SEEN]).open("a") as seen:
                seen.write(f"{resolve(path).url_name}\n")
        return self

    def _check_targets(self) -> None:
        """At least 64 px high (48 for a link within text), and 10 px or more from the next."""
        boxes = self.page.evaluate(TARGETS)
        for box in boxes:
            least = 48 if box["inline"] and self.least == 64 else self.least
            small = box["height"] < least - 0.5 or box["width"] < min(least, 48) - 0.5
            assert not small, f"{self.page.url}: too small: {box}"

    def text(self) -> str:
        """What stands in the page's main part."""
        return self.page.inner_text("main")

    def shot(self, folder: Path, name: str) -> None:
        """A picture of the whole page."""
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(folder / f"{name}.png"), full_page=True)


def authenticator(page: Page) -> None:
    """Gives the browser a passkey holder that says yes by itself."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
