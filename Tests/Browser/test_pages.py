"""Every page at a desktop's and a phone's width: nothing reaches out, everybody can use it."""

import unittest

from console_support import BrowserCase, browser

import stage  # scripts/lib, which console_support has put there
import tour


class PageTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start(config='routing.agent_away_after = "1h"')
        cls.stage = stage.Stage(cls.rig).fill()

    def test_every_page_fits_its_window_and_keeps_the_rules_of_accessibility(self):
        found, seen = [], []

        def look(name):
            seen.append(name)
            for width, height in (browser.DESKTOP, browser.PHONE):
                self.browser.size(width, height)
                found.extend(f"{name} at {width}: {what}" for what in
                             self.browser.too_wide() + self.browser.accessibility())
            self.browser.size(*browser.DESKTOP)

        walk = tour.Tour(self.browser, self.stage, look)
        walk.prepare()
        walk.walk()
        self.assertEqual(found, [], "\n".join(found))
        self.assertGreater(len(seen), 20)

    def test_a_person_signs_in_and_out_with_the_keyboard_alone(self):
        keys = self.browser.keys
        self.browser.find("form")
        self.browser.until(
            lambda: self.browser.focused().get_attribute("name") == "name", "the name is asked for")
        self.browser.type("supervisor", keys.TAB, "wrong", keys.ENTER)
        self.browser.see("用户名或密码不正确")
        self.browser.tab_to(lambda one: one.get_attribute("name") == "password")
        self.browser.type(keys.CONTROL, "a")
        self.browser.type(stage.PASSWORD, keys.ENTER)
        self.browser.see("客服账号管理")
        self.browser.tab_to(lambda one: "user-button" in (one.get_attribute("class") or ""))
        self.browser.type(keys.ENTER)
        self.browser.tab_to(lambda one: one.text == "退出登录")
        self.browser.type(keys.ENTER)
        self.browser.find("form")
        self.assertEqual(self.browser.driver.get_cookie("kefud"), None)

    def test_each_role_sees_its_own_pages_and_no_others(self):
        pages = {
            "客服账号管理": "admin supervisor", "实时看板": "admin supervisor",
            "服务工具设置": "admin supervisor", "告警": "admin supervisor", "通讯录": "admin supervisor", "用户与令牌": "admin",
            "平台调用": "admin", "操作日志": "admin", "接待工作台": "agent"}
        paths = {"用户与令牌": "/users", "平台调用": "/effects", "操作日志": "/audit",
                 "实时看板": "/board", "通讯录": "/directory"}
        for role, name in (
            ("admin", "administrator"), ("supervisor", "supervisor"), ("agent", "chen"),
        ):
            with self.subTest(role):
                self.browser.sign_out()
                self.browser.sign_in(name, stage.PASSWORD)
                menu = self.browser.find("nav").text.split("\n")
                self.assertEqual(
                    {page for page in pages if page in menu},
                    {page for page, roles in pages.items() if role in roles.split()})
                for page, path in paths.items():
                    if role in pages[page].split():
                        continue
                    self.browser.go(f"#{path}")
                    self.browser.until(
                        lambda path=path: not self.browser.driver.current_url.endswith(path),
                        f"{path} is not for {role}")

    def test_a_page_says_so_when_the_daemon_does_not_answer_and_goes_on_when_it_does(self):
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.browser.go("#/users")
        self.browser.see("supervisor")
        self.browser.go("#/effects")
        self.browser.see("平台调用")
        self.rig.daemon.kill()
        self.rig.platform.sim("POST", "/caller-killed")
        try:
            self.browser.driver.execute_script("location.hash = '#/users'")
            self.browser.see("无法连接服务器", "重试")
        finally:
            self.rig.daemon.start()
        self.browser.press("重试")
        self.browser.see("supervisor")

    def test_the_console_speaks_english_when_it_is_told_to(self):
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.browser.press("English")
        self.browser.see("Live board")
        self.browser.go("#/users")
        self.browser.see("Users and tokens", "Add a user")
        self.assertEqual(
            self.browser.driver.execute_script("return document.documentElement.lang"), "en-GB")
        self.browser.driver.execute_script("localStorage.clear()")


if __name__ == "__main__":
    unittest.main()
