// A window above the page: the browser's own modal dialog, which keeps the focus inside, closes on
// Escape and gives the focus back.

import { h, newID } from "../core/dom.js";
import { t } from "../core/i18n.js";

/**
 * Opens a dialog.
 * @param {{title: string, body: Node|Array, footer?: Array, size?: "small"|"large",
 *   onSubmit?: Function}} content  with `onSubmit` the whole is a form, which Enter submits
 * @returns {{element: HTMLDialogElement, close: Function, closed: Promise<any>}} `close(value)`
 *   closes it and fulfils `closed`; Escape and the cross give undefined
 */
export function openDialog({ title, body, footer = [], size, onSubmit }) {
    const heading = newID("dialog");
    let settle;
    const closed = new Promise((resolve) => { settle = resolve; });
    let value;
    const close = (result) => {
        value = result;
        element.close();
    };
    const inner = [
        h("div.dialog-header", {},
            h("h2.dialog-title", { id: heading }, title),
            h("button.btn-close", {
                type: "button", "aria-label": t("action.close"), onclick: () => close(),
            })),
        h("div.dialog-body", {}, body),
        footer.length ? h("div.dialog-footer", {}, footer) : null,
    ];
    const element = h("dialog.dialog", {
        "aria-labelledby": heading, class: size ? `dialog-${size}` : "",
        onclose: () => {
            // News may have been put above the dialog; it stays when the dialog goes.
            const toasts = element.querySelector("#toasts");
            if (toasts) document.body.append(toasts);
            element.remove();
            settle(value);
        },
    }, onSubmit
        ? h("form.dialog-form", {
            novalidate: true,
            onsubmit: (event) => {
                event.preventDefault();
                onSubmit(close);
            },
        }, inner)
        : h("div.dialog-form", {}, inner));
    document.body.append(element);
    element.showModal();
    return { element, close, closed };
}

/** The buttons below most dialogs: cancel, and what the dialog is for. */
export function dialogButtons({ action, cancel, danger = false, busy }) {
    return [
        h("button.btn.btn-outline-secondary", { type: "button", onclick: cancel },
            t("action.cancel")),
        h("button.btn", {
            type: "submit", class: danger ? "btn-danger" : "btn-primary", disabled: Boolean(busy),
        }, action),
    ];
}
