// What a visitor sees of the prompts, as in a phone's chat.

import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { avatar } from "../../widgets/person.js";

/** What the daemon puts in for a visitor, with made-up values. */
const example = { "{position}": "3", "{wait_minutes}": "5" };

/**
 * @param {{name: string, avatar: string}} account
 * @param {string[]} kinds the prompts in the order in which they are said
 * @returns {HTMLElement} with `show(prompts)`
 */
export function phone(account, kinds) {
    const chat = h("div.phone-chat");
    const element = h("section.phone", { "aria-label": t("prompts.preview") },
        h("div.phone-head", {}, account.name), chat);
    element.show = (prompts) => fill(chat, kinds.map((kind) => said(account, kind, prompts[kind])));
    return element;
}

function said(account, kind, prompt) {
    return h("div.phone-part", { class: prompt.enabled ? "" : "phone-off" },
        h("div.phone-when", {}, t(`prompt_when.${kind}`),
            prompt.enabled ? null : ` · ${t("prompts.off")}`),
        h("div.phone-line", {}, avatar(account.name, account.avatar, 32),
            h("div.phone-bubble", {},
                h("div.phone-text", {}, withExamples(prompt.text) || t("prompts.no_text")),
                (prompt.menu ?? []).map((item) =>
                    h("div.phone-menu", {}, item.text || "…")))));
}

function withExamples(text) {
    return text.replace(/\{position\}|\{wait_minutes\}/g, (word) => example[word]);
}
