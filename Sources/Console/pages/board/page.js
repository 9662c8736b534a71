// The live board (实时看板): queues and agents, why they wait, and a supervisor's hand on them.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { timeOfDay } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { textInput } from "../../widgets/field.js";
import { empty, failed, loading } from "../../widgets/states.js";
import { pause } from "../desk/feed.js";
import { ago, clock, visitorName } from "../desk/words.js";
import { filter, pageHead, rowButton } from "../operations/head.js";
import { end, openAssign, takeBack } from "./hands.js";
import { openWhy } from "./why.js";

const everyMs = 3_000;

class Board {
    constructor(root, signal) {
        this.signal = signal;
        this.opened = new Map();
        this.names = new Map();
        this.state = h("span.small.text-body-secondary", { role: "status" });
        this.alerts = h("a.badge-soft.badge-bad", { href: "#/alerts", hidden: true });
        this.filter = textInput({
            type: "search", placeholder: t("board.filter.hint"), oninput: () => this.draw(),
        });
        this.content = h("div.d-grid.gap-3", {}, loading());
        fill(root, pageHead(t("board.title"), t("board.help"), this.alerts, this.state),
            h("div.filters", {}, filter(t("board.filter"), this.filter)), this.content);
    }

    async run() {
        while (!this.signal.aborted) {
            if (!document.hidden) await this.load();
            await pause(everyMs, this.signal);
        }
    }

    async load() {
        try {
            const board = await api.get("/board", {}, { signal: this.signal });
            for (const account of board.accounts) {
                for (const agent of account.agents) this.names.set(agent.member, agent.name);
            }
            await Promise.all([this.readAlerts(),
                ...[...this.opened].map(([id]) => this.readActive(id))]);
            this.board = board;
            this.state.textContent = t("board.at", { time: timeOfDay(board.at) });
            this.drawIfNew();
        } catch (problem) {
            if (this.signal.aborted) return;
            this.state.textContent = t("board.stale");
            if (!this.board) fill(this.content, failed(problem, () => this.load()));
        }
    }

    /** What is drawn anew slips away under the mouse, so it is only when something is different. */
    drawIfNew() {
        const minute = Math.floor(Date.now() / 60_000);
        const { accounts, drift } = this.board;
        const mark = JSON.stringify([minute, accounts, drift, ...this.opened]);
        if (mark === this.mark) return;
        this.mark = mark;
        this.draw();
    }

    async readActive(id) {
        const sessions = await api.all("/sessions", { account: id, state: "active" },
            { signal: this.signal });
        if (this.opened.has(id)) this.opened.set(id, sessions);
    }

    async readAlerts() {
        const most = 99;
        const page = await api.get("/alerts", { acknowledged: "false", limit: most },
            { signal: this.signal });
        const count = page.next ? `${most}+` : page.items.length;
        this.alerts.hidden = page.items.length === 0;
        this.alerts.textContent = t("board.alerts", { count });
    }

    nameOf(member) {
        return this.names.get(member) ?? member ?? "";
    }

    draw() {
        if (!this.board) return;
        const word = this.filter.value.trim().toLowerCase();
        const accounts = this.board.accounts.filter(
            (one) => !word || one.name.toLowerCase().includes(word));
        const held = this.content.contains(document.activeElement)
            ? document.activeElement.dataset.key : null;
        const none = this.board.accounts.length ? t("board.filter.none") : t("board.empty");
        fill(this.content, this.drift(), accounts.length
            ? accounts.map((one) => this.account(one)) : h("div.card", {}, empty(none)));
        if (held) this.content.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
    }

    account(one) {
        const online = one.agents.filter((agent) => agent.status === "online").length;
        const waiting = one.waiting_total ?? one.waiting.length;
        return h("section.card.card-pad", { "aria-label": one.name },
            h("div.board-head", {}, h("h2", {}, one.name), this.badge(one),
                h("span.badge-soft", { class: waiting ? "badge-bad" : "" },
                    t("board.waiting", { count: waiting })),
                h("span.badge-soft", {}, t("board.active", { count: one.active })),
                h("span.badge-soft", {}, t("board.online", { online, all: one.agents.length }))),
            h("div.board-columns", {}, this.queue(one, waiting), this.agents(one),
                this.active(one)));
    }

    badge(one) {
        if (one.status && one.status !== "active") {
            return h("span.badge-soft.badge-bad", {}, t(`account.status.${one.status}`));
        }
        if (one.paused_until) {
            return h("span.badge-soft.badge-warn", {},
                t("board.paused", { time: clock(one.paused_until) }));
        }
        return h("span.badge-soft", { class: one.open ? "badge-good" : "" },
            one.open ? t("board.open") : t("board.closed"));
    }

    queue(one, total) {
        return h("section", {}, h("h3", {}, t("board.queue")),
            one.waiting.length
                ? h("ol", { class: "board-list" }, one.waiting.map((session, index) => this.session(
                    session, one, t("board.place", { count: index + 1,
                        time: ago(session.waiting_since) }))))
                : h("p", { class: "text-body-secondary mb-0" }, t("board.queue.empty")),
            total > one.waiting.length ? h("p", { class: "text-body-secondary mb-0" },
                t("board.queue.more", { count: total - one.waiting.length })) : null);
    }

    session(session, account, about) {
        const name = visitorName(session.visitor);
        const act = (word, text, run, isDanger = false) => {
            const button = rowButton(text, name, run, isDanger);
            button.dataset.key = `${word}-${session.id}`;
            return button;
        };
        const reload = () => this.load();
        const isActive = session.state === "active";
        return h("li", {},
            h("div.board-who", {}, h("span", {}, name),
                h("span.text-body-secondary.small", {}, about)),
            h("div.board-acts", {},
                act("why", isActive ? t("board.why_agent") : t("board.why_waiting"),
                    () => openWhy(session, (id) => this.nameOf(id))),
                act("assign", t("board.assign"),
                    () => openAssign(session, account.agents, reload)),
                isActive ? act("requeue", t("board.requeue"), () => takeBack(session, reload))
                    : null,
                act("end", t("board.end"), () => end(session, reload), true)));
    }

    agents(one) {
        const line = (agent) => h("tr", {},
            h("th.fw-normal", { scope: "row" }, agent.name),
            h("td.text-nowrap", {},
                h("span.desk-dot", { class: `desk-dot-${agent.status}`, "aria-hidden": "true" }),
                t(`status.${agent.status}`)),
            h("td.text-nowrap", {}, t("board.load", agent)),
            h("td", {}, agent.reason ? t(`reason.${agent.reason}`) : t("board.eligible")));
        return h("section", {}, h("h3", {}, t("board.agents")),
            one.agents.length
                ? h("div.table-responsive", { tabindex: "0", role: "region",
                    "aria-label": t("board.agents.of", { name: one.name }) },
                h("table.table.table-sm.mb-0", {},
                    h("caption.visually-hidden", {}, t("board.agents.of", { name: one.name })),
                    h("thead", {}, h("tr", {}, ["name", "status", "load", "reason"].map(
                        (word) => h("th", { scope: "col" }, t(`board.agent.${word}`))))),
                    h("tbody", {}, one.agents.map(line))))
                : h("p.text-body-secondary.mb-0", {}, t("board.agents.empty")));
    }

    active(one) {
        const sessions = this.opened.get(one.id);
        return h("details", {
            open: sessions !== undefined, class: "board-wide",
            ontoggle: (event) => this.toggle(one.id, event.target.open),
        },
        h("summary", { "data-key": `active-${one.id}` },
            t("board.active.list", { count: one.active })),
        !sessions ? null : sessions.length
            ? h("ul", { class: "board-list" }, sessions.map((session) => this.session(session, one,
                t("board.with", { name: this.nameOf(session.agent),
                    time: ago(session.assigned_at ?? session.opened_at) }))))
            : h("p", { class: "text-body-secondary mb-0" }, t("board.active.empty")));
    }

    async toggle(id, isOpen) {
        if (isOpen === this.opened.has(id)) return;
        if (!isOpen) return void this.opened.delete(id);
        this.opened.set(id, []);
        await this.readActive(id).catch(() => {});
        this.draw();
    }

    drift() {
        const { drift, accounts } = this.board;
        if (!drift.length) return null;
        const nameOf = new Map(accounts.map((one) => [one.id, one.name]));
        const line = (one) => h("li", {}, h("div.board-who", {},
            h("span", {}, nameOf.get(one.account) ?? one.account),
            h("span.text-body-secondary.small.text-break", {}, one.visitor),
            h("span", {}, t("board.drift.line", {
                here: one.agent ? this.nameOf(one.agent) : t("board.drift.nobody"),
                there: this.nameOf(one.platform_agent),
            })),
            one.since ? h("span.text-body-secondary.small", {}, ago(one.since)) : null));
        return h("section.card.card-pad", { "aria-label": t("board.drift") },
            h("div.board-head", {}, h("h2", {}, t("board.drift"))),
            h("p.text-body-secondary", {}, t("board.drift.help")),
            h("ul.board-list", {}, drift.map(line)));
    }
}

export async function show({ root, signal }) {
    new Board(root, signal).run();
}
