"""What must hold when the demo's traffic is over: the simulator's book against kefud's."""

import collections
import sqlite3

# The numbers that kefud's database has for these words (Sources/Storage/Codes.swift, Message.swift,
# EffectState.swift); the order of the words there never changes.
PROMPTS = ["welcome", "queue", "offline", "end", "closing"]
EFFECT_STATES = ["pending", "done", "failed", "unknown", "missed", "withdrawn", "dropped"]
RULES = ["prior_agent", "round_robin", "idle_first", "assigned", "transferred", "client",
         "agent_silent", "queued", "requeued", "nobody_there", "refused", "ended",
         "end_cancelled", "prompt_skipped"]
CHOSEN = {"prior_agent", "round_robin", "idle_first", "assigned", "transferred", "agent_silent"}
CHANGE_KIND, ENDED_TARGET = 0, 3
VISITOR_ORIGIN = 0
WELCOME_SHARE_MIN = 0.999
LOAD_MAX = 50
# The platform's "the state does not allow sending".
STATE_FORBIDS = 95018


def database(here):
    """kefud's file, for reading only, while kefud runs."""
    return sqlite3.connect(f"file:{here.daemon.database}?mode=ro", uri=True, timeout=10)


def rows(here, sql, *values):
    connection = database(here)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def pending_effects(here):
    return rows(here, "SELECT count(*) FROM effect WHERE state = 0")[0][0]


def stored_count(here):
    return rows(here, "SELECT count(*) FROM message WHERE origin = ?", VISITOR_ORIGIN)[0][0]


def run(here, accounts, cap, kills=0):
    """Every check by name, and the figures behind them."""
    book = here.platform.sim("GET", "/messages?limit=1000000")
    report = here.platform.sim("GET", "/report?ids=0")
    sessions = here.items("/sessions")
    checks, figures = {}, {}
    for part in (
        messages(here, book, sessions), loads(here, report, accounts, cap),
        waiting(here, sessions, cap), prompts(here, book, report, kills),
    ):
        checks.update(part.pop("checks"))
        figures.update(part)
    checks["no_violations"] = report["violations"] == 0
    figures["visitors"] = report["traffic"]["arrived"]
    figures["sessions"] = len(sessions)
    figures["violations"] = report["violations"]
    figures["violation_list"] = report["violation_list"][:5]
    figures["open_cell_refusals"] = report["open_cell_refusals"]
    figures["alerts"] = dict(collections.Counter(
        row["kind"] for row in here.items("/alerts")))
    return {"checks": checks, **figures}


def messages(here, book, sessions):
    """Every message that a visitor wrote is stored exactly once, and the API shows it once."""
    written = book["customer_messages"]
    seen = collections.Counter()
    for table in ("seen_a", "seen_b"):
        seen.update(msgid for (msgid,) in rows(
            here, f"SELECT msgid FROM {table} WHERE message IS NOT NULL"))
    missing = [row["msgid"] for row in written if not seen[row["msgid"]]]
    stored = stored_count(here)

    shown = collections.Counter()
    for session in sessions:
        for row in here.items(f"/sessions/{session['id']}/messages"):
            if row["from"] == "visitor":
                shown[(session["account"], session["visitor"]["id"], row["text"])] += 1
    wanted = collections.Counter(
        (row["account"], row["customer"], row["text"]) for row in written)
    return {
        "checks": {
            "every_message_is_stored": not missing,
            "no_message_is_stored_twice": stored == len(written),
            "the_api_shows_every_message_once": shown == wanted,
        },
        "messages": {
            "written": len(written), "stored": stored, "shown": sum(shown.values()),
            "missing": len(missing), "examples": missing[:3]
            + [list(key) for key in ((wanted - shown) + (shown - wanted))][:3]},
    }


def loads(here, report, accounts, cap):
    """No agent ever had more than the cap: by the simulator's book, and by kefud's decisions."""
    # What kefud gave; agents take more by hand as they like.
    over = [row for row in report["max_load_given"] if row["load"] > cap]
    over += [row for row in report["max_load_given_total"] if row["load"] > LOAD_MAX]
    most, holder = collections.Counter(), {}
    now = collections.Counter()
    own_over = []
    decisions = rows(
        here, "SELECT d.session, d.rule, m.userid, a.open_kfid FROM decision d"
        " JOIN session s ON s.id = d.session JOIN account a ON a.id = s.account"
        " LEFT JOIN member m ON m.id = d.agent ORDER BY d.id")
    for session, rule, agent, account in decisions:
        word = RULES[rule]
        if word in CHOSEN or word == "client":
            now[holder.pop(session, None)] -= 1
            if agent:
                slot = holder[session] = (account, agent)
                now[slot] += 1
                if word in CHOSEN:
                    most[slot] = max(most[slot], now[slot])
                    if now[slot] > cap:
                        own_over.append([session, word, *slot, now[slot]])
        elif word in ("requeued", "ended", "refused"):
            now[holder.pop(session, None)] -= 1
    return {
        "checks": {"never_over_the_cap": not over and not own_over},
        "loads": {
            "cap": cap, "most_by_simulator": max(
                (row["load"] for row in report["max_load_given"]), default=0),
            "most_by_decisions": max(most.values(), default=0), "over": over[:5],
            "over_by_decisions": own_over[:5]},
    }


def waiting(here, sessions, cap):
    """Nobody waits while an agent could take the session."""
    state = here.platform.sim("GET", "/state")
    held = collections.Counter()
    for row in state["loads"]:
        held[(row["account"], row["servicer"])] = row["load"]
    own = collections.Counter(
        (row["account"], row["agent"]) for row in sessions if row["state"] == "active")
    needless, count = [], 0
    for session in sessions:
        if session["state"] != "queued":
            continue
        answer = here.want(200, "GET", f"/sessions/{session['id']}/decisions")["waiting"]
        if not answer or answer["position"] is None:
            continue
        count += 1
        for agent in answer["agents"]:
            slot = (session["account"], agent["agent"])
            is_full = max(own[slot], held[slot]) >= cap
            if agent["reason"] is None or (agent["reason"] == "at_cap" and not is_full):
                needless.append([session["id"], agent["agent"], agent["reason"]])
    return {
        "checks": {"nobody_waits_needlessly": not needless},
        "waiting_at_the_end": {"sessions": count, "needless": needless[:5]},
    }


def prompts(here, book, report, kills):
    """No prompt went out twice, and what was due and possible went out."""
    sends = book["sends"]
    again = [key for key, times in collections.Counter(
        row["msgid"] for row in sends).items() if times > 1]
    effects = prompt_effects(here)
    delivered = collections.Counter(
        (session, prompt) for session, prompt, state in effects
        if session is not None and state in ("done", "unknown"))
    twice = [list(key) for key, times in delivered.items() if times > 1]
    states = collections.defaultdict(collections.Counter)
    for _, prompt, state in effects:
        states[prompt][state] += 1
    skipped = collections.defaultdict(collections.Counter)
    told = set(delivered)
    for session, detail in rows(
            here, "SELECT session, detail FROM decision WHERE rule = ?",
            RULES.index("prompt_skipped")):
        prompt, _, reason = detail.partition(": ")
        skipped[prompt][reason] += 1
        told.add((session, prompt))
    silent = forgotten(here, told)

    welcome = report["prompts"]["welcome"]
    share = welcome["used"] / welcome["made"] if welcome["made"] else 1.0
    # A kill between the counted attempt and the answer leaves the outcome unknown, and a code whose
    # outcome is unknown is not tried again (rule 3.1): nothing more could be done.
    unforgiven = ("failed", "pending") if kills else ("failed", "unknown", "pending")
    lost = {prompt: counts[word] for prompt, counts in states.items()
            for word in unforgiven if counts[word]}
    return {
        "checks": {
            "no_prompt_went_out_twice": not again and not twice,
            "welcome_within_20_s": share >= WELCOME_SHARE_MIN,
            "every_due_prompt_went_out": not silent and not lost,
        },
        "prompts": {
            "welcome_share": round(share, 5), "welcome": welcome,
            "states": {key: dict(value) for key, value in states.items()},
            "skipped": {key: dict(value) for key, value in skipped.items()},
            "twice": (again + twice)[:5], "forgotten": silent[:5], "lost": lost},
    }


def prompt_effects(here):
    """The session, the prompt and the state of every call that says a prompt."""
    found = []
    for session, prompt, state, code, attempted, account, visitor, message in rows(
            here, "SELECT session, prompt, state, result_code, attempted_at, account, visitor,"
            " message FROM effect WHERE prompt IS NOT NULL"):
        word = EFFECT_STATES[state]
        if word == "failed" and code == STATE_FORBIDS and rows(
                here, "SELECT 1 FROM message WHERE account = ? AND visitor = ? AND origin = ?"
                " AND (id > ? OR sent_at * 1000 + 1000 > (SELECT min(attempted_at) FROM effect"
                " WHERE session = ? AND kind = ? AND target = ?))"
                " AND sent_at * 1000 <= ? LIMIT 1",
                account, visitor, VISITOR_ORIGIN, message, session, CHANGE_KIND, ENDED_TARGET,
                attempted + 1000):
            # The visitor wrote before it went out: the code's state was over, nothing to be done.
            word = "overtaken"
        found.append((session, PROMPTS[prompt], word))
    return found


def forgotten(here, told):
    """Sessions that waited, or ended, of whose prompt there is no trace."""
    reasons_with_end_prompt = (0, 1, 2, 6)  # agent, visitor, visitor_silent, admin
    queued = rows(
        here, "SELECT DISTINCT session FROM decision WHERE rule = ?", RULES.index("queued"))
    requeued_first = {session for (session,) in rows(
        here, "SELECT DISTINCT d.session FROM decision d WHERE d.rule = ? AND NOT EXISTS"
        " (SELECT 1 FROM decision e WHERE e.session = d.session AND e.rule = ? AND e.id < d.id)",
        RULES.index("requeued"), RULES.index("queued"))}
    ended = rows(
        here, "SELECT id FROM session WHERE phase = 2 AND end_reason IN (?, ?, ?, ?)",
        *reasons_with_end_prompt)
    return [
        [session, "queue"] for (session,) in queued
        if (session, "queue") not in told and session not in requeued_first
    ] + [[session, "end"] for (session,) in ended if (session, "end") not in told]
