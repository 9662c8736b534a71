// A list of the interface as a table that grows page by page, with its states: it is being read,
// there is nothing, it could not be read.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { failed, loading } from "../../widgets/states.js";
import { pager, table } from "../../widgets/table.js";

export class PagedList {
    /**
     * @param {object} options `path`, `query()`, `columns` and so on as the table takes them,
     *     `signal`
     */
    constructor(options) {
        this.options = options;
        this.table = table({ ...options, rows: [] });
        this.pager = pager(t("action.more"), () => this.readOn());
        this.element = h("div", {}, loading());
        this.turn = 0;
    }

    /** Reads it from the beginning; what is shown stays until the answer is there. */
    async reload() {
        const turn = this.turn += 1;
        try {
            const page = await this.read(null);
            if (turn !== this.turn) return;
            this.take([], page);
        } catch (problem) {
            if (turn !== this.turn || problem.name === "AbortError") return;
            fill(this.element, failed(problem, () => this.reload()));
        }
    }

    async readOn() {
        const turn = this.turn;
        const page = await this.read(this.next);
        if (turn === this.turn) this.take(this.items, page);
        return this.next;
    }

    read(after) {
        const { path, query, signal } = this.options;
        return api.get(path, { ...query?.(), after }, { signal });
    }

    take(before, page) {
        this.items = [...before, ...page.items];
        this.next = page.next;
        this.table.update(this.items);
        this.pager.hidden = !page.next;
        if (!this.element.contains(this.table)) fill(this.element, this.table, this.pager);
    }
}
