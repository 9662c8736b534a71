"""The demo's directory, and the people that one can be in its console."""

PASSWORD = "demo-demo-demo"

SUB_ORGANISATIONS = ["华东分公司", "华南分公司"]
# Name, the department above it, the sub-organisation that it belongs to.
DEPARTMENTS = [
    ("客户服务中心", None, None), ("售前组", "客户服务中心", "华东分公司"),
    ("售后组", "客户服务中心", "华南分公司"), ("会员组", "客户服务中心", "华东分公司"),
    ("市场部", None, "华南分公司"),
]
# USERID, name, departments, sub-organisation.
MEMBERS = [
    ("anna", "安晓娜", ["售前组"], "华东分公司"), ("bo", "薄文博", ["售前组"], "华东分公司"),
    ("chen", "陈立", ["售前组"], "华东分公司"),
    ("dai", "戴静", ["售前组", "售后组"], "华南分公司"),
    ("emma", "艾米", ["售后组"], "华南分公司"), ("fang", "方圆", ["售后组"], "华南分公司"),
    ("gao", "高远", ["售后组"], "华南分公司"), ("hu", "胡晓", ["会员组"], "华东分公司"),
    ("ines", "殷宁", ["会员组"], "华东分公司"), ("jun", "王俊", ["会员组"], "华东分公司"),
    ("kai", "赵凯", ["会员组"], "华东分公司"), ("lin", "林琳", ["会员组"], "华东分公司"),
    ("mia", "米亚", ["会员组"], "华东分公司"), ("song", "宋佳", ["市场部"], "华南分公司"),
]
ACCOUNTS = {"wkSales": "华东分公司", "wkSupport": "华南分公司", "wkMembers": "华东分公司"}
# Names to sign in with: role, member, sub-organisation, and what they are for.
PEOPLE = [
    ("sofia", "supervisor", None, "华东分公司", "the supervisor of one sub-organisation"),
    ("mia", "agent", "mia", None, "an agent of 会员中心 whom no program plays"),
]


def make_directory(here):
    """Sub-organisations, departments and members; the ids of the first two by name."""
    ids = {}
    for name in SUB_ORGANISATIONS:
        ids[name] = here.want(201, "POST", "/sub-organisations", {"name": name})["id"]
    for name, parent, owner in DEPARTMENTS:
        ids[name] = here.want(201, "POST", "/departments", {
            "name": name, "parent": ids.get(parent), "sub_organisation": ids.get(owner)})["id"]
    for userid, name, departments, owner in MEMBERS:
        here.want(201, "POST", "/members", {
            "userid": userid, "name": name, "sub_organisation": ids[owner],
            "departments": [ids[department] for department in departments]})
    # Whom the platform lets one name on a card of 升级服务.
    here.platform.sim("PUT", "/upgrade-members", {"userid_list": [row[0] for row in MEMBERS]})
    return ids


def place_accounts(here, ids):
    """Gives each account to its sub-organisation."""
    for open_kfid, owner in ACCOUNTS.items():
        here.want(200, "PATCH", f"/accounts/{open_kfid}", {"sub_organisation": ids[owner]})


def add_people_to_be(here):
    """People who are nobody's program. Their passwords come from the command line, so they need
    not be changed; the agents that programs play have theirs from the administrator."""
    own = {row["name"]: row["id"] for row in here.items("/sub-organisations")}
    for name, role, member, owner, _ in PEOPLE:
        here.daemon.add_user(name, role, member, PASSWORD, own.get(owner))
    agents = here.want(200, "GET", "/accounts/wkMembers")["agents"]
    here.want(200, "PATCH", "/accounts/wkMembers", {"agents": [*agents, "mia"]})


def who_to_be():
    """Lines for whoever wants to sign in."""
    people = [("admin", "the administrator")] + [(row[0], row[4]) for row in PEOPLE]
    return [f"  sign in as {name:<7}password {PASSWORD}   {what}" for name, what in people]
