// What an agent's desk knows, as a value: the sessions that the agent has, their messages, what is
// unread. Nothing here touches the page, the network or the clock; the feed's changes go in, and
// what the page shows comes out.

/** A desk before the first poll. */
export function emptyDesk() {
    return { sessions: new Map(), selected: null, isLoaded: false, status: undefined };
}

/** Numbers as texts, in the order of the numbers. */
export function compareIds(a, b) {
    return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Takes one page of the feed in.
 * @param {boolean} isStart whether the page was asked for without a cursor: then it holds all that
 *     the agent has, and what it does not hold is gone.
 * @returns {{kind: string, session: object, message?: object, reason?: string}[]} what a person
 *     should notice: new sessions, visitors' messages, failures, ends.
 */
export function takePage(desk, page, me, isStart) {
    const notices = [];
    if (isStart) {
        const present = new Set(page.changes.map((change) => change.session?.id));
        for (const id of [...desk.sessions.keys()]) {
            if (!present.has(id)) desk.sessions.delete(id);
        }
    }
    for (const change of page.changes) {
        const notice = takeChange(desk, change, me);
        if (notice && !isStart) notices.push(notice);
    }
    desk.isLoaded = true;
    if (desk.selected && !desk.sessions.has(desk.selected)) desk.selected = null;
    return notices;
}

function takeChange(desk, change, me) {
    if (change.type === "status") {
        desk.status = change.reason;
        return null;
    }
    const session = change.session;
    if (!session) return null;
    const isMine = session.state === "active" && session.agent === me;
    switch (change.type) {
        case "assigned": {
            if (!isMine) return null;
            const entry = enter(desk, session);
            entry.from = change.from ?? null;
            return { kind: "assigned", session, reason: change.reason };
        }
        case "message": {
            const entry = desk.sessions.get(session.id);
            if (!entry) return null;
            entry.session = session;
            putMessage(entry, change.message);
            if (change.message?.from !== "visitor") return null;
            if (desk.selected !== session.id) entry.unread += 1;
            return { kind: "message", session, message: change.message };
        }
        case "recalled":
        case "send_failed": {
            const entry = desk.sessions.get(session.id);
            if (!entry) return null;
            entry.session = session;
            putMessage(entry, change.message);
            if (change.type === "recalled") return null;
            return { kind: "send_failed", session, message: change.message };
        }
        case "transferred":
        case "requeued":
        case "ended": {
            // The session is shown as it is now: one that came back meanwhile stays.
            const entry = desk.sessions.get(session.id);
            if (!entry) return null;
            if (isMine) {
                entry.session = session;
                return null;
            }
            if (desk.selected === session.id) {
                // Whoever looks at it is told, and may read on until something else is chosen.
                entry.session = session;
                entry.over = { type: change.type, to: change.to ?? null, reason: change.reason };
            } else {
                desk.sessions.delete(session.id);
            }
            return {
                kind: change.type, session, reason: change.reason, to: change.to ?? null,
            };
        }
        default:
            return null;
    }
}

function enter(desk, session) {
    let entry = desk.sessions.get(session.id);
    if (!entry) {
        entry = { session, messages: new Map(), unread: 0, isComplete: false, over: null };
        desk.sessions.set(session.id, entry);
        if (session.unanswered) entry.unread = 1;
    }
    entry.session = session;
    entry.over = null;
    return entry;
}

/** Puts a message in its place; a newer state of one that is there replaces it. */
export function putMessage(entry, message) {
    if (message) entry.messages.set(message.id, message);
}

/** The messages of an entry, the oldest first. */
export function messagesOf(entry) {
    return [...entry.messages.values()].sort((a, b) => compareIds(a.id, b.id));
}

/** Whether the platform has not said yet what became of a message. */
export function hasPending(entry) {
    for (const message of entry.messages.values()) {
        if (message.state === "pending") return true;
    }
    return false;
}

/** The sessions in the order of a list: who waits for an answer first, then the newest word. */
export function orderedEntries(desk) {
    return [...desk.sessions.values()].sort((a, b) => {
        const waiting = Number(b.session.unanswered) - Number(a.session.unanswered);
        if (waiting) return waiting;
        const [x, y] = [lastWord(a.session), lastWord(b.session)];
        return x < y ? 1 : x > y ? -1 : compareIds(b.session.id, a.session.id);
    });
}

function lastWord(session) {
    return session.last_message_at ?? session.assigned_at ?? session.opened_at;
}

/** Chooses what is read; what was only kept for its reader goes. */
export function select(desk, id) {
    const before = desk.selected;
    if (before && before !== id && desk.sessions.get(before)?.over) desk.sessions.delete(before);
    desk.selected = id && desk.sessions.has(id) ? id : null;
    const entry = desk.sessions.get(desk.selected);
    if (entry) entry.unread = 0;
    return entry ?? null;
}

/** How many visitors' messages nobody has looked at. */
export function unreadCount(desk) {
    let count = 0;
    for (const entry of desk.sessions.values()) count += entry.unread;
    return count;
}
