// The list of the agent's own sessions.

import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { messagesOf, orderedEntries } from "./state.js";
import { ago, visitorName } from "./words.js";

function excerpt(entry) {
    const last = messagesOf(entry).at(-1);
    if (!last) return "";
    if (last.state === "recalled") return t("desk.message.recalled");
    return last.type === "text" ? last.text ?? "" : `[${t(`desk.type.${last.type}`)}]`;
}

function item(entry, desk, accountName, onSelect) {
    const { session } = entry;
    const isSelected = desk.selected === session.id;
    const name = visitorName(session.visitor);
    return h("li", {},
        h("button", {
            type: "button", class: `desk-item ${isSelected ? "desk-selected" : ""}`,
            "data-session": session.id, "aria-current": isSelected ? "true" : null,
            onclick: () => onSelect(session.id),
        },
        h("span", { class: "desk-item-head" },
            h("strong", { class: "text-truncate" }, name),
            h("time", { datetime: session.last_message_at ?? session.opened_at },
                ago(session.last_message_at ?? session.opened_at))),
        h("span", { class: "desk-item-line" },
            h("span", { class: "text-truncate" }, excerpt(entry) || accountName(session.account)),
            entry.unread ? h("span.desk-count", {},
                h("span", { "aria-hidden": "true" }, entry.unread > 99 ? "99+" : `${entry.unread}`),
                h("span", { class: "visually-hidden" },
                    t("desk.unread", { count: entry.unread }))) : null),
        h("span", { class: "desk-item-tags" },
            h("span", {}, accountName(session.account)),
            session.channel ? h("span", {}, session.channel) : null,
            entry.over ? h("span", { class: "text-body-secondary" },
                t(`desk.over.${entry.over.type}`))
                : session.unanswered
                    ? h("span", { class: "desk-waits" }, t("desk.unanswered")) : null)));
}

/** Draws the list anew; whoever stood on an item with the keyboard still does. */
export function drawList(root, desk, { accountName, onSelect }) {
    const held = root.contains(document.activeElement)
        ? document.activeElement.dataset.session : null;
    const entries = orderedEntries(desk);
    fill(root, ...entries.map((entry) => item(entry, desk, accountName, onSelect)));
    if (held) root.querySelector(`[data-session="${CSS.escape(held)}"]`)?.focus();
    return entries.length;
}
