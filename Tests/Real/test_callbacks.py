"""Callbacks that wechatpy signed and encrypted, against the running daemon."""

import json
import re
import time
import unittest
import urllib.parse

import xmltodict
from wechatpy.work.crypto import PrpCrypto, WeChatCrypto

from support import RigCase, rig

CORP_ID = rig.CORP_ID


def account_event(open_kfid, token="ENCtokenThatNobodyMade", padding=""):
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        "<Event><![CDATA[kf_msg_or_event]]></Event>"
        f"<Token><![CDATA[{token}]]></Token><OpenKfId><![CDATA[{open_kfid}]]></OpenKfId>"
        f"{padding}</xml>")


class Callbacks(RigCase):
    @classmethod
    def prepare(cls):
        cls.rig.start()
        cls.rig.platform.sim("POST", "/accounts", {
            "open_kfid": "wkReal", "name": "Real input", "servicers": ["zhangsan"]})
        cls.rig.adopt("wkReal", reception_channel="relay", when_nobody="queue")
        # From here on only wechatpy calls back.
        cls.rig.platform.sim("PATCH", "/settings", {"drop_share": 1.0})

    def sealed(self, text, corp_id=CORP_ID, token=None, timestamp=None, nonce="461056294"):
        """Query and envelope of a callback, as wechatpy makes them."""
        crypto = WeChatCrypto(
            token or self.rig.callback_token, self.rig.encoding_aes_key, corp_id)
        timestamp = str(timestamp or int(time.time()))
        made = xmltodict.parse(crypto.encrypt_message(text, nonce, timestamp))["xml"]
        query = {
            "msg_signature": made["MsgSignature"], "timestamp": made["TimeStamp"],
            "nonce": made["Nonce"]}
        return query, made["Encrypt"]

    def post(self, query, encrypted, form="xml"):
        if form == "xml":
            body = (
                f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
                "<AgentID><![CDATA[1000002]]></AgentID>"
                f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>").encode()
        else:
            body = json.dumps({"ToUserName": CORP_ID, "Encrypt": encrypted}).encode()
        return rig.call(
            "POST", f"{self.rig.callback_url}?{urllib.parse.urlencode(query)}", body,
            {"Content-Type": "text/xml"})

    def deliver(self, text, **how):
        return self.post(*self.sealed(text, **how))

    def test_the_url_is_verified(self):
        for echo in ["1616140317555161061", "7", "客服", "x" * 26, "y" * 300]:
            crypto = WeChatCrypto(
                self.rig.callback_token, self.rig.encoding_aes_key, CORP_ID)
            sealed = PrpCrypto(crypto.key).encrypt(echo, CORP_ID).decode()
            query, _ = self.signed_echo(crypto, sealed)
            answer = rig.call(
                "GET", f"{self.rig.callback_url}?{urllib.parse.urlencode(query)}")
            self.assertEqual((answer.status, answer.body.decode()), (200, echo))

    def signed_echo(self, crypto, sealed):
        from wechatpy.crypto import _get_signature
        timestamp, nonce = str(int(time.time())), "263014780"
        signature = _get_signature(crypto.token, timestamp, nonce, sealed)
        return {
            "msg_signature": signature, "timestamp": timestamp, "nonce": nonce,
            "echostr": sealed}, signature

    def test_a_callback_leads_to_a_pull(self):
        platform = self.rig.platform
        customer = platform.sim("POST", "/customers", {"nickname": "李四"})["external_userid"]
        platform.sim("POST", f"/customers/{customer}/enter", {"account": "wkReal"})
        platform.sim("POST", f"/customers/{customer}/write", {
            "account": "wkReal", "text": "有人吗?"})
        answer = self.deliver(account_event("wkReal"))
        self.assertEqual((answer.status, answer.body), (200, b"success"))

        def session():
            return [row for row in self.rig.items("/sessions")
                    if row["visitor"]["id"] == customer]

        found = rig.until(session, 20, "the visitor's message has become a session")
        self.assertEqual(len(found), 1)
        messages = self.rig.want(200, "GET", f"/sessions/{found[0]['id']}/messages")["items"]
        self.assertIn("有人吗?", [row["text"] for row in messages])

    def test_every_length_of_padding_is_accepted(self):
        before = self.accepted()
        for length in range(33):
            padding = f"<!--{'p' * length}-->"
            answer = self.deliver(account_event("wkReal", padding=padding))
            self.assertEqual(answer.status, 200, f"{length} more bytes")
        self.assertEqual(self.accepted() - before, 33)

    def accepted(self):
        """How many callbacks kefud has taken for the platform's, by its own count."""
        text = rig.call("GET", f"{self.rig.daemon.url}/metrics").body.decode()
        return int(re.search('^kefud_callbacks_total{result="accepted"} ([0-9]+)$', text, re.M)[1])

    def test_the_json_form_is_accepted(self):
        query, encrypted = self.sealed(account_event("wkReal"))
        self.assertEqual(self.post(query, encrypted, form="json").status, 200)

    def test_events_of_other_products_are_acknowledged(self):
        text = (
            f"<xml><ToUserName>{CORP_ID}</ToUserName><FromUserName>sys</FromUserName>"
            "<CreateTime>1409659813</CreateTime><MsgType>event</MsgType>"
            "<Event>enter_agent</Event><AgentID>218</AgentID></xml>")
        self.assertEqual(self.deliver(text).status, 200)

    def test_what_is_not_ours_is_refused(self):
        event = account_event("wkReal")
        stale = int(time.time()) - 3600
        self.assertRefused(self.deliver(event, token="anothertoken"), "another token")
        self.assertRefused(self.deliver(event, corp_id="ww0000000000000000"), "another receiver")
        self.assertRefused(self.deliver(event, timestamp=stale), "an hour old")
        query, encrypted = self.sealed(event)
        middle = len(encrypted) // 2
        other = "A" if encrypted[middle] != "A" else "B"
        changed = encrypted[:middle] + other + encrypted[middle + 1:]
        self.assertRefused(self.post(query, changed), "one letter changed")
        self.assertRefused(self.post({**query, "nonce": "1"}, encrypted), "another nonce")
        self.assertRefused(self.post({}, encrypted), "no signature")
        self.assertEqual(self.post(query, encrypted).status, 200)

    def assertRefused(self, answer, what):
        self.assertIn(answer.status, range(400, 500), what)


if __name__ == "__main__":
    unittest.main()
