"""What the demo shows while it runs: a table on a terminal, a line a second elsewhere."""

import shutil
import sys
import unicodedata

import demo_people
import rig

HOME = "\x1b[H"
CLEAR_REST = "\x1b[J"
CLEAR_LINE = "\x1b[K"
BOLD, DIM, GREEN, YELLOW, RED, PLAIN = (
    f"\x1b[{code}m" for code in (1, 2, 32, 33, 31, 0))
RULES = {
    "prior_agent": "had this visitor before", "round_robin": "next in turn",
    "idle_first": "least busy", "assigned": "by a supervisor", "transferred": "handed on",
    "client": "in the WeCom client", "agent_silent": "the other was silent",
    "queued": "waits: nobody is free", "requeued": "waits again", "nobody_there": "nobody there",
    "refused": "the platform refused", "ended": "ended", "end_cancelled": "goes on",
    "prompt_skipped": "not said",
}


def width(text):
    """How many columns a terminal gives the text."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def cell(text, columns):
    """The text in exactly so many columns."""
    shown = ""
    for sign in str(text):
        if width(shown + sign) > columns:
            break
        shown += sign
    return shown + " " * (columns - width(shown))


def print_where_to_look(here, tokens):
    """Addresses, passwords and tokens, for whoever wants to look around."""
    agent = next(iter(tokens))
    lines = [
        "", f"console    {here.daemon.url}/", *demo_people.who_to_be(), "",
        f"kefud      {here.daemon.url}", f"simulator  {here.platform.url}",
        f"admin      {here.admin_token}", f"agent {agent:<5}{tokens[agent]}", "",
        "  token='...'   # one of the two above",
        f"  curl -H \"Authorization: Bearer $token\" {here.daemon.url}/api/sessions",
        f"  curl -H \"Authorization: Bearer $token\" {here.daemon.url}/api/accounts",
        f"  curl -H \"Authorization: Bearer $token\" "
        f"'{here.daemon.url}/api/agent/assignments?wait=30'   # an agent's",
        f"  curl {here.daemon.url}/openapi.json; curl {here.daemon.url}/metrics",
        f"  curl {here.platform.url}/sim/report?ids=0", f"  log: {here.daemon.log}", ""]
    print("\n".join(lines), flush=True)


class Table:
    def __init__(self, here, accounts, agents, cap, tokens):
        self.rig = here
        self.accounts = accounts
        self.agents = agents
        self.cap = cap
        self.tokens = tokens
        self.is_terminal = sys.stdout.isatty()
        # One line of JSON is all that standard output gets from a run that ends by itself.
        self.out = sys.stdout if self.is_terminal else sys.stderr
        self.told = set()
        if self.is_terminal:
            self.out.write("\x1b[2J")

    def show(self, kills):
        try:
            view = self.look()
        except (OSError, rig.RigError):
            return
        view["kills"] = kills
        if self.is_terminal:
            self.draw(view)
        else:
            self.tell(view)

    def look(self):
        """What stands in kefud now, and what the simulator has seen."""
        report = self.rig.platform.sim("GET", "/report?ids=0")
        queued = self.rig.items("/sessions?state=queued")
        active = self.rig.items("/sessions?state=active")
        newest = self.rig.want(200, "GET", "/sessions?limit=3")["items"]
        assigned = sorted(active, key=lambda row: row["assigned_at"] or "")[-5:]
        decisions = []
        for session in {row["id"]: row for row in newest + assigned}.values():
            found = self.rig.want(200, "GET", f"/sessions/{session['id']}/decisions")["items"]
            decisions += [{**row, "session": session} for row in found]
        decisions.sort(key=lambda row: (row["at"], int(row["id"])))
        return {
            "traffic": report["traffic"], "report": report, "queued": queued, "active": active,
            "decisions": decisions[-10:]}

    def load(self, view, agent, account=None):
        return sum(
            1 for row in view["active"] if row["agent"] == agent
            and account in (None, row["account"]))

    def summary(self, view):
        traffic = view["traffic"]
        return (
            f"{traffic['elapsed_ms'] / 1000:5.1f} s  {traffic['arrived']:4d} visitors "
            f"({traffic['active_visitors']} here)  {view['report']['customer_messages']:5d} "
            f"messages  {len(view['queued']):3d} waiting  {len(view['active']):3d} with agents  "
            f"{view['report']['violations']} violations"
            + (f"  {view['kills']} kills" if view["kills"] else ""))

    def tell(self, view):
        """One line a second."""
        loads = " ".join(f"{name}:{self.load(view, name)}" for name in self.agents)
        news = [row for row in view["decisions"] if row["id"] not in self.told]
        self.told.update(row["id"] for row in news)
        last = f"  | {self.sentence(news[-1])}" if news else ""
        print(f"{self.summary(view)}  [{loads}]{last}", file=self.out, flush=True)

    def sentence(self, row):
        visitor = row["session"]["visitor"]["name"] or row["session"]["visitor"]["id"][:8]
        who = f"{visitor} → {row['agent']}" if row["agent"] else visitor
        why = RULES.get(row["rule"], row["rule"])
        if row["candidates"]:
            loads = ", ".join(f"{one['agent']} {one['load']}" for one in row["candidates"][:4])
            why += f" ({loads})"
        elif row["detail"]:
            why += f" ({row['detail']})"
        return f"{who}: {why}"

    def draw(self, view):
        columns = shutil.get_terminal_size((100, 40)).columns
        lines = [f"{BOLD}kefud{PLAIN}  {self.summary(view)}", ""]
        lines.append(f"{DIM}{cell('account', 22)}{cell('strategy', 13)}{cell('way', 8)}"
                     f"{cell('waiting', 10)}with agents{PLAIN}")
        for account in self.accounts:
            name = account["open_kfid"]
            waiting = sum(1 for row in view["queued"] if row["account"] == name)
            busy = sum(1 for row in view["active"] if row["account"] == name)
            colour = YELLOW if waiting else GREEN
            lines.append(
                f"{cell(account['name'] + ' ' + name, 22)}{cell(account['strategy'], 13)}"
                f"{cell(account['channel'], 8)}{colour}{cell(waiting, 10)}{PLAIN}{busy}")
        lines += ["", f"{DIM}agent     load{PLAIN}"]
        for agent in self.agents:
            parts = [(account, self.load(view, agent, account["open_kfid"]))
                     for account in self.accounts if agent in account["agents"]]
            bars = "  ".join(
                f"{account['open_kfid'][2:]:<8}{self.bar(count)}" for account, count in parts)
            lines.append(f"{cell(agent, 10)}{bars}")
        lines += ["", f"{DIM}last decisions{PLAIN}"]
        lines += [cell(self.sentence(row), columns - 1) for row in view["decisions"]]
        lines += ["", f"{DIM}{self.rig.daemon.url}  admin token {self.rig.admin_token}{PLAIN}"]
        text = "".join(f"{line}{CLEAR_LINE}\n" for line in lines)
        self.out.write(f"{HOME}{text}{CLEAR_REST}")
        self.out.flush()

    def bar(self, count):
        colour = RED if count > self.cap else YELLOW if count == self.cap else GREEN
        return f"{colour}{'█' * count}{PLAIN}{DIM}{'·' * max(0, self.cap - count)}{PLAIN}"

    def close(self):
        if self.is_terminal:
            self.out.write("\n")
            self.out.flush()
