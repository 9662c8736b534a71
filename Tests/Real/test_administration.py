"""What an administrator does, from the request to what the platform and a QR reader see."""

import os
import pty
import subprocess
import unittest
import urllib.parse

from support import RigCase, rig

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}


class Administration(RigCase):
    @classmethod
    def prepare(cls):
        cls.rig.start()
        sim = cls.rig.platform.sim
        sim("POST", "/departments", {"id": 1, "name": "总部"})
        sim("POST", "/departments", {"id": 2, "name": "销售", "parent": 1})
        sim("POST", "/members", {"userid": "ann", "name": "安妮", "departments": [2]})
        sim("POST", "/members", {"userid": "bob", "name": "波", "departments": [1]})
        sim("POST", "/customers", {"external_userid": "wmVisitor"})
        # The platform keeps one account whatever happens.
        sim("POST", "/accounts", {"open_kfid": "wkOther", "name": "Other"})

    def servicers(self, account):
        state = self.rig.platform.sim("GET", "/state?all=1")
        found = [one for one in state["accounts"] if one["open_kfid"] == account]
        return {one["userid"] for one in found[0]["servicers"]} if found else None

    def settled(self, account):
        def try_it():
            document = self.rig.want(200, "GET", f"/accounts/{account}")
            return document if document["platform"]["pending"] == 0 else None

        return rig.until(try_it, 20, "the platform knows it all")

    def test_a_password_is_asked_for_at_a_terminal_and_not_shown(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        asking = subprocess.Popen(
            [rig.built("kefud"), "user", "add", "--config", self.rig.daemon.config, "ruth",
             "--role", "admin"], stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        shown = b""
        while b"): " not in shown:
            shown += os.read(ours, 1_000)
        self.assertIn(b"Password (at least 8 characters): ", shown)
        os.write(ours, b"correct horse\n")
        self.assertEqual(asking.wait(20), 0)
        self.assertNotIn(b"horse", shown + os.read(ours, 1_000))
        self.assertEqual(rig.call("POST", f"{self.rig.daemon.url}/api/sign-in", {
            "name": "ruth", "password": "correct horse"}).status, 200)

    def test_an_account_arrives_at_the_platform_and_what_is_half_done_is_repeated(self):
        made = self.rig.want(201, "POST", "/accounts", {"name": "新客服", "agents": ["ann", "late"]})
        account = made["id"]
        failures = self.settled(account)["platform"]["failures"]
        self.assertEqual([one["kind"] for one in failures], ["servicers_add"])
        self.assertEqual(failures[0]["items"], [{"agent": "late", "code": 60111}])
        self.assertEqual(self.servicers(account), {"ann"})
        self.rig.platform.sim("POST", "/members", {"userid": "late", "name": "Late"})
        self.rig.want(200, "POST", f"/effects/{failures[0]['effect']}/retry")
        self.assertEqual(self.settled(account)["platform"]["failures"], [])
        self.assertEqual(self.servicers(account), {"ann", "late"})
        self.rig.want(202, "DELETE", f"/accounts/{account}")
        rig.until(lambda: self.servicers(account) is None, 20, "the account is deleted")

    def test_a_qr_code_is_read_as_the_link_whose_visits_carry_the_channel(self):
        made = self.rig.want(201, "POST", "/accounts", {"name": "扫码", "agents": ["ann"]})
        account = made["id"]
        link = self.rig.want(
            201, "POST", f"/accounts/{account}/access/links",
            {"scene": "qr", "parameters": "春季 1"})
        # As a browser's encodeURIComponent writes it: a space is %20 and never a plus sign.
        query = urllib.parse.urlencode(
            {"scene": "qr", "parameters": "春季 1"}, quote_via=urllib.parse.quote)
        for size in (64, 300, 1000):
            picture = self.rig.api("GET", f"/accounts/{account}/qr.png?{query}&size={size}")
            self.assertEqual(picture.status, 200)
            path = self.folder / "qr.png"
            path.write_bytes(picture.body)
            read = subprocess.run(
                ["zbarimg", "--raw", "--quiet", str(path)], capture_output=True, text=True,
                timeout=30, check=True)
            self.assertEqual(read.stdout.strip(), link["url"])
        parts = urllib.parse.parse_qs(urllib.parse.urlsplit(link["url"]).query)
        self.assertEqual(parts["scene_param"], ["春季 1"])
        visitor = "/customers/wmVisitor"
        self.rig.platform.sim(
            "POST", f"{visitor}/enter",
            {"account": account, "scene": "qr", "scene_param": parts["scene_param"][0]})
        self.rig.platform.sim("POST", f"{visitor}/write", {"account": account, "text": "hello"})
        sessions = rig.until(
            lambda: self.rig.items(f"/sessions?account={account}"), 20, "a session opens")
        self.assertEqual(sessions[0]["channel"], link["channel"])

    def test_invitations_stay_within_the_platforms_range(self):
        made = self.rig.want(201, "POST", "/accounts", {"name": "邀请", "agents": ["ann"]})
        path = f"/accounts/{made['id']}/invitation"
        self.rig.want(200, "POST", "/directory/import", b"userid,name\nann,Ann\nbob,Bob\n")
        self.rig.platform.sim("PUT", "/upgrade-members", {"userid_list": ["ann"]})
        card = {"kind": "member", "member": "ann"}
        saved = self.rig.want(200, "PUT", path, {"upgrade": {"card": card}})
        self.assertEqual(saved["upgrade"]["card"], card)
        wrong = {"toolbar": {"card": {"kind": "members", "members": ["ann", "bob"]}}}
        refused = self.rig.api("PUT", path, wrong, headers=CHINESE)
        self.assertEqual(refused.status, 422)
        self.assertEqual(refused.json["errors"], [
            {"pointer": "#/toolbar/card/members/1", "detail": "不在平台「升级服务」的可用范围内"}])

    def test_members_come_from_the_platform_and_from_a_file(self):
        self.rig.want(202, "POST", "/directory/sync")
        state = rig.until(
            lambda: [one for one in [self.rig.want(200, "GET", "/directory")]
                     if one["state"] != "running"], 20, "the directory is read")[0]
        self.assertEqual((state["state"], state["departments"]), ("done", 2))
        ann = self.rig.want(200, "GET", "/members/ann")
        self.assertIn("2", ann["departments"])
        self.assertEqual(self.rig.want(200, "GET", "/departments/2")["parent"], "1")
        file = self.folder / "members.csv"
        file.write_text("\ufeff姓名,账号,部门,子机构\n卡,cara,总部/售后,北方\n", encoding="utf-8")
        token = self.folder / "token"
        token.write_text(self.rig.admin_token + "\n")
        arguments = ["import", "directory", "--config", str(self.rig.daemon.config),
                     "--token-file", str(token), str(file)]
        told = self.rig.daemon.run(*arguments, "--dry-run")
        self.assertEqual(
            told, "would be: 1 created, 0 changed, 0 unchanged, 1 departments created, "
                  "1 sub-organisations created\n")
        self.assertEqual(self.rig.api("GET", "/members/cara").status, 404)
        self.assertTrue(self.rig.daemon.run(*arguments).startswith("1 created"))
        cara = self.rig.want(200, "GET", "/members/cara")
        self.assertEqual(len(cara["departments"]), 1)
        file.write_text("userid,name\na b,X\n")
        with self.assertRaisesRegex(rig.RigError, "65\n.*members.csv:2: error: must have a USERID"):
            self.rig.daemon.run(*arguments)


if __name__ == "__main__":
    unittest.main()
