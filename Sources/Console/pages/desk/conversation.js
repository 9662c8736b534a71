// The conversation that is read: its head, its messages, the reply.

import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { bubble, draftBubble, signature } from "./bubble.js";
import { messagesOf } from "./state.js";
import { bytesOf, hoursAndMinutes, sendWindow, textBytesMax } from "./window.js";
import { visitorName } from "./words.js";

/** How near to its end a conversation is read for new messages to pull it on, in pixels. */
const nearEnd = 80;

export class Conversation {
    /**
     * @param {object} hooks `accountName(id)`, `agentName(id)`, `back()`, `transfer(session)`,
     *     `end(session)`, `send(session, text)`, `again(session, key)`, `discard(session, key)`,
     *     `older(entry)`, `drafts(id)`
     */
    constructor(hooks) {
        this.hooks = hooks;
        this.shown = null;
        this.nodes = new Map();
        this.texts = new Map();
        this.log = h("ol", { class: "desk-log" });
        this.drafts = h("ol", { class: "desk-log desk-drafts", "aria-label": t("desk.drafts") });
        this.older = h("button", {
            type: "button", class: "btn btn-sm btn-outline-secondary align-self-center",
            onclick: () => this.hooks.older(this.entry),
        }, t("desk.older"));
        this.scroller = h("div", {
            class: "desk-scroller", role: "log", tabindex: "0", "aria-label": t("desk.messages"),
        }, this.older, this.log, this.drafts);
        this.head = h("header", { class: "desk-head" });
        this.window = h("p", { class: "desk-window", id: "desk-window", role: "status" });
        this.over = h("div.note.note-info.desk-over", { role: "status", hidden: true });
        this.text = h("textarea", {
            class: "form-control", id: "desk-reply", rows: "3", placeholder: t("desk.reply.hint"),
            "aria-describedby": "desk-window desk-reply-error",
            onkeydown: (event) => this.key(event),
            oninput: () => this.typed(),
        });
        this.error = h("div.field-error", { id: "desk-reply-error", hidden: true });
        this.button = h("button", { type: "submit", class: "btn btn-primary" }, t("desk.send"));
        this.form = h("form", { class: "desk-reply", onsubmit: (event) => this.submit(event) },
            h("label", { for: "desk-reply", class: "visually-hidden" }, t("desk.reply")),
            this.text, this.error,
            h("div.desk-send", {},
                this.window, this.button));
        this.element = h("section.desk-conversation", { "aria-label": t("desk.conversation") });
        this.clear();
    }

    /** Nothing is chosen. */
    clear() {
        this.keepText();
        this.shown = null;
        this.entry = null;
        fill(this.element, h("div", { class: "desk-nothing" }, t("desk.choose")));
    }

    /** What somebody has begun to write stays with its session. */
    keepText() {
        if (this.shown) this.texts.set(this.shown, this.text.value);
    }

    /** Draws an entry; what is drawn already stays where it is. */
    draw(entry, now) {
        const { session } = entry;
        const isNew = this.shown !== session.id;
        if (isNew) {
            this.keepText();
            this.shown = session.id;
            this.nodes.clear();
            fill(this.log);
            this.text.value = this.texts.get(session.id) ?? "";
            this.complain("");
            fill(this.element, this.head, this.over, this.scroller, this.form);
        }
        this.entry = entry;
        const atEnd = isNew || this.isAtEnd();
        this.drawHead(session, entry.over);
        this.drawMessages(entry);
        const drafts = this.hooks.drafts(session.id).map((draft) => draftBubble(draft, {
            again: () => this.hooks.again(session, draft.key),
            discard: () => this.takeBack(this.hooks.discard(session, draft.key)),
        }));
        fill(this.drafts, ...drafts);
        this.older.hidden = entry.isComplete;
        this.drawWindow(session, now);
        if (atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
    }

    isAtEnd() {
        const { scrollTop, scrollHeight, clientHeight } = this.scroller;
        return scrollHeight - scrollTop - clientHeight < nearEnd;
    }

    drawHead(session, over) {
        const name = visitorName(session.visitor);
        const ended = session.state !== "active" || !!over;
        const mark = JSON.stringify([session.id, name, ended, session.channel, over]);
        if (this.headMark === mark) return;
        this.headMark = mark;
        fill(this.head,
            h("button", {
                type: "button", class: "btn btn-sm btn-outline-secondary desk-back",
                onclick: () => this.hooks.back(),
            }, t("action.back")),
            h("div", { class: "desk-who" },
                h("h2.text-truncate", {}, name),
                h("div", { class: "desk-item-tags" },
                    h("span", {}, this.hooks.accountName(session.account)),
                    h("span", {}, t(`channel.${session.reception_channel}`)),
                    session.channel ? h("span", {}, t("desk.channel", { name: session.channel }))
                        : null)),
            ended ? null : h("div", { class: "d-flex gap-2" },
                h("button", {
                    type: "button", class: "btn btn-sm btn-outline-primary",
                    onclick: () => this.hooks.transfer(session),
                }, t("desk.transfer")),
                h("button", {
                    type: "button", class: "btn btn-sm btn-outline-danger",
                    onclick: () => this.hooks.end(session),
                }, t("desk.end"))));
        this.over.hidden = !over;
        this.over.textContent = over ? this.overText(over) : "";
    }

    overText(over) {
        if (over.type === "ended") {
            return t("desk.over.ended.why", { why: t(`end.${over.reason}`) });
        }
        if (over.type === "transferred") {
            return t("desk.over.transferred.to", { name: this.hooks.agentName(over.to) });
        }
        return t("desk.over.requeued.long");
    }

    drawMessages(entry) {
        let before = null;
        for (const message of messagesOf(entry)) {
            const known = this.nodes.get(message.id);
            const mark = signature(message);
            let node = known?.node;
            if (!known || known.mark !== mark) {
                node = bubble(message, entry.session, this.hooks.agentName);
                if (known) known.node.replaceWith(node);
                this.nodes.set(message.id, { node, mark });
            }
            if (!known) {
                if (before) before.after(node);
                else this.log.prepend(node);
            }
            before = node;
        }
        this.log.classList.toggle("desk-empty", this.nodes.size === 0);
    }

    drawWindow(session, now) {
        const window = sendWindow(session, now);
        this.canWrite = window.canWrite;
        this.text.disabled = !window.canWrite && window.why !== "spent";
        this.button.disabled = !window.canWrite;
        const { hours, minutes } = hoursAndMinutes(window.minutes ?? 0);
        const text = window.why ? t(`desk.window.${window.why}`)
            : t("desk.window.left", { count: window.left, hours, minutes });
        if (this.window.textContent !== text) this.window.textContent = text;
        this.window.classList.toggle("is-short", !!window.why || window.left <= 1);
    }

    key(event) {
        // Enter sends; a new line needs Shift. Whoever chooses a Chinese word is still typing.
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.submit(event);
    }

    typed() {
        const bytes = bytesOf(this.text.value);
        this.complain(bytes > textBytesMax
            ? t("desk.reply.long", { bytes, max: textBytesMax }) : "");
    }

    submit(event) {
        event.preventDefault();
        const text = this.text.value.trim();
        if (!text) return this.complain(t("desk.reply.empty"));
        if (bytesOf(text) > textBytesMax || !this.canWrite) return;
        this.text.value = "";
        this.complain("");
        this.hooks.send(this.entry.session, text);
        this.text.focus();
        this.scroller.scrollTop = this.scroller.scrollHeight;
    }

    /** A text that was given up comes back to be written anew. */
    takeBack(text) {
        if (!this.text.value) this.text.value = text;
        this.text.focus();
    }

    complain(text) {
        this.error.textContent = text;
        this.error.hidden = !text;
        this.text.classList.toggle("is-invalid", !!text);
        this.text.setAttribute("aria-invalid", text ? "true" : "false");
    }
}
