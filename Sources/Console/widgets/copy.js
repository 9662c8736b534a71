// Copying a text, also where the browser gives no clipboard to a page without TLS.

import { h, icon } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { toast } from "./toast.js";

/** Copies, and says whether it worked. */
export async function copy(text) {
    if (await tryCopy(text)) toast(t("copy.done"));
    else toast(t("copy.failed"), "error");
}

/** A button that copies what `text()` gives. */
export function copyButton(text, label = t("action.copy"), look = "btn-outline-secondary btn-sm") {
    return h("button.btn", { type: "button", class: look, onclick: () => copy(text()) },
        icon("copy"), " ", label);
}

async function tryCopy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return copyBySelection(text);
    }
}

function copyBySelection(text) {
    const before = document.activeElement;
    const area = h("textarea.visually-hidden", { value: text, "aria-hidden": "true" });
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const worked = document.execCommand("copy");
    area.remove();
    before?.focus?.();
    return worked;
}
