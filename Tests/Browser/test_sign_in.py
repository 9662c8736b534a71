"""Signing in, the first password, and the way back to where one wanted to go."""

import unittest

from console_support import BrowserCase

import stage  # scripts/lib, which console_support has put there


class SignInTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start()
        cls.stage = stage.Stage(cls.rig).fill()

    def add_newcomer(self, name):
        """Somebody whose password was set by the administrator."""
        self.rig.want(201, "POST", "/users", {
            "name": name, "role": "supervisor", "password": "first-password"})

    def test_a_first_password_is_changed_before_anything_else(self):
        self.add_newcomer("newcomer")
        self.browser.sign_out()
        self.browser.fill("用户名", "newcomer")
        self.browser.fill("密码", "first-password")
        self.browser.press("登录")
        self.browser.see("初始密码")
        self.browser.go("#/accounts")
        self.browser.see("初始密码")
        self.browser.fill("当前密码", "first-password")
        self.browser.fill("新密码", "a-better-one")
        self.browser.fill("再次输入新密码", "another-one!")
        self.browser.press("保存")
        self.assertEqual(self.browser.error_of("再次输入新密码"), "两次输入的新密码不一致")
        self.browser.fill("当前密码", "not-the-password")
        self.browser.fill("再次输入新密码", "a-better-one")
        self.browser.press("保存")
        self.browser.error_of("当前密码")
        self.browser.fill("当前密码", "first-password")
        self.browser.fill("新密码", "short")
        self.browser.fill("再次输入新密码", "short")
        self.browser.press("保存")
        self.browser.error_of("新密码")
        self.browser.fill("新密码", "a-better-one")
        self.browser.fill("再次输入新密码", "a-better-one")
        self.browser.press("保存")
        self.browser.see("密码已修改", "客服账号管理")
        self.browser.sign_out()
        self.browser.sign_in("newcomer", "a-better-one")
        self.browser.see("客服账号管理")

    def test_nothing_is_asked_of_the_daemon_without_name_and_password(self):
        self.browser.find("form")
        self.browser.press("登录")
        self.assertEqual(self.browser.error_of("用户名"), "请填写此项")
        self.assertEqual(self.browser.error_of("密码"), "请填写此项")

    def test_too_many_wrong_passwords_have_to_wait(self):
        self.add_newcomer("guessed")
        self.browser.fill("用户名", "guessed")
        for _ in range(30):
            self.browser.fill("密码", "wrong-password")
            self.browser.press("登录")
            self.browser.until(
                lambda: self.browser.all(".form-alert") and not self.browser.all("button:disabled"),
                "it is answered")
            if "尝试次数过多" in self.browser.text():
                return
            self.browser.see("用户名或密码不正确")
        self.fail("thirty guesses were answered")

    def test_who_has_to_sign_in_gets_to_the_page_that_was_wanted(self):
        self.browser.go("#/tools")
        self.browser.fill("用户名", "supervisor")
        self.browser.fill("密码", stage.PASSWORD)
        self.browser.press("登录")
        self.browser.see("聊天工具栏")
        self.assertTrue(self.browser.driver.current_url.endswith("#/tools"))

    def test_a_sign_in_that_has_ended_leads_to_the_form_and_back(self):
        self.browser.sign_in("supervisor", stage.PASSWORD)
        self.browser.see("客服账号管理")
        self.browser.driver.delete_all_cookies()
        self.browser.driver.execute_script("location.hash = '#/directory'")
        self.browser.fill("用户名", "supervisor")
        self.browser.fill("密码", stage.PASSWORD)
        self.browser.press("登录")
        self.browser.see("王安娜")

    def test_the_card_at_the_name_shows_the_role_and_signs_out(self):
        self.browser.sign_in("supervisor", stage.PASSWORD)
        self.browser.hover(self.browser.find(".user-button"))
        self.browser.see("主管", "退出登录")
        self.browser.press("退出登录")
        self.browser.find("input[type=password]")
        self.assertIsNone(self.browser.driver.get_cookie("kefud"))


if __name__ == "__main__":
    unittest.main()
