"""An agent's day at the desk: receive, answer, hand on, end; and what goes wrong in it."""

import unittest

from console_support import BrowserCase, rig

import stage  # scripts/lib, which console_support has put there

REPLY = "您好,积分可以在首页兑换。"
SEND = "kf/send_msg"


class DeskTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start(config='routing.agent_away_after = "1h"')
        cls.stage = stage.Stage(cls.rig).fill()

    def setUp(self):
        super().setUp()
        for agent in ("chen", "dai"):
            self.stage.set_status(agent, "offline")

    def tearDown(self):
        self.rig.platform.sim("DELETE", "/faults")
        for session in self.rig.items("/sessions?state=active"):
            self.rig.want(200, "POST", f"/sessions/{session['id']}/end")
        rig.until(lambda: not self.rig.items("/sessions?state=active"), 20, "all has ended")

    def open_desk(self, agent="chen", status="在线"):
        self.browser.sign_in(agent, stage.PASSWORD)
        self.browser.go("#/desk")
        self.browser.see("已连接")
        self.browser.tick(status)
        self.browser.until(
            lambda: self.rig.want(200, "GET", "/agent/status", token=self.stage.tokens[agent])[
                "status"] == {"在线": "online", "离开": "away", "离线": "offline"}[status],
            f"{agent} is {status}")

    def receive(self, visitor, text, nickname="访客"):
        """A visitor writes, and the agent opens what has come."""
        self.stage.visit(visitor, nickname, text)
        self.browser.see(text)
        self.open(text)

    def open(self, text):
        self.browser.click(lambda: next(
            (one for one in self.browser.all(".desk-item") if text in one.text), None))
        self.browser.until(
            lambda: text in self.browser.find(".desk-scroller").text, f"“{text}” is read")

    def bubbles(self):
        return [one.text for one in self.browser.all(".desk-bubble")]

    def reply(self, text):
        self.browser.fill("回复内容", text)
        self.browser.press("发送")

    def wait_for_bubble(self, text, state):
        self.browser.until(
            lambda: any(text in one and state in one for one in self.bubbles()),
            f"“{text}” is {state}")

    def test_a_link_a_place_and_a_product_are_shown_with_what_they_say(self):
        self.open_desk()
        self.receive("wmLinks", "请看这些")
        for kind, body, said in (
            ("link", {"title": "优惠说明", "url": "https://example.com/offer"}, "优惠说明"),
            ("location", {"name": "人民广场", "address": "黄浦区", "latitude": 31.2,
                          "longitude": 121.5}, "人民广场"),
            ("miniprogram", {"title": "积分商城", "appid": "wx1", "pagepath": "p"}, "积分商城"),
        ):
            self.rig.platform.sim("POST", "/customers/wmLinks/write", {
                "account": stage.RELAY, "msgtype": kind, "body": body})
            self.browser.see(said)
        link = self.browser.find(".desk-bubble a")
        self.assertEqual(link.get_attribute("href"), "https://example.com/offer")

    def test_an_agent_receives_answers_and_ends_a_session(self):
        self.open_desk()
        self.receive("wmEnds", "积分怎么兑换?")
        self.browser.see("还可发送 5 条")
        self.reply(REPLY)
        self.wait_for_bubble(REPLY, "已发送")
        self.assertEqual(self.stage.sent_to("wmEnds"), [REPLY])
        self.browser.see("还可发送 4 条")
        self.stage.write("wmEnds", "谢谢!")
        self.browser.see("谢谢!", "还可发送 5 条")
        self.browser.press("结束会话")
        self.browser.see("确定结束与")
        self.browser.press("结束会话")
        self.browser.see("会话已结束：接待人员结束")
        session = self.stage.session_of("wmEnds", state="ended")
        self.assertEqual(session["end_reason"], "agent")
        self.assertTrue(self.browser.field("回复内容").get_attribute("disabled"))

    def test_an_agent_hands_a_session_to_a_colleague(self):
        self.open_desk()
        self.receive("wmHanded", "我要投诉")
        self.stage.set_status("dai", "online")
        self.browser.press("转接")
        self.browser.see("转给同事")
        self.assertFalse(self.browser.field("赵艾玛 (emma)").is_enabled())
        self.browser.press("确认转接")
        self.browser.see("请选择转接对象")
        self.browser.tick("戴敏 (dai)")
        self.browser.press("确认转接")
        self.browser.see("会话已由", "接待")
        self.assertEqual(self.stage.session_of("wmHanded")["agent"], "dai")

    def test_an_agent_gives_a_session_back_to_the_queue(self):
        self.open_desk()
        self.receive("wmBack", "在吗")
        self.browser.press("转接")
        self.browser.tick("重新排队分配")
        self.browser.press("确认转接")
        self.browser.see("会话已回到队列，等待重新分配")
        session = self.stage.session_of("wmBack", state="queued")
        self.rig.want(200, "POST", f"/sessions/{session['id']}/end")

    def test_an_agent_sends_a_visitor_to_another_account(self):
        self.open_desk()
        self.receive("wmMoved", "想买企业版")
        self.browser.press("转接")
        self.browser.tick("售前咨询")
        self.browser.press("确认转接")
        self.browser.see("会话已结束：转到其他客服账号")
        self.assertIn("售前咨询", self.stage.sent_to("wmMoved")[-1])

    def test_after_five_messages_the_visitor_has_to_write_again(self):
        self.open_desk()
        self.receive("wmFive", "报价单")
        for number in range(1, 6):
            self.reply(f"第 {number} 页")
            self.wait_for_bubble(f"第 {number} 页", "已发送")
        self.browser.see("访客再次发言后才能继续")
        self.assertFalse(self.browser.button("发送").is_enabled())
        self.stage.write("wmFive", "收到")
        self.browser.until(
            lambda: self.browser.button("发送").is_enabled(), "the agent may write again")

    def test_a_message_that_the_platform_refuses_is_shown_as_failed_with_its_code(self):
        self.open_desk()
        self.receive("wmRefused", "能听见吗")
        self.rig.platform.sim("POST", "/faults", {
            "path": SEND, "kind": "error", "code": 40096, "times": 1})
        self.reply("听得见")
        self.wait_for_bubble("听得见", "发送失败（40096）")
        self.browser.see("未能送达")

    def test_a_reply_without_an_answer_is_sent_again_and_arrives_once(self):
        self.open_desk()
        self.receive("wmOnce", "还在吗")
        self.browser.driver.execute_script(LOSE_AN_ANSWER)
        self.reply("在的")
        self.browser.see("无法连接服务器", "撤回编辑")
        self.assertEqual(self.browser.driver.execute_script("return window.lost"), [201])
        rig.until(lambda: self.stage.sent_to("wmOnce"), 20, "it arrived all the same")
        self.browser.press("重试")
        self.browser.miss("撤回编辑")
        self.wait_for_bubble("在的", "已发送")
        self.assertEqual(len([one for one in self.bubbles() if "在的" in one]), 1)
        session = self.stage.session_of("wmOnce")["id"]
        messages = self.rig.items(f"/sessions/{session}/messages")
        self.assertEqual([one["text"] for one in messages].count("在的"), 1)
        self.assertEqual(self.rig.items("/effects?state=pending"), [])
        self.assertEqual(self.stage.sent_to("wmOnce"), ["在的"])

    def test_a_reply_to_a_daemon_that_is_away_arrives_when_it_is_back(self):
        self.open_desk()
        self.receive("wmAway", "还在吗")
        self.rig.daemon.kill()
        self.rig.platform.sim("POST", "/caller-killed")
        try:
            self.reply("在的")
            self.browser.see("连接中断", "撤回编辑")
        finally:
            self.rig.daemon.start()
        self.browser.see("已连接")
        self.browser.press("重试")
        self.wait_for_bubble("在的", "已发送")
        self.assertEqual(self.stage.sent_to("wmAway"), ["在的"])

    def test_earlier_messages_are_read_when_they_are_asked_for(self):
        self.stage.set_status("chen", "online")
        self.stage.visit("wmMany", "访客", "第 1 句")
        for number in range(2, 61):
            self.stage.write("wmMany", f"第 {number} 句")
        session = self.stage.session_of("wmMany", state="active")["id"]
        rig.until(lambda: len(self.rig.items(f"/sessions/{session}/messages")) == 60, 30,
                  "all sixty are there")
        self.open_desk()
        self.browser.see("第 60 句")
        self.open("第 60 句")
        self.browser.until(lambda: len(self.bubbles()) == 50, "the last fifty are there")
        self.browser.press("查看更早的消息")
        self.browser.until(lambda: len(self.bubbles()) == 60, "all sixty are shown")
        texts = [one.split("\n")[-1] for one in self.bubbles()]
        self.assertEqual(texts, [f"第 {number} 句" for number in range(1, 61)])
        self.browser.miss("查看更早的消息")

    def test_what_is_too_long_or_empty_is_said_at_the_field(self):
        self.open_desk()
        self.receive("wmLong", "请详细说明")
        self.browser.press("发送")
        self.assertEqual(self.browser.error_of("回复内容"), "请输入回复内容")
        self.browser.paste("回复内容", "长" * 700)
        self.assertEqual(
            self.browser.error_of("回复内容"), "内容过长：2100 字节，最多 2048 字节")

    def test_a_session_in_the_wecom_client_can_be_read_and_not_answered(self):
        token = self.stage.add_user("anna", "agent", "anna")
        self.stage.tokens["anna"] = token
        self.open_desk("anna")
        self.stage.visit("wmClient", "客户", "企业版多少钱", account=stage.WECOM)
        self.rig.platform.sim("PUT", "/servicers/bo/status", {"status": "stopped"})
        self.browser.see("企业版多少钱")
        self.open("企业版多少钱")
        self.browser.see("请在企业微信中回复")
        self.assertTrue(self.browser.field("回复内容").get_attribute("disabled"))

    def test_the_status_follows_what_another_client_sets(self):
        self.open_desk()
        self.rig.want(200, "PUT", "/agent/status", {"status": "away"},
                      token=self.stage.tokens["chen"])
        self.browser.until(
            lambda: self.browser.field("离开").is_selected(), "the switch shows 离开")

    def test_a_new_session_sounds_notifies_and_counts_in_the_title(self):
        self.open_desk()
        self.browser.driver.execute_script(STAND_INS)
        self.browser.click(self.browser.find("h1"))
        self.browser.press("开启桌面通知")
        self.stage.visit("wmLoud", "访客", "有人吗")
        self.browser.until(
            lambda: self.browser.driver.execute_script("return window.heard.length >= 2"),
            "two notes were played")
        self.assertEqual(
            self.browser.driver.execute_script("return window.notified.map((one) => one[0])"),
            ["新的会话"])
        self.browser.until(
            lambda: self.browser.driver.title.startswith("(1) "), "the title counts")
        self.open("有人吗")
        self.browser.until(
            lambda: not self.browser.driver.title.startswith("("), "the title is plain again")

    def test_a_session_can_be_chosen_and_answered_with_the_keyboard_alone(self):
        self.open_desk()
        self.stage.visit("wmKeys", "访客", "只用键盘")
        self.browser.see("只用键盘")
        self.browser.tab_to(lambda one: "desk-item" in (one.get_attribute("class") or ""))
        self.browser.type(self.browser.keys.ENTER)
        self.browser.until(
            lambda: self.browser.focused().get_attribute("id") == "desk-reply", "it can be answered")
        self.browser.type("没问题", self.browser.keys.ENTER)
        self.wait_for_bubble("没问题", "已发送")


# The first answer to a POST arrives and is thrown away; how it was is kept.
LOSE_AN_ANSWER = """
const fetched = window.fetch;
window.lost = [];
window.fetch = async (...words) => {
    const answer = await fetched(...words);
    if (words[1]?.method !== "POST" || window.lost.length) return answer;
    window.lost.push(answer.status);
    throw new TypeError("the answer is lost");
};
"""

# A page that nobody looks at, an allowed notification and a loudspeaker that writes down its notes.
STAND_INS = """
Object.defineProperty(document, "hidden", { get: () => true });
window.heard = [];
window.notified = [];
window.Notification = class {
    static permission = "default";
    static async requestPermission() { return window.Notification.permission = "granted"; }
    constructor(title, options) { window.notified.push([title, options.body]); }
    close() {}
};
const note = () => ({ frequency: {}, connect: (to) => to, start: () => window.heard.push(1),
    stop() {}, gain: { setValueAtTime() {}, linearRampToValueAtTime() {},
    exponentialRampToValueAtTime() {} } });
window.AudioContext = class {
    state = "running"; currentTime = 0; destination = {};
    createOscillator() { return note(); }
    createGain() { return note(); }
};
"""


if __name__ == "__main__":
    unittest.main()
