// Something that was chosen, with a cross that takes it away.

import { h, icon } from "../core/dom.js";
import { t } from "../core/i18n.js";

/** `name` is what a screen reader says of the cross. */
export function chip(content, name, remove) {
    return h("span.chip", {}, content, h("button.chip-remove", {
        type: "button", "aria-label": t("agents.remove", { name }), onclick: remove,
    }, icon("cross", 14)));
}
