// Short news that goes away by itself. The area is a live region, so a screen reader says it, too.

import { h, icon } from "../core/dom.js";
import { t } from "../core/i18n.js";

const secondsShown = { success: 4, info: 5, error: 10 };

/**
 * @param {string} text
 * @param {"success"|"info"|"error"} kind
 */
export function toast(text, kind = "success") {
    const names = { success: "check", info: "info", error: "alert" };
    const close = () => element.remove();
    const element = h("div.toast-item", { class: `toast-${kind}` },
        icon(names[kind]), h("span.flex-grow-1", {}, text),
        h("button.btn-close.btn-close-sm", {
            type: "button", "aria-label": t("action.close"), onclick: close,
        }));
    // A modal dialog lies above everything outside of it.
    const dialogs = [...document.querySelectorAll("dialog[open]")];
    const area = document.getElementById("toasts");
    (dialogs.at(-1) ?? document.body).append(area);
    area.append(element);
    setTimeout(close, secondsShown[kind] * 1000);
}

/** Says what went wrong; aborted requests are not worth a word. */
export function toastProblem(error) {
    if (error?.name === "AbortError") return;
    const detail = error?.detail && error.detail !== error.title ? `:${error.detail}` : "";
    toast(`${error?.title ?? t("error.other")}${detail}`, "error");
}
