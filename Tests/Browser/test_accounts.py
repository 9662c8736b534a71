"""What an administrator does with accounts (客服账号管理), until it has arrived at the platform."""

import pathlib
import struct
import subprocess
import unittest
import urllib.parse
import zlib

from console_support import BrowserCase, rig

import stage  # scripts/lib, which console_support has put there


def picture(side, path):
    """A PNG of one colour."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + b"\x1f\x5f\xd6" * side) * side
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


def decoded(path):
    """What the QR code in a picture says, by zbar."""
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(path)], capture_output=True, text=True, timeout=60,
        check=False)
    return found.stdout.strip()


class AccountTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start(config='routing.agent_away_after = "1h"')
        cls.stage = stage.Stage(cls.rig).fill()

    def setUp(self):
        super().setUp()
        self.browser.sign_in("administrator", stage.PASSWORD)

    def at_platform(self, name):
        """The account as kefu-platform has it, or None."""
        accounts = self.rig.platform.sim("GET", "/state")["accounts"]
        return next((one for one in accounts if one["name"] == name), None)

    def choose_agents(self, *names):
        self.browser.press("选择接待人员")
        for name in names:
            self.browser.fill("搜索成员或部门", name)
            self.browser.tick(name)
        self.browser.see(f"已选择 {len(names)} 名成员")
        self.browser.press("保存")
        self.browser.until(lambda: not self.browser.all("dialog[open]"), "the dialogue is gone")

    def create(self, name, *agents):
        self.browser.go("#/accounts/new")
        self.browser.fill("客服名称", name)
        self.browser.upload("客服头像", picture(128, pathlib.Path(self.folder) / "avatar.png"))
        self.browser.choose("子机构", "华东分公司")
        self.choose_agents(*agents)
        self.browser.press("保存")
        self.browser.see("保存成功")

    def test_a_department_shows_all_its_members_however_many_pages_they_are(self):
        self.browser.go("#/accounts/new")
        self.browser.see("创建客服账号")
        self.answer_one_a_page()
        self.browser.press("选择接待人员")
        self.browser.press("展开 售前一组")
        self.browser.see("王安娜", "李博")

    def test_an_account_is_created_arrives_at_the_platform_and_is_deleted_there(self):
        self.create("新品咨询", "陈晨", "李博")
        self.browser.see("新品咨询", "陈晨", "华东分公司")
        account = next(one for one in self.rig.items("/accounts") if one["name"] == "新品咨询")
        self.assertEqual(account["agents"], ["chen", "bo"])
        self.assertNotIn("default", account["avatar"])
        arrived = rig.until(
            lambda: (one := self.at_platform("新品咨询")) and len(one["servicers"]) == 2 and one,
            20, "the agents arrive at the platform")
        self.assertEqual({one["userid"] for one in arrived["servicers"]}, {"chen", "bo"})
        self.browser.go(f"#/accounts/{account['id']}/edit")
        self.browser.press("删除账号")
        self.browser.press("删除")
        rig.until(lambda: not self.at_platform("新品咨询"), 30, "it is gone from the platform")
        self.browser.go("#/accounts")
        self.browser.see("会员中心")
        self.browser.miss("新品咨询")

    def test_a_prompt_is_edited_in_place_and_the_next_visitor_reads_it(self):
        self.browser.go(f"#/accounts/{stage.RELAY}/prompts")
        self.browser.press("编辑会话欢迎语")
        self.browser.fill("正文消息", "草稿")
        self.browser.press("取消")
        self.browser.miss("草稿")
        self.browser.press("编辑会话欢迎语")
        self.browser.fill("正文消息", "您好,这里是会员中心。")
        self.browser.press("保存")
        self.browser.see("保存成功")
        prompts = self.rig.want(200, "GET", f"/accounts/{stage.RELAY}/prompts")
        self.assertEqual(prompts["welcome"]["text"], "您好,这里是会员中心。")
        self.stage.visit("wmWelcomed", "访客", "你好")
        rig.until(lambda: "您好,这里是会员中心。" in self.stage.prompts_to("wmWelcomed"), 20,
                  "the visitor was welcomed")

    def test_the_code_of_an_account_leads_to_its_link_on_the_page_and_in_the_file(self):
        link = rig.until(
            lambda: self.rig.want(200, "GET", f"/accounts/{stage.RELAY}")["link"], 20,
            "the account has a link")
        self.browser.go(f"#/accounts/{stage.RELAY}/access")
        self.assertEqual(self.browser.field("链接地址").get_attribute("value"), link)
        image = self.browser.find("img.scan-code")
        self.browser.until(
            lambda: self.browser.driver.execute_script(
                "return arguments[0].complete && arguments[0].naturalWidth > 0", image),
            "the code is drawn")
        shown = pathlib.Path(self.folder) / "shown.png"
        image.screenshot(str(shown))
        self.assertEqual(decoded(shown), link)
        self.browser.press("下载二维码（PNG）")
        saved = self.browser.until(
            lambda: next(iter(self.browser.downloads.glob("*.png")), None), "the file is there")
        self.assertEqual(decoded(saved), link)
        self.browser.press("下载二维码（SVG）")
        drawn = self.browser.until(
            lambda: next(iter(self.browser.downloads.glob("*.svg")), None), "the file is there")
        self.assertIn("<svg", drawn.read_text())

    def test_a_link_with_a_channel_of_its_own_brings_it_to_the_session(self):
        self.browser.go(f"#/accounts/{stage.RELAY}/access")
        self.browser.fill("渠道参数", "春季海报")
        self.browser.press("生成链接")
        self.browser.see("春季海报")
        made = self.browser.until(
            lambda: [one for one in self.browser.driver.execute_script(
                "return [...document.querySelectorAll('input[readonly]')].map((one) => one.value)")
                if "scene_param" in one], "the link is there")[-1]
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(made).query)
        self.stage.visit("wmPoster", "访客", "海报上的活动", channel=query["scene_param"][0])
        self.assertEqual(self.stage.session_of("wmPoster")["channel"], "春季海报")

    def test_what_is_wrong_with_an_account_is_said_at_its_field(self):
        self.browser.go("#/accounts/new")
        self.browser.press("保存")
        self.assertEqual(self.browser.error_of("客服名称"), "请填写此项")
        self.browser.fill("客服名称", "一个名字一共有十七个字符的客服账号")
        self.browser.fill("接待上限", "51")
        self.browser.press("保存")
        self.browser.error_of("客服名称")
        self.browser.error_of("接待上限")
        self.assertNotIn("一个名字", str(self.rig.items("/accounts")))
        self.browser.upload("客服头像", picture(64, pathlib.Path(self.folder) / "small.png"))
        self.browser.see("图片尺寸应为 128×128，所选图片为 64×64")
        self.browser.press("取消")
        self.browser.see("会员中心")

    def test_the_list_is_filtered_while_typing_and_by_sub_organisation(self):
        self.browser.see("会员中心", "售前咨询")
        self.browser.fill("输入客服账号关键字", "会员")
        self.browser.miss("售前咨询")
        self.browser.fill("输入客服账号关键字", "")
        self.browser.see("售前咨询")
        self.browser.choose("子机构", "华东分公司")
        self.browser.miss("售前咨询")
        self.browser.see("会员中心")
        self.browser.choose("子机构", "全部子机构")
        self.browser.see("售前咨询")

    def test_an_account_that_somebody_else_changed_meanwhile_is_not_overwritten(self):
        self.browser.go(f"#/accounts/{stage.RELAY}/edit")
        self.browser.fill("接待上限", "4")
        self.rig.want(200, "PATCH", f"/accounts/{stage.RELAY}", {"cap": 3})
        self.browser.press("保存")
        self.browser.see("其他人刚刚修改了此账号")
        self.assertEqual(self.rig.want(200, "GET", f"/accounts/{stage.RELAY}")["cap"], 3)


if __name__ == "__main__":
    unittest.main()
