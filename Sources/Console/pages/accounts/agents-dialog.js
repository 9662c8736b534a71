// Choosing agents: the departments as a tree with their members, a search, and what is chosen.

import { fill, h, icon } from "../../core/dom.js";
import { departments, members, membersByID } from "../../core/directory.js";
import { t } from "../../core/i18n.js";
import { chip } from "../../widgets/chip.js";
import { dialogButtons, openDialog } from "../../widgets/dialog.js";
import { textInput } from "../../widgets/field.js";
import { person } from "../../widgets/person.js";
import { failed, loading } from "../../widgets/states.js";
import { directoryTree } from "./directory-tree.js";

/** An account may have so many agents. */
const agentsMax = 200;

/**
 * Opens the dialog.
 * @param {{agents: string[], departments: string[]}} before
 * @param {{withDepartments?: boolean, max?: number, title?: string}} options
 * @returns {Promise<{agents: string[], departments: string[]}|null>} null when it was left
 */
export async function chooseAgents(before, options = {}) {
    const { withDepartments = true, max = agentsMax, title = t("agents.title") } = options;
    const chosen = { agents: [...before.agents], departments: [...before.departments] };
    const leave = new AbortController();
    const search = textInput({
        type: "search", placeholder: t("agents.search"), "aria-label": t("agents.search"),
        maxlength: 64,
    });
    const left = h("div.picker-list", {}, loading());
    const heading = h("h3.picker-title", { "aria-live": "polite" });
    const right = h("div.chips.picker-chosen");
    const error = h("div.field-error", { role: "alert", hidden: true });
    const clear = h("button.btn.btn-link.btn-sm.p-0", {
        type: "button",
        onclick: () => {
            chosen.agents = [];
            chosen.departments = [];
            update();
        },
    }, t("agents.clear"));

    const dialog = openDialog({
        title, size: "large",
        body: h("div.picker", {},
            h("div.picker-side", {},
                h("div.search-box.mb-2", {}, icon("search"), search), left),
            h("div.picker-side", {},
                h("div.d-flex.align-items-center.gap-2", {}, heading, clear), right, error)),
        footer: dialogButtons({ action: t("action.save"), cancel: () => dialog.close() }),
        onSubmit: (close) => {
            if (chosen.agents.length > max) {
                error.hidden = false;
                fill(error, t("agents.too_many", { max, count: chosen.agents.length }));
                return;
            }
            close(chosen);
        },
    });

    let tree = null;
    let names = new Map();
    let units = new Map();

    function toggle(kind, id, isChosen, one = false) {
        const others = chosen[kind].filter((each) => each !== id);
        chosen[kind] = isChosen ? (one ? [id] : [...others, id]) : others;
        update();
    }

    async function update() {
        error.hidden = true;
        names = await membersByID(chosen.agents);
        const counts = {
            agents: chosen.agents.length, departments: chosen.departments.length, max,
        };
        fill(heading, withDepartments
            ? t("agents.chosen", counts) : t("agents.chosen_members", counts));
        clear.hidden = !chosen.agents.length && !chosen.departments.length;
        fill(right,
            chosen.departments.map((id) => {
                const name = units.get(id)?.name ?? id;
                return chip([icon("department"), " ", name], name,
                    () => toggle("departments", id, false));
            }),
            chosen.agents.map((id) => {
                const { name, avatar } = names.get(id);
                return chip(person(name, avatar), name, () => toggle("agents", id, false));
            }),
            clear.hidden ? h("p.text-body-secondary.small", {}, t("agents.none_chosen")) : null);
        tree?.mark(chosen);
    }

    async function begin() {
        try {
            const [all, people] = await Promise.all([departments(), members()]);
            units = new Map(all.map((row) => [row.id, row]));
            tree = directoryTree({
                departments: all, members: people, search, signal: leave.signal, withDepartments,
                toggle: (kind, id, isChosen) => toggle(kind, id, isChosen, max === 1),
            });
            fill(left, tree);
            await update();
        } catch (problem) {
            fill(left, failed(problem, begin));
        }
    }

    await begin();
    search.focus();
    const picked = await dialog.closed;
    leave.abort();
    return picked ?? null;
}
