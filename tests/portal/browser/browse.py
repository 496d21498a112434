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

# What is asked of everything that can be pressed: its height and width, a link's within text, and the room around it.
# The least that WCAG 2.5.8 asks for, 24 px or as much room, is far below.
SIZES = {"usual": {"target": 64, "inline": 48, "gap": 16}, "gaze": {"target": 120, "inline": 120, "gap": 32}}

# All that can be pressed or filled in, with the box that takes the press, in one of the two sizes of buttons; and
# each two of them that are nearer to each other than they may be.
TARGETS = """([size, asked]) => {
  const root = document.documentElement, before = root.dataset.size;
  root.dataset.size = size;
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const found = all.filter(one => one.checkVisibility() && !one.closest(".govuk-skip-link")).map(one => {
    const pressed = one.labels && one.labels.length && ["radio", "checkbox"].includes(one.type) ? one.labels[0] : one;
    const box = pressed.getBoundingClientRect();
    return {pressed, box, what: one.outerHTML.slice(0, 90), inline: one.tagName === "A" && !one.className};
  });
  const told = [];
  for (const {box, what, inline} of found) {
    const least = (inline ? asked.inline : asked.target) - 0.5;
    if (box.height < least || box.width < Math.min(least, inline ? 47.5 : least))
      told.push(`too small, ${box.width.toFixed()} x ${box.height.toFixed()}: ${what}`);
  }
  found.forEach((one, place) => found.slice(place + 1).forEach(other => {
    if (one.pressed.contains(other.pressed) || other.pressed.contains(one.pressed)) return;
    const a = one.box, b = other.box;
    const room = Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
    if (room < asked.gap - 0.5) told.push(`${room.toFixed()} px between ${one.what} and ${other.what}`);
  }));
  root.dataset.size = before;
  return told;
}"""


@dataclass
class Browse:
    """A page of a real browser, used by keys alone."""

    page: Page
    address: str
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
        self._tab_while(lambda at: text.lower() not in at["text"].lower())

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
        """axe, size and room of all that can be pressed, no script refused, no sideways scrolling."""
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
        """Sizes and room, as the page is for most people and as it is for eye control."""
        for size, asked in SIZES.items():
            told = self.page.evaluate(TARGETS, [size, asked])
            assert not told, f"{self.page.url}, {size} buttons:\n" + "\n".join(told)

    def text(self) -> str:
        """What stands in the page's main part."""
        return self.page.inner_text("main")

    def shot(self, folder: Path, name: str) -> None:
        """A picture of what the screen shows."""
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(folder / f"{name}.png"))


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
