"""The desk's logic without its page: each module is loaded in the browser and asked."""

import unittest

from console_support import BrowserCase

SESSION = """
const session = (id, more = {}) => ({ id, account: "wk", state: "active", agent: "ann",
    reception_channel: "relay", unanswered: false, opened_at: "2026-01-01T00:00:00Z",
    assigned_at: null, last_message_at: null, send_window: null,
    visitor: { id: `wm${id}`, name: null, avatar: null }, ...more });
const message = (id, from = "visitor", more = {}) =>
    ({ id, from, type: "text", text: `m${id}`, state: "received", ...more });
const change = (type, session, more = {}) => ({ type, at: "", session, ...more });
const page = (...changes) => ({ cursor: "c", more: false, changes });
const equal = (is, wanted) => {
    const [a, b] = [JSON.stringify(is), JSON.stringify(wanted)];
    if (a !== b) throw new Error(`${a} is not ${b}`);
};
"""

RUN = """
const done = arguments[arguments.length - 1];
(async () => { %s })().then(() => done("good"), (error) => done(String(error.stack ?? error)));
"""


class DeskLogicTests(BrowserCase):
    @classmethod
    def prepare(cls):
        cls.rig.start()

    def check(self, module, script):
        body = f'const it = await import("/console/pages/desk/{module}.js");\n{SESSION}\n{script}'
        self.assertEqual(self.browser.driver.execute_async_script(RUN % body), "good")

    def test_a_page_without_a_cursor_replaces_what_was_there(self):
        self.check("state", """
            const desk = it.emptyDesk();
            let notices = it.takePage(desk, page(change("assigned", session("1")),
                change("assigned", session("2"))), "ann", true);
            equal(notices, []);
            equal([...desk.sessions.keys()], ["1", "2"]);
            it.takePage(desk, page(change("assigned", session("2"))), "ann", true);
            equal([...desk.sessions.keys()], ["2"]);
            notices = it.takePage(desk, page(change("assigned", session("3"))), "ann", false);
            equal(notices.map((one) => [one.kind, one.session.id]), [["assigned", "3"]]);
        """)

    def test_a_session_that_somebody_else_has_by_now_is_not_taken_in(self):
        self.check("state", """
            const desk = it.emptyDesk();
            const gone = session("1", { agent: "bob" });
            equal(it.takePage(desk, page(change("assigned", gone)), "ann", false), []);
            equal(desk.sessions.size, 0);
        """)

    def test_messages_stand_in_the_order_of_their_numbers_and_are_replaced_by_newer_states(self):
        self.check("state", """
            const desk = it.emptyDesk();
            it.takePage(desk, page(change("assigned", session("1"))), "ann", true);
            const write = (one) => it.takePage(desk,
                page(change("message", session("1"), { message: one })), "ann", false);
            write(message("10"));
            write(message("9"));
            write(message("100", "agent", { state: "pending" }));
            const entry = desk.sessions.get("1");
            equal(it.messagesOf(entry).map((one) => one.id), ["9", "10", "100"]);
            equal(it.hasPending(entry), true);
            equal(entry.unread, 2);
            const failed = message("100", "agent", { state: "failed", code: 95001 });
            const notices = it.takePage(desk,
                page(change("send_failed", session("1"), { message: failed })), "ann", false);
            equal(notices.map((one) => one.kind), ["send_failed"]);
            equal(it.hasPending(entry), false);
            equal(entry.messages.size, 3);
        """)

    def test_what_is_read_is_not_unread_and_what_ended_stays_for_its_reader_only(self):
        self.check("state", """
            const desk = it.emptyDesk();
            it.takePage(desk, page(change("assigned", session("1", { unanswered: true })),
                change("assigned", session("2"))), "ann", true);
            equal(it.unreadCount(desk), 1);
            it.select(desk, "1");
            equal(it.unreadCount(desk), 0);
            it.takePage(desk, page(change("message", session("1"), { message: message("5") })),
                "ann", false);
            equal(it.unreadCount(desk), 0);
            const ended = { state: "ended", end_reason: "visitor_silent" };
            it.takePage(desk, page(change("ended", session("1", ended)),
                change("ended", session("2", ended))), "ann", false);
            equal([...desk.sessions.keys()], ["1"]);
            equal(desk.sessions.get("1").over.type, "ended");
            it.select(desk, null);
            equal(desk.sessions.size, 0);
        """)

    def test_a_session_that_came_back_meanwhile_stays(self):
        self.check("state", """
            const desk = it.emptyDesk();
            it.takePage(desk, page(change("assigned", session("1"))), "ann", true);
            it.takePage(desk, page(change("transferred", session("1"), { to: "bob" })), "ann",
                false);
            equal([...desk.sessions.keys()], ["1"]);
        """)

    def test_who_waits_for_an_answer_stands_first(self):
        self.check("state", """
            const desk = it.emptyDesk();
            const at = (hour) => ({ last_message_at: `2026-01-01T0${hour}:00:00Z` });
            it.takePage(desk, page(change("assigned", session("1", at(1))),
                change("assigned", session("2", at(2))),
                change("assigned", session("3", { ...at(0), unanswered: true }))), "ann", true);
            equal(it.orderedEntries(desk).map((one) => one.session.id), ["3", "2", "1"]);
        """)

    def test_the_sending_window_says_what_is_left_or_why_nothing_is(self):
        self.check("window", """
            const now = Date.parse("2026-01-01T12:00:00Z");
            const open = (left, closes_at) => session("1", { send_window: {
                messages_left: left, closes_at } });
            equal(it.sendWindow(open(3, "2026-01-01T14:30:30Z"), now),
                { canWrite: true, why: null, left: 3, minutes: 151 });
            equal(it.hoursAndMinutes(151), { hours: 2, minutes: 31 });
            equal(it.sendWindow(open(0, "2026-01-01T14:30:00Z"), now).why, "spent");
            equal(it.sendWindow(open(0, "2026-01-01T14:30:00Z"), now).canWrite, false);
            equal(it.sendWindow(open(5, "2026-01-01T12:00:00Z"), now).why, "closed");
            equal(it.sendWindow(session("1"), now).why, "closed");
            equal(it.sendWindow(session("1", { reception_channel: "wecom" }), now).why, "client");
            equal(it.sendWindow(session("1", { state: "ended" }), now).why, "over");
            equal(it.bytesOf("长a"), 4);
        """)

    def test_a_repeated_reply_has_the_same_key_and_replies_keep_their_order(self):
        self.check("outbox", """
            const calls = [];
            let broken = true;
            const changes = [];
            let settled;
            const settle = () => new Promise((resolve) => { settled = resolve; });
            const box = new it.Outbox(async (id, text, key) => {
                calls.push([id, text, key]);
                if (broken) throw new Error("no answer");
                return { id: "7", text };
            }, (id, made) => { changes.push(made); if (box.of("1").every(
                (one) => one.state === "failed")) settled?.(); });
            let rest = settle();
            const draft = box.send("1", "a");
            await rest;
            equal(box.of("1").map((one) => one.state), ["failed"]);
            broken = false;
            rest = settle();
            box.again("1", draft.key);
            box.send("1", "b");
            await rest;
            equal(calls.map((call) => call[1]), ["a", "a", "b"]);
            equal(calls[0][2] === calls[1][2], true);
            equal(calls[1][2] === calls[2][2], false);
            equal(box.of("1"), []);
            equal(changes.at(-1), { id: "7", text: "b" });
        """)

    def test_the_feed_goes_on_from_its_cursor_and_begins_anew_when_that_has_expired(self):
        self.check("feed", """
            const stop = new AbortController();
            const asked = [], pages = [], states = [], pauses = [];
            const answers = [
                { cursor: "a", changes: [] }, { cursor: "b", changes: [1] }, { status: 503 }, {},
                { status: 410 }, { cursor: "c", changes: [] }, { status: 401 }];
            await it.follow({
                ask: async (path) => {
                    asked.push(path);
                    const answer = answers.shift();
                    if (!answer.cursor) throw answer;
                    return answer;
                },
                onPage: (one, isStart) => pages.push([one.cursor, isStart]),
                onState: (state) => states.push(state), signal: stop.signal,
                wait: async (milliseconds) => { pauses.push(milliseconds); },
            });
            equal(asked, ["/agent/assignments", "/agent/assignments?cursor=a&wait=25",
                "/agent/assignments?cursor=b&wait=25", "/agent/assignments?cursor=b&wait=25",
                "/agent/assignments?cursor=b&wait=25", "/agent/assignments",
                "/agent/assignments?cursor=c&wait=25"]);
            equal(pages, [["a", true], ["b", false], ["c", true]]);
            equal(states, ["live", "live", "broken", "broken", "live", "ended"]);
            equal(pauses, [1000, 2000]);
        """)

    def test_the_title_counts_what_is_unread(self):
        self.check("alarm", """
            equal(it.titleWith(3, "kefud"), "(3) kefud");
            equal(it.titleWith(120, "(3) kefud"), "(99+) kefud");
            equal(it.titleWith(0, "(99+) kefud"), "kefud");
        """)


if __name__ == "__main__":
    unittest.main()
