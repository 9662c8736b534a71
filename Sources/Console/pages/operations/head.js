// What stands at the top of a page: its name, what it is for, what can be done, how it is filtered.

import { h, newID } from "../../core/dom.js";

/** The heading with buttons beside it, and a sentence below. */
export function pageHead(title, help = null, ...actions) {
    return [
        h("div.page-head", {}, h("h1", {}, title),
            actions.length ? h("div.actions", {}, actions) : null),
        help ? h("p.text-body-secondary", {}, help) : null,
    ];
}

/** A control of a filter with its label above it. */
export function filter(label, control) {
    control.id ||= newID("filter");
    return h("div.filter", {}, h("label.form-label", { htmlFor: control.id }, label), control);
}

/** A small button in a row of a table; its full name says whom it is about. */
export function rowButton(text, about, action, isDanger = false) {
    return h("button.btn.btn-link.btn-sm", {
        type: "button", onclick: action, class: isDanger ? "text-danger" : "",
        "aria-label": `${text} ${about}`,
    }, text);
}
