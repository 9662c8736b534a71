"""The live board and what a supervisor does on it; calls that failed, alerts, the audit log."""

import unittest

from console_support import BrowserCase, rig

import stage  # scripts/lib, which console_support has put there


class BoardTests(BrowserCase):
    @classmethod
    def prepare(cls):
        # Whom a session was taken from does not get it back by itself while a test lasts.
        cls.rig.start(
            config='routing.agent_away_after = "1h"\nrouting.requeue_grace = "10m"')
        cls.stage = stage.Stage(cls.rig).fill()
        cls.stage.set_status("chen", "online")

    def tearDown(self):
        self.rig.platform.sim("DELETE", "/faults")
        self.stage.set_status("dai", "offline")
        open_ones = lambda: [  # noqa: E731
            one for state in ("active", "queued") for one in self.rig.items(f"/sessions?state={state}")]
        for session in open_ones():
            self.rig.want(200, "POST", f"/sessions/{session['id']}/end")
        rig.until(lambda: not open_ones(), 20, "all has ended")

    def open_board(self, name="supervisor"):
        self.browser.sign_in(name, stage.PASSWORD)
        self.browser.go("#/board")
        self.browser.see("实时看板", "会员中心", "更新于")

    def account(self, name="会员中心"):
        return self.browser.find(f"section[aria-label='{name}']")

    def act(self, name, visitor):
        """The button of a line, by what it does and to whom, once the platform has told the name."""
        self.browser.press(f"{name} 访客{visitor[-4:]}")

    def show_active(self):
        self.browser.click(lambda: self.browser.find(
            f"[data-key='active-{stage.RELAY}']"))

    def test_it_shows_who_waits_and_why_and_a_supervisor_assigns(self):
        for visitor in ("wmAaa1", "wmAaa2", "wmAaa3"):
            self.stage.visit(visitor, f"访客{visitor[-4:]}", "在吗")
        self.stage.session_of("wmAaa3", state="queued")
        self.open_board()
        self.browser.see("排队 1", "进行中 2", "已达接待上限")
        self.act("为何等待", "wmAaa3")
        self.browser.see("为什么还在等待", "排在第 1 位", "陈晨：已达接待上限", "戴敏：离线")
        self.browser.see("结束该账号的会话，或提高接待上限")
        self.browser.press("关闭")
        self.act("分配", "wmAaa3")
        self.browser.tick("戴敏")
        self.browser.press("确认分配")
        self.assertIn("该接待人员已离线", self.browser.find("dialog [role=alert]").text)
        self.browser.press("取消")
        # Who waits takes the place of whom is taken back; that one then waits beside a free place.
        self.show_active()
        self.act("收回", "wmAaa1")
        self.browser.press("收回")
        self.browser.see("会话已收回队列")
        self.assertEqual(self.stage.session_of("wmAaa3", state="active")["agent"], "chen")
        ended = self.stage.session_of("wmAaa2", state="active")["id"]
        self.rig.want(200, "POST", f"/sessions/{ended}/end")
        self.browser.see("排队 1", "进行中 1")
        self.act("分配", "wmAaa1")
        self.browser.tick("陈晨")
        self.browser.press("确认分配")
        self.browser.see("会话已分配", "排队 0", "进行中 2")
        session = self.stage.session_of("wmAaa1", state="active")
        self.assertEqual(session["agent"], "chen")
        decisions = self.rig.want(200, "GET", f"/sessions/{session['id']}/decisions")["items"]
        self.assertIn("assigned", [one["rule"] for one in decisions])

    def test_a_supervisor_moves_takes_back_and_ends(self):
        self.stage.visit("wmBbb1", "访客Bbb1", "你好")
        session = self.stage.session_of("wmBbb1", state="active")
        self.stage.set_status("dai", "online")
        self.open_board()
        self.show_active()
        self.act("为何是他", "wmBbb1")
        self.browser.see("空闲分配", "分配给 陈晨")
        self.browser.press("关闭")
        self.act("分配", "wmBbb1")
        self.browser.tick("戴敏")
        self.browser.press("确认分配")
        self.browser.see("会话已分配", "戴敏 ·")
        self.assertEqual(self.stage.session_of("wmBbb1")["agent"], "dai")
        self.act("收回", "wmBbb1")
        self.browser.press("收回")
        self.browser.see("会话已收回队列")
        # It goes on to the other agent at once: whom it was taken from does not get it back.
        self.assertEqual(self.stage.session_of("wmBbb1", state="active")["agent"], "chen")
        self.browser.see("陈晨 ·")
        self.act("结束", "wmBbb1")
        self.browser.press("结束")
        ended = self.stage.session_of("wmBbb1", state="ended")
        self.assertEqual((ended["id"], ended["end_reason"]), (session["id"], "admin"))

    def test_an_alert_is_told_on_the_board(self):
        # An account of its own: for a minute nobody is assigned in it.
        self.rig.platform.sim("POST", "/accounts", {
            "open_kfid": "wkAlert", "name": "售后", "servicers": ["bo"]})
        self.rig.adopt("wkAlert", agents=["bo"], reception_channel="wecom", when_nobody="queue")
        self.open_board("administrator")
        self.assertNotIn("条告警待处理", self.browser.text())
        self.rig.platform.sim("PUT", "/servicers/bo/status", {"status": "receiving"})
        self.rig.platform.sim("POST", "/faults", {
            "path": "kf/service_state/trans", "kind": "error", "code": 95016})
        self.stage.visit("wmDdd1", "访客Ddd1", "价格?", account="wkAlert")
        self.browser.see("1 条告警待处理")
        self.browser.click(lambda: self.browser.find("a[href='#/alerts'].badge-soft"))
        self.browser.press("标记为已处理")
        self.browser.see("已标记为已处理")

    def test_every_active_session_is_shown_however_many_pages_they_are(self):
        self.stage.set_status("dai", "online")
        for number in range(3):
            self.stage.visit(f"wmPage{number}", f"访客Page{number}", "你好")
            self.stage.session_of(f"wmPage{number}", state="active")
        self.open_board()
        self.answer_one_a_page()
        self.show_active()
        self.browser.see("访客Page0", "访客Page1", "访客Page2")

    def test_a_supervisor_sees_its_own_sub_organisation_and_no_more(self):
        self.open_board()
        self.assertNotIn("售前咨询", self.browser.text())
        self.open_board("administrator")
        self.browser.see("售前咨询")
        self.browser.fill("客服账号", "会员")
        self.browser.miss("售前咨询")
        self.browser.fill("客服账号", "没有这个")
        self.browser.see("没有匹配的客服账号")
        self.browser.fill("客服账号", "")
        self.browser.see("售前咨询")

    def test_what_an_agent_took_in_the_client_is_shown_as_different(self):
        self.rig.platform.sim("PUT", "/servicers/anna/status", {"status": "receiving"})
        self.stage.visit("wmCcc1", "访客", "价格?", account=stage.WECOM)
        session = self.stage.session_of("wmCcc1", stage.WECOM, "active")
        self.stage.arrives("wmCcc1", session["agent"])
        self.rig.platform.sim("POST", "/faults", {
            "path": "kf/service_state/trans", "kind": "error", "code": 95016, "times": 1})
        self.rig.want(200, "POST", f"/sessions/{session['id']}/end")
        self.stage.session_of("wmCcc1", stage.WECOM, "ended")
        self.open_board("administrator")
        self.browser.see("与平台不一致", "本系统：无会话")
        self.rig.platform.sim("POST", f"/servicers/{session['agent']}/act", {
            "account": stage.WECOM, "customer": "wmCcc1", "do": "end"})
        self.browser.miss("与平台不一致")


class OperationsTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start(config='routing.agent_away_after = "1h"')
        cls.stage = stage.Stage(cls.rig).fill()
        cls.stage.set_status("chen", "online")

    def tearDown(self):
        self.rig.platform.sim("DELETE", "/faults")

    def test_a_failed_call_is_shown_with_its_code_and_tried_again(self):
        self.rig.platform.sim("POST", "/faults", {
            "path": "kf/account/update", "kind": "error", "code": 60011, "times": 1})
        self.rig.want(200, "PATCH", f"/accounts/{stage.WECOM}", {"name": "售前顾问"})
        rig.until(lambda: self.rig.items("/effects?state=failed"), 20, "a call has failed")
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.browser.go("#/effects")
        self.browser.see("修改账号资料", "60011", "售前")
        self.browser.press("重试")
        self.browser.see("已安排重试", "没有符合条件的调用")
        self.browser.choose("状态", "已完成")
        self.browser.see("修改账号资料")
        state = self.rig.platform.sim("GET", "/state")
        self.assertIn("售前顾问", [one["name"] for one in state["accounts"]])

    def test_a_waiting_call_can_be_given_up(self):
        self.rig.platform.sim("POST", "/faults", {
            "path": "kf/account/update", "kind": "error", "code": -1})
        self.rig.want(200, "PATCH", f"/accounts/{stage.RELAY}", {"name": "会员之家"})
        rig.until(lambda: self.rig.items("/effects?state=pending"), 20, "a call waits")
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.browser.go("#/effects")
        self.browser.choose("状态", "等待中")
        self.browser.press("放弃")
        self.browser.see("放弃后不再执行这次调用")
        self.browser.press("放弃")
        self.browser.see("没有符合条件的调用")
        self.assertEqual(self.rig.items("/effects?state=pending"), [])

    def test_an_alert_is_acknowledged(self):
        self.rig.want(200, "PATCH", f"/accounts/{stage.WECOM}", {"agents": ["anna"]})
        self.rig.platform.sim("PUT", "/servicers/anna/status", {"status": "receiving"})
        self.rig.platform.sim("POST", "/faults", {
            "path": "kf/service_state/trans", "kind": "error", "code": 95016})
        self.stage.visit("wmAlert", "访客", "有人吗", account=stage.WECOM)
        rig.until(lambda: self.rig.items("/alerts?acknowledged=false"), 20, "there is an alert")
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.browser.go("#/alerts")
        self.browser.see("平台拒绝分配")
        self.browser.press("标记为已处理")
        self.browser.see("没有待处理的告警")
        self.browser.tick("显示已处理的告警")
        self.browser.see("administrator 于")

    def test_a_change_of_settings_is_in_the_audit_log_with_before_and_after(self):
        self.rig.want(200, "PATCH", f"/accounts/{stage.RELAY}", {"cap": 7})
        self.browser.sign_in("administrator", stage.PASSWORD)
        self.browser.go("#/audit")
        self.browser.see("修改客服账号")
        self.browser.fill("对象", f"account/{stage.RELAY}")
        self.browser.miss("添加成员")
        self.browser.click(lambda: self.browser.find("details summary"))
        self.browser.see("cap", "2 → 7")


if __name__ == "__main__":
    unittest.main()
