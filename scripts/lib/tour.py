"""A walk through the console: every page with something on it, for pictures and for judging."""

import browser
import rig
import stage

RELAY = stage.RELAY


class Tour:
    """Calls `look(name)` at every stop. The rig has a filled stage; the browser is the caller's."""

    def __init__(self, window, filled, look):
        self.browser = window
        self.stage = filled
        self.look = look

    def prepare(self):
        """Life for the pages to show: sessions, one that waits, a call that failed, an alert."""
        here = self.stage
        for agent in ("chen", "dai"):
            here.set_status(agent, "online")
        for visitor, nickname, text in stage.VISITORS:
            here.visit(visitor, nickname, text)
        here.visit("wmWu", "吴桐", "请问几点下班?")
        here.session_of("wmWu", state="queued")
        here.rig.platform.sim("PUT", "/servicers/anna/status", {"status": "receiving"})
        here.rig.platform.sim("POST", "/faults", {
            "path": "kf/service_state/trans", "kind": "error", "code": 95016, "times": 1})
        here.visit("wmFeng", "冯晓", "有人在吗?", account=stage.WECOM)
        rig.until(lambda: here.rig.items("/alerts"), 20, "there is an alert")
        here.rig.platform.sim("POST", "/faults", {
            "path": "kf/account/update", "kind": "error", "code": 60011, "times": 1})
        here.rig.want(200, "PATCH", f"/accounts/{stage.WECOM}", {"name": "售前顾问"})

    def walk(self):
        """All pages, as people of three roles."""
        self.browser.sign_out()
        self.browser.find("form")
        self.look("sign-in")
        self.as_administrator()
        self.browser.sign_out()
        self.as_agent()

    def open(self, path, *words):
        self.browser.go(f"#{path}")
        self.browser.see(*words)
        self.browser.miss("加载中")

    def page(self, name, path, *words):
        self.open(path, *words)
        self.look(name)

    def dialog(self, name, button):
        """What a button opens, and away with it."""
        self.browser.press(button)
        self.browser.find("dialog[open]")
        self.browser.miss("加载中")
        self.look(name)
        self.browser.type(browser.Keys.ESCAPE)
        self.browser.until(lambda: not self.browser.all("dialog[open]"), "the dialogue is gone")

    def as_administrator(self):
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.accounts()
        self.page("board", "/board", "实时看板", "排队 1")
        self.browser.click(lambda: self.browser.find(f"[data-key='active-{RELAY}']"))
        self.browser.see("收回")
        self.look("board-active")
        self.dialog("board-why-waiting", "为何等待")
        self.dialog("board-why-agent", "为何是他")
        self.dialog("board-assign", "分配")
        self.page("alerts", "/alerts", "告警", "标记为已处理")
        self.page("effects", "/effects", "60011")
        self.page("audit", "/audit", "操作日志", "添加成员")
        self.browser.click(lambda: self.browser.find("details summary"))
        self.look("audit-changes")
        self.page("users", "/users", "supervisor")
        self.dialog("users-add", "添加用户")
        self.dialog("users-tokens", "令牌 supervisor")
        self.page("directory", "/directory", "王安娜")
        self.dialog("directory-member", "添加成员")
        for part, name in (
            ("部门", "directory-departments"), ("子机构", "directory-sub-organisations"),
            ("导入与同步", "directory-import"),
        ):
            self.browser.press(part)
            self.browser.miss("加载中")
            self.look(name)

    def accounts(self):
        """客服账号管理, and everything that belongs to one account."""
        home = f"/accounts/{RELAY}"
        self.page("accounts", "/accounts", "会员中心")
        self.browser.click(lambda: self.browser.button("扫码测试"))
        self.browser.see("用微信扫一扫")
        self.look("accounts-scan")
        self.page("account-create", "/accounts/new", "创建客服账号")
        self.dialog("account-agents", "选择接待人员")
        self.page("account-edit", f"{home}/edit", "编辑客服账号")
        self.page("prompts", f"{home}/prompts", "结束会话提示语")
        self.browser.press("编辑会话欢迎语")
        self.browser.press("添加菜单")
        self.look("prompts-edit")
        self.browser.press("取消")
        self.page("invitation", f"{home}/invitation", "通过工具栏邀请")
        self.page("access", f"{home}/access", "接入场景")
        self.dialog("access-guide", "视频号的接入方法")
        self.page("service-tools", "/tools", "服务工具设置")
        self.page("password", "/password", "当前密码")

    def as_agent(self):
        self.browser.sign_in("chen", stage.PASSWORD)
        self.open("/desk", "接待工作台", "已连接")
        self.browser.find(".desk-item")
        self.look("desk")
        self.browser.click(lambda: self.browser.find(".desk-item"))
        self.browser.find(".desk-bubble")
        self.look("desk-conversation")
        self.dialog("desk-transfer", "转接")
        self.dialog("desk-end", "结束会话")
