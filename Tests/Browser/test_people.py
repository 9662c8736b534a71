"""Users, tokens and the directory; who sees which page; signing in with the keyboard alone."""

import tempfile
import unittest

from console_support import BrowserCase, rig

import stage  # scripts/lib, which console_support has put there


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

    def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(self):
        self.open("directory")
        self.browser.press("编辑 李博")
        self.browser.fill("姓名", "李博博")
        self.rig.want(200, "PATCH", "/members/bo", {"name": "李伯"})
        self.browser.press("保存")
        self.browser.find("dialog[open] .form-alert")
        self.assertEqual(self.rig.want(200, "GET", "/members/bo")["name"], "李伯")
        self.browser.press("取消")
        self.browser.press("编辑 李博")
        self.browser.fill("姓名", "李博博")
        self.browser.press("保存")
        self.browser.see("保存成功", "李博博")

    def test_members_come_from_a_file_that_is_checked_first(self):
        self.open("directory")
        self.browser.press("导入与同步")
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            file.write("userid,name,departments,sub_organisation\n"
                       "xu,徐来,客户服务部,华东分公司\n,没有账号,,\n")
            file.flush()
            self.browser.upload("CSV 文件", file.name)
            self.browser.see("有 1 处错误，未导入", "第 3 行")
            self.assertFalse(self.browser.button("导入").is_enabled())
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            file.write("userid,name,departments,座位\nxu,徐来,客户服务部,A1\n")
            file.flush()
            self.browser.upload("CSV 文件", file.name)
            self.browser.see("新增 1", "忽略的列：座位")
            self.assertEqual(self.rig.items("/members?q=xu"), [])
            self.browser.press("导入")
            self.browser.see("导入完成")
        self.assertEqual(self.rig.want(200, "GET", "/members/xu")["name"], "徐来")


if __name__ == "__main__":
    unittest.main()
