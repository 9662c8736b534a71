// What a page or a part of it shows when there is nothing to show (yet).

import { h, icon } from "../core/dom.js";
import { t } from "../core/i18n.js";

/** Something is on its way. */
export function loading(text = t("state.loading")) {
    return h("div.state", { role: "status" },
        h("span.spinner-border.spinner-border-sm.me-2", { "aria-hidden": "true" }), text);
}

/** There is nothing here; `action` is a button or a link that changes that. */
export function empty(text, action = null) {
    return h("div.state", {}, icon("inbox", 32), h("p", {}, text), action);
}

/** It could not be loaded. */
export function failed(error, retry = null) {
    return h("div.state.state-error", { role: "alert" },
        icon("alert", 32),
        h("p", {}, error?.title ?? t("error.other"),
            error?.detail && h("span.d-block.text-body-secondary.small", {}, error.detail)),
        error?.status === 404 ? homeLink() : retry && h("button.btn.btn-outline-secondary.btn-sm", {
            type: "button", onclick: retry,
        }, t("action.retry")));
}

const homeLink = () =>
    h("a.btn.btn-outline-secondary.btn-sm", { href: "#/" }, t("action.home"));

/** No such page. */
export function notFound() {
    return h("div.page", {}, empty(t("state.not_found"), homeLink()));
}
