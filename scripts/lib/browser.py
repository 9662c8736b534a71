"""A headless chromium with the console in it, for Tests/Browser and scripts/screenshots."""

import os
import pathlib
import time

import axe_core_python
from selenium import webdriver
from selenium.common import exceptions
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

DESKTOP = (1280, 900)
PHONE = (390, 844)
# How long anything may take to show itself. A machine with other work to do is slow.
SECONDS = 30

# What may pass while a page is being drawn anew.
PASSING = (
    exceptions.StaleElementReferenceException, exceptions.NoSuchElementException,
    exceptions.ElementNotInteractableException, exceptions.ElementClickInterceptedException)


class BrowserError(AssertionError):
    """What did not show itself, and what was there instead."""


class Browser:
    """One window. Everything that waits, waits for a condition and not longer than SECONDS."""

    keys = Keys

    def __init__(self, url, folder):
        self.url = url
        self.downloads = pathlib.Path(folder) / "downloads"
        self.downloads.mkdir(exist_ok=True)
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in (
            "--headless=new", "--disable-dev-shm-usage", "--no-proxy-server", "--lang=zh-CN",
            "--disable-gpu", "--disable-extensions", "--disable-background-networking",
            "--force-prefers-reduced-motion", "--autoplay-policy=no-user-gesture-required",
            f"--user-data-dir={pathlib.Path(folder) / 'browser'}",
        ):
            options.add_argument(argument)
        if os.geteuid() == 0:
            # chromium's own sandbox refuses to work for root, as in a container.
            options.add_argument("--no-sandbox")
        options.add_experimental_option("prefs", {
            "download.default_directory": str(self.downloads),
            "intl.accept_languages": "zh-CN,zh"})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # Between two programs of one machine there is no proxy.
        os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
        service = webdriver.ChromeService(executable_path="/usr/bin/chromedriver")
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.set_script_timeout(SECONDS)
        self.driver.set_page_load_timeout(SECONDS)
        self.size(*DESKTOP)

    def close(self):
        self.driver.quit()

    def size(self, width, height):
        """As wide as a desktop's window, or as a phone; what listens to `resize` has heard it."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1,
            "mobile": width < 600})
        # `resize` comes with the next frame, before this.
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))")

    def go(self, path=""):
        """Opens a page of the console by what follows its address."""
        self.driver.get(f"{self.url}/console/{path}")

    # Waiting.

    def until(self, condition, what, seconds=SECONDS):
        """The first true value of `condition()`; what passes while a page is drawn counts as no."""
        end = time.monotonic() + seconds
        while True:
            try:
                value = condition()
                if value:
                    return value
            except PASSING:
                pass
            if time.monotonic() > end:
                raise BrowserError(
                    f"after {seconds} s still not: {what}\nat {self.driver.current_url}\n"
                    f"{self.text()[:3000]}\n{self.complaints()}")
            time.sleep(0.02)

    def text(self):
        """What can be read on the page."""
        return self.driver.execute_script("return document.body ? document.body.innerText : ''")

    def see(self, *words):
        """Waits for each of these texts."""
        for word in words:
            self.until(lambda word=word: word in self.text(), f"“{word}” is to be read")

    def miss(self, word):
        """Waits until a text is gone."""
        self.until(lambda: word not in self.text(), f"“{word}” is gone")

    # Finding, as a person does: by what is written on it.

    def find(self, selector, within=None, what=None):
        """The first visible element of a CSS selector."""

        def shown():
            found = (within or self.driver).find_elements(By.CSS_SELECTOR, selector)
            return next((one for one in found if one.is_displayed()), None)

        return self.until(shown, what or f"there is {selector}")

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def field(self, label, within=None):
        """The field with this label, whatever kind of field it is."""
        return self.until(
            lambda: self.driver.execute_script(FIELD, label, within),
            f"there is a field “{label}”")

    def button(self, name, within=None):
        """The button or link with this accessible name, or a name that begins with it."""
        return self.until(
            lambda: self.driver.execute_script(BUTTON, name, within),
            f"there is a button “{name}”")

    # Doing.

    def click(self, element):
        """Clicks an element, or a function's element, once it can be clicked."""

        def try_it():
            target = element() if callable(element) else element
            if target is None:
                return False
            self.driver.execute_script(
                "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target)
            target.click()
            return True

        self.until(try_it, "it can be clicked")

    def press(self, name, within=None):
        """Clicks the button or link with this name."""
        self.click(lambda: self.driver.execute_script(BUTTON, name, within)
                   or self.button(name, within))

    def hover(self, element):
        """Moves the mouse onto an element."""
        ActionChains(self.driver).move_to_element(element).perform()

    def fill(self, label, value, within=None):
        """Writes into the field with this label, in place of what is there."""

        def try_it():
            field = self.field(label, within)
            field.send_keys(Keys.CONTROL, "a")
            field.send_keys(value if value else Keys.DELETE)
            return field.get_attribute("value") == value

        self.until(try_it, f"“{label}” can be filled")

    def choose(self, label, option, within=None):
        """Chooses by the visible text of an option."""

        def try_it():
            Select(self.field(label, within)).select_by_visible_text(option)
            return True

        self.until(try_it, f"“{option}” can be chosen in “{label}”")

    def tick(self, label, within=None):
        """Chooses a box or one of several by its label, as a click on the label does."""

        def try_it():
            field = self.field(label, within)
            if not field.is_selected():
                self.driver.execute_script(
                    "arguments[0].scrollIntoView({block: 'center'}); "
                    "(arguments[0].labels[0] ?? arguments[0]).click()", field)
            return self.field(label, within).is_selected()

        self.until(try_it, f"“{label}” can be chosen")

    def paste(self, label, value):
        """Puts a long text into a field at once, as pasting does."""
        self.driver.execute_script(
            "arguments[0].value = arguments[1]; "
            "arguments[0].dispatchEvent(new Event('input', { bubbles: true }))",
            self.field(label), value)

    def upload(self, label, path):
        self.field(label).send_keys(str(path))

    def error_of(self, label):
        """What is said to be wrong with the field, by what its description refers to."""
        return self.until(
            lambda: self.driver.execute_script(ERROR, self.field(label)),
            f"the field “{label}” shows an error")

    def type(self, *keys):
        """Types to whatever has the focus."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def focused(self):
        return self.driver.switch_to.active_element

    def tab_to(self, wanted, most=60):
        """Goes on with the keyboard until the focus is on what is wanted."""
        for _ in range(most):
            self.type(Keys.TAB)
            if wanted(self.focused()):
                return self.focused()
        raise BrowserError(f"{most} times Tab did not reach it\n{self.text()[:2000]}")

    # Signing in.

    def sign_in(self, name, password):
        """Signs in by the form, in the place of whoever is signed in; waits until that is done."""
        self.sign_out()
        self.fill("用户名", name)
        self.fill("密码", password)
        self.press("登录")
        self.until(lambda: not self.driver.execute_script(
            "return !!document.querySelector('input[type=password]')"), f"{name} is signed in")

    def sign_out(self):
        """Forgets who was signed in, as closing the browser would."""
        self.driver.delete_all_cookies()
        # An address that differs from the present one behind the # only would not load anything.
        self.driver.get("about:blank")
        self.go()

    # Judging.

    def complaints(self):
        """What the browser itself found wrong: errors of scripts, refused by the page's policy.
        A request that was answered with an error is not one: pages show those to people."""
        return [line["message"] for line in self.driver.get_log("browser")
                if line["level"] == "SEVERE" and "Failed to load resource" not in line["message"]]

    def too_wide(self):
        """Elements that reach out of the window to the right, where they are not meant to scroll."""
        return self.driver.execute_script(TOO_WIDE)

    def accessibility(self):
        """The rules of axe-core (WCAG 2.1 A and AA) that the page breaks."""
        if not self.driver.execute_script("return !!window.axe"):
            path = pathlib.Path(axe_core_python.__file__).parent / "axe.min.js"
            self.driver.execute_script(path.read_text())
        found = self.driver.execute_async_script(AXE)
        return [f"{rule['id']} ({rule['impact']}): {rule['help']}\n  " + "\n  ".join(
            f"{' '.join(map(str, node['target']))} {node['any']}" for node in rule["nodes"][:5])
            for rule in found]

    def screenshot(self, path):
        """The whole page, not only what fits into the window."""
        height = self.driver.execute_script(
            "return Math.max(document.documentElement.scrollHeight, innerHeight)")
        width = self.driver.execute_script("return innerWidth")
        before = self.driver.execute_script("return innerHeight")
        self.size(width, min(height, 6_000))
        self.driver.save_screenshot(str(path))
        self.size(width, before)


_NAMES = """
const shown = (one) => one.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true });
const nameOf = (one) => {
    const label = one.getAttribute("aria-label");
    if (label) return label.trim();
    const ids = one.getAttribute("aria-labelledby");
    if (ids) return ids.split(" ").map((id) => document.getElementById(id)?.innerText ?? "")
        .join(" ").trim();
    return (one.innerText || one.title || one.value || "").trim();
};
const modal = [...document.querySelectorAll("dialog[open]")].at(-1);
const root = arguments[1] || modal || document;
"""

BUTTON = _NAMES + """
const wanted = arguments[0];
const found = [...root.querySelectorAll(
    "button, a[href], [role=button], [role=tab], [role=menuitem], summary, input[type=submit]")]
    .filter(shown);
return found.find((one) => nameOf(one) === wanted)
    ?? found.find((one) => nameOf(one).startsWith(wanted)) ?? null;
"""

FIELD = _NAMES + """
const wanted = arguments[0];
const text = (one) => {
    // Without what is only for the eye, such as a picture's letter or the star of a required field.
    const copy = one.cloneNode(true);
    for (const part of copy.querySelectorAll("[aria-hidden=true], .form-text")) part.remove();
    return copy.textContent.trim();
};
for (const label of root.querySelectorAll("label")) {
    if (text(label) !== wanted || !label.control) continue;
    // A file is chosen through a label; its own field may be out of sight.
    if (shown(label) || label.control.type === "file") return label.control;
}
return [...root.querySelectorAll("input, select, textarea")].find(
    (one) => nameOf(one) === wanted) ?? null;
"""

ERROR = """
const field = arguments[0];
if (field.getAttribute("aria-invalid") !== "true") return null;
const ids = `${field.getAttribute("aria-describedby") ?? ""} ${
    field.getAttribute("aria-errormessage") ?? ""}`;
for (const id of ids.split(" ")) {
    const one = id && document.getElementById(id);
    if (one && one.classList.contains("field-error") && one.innerText.trim())
        return one.innerText.trim();
}
return null;
"""

TOO_WIDE = """
const width = document.documentElement.clientWidth;
const scrolls = (one) => {
    for (let box = one.parentElement; box; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (box !== document.body && box !== document.documentElement
            && /auto|scroll|hidden|clip/.test(style.overflowX)) return true;
        if (style.position === "fixed") return false;
    }
    return false;
};
return [...document.body.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right > width + 1
        && one.checkVisibility({ checkVisibilityCSS: true }) && !scrolls(one)
        && !one.closest(".visually-hidden, .visually-hidden-focusable");
}).slice(0, 5).map((one) => `${one.tagName}.${one.className}: ${one.innerText?.slice(0, 60)}`);
"""

AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })
    .then((result) => done(result.violations), (error) => done([{
        id: "axe", impact: "failed", help: String(error), nodes: [] }]));
"""
