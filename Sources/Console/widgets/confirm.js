// A question before something that cannot be taken back.

import { h } from "../core/dom.js";
import { dialogButtons, openDialog } from "./dialog.js";

/**
 * Asks; true when the person says yes.
 * @param {{title: string, text: string|Node|Array, action: string, danger?: boolean}} question
 */
export async function confirmed({ title, text, action, danger = false }) {
    const dialog = openDialog({
        title, size: "small", body: h("div", {}, text),
        footer: dialogButtons({ action, danger, cancel: () => dialog.close(false) }),
        onSubmit: (close) => close(true),
    });
    return (await dialog.closed) === true;
}
