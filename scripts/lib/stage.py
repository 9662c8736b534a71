"""A small company to look at: accounts, people, and visitors who have just written."""

import rig

PASSWORD = "a-password-to-look-at"

DEPARTMENTS = ["客户服务部", "售前一组", "售后二组"]
MEMBERS = [
    ("anna", "王安娜", "售前一组"), ("bo", "李博", "售前一组"), ("chen", "陈晨", "售后二组"),
    ("dai", "戴敏", "售后二组"), ("emma", "赵艾玛", "客户服务部")]
VISITORS = [
    ("wmLin", "林小满", "你好,请问会员积分怎么兑换?"), ("wmZhou", "周宇", "我的订单三天了还没有发货"),
    ("wmSun", "孙悦", "想了解一下企业版的价格"), ("wmQian", "钱程", "发票可以补开吗?")]
RELAY, WECOM = "wkMembers", "wkSales"


class Stage:
    """Fills a rig that is running. Everything goes through the interface and the simulator."""

    def __init__(self, here):
        self.rig = here
        self.departments = {}
        self.sub_organisation = None

    def fill(self):
        """Two accounts, a directory, one person of each role."""
        here = self.rig
        for open_kfid, name, agents in (
            (WECOM, "售前咨询", ["anna", "bo"]), (RELAY, "会员中心", ["chen", "dai", "emma"]),
        ):
            here.platform.sim("POST", "/accounts", {
                "open_kfid": open_kfid, "name": name, "servicers": agents})
        self.sub_organisation = here.want(
            201, "POST", "/sub-organisations", {"name": "华东分公司"})["id"]
        for name in DEPARTMENTS:
            parent = self.departments.get(DEPARTMENTS[0])
            self.departments[name] = here.want(
                201, "POST", "/departments", {"name": name, "parent": parent})["id"]
        for userid, name, department in MEMBERS:
            here.want(201, "POST", "/members", {
                "userid": userid, "name": name, "departments": [self.departments[department]],
                "sub_organisation": self.sub_organisation})
        here.adopt(
            WECOM, agents=["anna", "bo"], reception_channel="wecom", cap=5, strategy="round_robin")
        here.adopt(
            RELAY, agents=["chen", "dai", "emma"], reception_channel="relay", cap=2,
            strategy="idle_first", when_nobody="queue", sub_organisation=self.sub_organisation)
        self.tokens = {
            "admin": self.add_user("administrator", "admin"),
            "supervisor": self.add_user(
                "supervisor", "supervisor", sub_organisation=self.sub_organisation)}
        for userid in ("chen", "dai"):
            self.tokens[userid] = self.add_user(userid, "agent", userid)
        return self

    def add_user(self, name, role, member=None, sub_organisation=None):
        """Somebody who signs in with PASSWORD; their token."""
        return self.rig.daemon.add_user(name, role, member, PASSWORD, sub_organisation)

    def set_status(self, agent, status):
        """As the agent's client would; it has polled just now."""
        token = self.tokens[agent]
        self.rig.want(200, "PUT", "/agent/status", {"status": status}, token=token)
        self.rig.want(200, "GET", "/agent/assignments", token=token)

    def visit(self, visitor, nickname, text, account=RELAY, channel="官网首页"):
        """A visitor opens the chat by a link and writes."""
        platform = self.rig.platform
        platform.sim("POST", "/customers", {"external_userid": visitor, "nickname": nickname})
        platform.sim("POST", f"/customers/{visitor}/enter", {
            "account": account, "scene": "web", "scene_param": channel})
        self.write(visitor, text, account)

    def write(self, visitor, text, account=RELAY):
        self.rig.platform.sim(
            "POST", f"/customers/{visitor}/write", {"account": account, "text": text})

    def session_of(self, visitor, account=RELAY, state=None):
        """The visitor's newest session, once kefud has it (in this state)."""

        def find():
            for session in self.rig.items(f"/sessions?account={account}"):
                if session["visitor"]["id"] == visitor:
                    return session if state in (None, session["state"]) else None
            return None

        return rig.until(find, 20, f"{visitor} has a session ({state or 'any'})", pause=0.1)

    def arrives(self, visitor, agent, account=WECOM):
        """Waits until the agent has the visitor's session at the platform, too."""
        rig.until(
            lambda: any(
                (one["customer"], one["account"], one["servicer"]) == (visitor, account, agent)
                for one in self.rig.platform.sim("GET", "/state")["conversations"]),
            20, f"{agent} has {visitor} at the platform", pause=0.1)

    def prompts_to(self, visitor):
        """The texts that came to the visitor on a code, as a welcome does."""
        book = self.rig.platform.sim("GET", "/messages")
        bodies = [one["body"] for one in book["sends"]
                  if one["customer"] == visitor and one["code"] is not None]
        return [body.get("content") or body.get("head_content") for body in bodies]

    def sent_to(self, visitor):
        """The texts that have arrived at the visitor from kefud, prompts on codes left out."""
        book = self.rig.platform.sim("GET", "/messages")
        return [one["body"].get("content") for one in book["sends"]
                if one["customer"] == visitor and one["code"] is None]
