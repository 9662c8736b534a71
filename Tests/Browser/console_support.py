"""What the browser tests share: a rig, and a browser of their own."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Real"))

from support import RigCase, rig  # noqa: E402  (found through the line above)

import browser  # noqa: E402  (scripts/lib, which support has put there)


class BrowserCase(RigCase):
    """Tests that share one rig and one browser; each begins signed out, at a desktop's width."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = browser.Browser(cls.rig.daemon.url, cls.folder)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.size(*browser.DESKTOP)
        self.browser.sign_out()
        self.browser.complaints()
        self.addCleanup(self.check_complaints)

    def answer_one_a_page(self):
        """Lists come in pages of one, whatever the console asks for, until it is loaded anew."""
        self.browser.driver.execute_script("""
            const real = window.fetch;
            window.fetch = (url, ...more) =>
                real(String(url).replace(/limit=\\d+/, "limit=1"), ...more);""")

    def check_complaints(self):
        self.assertEqual(self.browser.complaints(), [], "the browser complains")

    def run(self, result=None):
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        if result and len(result.failures) + len(result.errors) > before:
            self.show_logs()


__all__ = ["BrowserCase", "ROOT", "browser", "rig"]
