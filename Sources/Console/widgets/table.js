// A table that becomes a list of cards on a narrow screen: each cell carries its column's name.

import { fill, h } from "../core/dom.js";
import { empty } from "./states.js";

/**
 * @param {{caption: string, columns: Array<{title: string, cell: Function, class?: string}>,
 *   rows: Array, key?: Function, empty?: Node|string}} options  `cell(row)` gives text or elements
 * @returns {HTMLElement} with `update(rows)`
 */
export function table({ caption, columns, rows, empty: none, key }) {
    const body = h("tbody");
    const whole = h("table.table.table-cards.align-middle", {},
        h("caption.visually-hidden", {}, caption),
        h("thead", {}, h("tr", {}, columns.map((column) =>
            h("th", { scope: "col", class: column.class ?? "" }, column.title)))), body);
    const nothing = h("div");
    const element = h("div.table-area", {}, whole, nothing);
    element.update = (items) => {
        fill(body, items.map((row) => h("tr", { "data-key": key ? key(row) : null },
            columns.map((column) => h("td", {
                class: column.class ?? "", "data-label": column.title,
            }, h("div.cell", {}, column.cell(row)))))));
        whole.hidden = items.length === 0;
        fill(nothing, items.length ? null : none instanceof Node ? none : empty(none ?? ""));
    };
    element.update(rows);
    return element;
}

/** "Show more" below a list that comes in pages; `load()` gives `next` or null. */
export function pager(label, load) {
    const button = h("button.btn.btn-outline-secondary.btn-sm", {
        type: "button",
        onclick: async () => {
            button.disabled = true;
            try {
                element.hidden = !(await load());
            } finally {
                button.disabled = false;
            }
        },
    }, label);
    const element = h("div.pager", {}, button);
    return element;
}
