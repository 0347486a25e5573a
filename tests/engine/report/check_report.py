#!/usr/bin/python3
"""Opens a report from disk in headless Chromium and checks its figures, switches and layout.

    check_report.py FILE.html [--screenshot DIR] [--still]

With --still the page has no plotting library, so its figures stay still. Prints one line for each
error and exits with 1; prints one line of numbers and exits with 0 if there are none.
"""
import argparse
import pathlib
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

WIDE, PHONE = (1400, 1000), (360, 740)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-quic", "--disable-component-update",
    "--disable-sync", "--allow-file-access-from-files=false", "--hide-scrollbars",
]


def browser(profile, script=True):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in FLAGS + [f"--user-data-dir={profile}", "--window-size=%d,%d" % WIDE]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if not script:
        options.add_experimental_option(
            "prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def resize(driver, size):
    """Sets the size of the page, also narrower than a window can be."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False})


def until(condition, seconds=20):
    """The value of the condition, once it is true or the time is over."""
    end = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return value


class Check:
    def __init__(self, page, screenshots):
        self.url = page.resolve().as_uri()
        self.screenshots = screenshots
        self.wrong = []

    def expect(self, well, sentence):
        if not well:
            self.wrong.append(sentence)

    def screenshot(self, driver, name):
        if self.screenshots:
            self.screenshots.mkdir(parents=True, exist_ok=True)
            driver.save_screenshot(str(self.screenshots / f"{name}.png"))

    def whole_page(self, driver, name, width):
        """A screenshot as high as the page."""
        if self.screenshots:
            resize(driver, (width, driver.execute_script(
                "return document.documentElement.scrollHeight")))
            time.sleep(0.5)
            self.screenshot(driver, name)

    def no_overflow(self, driver, width):
        widest = driver.execute_script("return document.documentElement.scrollWidth")
        self.expect(widest <= width, f"{width} pixels wide, the page takes {widest}")

    def no_errors(self, driver):
        for entry in driver.get_log("browser"):
            self.expect(entry["level"] not in ("SEVERE", "WARNING"), "console: " + entry["message"])

    def each_is_drawn(self, driver):
        count = driver.execute_script("return window.firstmove.figures")
        ids = driver.execute_script("return [...document.querySelectorAll('figure')].map(f => f.id)")
        self.expect(count == len(ids), f"{len(ids)} figures, of which {count} can be drawn")
        for name in ids:
            driver.execute_script("document.getElementById(arguments[0]).scrollIntoView()", name)
            self.expect(until(lambda: driver.execute_script("""
                const figure = document.getElementById(arguments[0]);
                const live = figure.querySelector('.live .main-svg');
                return figure.classList.contains('is-live') && live && live.clientHeight > 40
                  && figure.querySelector('.still').clientHeight === 0""", name)),
                f"{name} is not drawn")
        return len(ids)

    def differing(self, driver, drawings, learner, before, names, wanted):
        """The names whose drawings still equal those before (or differ, unless `wanted`)."""
        left = list(names)
        def none_left():
            now = driver.execute_script(drawings, learner)
            left[:] = [name for name in names if (now[name][1] != before[name][1]) != wanted]
            return not left
        until(none_left)
        return left

    def switches_change_drawings(self, driver):
        """Each learner's switch changes each figure that shows it, and switching back restores it."""
        drawings = """
            const result = {};
            for (const figure of document.querySelectorAll('figure')) {
              const live = figure.querySelector('.live');
              const traces = live && live.data || [];
              result[figure.id] = [
                traces.filter(t => t.meta.learner === arguments[0]).length
                  || figure.querySelectorAll(`.still .learner-${arguments[0]}`).length,
                [...(live && live.data ? live : figure).querySelectorAll('.cartesianlayer path, .still g')]
                  .filter(e => e.getClientRects().length).map(e => e.getAttribute('d') || '').join()];
            }
            return result"""
        rows = "return [...document.querySelectorAll('tr.learner-0')].filter(r => r.offsetHeight).length"
        switches = driver.execute_script("return document.querySelectorAll('.bar [data-learner]').length")
        seen = 0
        for learner in {0, switches - 1} if switches else ():
            button = f".bar [data-learner='{learner}']"
            press = f'document.querySelector("{button}").click()'
            pressed = f'return document.querySelector("{button}").getAttribute("aria-pressed")'
            before, rows_before = driver.execute_script(drawings, learner), driver.execute_script(rows)
            concerned = [name for name, (marks, _) in before.items() if marks]
            driver.execute_script(press)
            self.expect(driver.execute_script(pressed) == "false", f"{button} stays pressed")
            for name in self.differing(driver, drawings, learner, before, concerned, wanted=True):
                self.expect(False, f"switching learner {learner} off leaves {name} as it is")
            self.expect("off=" in driver.current_url, "the address does not tell what is off")
            if learner == 0 and rows_before:
                self.expect(driver.execute_script(rows) == 0, "a table keeps a learner that is off")
            driver.execute_script(press)
            for name in self.differing(driver, drawings, learner, before, concerned, wanted=False):
                self.expect(False, f"switching learner {learner} on again does not restore {name}")
            seen += len(concerned)
        self.expect(seen or not switches, "no figure shows any learner")

    def controls_work(self, driver):
        """Tries logarithmic axes and single runs, where they are offered."""
        for name in driver.execute_script(
                "return [...document.querySelectorAll('figure:has(.controls [aria-pressed])')]"
                ".map(f => f.id)")[:3]:
            types = driver.execute_script("""
                const figure = document.getElementById(arguments[0]);
                const type = () => ['xaxis', 'yaxis'].map(a => figure.querySelector('.live').layout[a].type).join();
                const before = type(), button = figure.querySelector('.controls [aria-pressed]');
                button.click(); const during = type(); button.click();
                return [before, during, type()]""", name)
            self.expect(types[0] == types[2] != types[1], f"{name}: the scale does not change: {types}")
        for name in driver.execute_script(
                "return [...document.querySelectorAll('figure:has(select)')].map(f => f.id)")[:2]:
            counts = driver.execute_script("""
                const figure = document.getElementById(arguments[0]);
                const shown = () => figure.querySelector('.live').data
                  .filter(t => t.visible !== false && t.meta.replicate !== undefined).length;
                const pick = figure.querySelector('select');
                return ['none', pick.options[2].value, 'all'].map(value => {
                  pick.value = value; pick.dispatchEvent(new Event('change')); return shown(); })""", name)
            self.expect(counts[0] == 0 < counts[1] <= counts[2], f"{name}: runs are not picked: {counts}")

    def address_is_read(self, driver):
        driver.get("about:blank")
        driver.get(self.url + "#off=0")
        self.expect(driver.execute_script("return firstmove.off.join()") == "0",
                    "the address's choice is not taken")
        driver.get_log("browser")

    def with_script(self, profile, still):
        driver = browser(profile)
        try:
            driver.get(self.url)
            load = driver.execute_script(
                "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd")
            resize(driver, WIDE)
            self.screenshot(driver, "wide-top")
            figures = 0 if still else self.each_is_drawn(driver)
            self.no_overflow(driver, WIDE[0])
            self.switches_change_drawings(driver)
            self.controls_work(driver)
            driver.execute_script("scrollTo(0, 0)")
            self.whole_page(driver, "wide", WIDE[0])
            resize(driver, PHONE)
            time.sleep(0.5)
            self.no_overflow(driver, PHONE[0])
            self.whole_page(driver, "phone", PHONE[0])
            self.no_errors(driver)
            self.address_is_read(driver)
            return figures, load
        finally:
            driver.quit()

    def without_script(self, profile):
        driver = browser(profile, script=False)
        try:
            driver.get(self.url)
            resize(driver, WIDE)
            # The driver's own script runs; the page's does not.
            self.expect(not driver.execute_script("return 'firstmove' in window"),
                        "the page's script runs though scripts are off")
            for name in driver.execute_script("""
                return [...document.querySelectorAll('figure')].filter(f => {
                  const still = f.querySelector('.still svg');
                  return !still || still.getBoundingClientRect().height < 40;
                }).map(f => f.id)"""):
                self.expect(False, f"without script {name} is not seen")
            self.no_overflow(driver, WIDE[0])
            resize(driver, PHONE)
            self.no_overflow(driver, PHONE[0])
            self.whole_page(driver, "phone-without-script", PHONE[0])
        finally:
            driver.quit()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--screenshot", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--still", action="store_true")
    given = parser.parse_args()
    check = Check(given.page, given.screenshot)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        figures, load = check.with_script(f"{folder}/with", given.still)
        check.without_script(f"{folder}/without")
    for sentence in check.wrong:
        print(sentence)
    if not check.wrong:
        print(f"{figures} figures, loaded in {load:.0f} ms")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
