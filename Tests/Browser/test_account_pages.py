"""The pages that belong to one account: adoption, hours, prompts, invitation, access."""

import unittest

from console_support import BrowserCase, rig

import stage  # scripts/lib, which console_support has put there

HOME = f"/accounts/{stage.RELAY}"


class AccountPageTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start(config='routing.agent_away_after = "1h"')
        cls.stage = stage.Stage(cls.rig).fill()
        cls.rig.platform.sim("PUT", "/upgrade-members", {"userid_list": ["chen", "dai"]})

    def setUp(self):
        super().setUp()
        self.browser.sign_in("administrator", stage.PASSWORD)

    def stored(self, path=""):
        return self.rig.want(200, "GET", f"{HOME}{path}")

    def card(self, kind):
        return self.browser.find(f"[data-prompt={kind}]")

    def test_an_account_that_the_platform_has_is_adopted(self):
        self.rig.platform.sim("POST", "/accounts", {
            "open_kfid": "wkLate", "name": "平台新账号", "servicers": ["emma"]})
        self.browser.see("会员中心")
        # kefud asks the platform for its accounts when it starts.
        self.rig.daemon.stop()
        self.rig.daemon.start()
        rig.until(lambda: "平台新账号" in [row["name"] for row in self.rig.items("/accounts")],
                  20, "kefud knows the account")
        self.browser.driver.refresh()
        self.browser.see("平台新账号", "未接管")
        self.browser.press("接管")
        self.browser.see("沿用平台上已设置的接待人员")
        self.browser.fill("接待上限", "7")
        self.browser.press("保存")
        self.browser.see("保存成功")
        account = self.rig.want(200, "GET", "/accounts/wkLate")
        self.assertEqual((account["status"], account["cap"]), ("active", 7))
        rig.until(lambda: self.rig.want(200, "GET", "/accounts/wkLate")["receiving_agents"]
                  == ["emma"], 20, "the platform's servicer is its agent")

    def test_hours_that_overlap_or_are_no_times_are_marked_at_their_row(self):
        browser = self.browser
        browser.go(f"#{HOME}/edit")
        browser.tick("按时段接待")
        browser.press("增加接待时间")
        rows = lambda: browser.all(".span-row")  # noqa: E731
        browser.until(lambda: len(rows()) == 2, "there are two rows")
        times = rows()[1].find_elements("css selector", "input[type=text]")
        times[0].send_keys(browser.keys.CONTROL, "a")
        times[0].send_keys("1730")
        times[1].send_keys(browser.keys.CONTROL, "a")
        times[1].send_keys("22")
        browser.press("保存")
        browser.until(lambda: rows()[1].find_elements("css selector", ".field-error:not([hidden])")
                      or rows()[0].find_elements("css selector", ".field-error:not([hidden])"),
                      "a row shows its error")
        self.assertEqual(times[0].get_attribute("value"), "17:30")
        self.assertEqual(times[1].get_attribute("value"), "22:00")
        self.assertEqual(self.stored()["hours"], {"weekly": [], "dates": []})
        times[0].send_keys(browser.keys.CONTROL, "a")
        times[0].send_keys("19:00")
        browser.press("增加日期")
        browser.driver.execute_script(
            "const field = document.querySelector('.date-input'); field.value = '2027-02-08';"
            "field.dispatchEvent(new Event('change', { bubbles: true }))")
        browser.press("保存")
        browser.see("保存成功")
        hours = self.stored()["hours"]
        self.assertEqual(len(hours["weekly"]), 10)
        self.assertIn({"day": 5, "from": "19:00", "to": "22:00"}, hours["weekly"])
        self.assertEqual(hours["dates"], [{"date": "2027-02-08", "spans": []}])

    def test_a_page_with_changes_asks_before_it_is_left(self):
        browser = self.browser
        browser.go(f"#{HOME}/edit")
        browser.fill("客服名称", "改了一半")
        browser.press("实时看板")
        browser.see("离开此页面")
        browser.press("取消")
        self.assertEqual(browser.field("客服名称").get_attribute("value"), "改了一半")
        browser.press("实时看板")
        browser.press("离开")
        browser.until(lambda: browser.driver.current_url.endswith("#/board"), "the page is left")
        self.assertEqual(self.stored()["name"], "会员中心")

    def test_prompts_are_edited_in_place_and_shown_as_on_a_phone(self):
        browser = self.browser
        browser.go(f"#{HOME}/prompts")
        browser.press("编辑会话欢迎语")
        browser.fill("正文消息", "您好，这里是会员中心")
        browser.press("添加菜单")
        browser.press("保存", self.card("welcome"))
        browser.error_of("显示文字")
        browser.fill("显示文字", "查询积分")
        self.assertIn("查询积分", browser.find(".phone").text)
        browser.press("保存", self.card("welcome"))
        browser.see("保存成功")
        welcome = self.stored("/prompts")["welcome"]
        self.assertEqual(welcome["text"], "您好，这里是会员中心")
        self.assertEqual([item["text"] for item in welcome["menu"]], ["查询积分"])
        browser.press("编辑会话欢迎语")
        browser.fill("正文消息", "不要保存")
        browser.press("取消", self.card("welcome"))
        self.assertNotIn("不要保存", browser.text())
        self.assertEqual(self.stored("/prompts")["welcome"], welcome)

    def test_a_prompt_is_switched_on_and_off(self):
        browser = self.browser
        browser.go(f"#{HOME}/prompts")
        for expected in (True, False):
            browser.click(lambda: browser.find("input[role=switch]", self.card("queue")))
            rig.until(lambda expected=expected: self.stored("/prompts")["queue"]["enabled"]
                      == expected, 20, f"the queue prompt is {expected}")
            browser.until(
                lambda: browser.find("input[role=switch]", self.card("queue")).is_enabled(),
                "the switch can be used again")

    def test_an_invitation_names_only_members_in_the_platforms_range(self):
        browser = self.browser
        browser.go(f"#{HOME}/invitation")
        upgrade = browser.find("section.card")
        browser.tick("指定人员名片", upgrade)
        browser.press("选择人员", upgrade)
        browser.fill("搜索成员或部门", "李博")
        browser.tick("李博")
        browser.press("保存")
        browser.until(lambda: not browser.all("dialog[open]"), "the dialogue is gone")
        browser.press("保存")
        browser.until(lambda: upgrade.find_elements("css selector", ".field-error:not([hidden])"),
                      "the card shows its error")
        self.assertEqual(self.stored("/invitation")["upgrade"]["card"], {"kind": "current"})
        browser.press("移除 李博")
        browser.press("选择人员", upgrade)
        browser.fill("搜索成员或部门", "陈晨")
        browser.tick("陈晨")
        browser.press("保存")
        browser.until(lambda: not browser.all("dialog[open]"), "the dialogue is gone")
        browser.press("保存")
        browser.see("保存成功")
        self.assertEqual(
            self.stored("/invitation")["upgrade"]["card"], {"kind": "member", "member": "chen"})

    def test_a_link_is_made_for_a_channel_of_ones_own_and_each_scene_says_how(self):
        browser = self.browser
        browser.go(f"#{HOME}/access")
        browser.fill("渠道参数", "国庆海报")
        browser.press("生成链接")
        browser.see("渠道“国庆海报”的链接")
        links = [field.get_attribute("value") for field in browser.all("input[readonly]")]
        self.assertEqual(len(set(links)), 2)
        self.assertIn("scene_param", links[1])
        for scene in self.stored("/access")["scenes"]:
            name = scene["name"]["zh"]
            browser.press(f"{name}的接入方法")
            browser.find("dialog[open] .guide-picture")
            self.assertEqual(len(browser.all("dialog[open] .guide-step")), 3, name)
            browser.type(browser.keys.ESCAPE)
            browser.until(lambda: not browser.all("dialog[open]"), "the guide is gone")


if __name__ == "__main__":
    unittest.main()
