"""Users, tokens and the directory; who sees which page; signing in with the keyboard alone."""

import unittest

import stage
from console_support import BrowserCase, rig


class PeopleTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start(config='routing.agent_away_after = "1h"')
        cls.stage = stage.Stage(cls.rig).fill()

    def open(self, page):
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.browser.go(f"#/{page}")

    def test_a_user_is_added_and_what_is_wrong_is_said_at_its_field(self):
        self.open("users")
        self.browser.press("添加用户")
        self.browser.fill("用户名", "chen")
        self.browser.fill("密码", "short")
        self.browser.choose("角色", "接待人员")
        self.browser.press("保存")
        self.browser.error_of("用户名")
        self.browser.error_of("密码")
        self.browser.error_of("成员账号")
        self.browser.fill("用户名", "新同事")
        self.browser.fill("密码", "long-enough-1")
        self.browser.fill("成员账号", "emma")
        self.browser.press("保存")
        self.browser.see("保存成功", "新同事", "首次登录须改密码")
        user = next(one for one in self.rig.items("/users") if one["name"] == "新同事")
        self.assertEqual((user["role"], user["member"]), ("agent", "emma"))
        self.browser.press("删除 新同事")
        self.browser.press("删除")
        self.browser.miss("新同事")
        self.assertNotIn("新同事", [one["name"] for one in self.rig.items("/users")])

    def test_a_token_is_shown_once_works_and_can_be_revoked(self):
        self.open("users")
        self.browser.press("令牌 supervisor")
        self.browser.press("生成令牌")
        self.browser.error_of("用途")
        self.browser.fill("用途", "报表程序")
        self.browser.press("生成令牌")
        token = self.browser.field("令牌只显示这一次，请立即复制保存").get_attribute("value")
        self.assertEqual(self.rig.want(200, "GET", "/me", token=token)["name"], "supervisor")
        self.browser.press("吊销 报表程序")
        self.browser.see("使用“报表程序”的程序将无法访问")
        self.browser.press("吊销")
        self.browser.see("已吊销")
        self.assertEqual(self.rig.api("GET", "/me", token=token).status, 401)

    def test_a_member_a_department_and_a_sub_organisation_are_made_changed_and_deleted(self):
        self.open("directory")
        self.browser.press("子机构")
        self.browser.press("添加子机构")
        self.browser.fill("子机构名称", "西南分公司")
        self.browser.press("保存")
        self.browser.see("西南分公司")
        self.browser.press("部门")
        self.browser.press("添加部门")
        self.browser.fill("部门名称", "夜班组")
        self.browser.choose("上级部门", "客户服务部")
        self.browser.press("保存")
        self.browser.see("夜班组")
        self.browser.press("成员")
        self.browser.press("添加成员")
        self.browser.press("保存")
        self.browser.error_of("账号（USERID）")
        self.browser.error_of("姓名")
        self.browser.fill("账号（USERID）", "fan")
        self.browser.fill("姓名", "范小夜")
        self.browser.choose("子机构", "西南分公司", self.browser.find("dialog[open]"))
        self.browser.press("保存")
        self.browser.see("范小夜")
        member = self.rig.want(200, "GET", "/members/fan")
        names = {one["id"]: one["name"] for one in self.rig.items("/sub-organisations")}
        self.assertEqual(names[member["sub_organisation"]], "西南分公司")
        self.browser.fill("姓名或账号", "范小")
        self.browser.miss("王安娜")
        self.browser.press("删除 范小夜")
        self.browser.press("删除")
        self.browser.see("没有符合条件的成员")
        self.assertEqual(self.rig.items("/members?q=fan"), [])


if __name__ == "__main__":
    unittest.main()
