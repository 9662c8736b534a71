"""What must be read nowhere: secrets and visitors' words, in logs, figures and answers."""

import json
import secrets
import time
import unittest
import urllib.parse

from abuse import RigCase, people, rig, write
from wechatpy.work.crypto import WeChatCrypto

PASSWORD = "correct-horse-" + secrets.token_hex(6)
WRONG_PASSWORD = "wrong-horse-" + secrets.token_hex(6)
WRONG_TOKEN = "kf_" + secrets.token_urlsafe(32)
WORDS = "我的身份证号是" + secrets.token_hex(6)
REPLY = "您的订单号是" + secrets.token_hex(6)


class Secrets(RigCase):
    """Everything goes well, and then everything goes wrong, with the log at its most talkative."""

    @classmethod
    def prepare(cls):
        here = cls.rig
        here.start(config='log.level = "debug"\nplatform.poll_interval = "1s"')
        cls.answers = []
        cls.secrets = {
            "the corporation's secret": here.secret,
            "the callback's Token": here.callback_token,
            "the EncodingAESKey": here.encoding_aes_key,
            "an administrator's token": here.admin_token,
            "a wrong token": WRONG_TOKEN, "a password": PASSWORD,
            "a wrong password": WRONG_PASSWORD, "a visitor's words": WORDS,
            "an agent's words": REPLY,
        }
        cls.supervisor, cls.agent = people(here)
        cls.secrets["a supervisor's token"] = cls.supervisor
        cls.secrets["an agent's token"] = cls.agent
        cls.go_well()
        cls.guess()
        cls.forge()
        cls.be_refused()
        cls.break_the_platform()
        cls.answers.append(cls.figures())
        cls.alerts = here.items("/alerts")
        cls.answers.append(json.dumps(here.items("/effects"), ensure_ascii=False))
        cls.answers.append(json.dumps(cls.alerts, ensure_ascii=False))
        here.daemon.stop()
        cls.log = here.daemon.log.read_text(errors="replace")

    @classmethod
    def go_well(cls):
        here = cls.rig
        visitor = write(here, WORDS)

        def mine():
            return here.want(200, "GET", "/agent/sessions", token=cls.agent)["items"]

        session = cls.session = rig.until(mine, 20, "the visitor has been assigned")[0]
        assert session["visitor"]["id"] == visitor
        here.want(
            201, "POST", f"/agent/sessions/{session['id']}/messages",
            {"type": "text", "text": REPLY}, token=cls.agent,
            headers={"Idempotency-Key": "once"})
        here.want(201, "POST", "/users", {
            "name": "ruth", "role": "admin", "password": PASSWORD})
        answer = rig.call("POST", f"{here.daemon.url}/api/sign-in", {
            "name": "ruth", "password": PASSWORD})
        cookie = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
        cls.secrets["a cookie"] = cookie
        cls.secrets["a CSRF token"] = answer.json["csrf_token"]
        for token in (answer.json["csrf_token"], "made-up"):
            cls.keep(rig.call(
                "POST", f"{here.daemon.url}/api/sub-organisations", {"name": "华东"},
                {"Cookie": f"kefud={cookie}", "X-CSRF-Token": token}))

    @classmethod
    def guess(cls):
        """Wrong passwords and tokens, and secrets at places where they do not belong."""
        here = cls.rig
        for password in [WRONG_PASSWORD] * 7:
            cls.keep(rig.call("POST", f"{here.daemon.url}/api/sign-in", {
                "name": "ruth", "password": password}))
        cls.keep(here.api("GET", "/accounts", token=WRONG_TOKEN))
        for secret in (cls.agent, PASSWORD, WRONG_TOKEN):
            quoted = urllib.parse.quote(secret)
            for path in (f"/sessions/{quoted}", f"/{quoted}", f"/sessions?after={quoted}",
                         f"/agent/assignments?cursor={quoted}", f"/members/{quoted}"):
                cls.keep(here.api("GET", path, token=cls.agent))
            cls.keep(here.api("POST", "/users", {
                "name": secret, "role": secret, "password": {"text": secret}}))
            cls.keep(here.api("POST", "/users", {
                "name": "x", "role": "agent", "member": secret, "password": secret[:3]}))
            cls.keep(here.api("PUT", "/me/password", {
                "current_password": secret, "new_password": "short"}))
            cls.keep(here.api("POST", "/accounts", secret.encode()))

    @classmethod
    def forge(cls):
        """Callbacks of somebody who knows the key or the Token, but not both."""
        here = cls.rig
        now = str(int(time.time()))
        for token, key in ((WRONG_TOKEN, here.encoding_aes_key),
                           (here.callback_token, "A" * 43)):
            crypto = WeChatCrypto(token, key, rig.CORP_ID)
            envelope = crypto.encrypt_message(f"<xml><Event>{WORDS}</Event></xml>", "1", now)
            signature = envelope.split("<MsgSignature><![CDATA[")[1].split("]")[0]
            query = urllib.parse.urlencode(
                {"msg_signature": signature, "timestamp": now, "nonce": "1"})
            cls.keep(rig.call("POST", f"{here.callback_url}?{query}", envelope.encode()))

    @classmethod
    def be_refused(cls):
        """An agent's words do not arrive, for two reasons, and a visitor's session is refused."""
        here = cls.rig
        cls.effects = []
        for fault, word in (({"kind": "error", "code": 40096}, "code"), ({"kind": "cut"}, "error")):
            here.platform.sim("POST", "/faults", {"path": "kf/send_msg", **fault})
            here.want(
                201, "POST", f"/agent/sessions/{cls.session['id']}/messages",
                {"type": "text", "text": REPLY}, token=cls.agent,
                headers={"Idempotency-Key": word})
            # An error is there until the call has come through at last.
            cls.effects += rig.until(
                lambda word=word: [one for one in here.items("/effects") if one[word]], 20,
                f"a call has a {word}")
            here.platform.sim("DELETE", "/faults")
        cls.answers.append(json.dumps(cls.effects, ensure_ascii=False))
        here.platform.sim("POST", "/accounts", {
            "open_kfid": "wkRefused", "name": "Refused", "servicers": ["lisi"]})
        here.adopt(
            "wkRefused", reception_channel="wecom", when_nobody="queue", agents=["lisi"])
        here.platform.sim("PUT", "/servicers/lisi/status", {"status": "receiving"})
        here.platform.sim("POST", "/faults", {
            "path": "kf/service_state/trans", "kind": "error", "code": 95016})
        write(here, WORDS, "wkRefused")
        rig.until(lambda: here.items("/alerts"), 30, "there is an alert")
        here.platform.sim("DELETE", "/faults")

    @classmethod
    def break_the_platform(cls):
        """The platform refuses, falls silent and goes away, in calls with its token in the URL."""
        here = cls.rig
        for kind in ({"kind": "status", "status": 500}, {"kind": "cut"},
                     {"kind": "error", "code": 42001}, {"kind": "error", "code": 40013}):
            here.platform.sim("POST", "/faults", {"path": "kf/sync_msg", **kind})
            # The second goes out when the first has failed.
            name = f"kf/sync_msg {kind['kind']}"
            cls.until_more(
                2, lambda name=name: cls.report()["strikes"].get(name, 0),
                lambda: write(here, WORDS))
            cls.answers.append(cls.figures())
            here.platform.sim("DELETE", "/faults")
            # Waits between calls that fail grow until one succeeds.
            cls.until_more(
                1, lambda: cls.report()["calls"]["kf/sync_msg"].get("0", 0), lambda: None)
        cls.until_more(
            1, lambda: int(cls.figures().split("\nkefud_unanswered_calls_total ")[1].split()[0]),
            here.platform.kill)

    @classmethod
    def until_more(cls, more, count, act):
        start = count()
        act()
        rig.until(lambda: count() >= start + more, 60, f"{start} has grown by {more}")

    @classmethod
    def report(cls):
        return cls.rig.platform.sim("GET", "/report?ids=0")

    @classmethod
    def figures(cls):
        return rig.call("GET", f"{cls.rig.daemon.url}/metrics").body.decode()

    @classmethod
    def keep(cls, answer):
        cls.answers.append(answer.body.decode(errors="replace"))

    def test_no_secret_is_in_the_log(self):
        self.assertIn("kefud is ready", self.log)
        for name, secret in self.secrets.items():
            self.assertNotIn(secret, self.log, name)

    def test_no_access_token_is_in_the_log(self):
        self.assertNotIn("access_token=", self.log)
        self.assertNotIn("corpsecret", self.log)

    def test_there_are_effects_and_alerts_that_something_could_be_in(self):
        self.assertIn(40096, [one["code"] for one in self.effects])
        self.assertTrue([one["error"] for one in self.effects if one["error"]])
        self.assertTrue(self.alerts)

    def test_no_secret_is_in_figures_effects_alerts_or_answers(self):
        for name, secret in self.secrets.items():
            for answer in self.answers:
                self.assertNotIn(secret, answer, name)

    def test_the_file_holds_no_password_and_no_token(self):
        words = ("a visitor's words", "an agent's words")
        for path in self.folder.glob("kefud.db*"):
            content = path.read_bytes()
            for name, secret in self.secrets.items():
                if name not in words:
                    self.assertNotIn(secret.encode(), content, f"{name} in {path.name}")


if __name__ == "__main__":
    unittest.main()
