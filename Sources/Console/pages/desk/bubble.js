// One message of a conversation as it is shown.

import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { clock, visitorName } from "./words.js";

/** What can be said of a message that is more than text. */
function contentOf(message) {
    if (message.state === "recalled") {
        return h("em", { class: "text-body-secondary" }, t("desk.message.recalled"));
    }
    if (message.type === "text") return message.text ?? "";
    const body = message.media ?? {};
    const about = body.title ?? body.name ?? body.address ?? body.file_name ?? message.text ?? "";
    const parts = [h("span.badge-soft.me-1", {}, t(`desk.type.${message.type}`))];
    if (about) parts.push(String(about));
    if (message.type === "link" && /^https?:\/\//.test(body.url ?? "")) {
        parts.push(" ", h("a", { href: body.url, target: "_blank", rel: "noopener noreferrer" },
            body.url));
    }
    return parts;
}

function authorOf(message, session, names) {
    switch (message.from) {
    case "visitor": return visitorName(session.visitor);
    case "agent": return names(message.agent);
    default: return t(`desk.from.${message.from}`);
    }
}

function stateOf(message) {
    if (message.from === "visitor" || message.state === "recalled") return null;
    const text = message.state === "failed" && message.code
        ? t("desk.state.failed.code", { code: message.code }) : t(`desk.state.${message.state}`);
    return h("span", { class: `desk-state desk-state-${message.state}` }, text);
}

/** What makes a bubble look different; while it is the same, the bubble stays. */
export function signature(message) {
    return `${message.state}/${message.code}/${message.text}`;
}

/** A message. */
export function bubble(message, session, names) {
    const side = message.from === "visitor" ? "theirs" : "ours";
    return h("li", { class: `desk-bubble desk-${side}` },
        h("div", { class: "desk-meta" },
            h("span", {}, authorOf(message, session, names)),
            h("time", { datetime: message.at }, clock(message.at)), stateOf(message)),
        h("div", { class: "desk-text" }, contentOf(message)));
}

/** A reply that is not a message yet. */
export function draftBubble(draft, { again, discard }) {
    const failed = draft.state === "failed";
    return h("li", { class: "desk-bubble desk-ours" },
        h("div", { class: "desk-meta" },
            h("span", { class: `desk-state desk-state-${failed ? "failed" : "pending"}` },
                failed ? draft.failure?.title ?? t("desk.draft.failed")
                    : t("desk.state.pending"))),
        h("div", { class: "desk-text" }, draft.text),
        failed ? h("div", { class: "desk-actions" },
            h("button", { type: "button", class: "btn btn-sm btn-link", onclick: again },
                t("desk.draft.again")),
            h("button", { type: "button", class: "btn btn-sm btn-link", onclick: discard },
                t("desk.draft.discard"))) : null);
}
