// The directory (通讯录): members, departments, sub-organisations, and where they come from.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { hasRole } from "../../core/session.js";
import { failed, loading } from "../../widgets/states.js";
import { toastProblem } from "../../widgets/toast.js";
import { pageHead } from "../operations/head.js";
import { departmentsPart, subOrganisationsPart } from "./groups.js";
import { bringIn } from "./import.js";
import { membersPart } from "./members.js";

const parts = ["members", "departments", "sub_organisations", "import"];

class Directory {
    constructor(root, signal) {
        this.signal = signal;
        this.canEdit = hasRole("admin");
        this.shown = "members";
        this.content = h("div", { id: "directory-part", role: "tabpanel", tabindex: "-1" });
        this.tabs = parts.filter((part) => part !== "import" || this.canEdit).map((part) =>
            h("button.nav-link", {
                type: "button", role: "tab", id: `directory-${part}`,
                "aria-controls": "directory-part", onclick: () => this.choose(part),
                onkeydown: (event) => this.step(event),
            }, t(`directory.${part}`)));
        fill(root, pageHead(t("directory.title"), t("directory.help")),
            h("div.nav.nav-tabs.mb-3", { role: "tablist", "aria-label": t("directory.title") },
                this.tabs), this.content);
        this.mark();
    }

    async load() {
        fill(this.content, loading());
        try {
            await this.read();
            this.draw();
        } catch (problem) {
            if (problem.name !== "AbortError") {
                fill(this.content, failed(problem, () => this.load()));
            }
        }
    }

    async read() {
        const [departments, subOrganisations] = await Promise.all(
            ["/departments", "/sub-organisations"].map(
                (path) => api.all(path, {}, { signal: this.signal })));
        this.lists = { departments, subOrganisations };
    }

    choose(part) {
        this.shown = part;
        this.mark();
        if (this.lists) this.draw();
    }

    step(event) {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        const index = this.tabs.indexOf(event.target) + by;
        const next = this.tabs[(index + this.tabs.length) % this.tabs.length];
        next.focus();
        next.click();
    }

    mark() {
        for (const tab of this.tabs) {
            const isShown = tab.id === `directory-${this.shown}`;
            tab.classList.toggle("active", isShown);
            tab.setAttribute("aria-selected", String(isShown));
            tab.tabIndex = isShown ? 0 : -1;
        }
        this.content.setAttribute("aria-labelledby", `directory-${this.shown}`);
    }

    draw() {
        fill(this.content, this.part());
    }

    part() {
        const reload = () => this.load();
        switch (this.shown) {
        case "members": return membersPart(this.lists, this.canEdit, this.signal);
        case "departments": return departmentsPart(this.lists, this.canEdit, reload);
        case "sub_organisations": return subOrganisationsPart(this.lists, this.canEdit, reload);
        // After an import its outcome stays to be read; the other parts know what is new.
        default: return bringIn(this.signal, () => this.read().catch(toastProblem));
        }
    }
}

export async function show({ root, signal }) {
    await new Directory(root, signal).load();
}
