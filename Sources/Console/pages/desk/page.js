// The agent's desk (坐席工作台). It uses nothing but what the interface gives to agents' clients.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { user } from "../../core/session.js";
import { confirmed } from "../../widgets/confirm.js";
import { empty, failed, loading } from "../../widgets/states.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { Tone, askForNotifications, notificationState, notify, titleWith } from "./alarm.js";
import { Conversation } from "./conversation.js";
import { follow, pause } from "./feed.js";
import { drawList } from "./list.js";
import { Outbox } from "./outbox.js";
import { emptyDesk, hasPending, putMessage, select, takePage, unreadCount } from "./state.js";
import { StatusSwitch } from "./status.js";
import { openTransfer } from "./transfer.js";
import { visitorName } from "./words.js";

const pageSize = 50;

class Desk {
    constructor(root, signal) {
        this.me = user().member;
        this.signal = signal;
        this.desk = emptyDesk();
        this.names = new Map([[this.me, t("desk.me")]]);
        this.accounts = new Map();
        this.tone = new Tone();
        this.outbox = new Outbox((id, text, key) => api.post(`/agent/sessions/${id}/messages`,
            { type: "text", text }, { headers: { "Idempotency-Key": key } }),
        (id, message) => this.written(id, message));
        this.status = new StatusSwitch(signal, (accounts) => this.learn(accounts));
        this.conversation = new Conversation({
            accountName: (id) => this.accounts.get(id) ?? id,
            agentName: (id) => this.names.get(id) ?? id ?? "",
            back: () => this.choose(null), transfer: openTransfer,
            end: (session) => this.end(session),
            send: (session, text) => this.outbox.send(session.id, text),
            again: (session, key) => this.outbox.again(session.id, key),
            discard: (session, key) => this.outbox.discard(session.id, key),
            drafts: (id) => this.outbox.of(id), older: (entry) => this.readOlder(entry),
        });
        this.build(root);
        this.run();
    }

    build(root) {
        this.list = h("ul", { class: "desk-list" });
        this.side = h("section", { class: "desk-side", "aria-label": t("desk.sessions") },
            loading());
        this.line = h("p.desk-line", { role: "status" });
        this.sound = h("input", {
            type: "checkbox", class: "form-check-input", role: "switch", id: "desk-sound",
            checked: this.tone.isOn, onchange: (event) => this.setSound(event.target.checked),
        });
        this.ask = h("button", {
            type: "button", class: "btn btn-sm btn-outline-secondary",
            onclick: () => this.askLoud(),
        }, t("desk.notify"));
        this.frame = h("div", { class: "desk-frame" }, this.side, this.conversation.element);
        fill(root, h("div", { class: "desk" },
            h("div", { class: "desk-bar" },
                h("h1", {}, t("desk.title")), this.status.element, this.line,
                h("div", { class: "form-check form-switch mb-0" }, this.sound,
                    h("label", { class: "form-check-label", for: "desk-sound" }, t("desk.sound"))),
                this.ask),
            this.status.hint, this.frame));
        this.showAsk();
        this.title = document.title;
        root.addEventListener("pointerdown", () => this.tone.prepare(), { signal: this.signal });
        root.addEventListener("keydown", () => this.tone.prepare(), { signal: this.signal });
        this.signal.addEventListener("abort", () => {
            document.title = titleWith(0, document.title);
        });
    }

    run() {
        this.status.load().catch((problem) => toastProblem(problem));
        follow({
            ask: (path, signal) => api.get(path, {}, { signal }), signal: this.signal,
            onPage: (page, isStart) => this.take(page, isStart),
            onState: (state, problem) => this.live(state, problem),
        });
        this.tick();
    }

    /** Windows close as time goes by, and what the platform says of a reply is in no change. */
    async tick() {
        while (!this.signal.aborted) {
            await pause(20_000, this.signal);
            if (this.signal.aborted) return;
            this.draw();
            await this.status.load().catch(() => {});
        }
    }

    take(page, isStart) {
        const notices = takePage(this.desk, page, this.me, isStart);
        if (isStart) for (const entry of this.desk.sessions.values()) this.readNewest(entry);
        if (page.changes.some((one) => one.type === "status")) this.status.show(this.desk.status);
        for (const notice of notices) this.tell(notice);
        if (notices.some((one) => one.kind !== "message")) this.status.load().catch(() => {});
        this.draw();
    }

    tell(notice) {
        const { session } = notice;
        const name = visitorName(session.visitor);
        const account = this.accounts.get(session.account) ?? session.account;
        switch (notice.kind) {
        case "assigned":
            this.readNewest(this.desk.sessions.get(session.id));
            this.tone.play("assigned");
            notify(t("desk.notice.assigned"), `${name} · ${account}`, session.id,
                () => this.choose(session.id));
            toast(t("desk.notice.assigned.from", { name, account }), "info");
            break;
        case "message":
            this.tone.play("message");
            notify(name, notice.message.text ?? t(`desk.type.${notice.message.type}`), session.id,
                () => this.choose(session.id));
            break;
        case "send_failed":
            toast(t("desk.notice.failed", { name }), "error");
            break;
        default:
            if (this.desk.selected !== session.id) {
                toast(t(`desk.notice.${notice.kind}`, { name }), "info");
            }
        }
    }

    live(state, problem) {
        const isBroken = state !== "live";
        this.line.classList.toggle("is-broken", isBroken);
        const text = t(`desk.line.${state}`);
        if (this.line.textContent !== text) this.line.textContent = text;
        if (isBroken && !this.desk.isLoaded) {
            fill(this.side, failed(problem, null));
        }
    }

    learn(accounts) {
        for (const one of accounts) this.accounts.set(one.id, one.name);
        this.draw();
    }

    draw() {
        if (!this.desk.isLoaded) return;
        const entry = this.desk.sessions.get(this.desk.selected);
        if (entry) this.conversation.draw(entry, Date.now());
        else if (this.conversation.shown) this.conversation.clear();
        this.frame.classList.toggle("desk-reading", !!entry);
        if (!this.side.contains(this.list)) fill(this.side, this.list);
        const count = drawList(this.list, this.desk, {
            accountName: (id) => this.accounts.get(id) ?? id, onSelect: (id) => this.choose(id),
        });
        if (!count) fill(this.side, empty(t("desk.empty")));
        document.title = titleWith(unreadCount(this.desk), document.title);
    }

    choose(id) {
        const before = this.desk.selected;
        const entry = select(this.desk, id);
        this.draw();
        if (entry) {
            this.readNewest(entry);
            if (matchMedia("(max-width: 991px)").matches) this.conversation.scroller.focus();
            else if (!this.conversation.text.disabled) this.conversation.text.focus();
        } else if (before) {
            this.list.querySelector("button")?.focus();
        }
    }

    async readNewest(entry) {
        if (!entry) return;
        await this.read(entry, null);
        this.watchPending(entry);
    }

    async readOlder(entry) {
        if (entry.next) await this.read(entry, entry.next);
    }

    async read(entry, after) {
        try {
            const page = await api.get(`/agent/sessions/${entry.session.id}/messages`,
                { limit: pageSize, after }, { signal: this.signal });
            for (const message of page.items) putMessage(entry, message);
            if (after || entry.next === undefined) {
                entry.next = page.next;
                entry.isComplete = !page.next;
            }
            this.draw();
        } catch (problem) {
            // A session that went to somebody else meanwhile; the feed says so.
            if (problem.status !== 404 && !this.signal.aborted) {
                toastProblem(problem);
            }
        }
    }

    /** The feed tells of failures only: whether a message was sent is asked for, ever rarer. */
    async watchPending(entry) {
        if (entry.isWatched) return;
        entry.isWatched = true;
        let wait = 500;
        while (hasPending(entry) && this.desk.sessions.has(entry.session.id)) {
            await pause(wait, this.signal);
            if (this.signal.aborted) break;
            await this.read(entry, null);
            wait = Math.min(wait * 2, 15_000);
        }
        entry.isWatched = false;
    }

    written(id, message) {
        const entry = this.desk.sessions.get(id);
        if (entry && message) {
            putMessage(entry, message);
            this.watchPending(entry);
        }
        this.draw();
    }

    async end(session) {
        const isSure = await confirmed({
            title: t("desk.end.title"), text: t("desk.end.text", {
                name: visitorName(session.visitor) }),
            action: t("desk.end"), danger: true,
        });
        if (!isSure) return;
        try {
            await api.post(`/agent/sessions/${session.id}/end`, {});
        } catch (problem) {
            toastProblem(problem);
        }
    }

    setSound(isOn) {
        this.tone.isOn = isOn;
        this.tone.prepare();
        if (isOn) this.tone.play("message");
    }

    async askLoud() {
        const state = await askForNotifications();
        if (state === "refused") toast(t("desk.notify.refused"), "info");
        this.showAsk();
    }

    showAsk() {
        this.ask.hidden = notificationState() !== "ask";
    }
}

export async function show({ root, signal }) {
    new Desk(root, signal);
}
