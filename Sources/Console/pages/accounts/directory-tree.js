// The directory as a tree of departments with their members, each with a box to tick; with a search
// it is a list of what is found.

import { debounced, fill, h, icon, newID } from "../../core/dom.js";
import { findMembers, membersBelow } from "../../core/directory.js";
import { t } from "../../core/i18n.js";
import { person } from "../../widgets/person.js";
import { empty, failed, loading } from "../../widgets/states.js";

/**
 * @param {{departments: Array, members: Array, search: HTMLInputElement, toggle: Function,
 *   withDepartments: boolean, signal: AbortSignal}} options `members` are at least those without a
 *   department; a department's own are loaded when it is opened
 * @returns {HTMLElement} with `mark({agents, departments})`
 */
export function directoryTree({
    departments, members, search, toggle, withDepartments, signal,
}) {
    let chosen = { agents: [], departments: [] };
    const place = h("div");
    const known = new Set(departments.map((row) => row.id));
    const children = (parent) => departments.filter((row) =>
        (known.has(row.parent) ? row.parent : null) === parent);
    const homeless = members.filter((row) => row.active && !row.departments.length);

    const box = (kind, id, label) => {
        const input = h("input.form-check-input", {
            type: "checkbox", id: newID("pick"), "data-kind": kind, "data-id": id,
            checked: chosen[kind].includes(id),
            onchange: () => toggle(kind, id, input.checked),
        });
        return h("div.form-check.tree-check", {}, input,
            h("label.form-check-label", { htmlFor: input.id }, label));
    };

    const memberRow = (row) => h("li.tree-member", {},
        box("agents", row.userid, person(row.name, row.avatar)));

    const roots = children(null);
    const departmentRow = (row) => {
        const inner = h("ul.tree", { hidden: true, id: newID("department") });
        const button = h("button.tree-toggle", {
            type: "button", "aria-expanded": "false", "aria-controls": inner.id,
            "aria-label": t("agents.open_department", { name: row.name }),
            onclick: () => open(),
        }, icon("right", 14));
        const open = async () => {
            const isOpen = inner.hidden;
            inner.hidden = !isOpen;
            button.setAttribute("aria-expanded", String(isOpen));
            if (!isOpen || inner.dataset.loaded) return;
            fill(inner, children(row.id).map(departmentRow), h("li", {}, loading()));
            try {
                const found = await membersBelow(row.id, signal);
                const own = found.filter((one) =>
                    one.active && one.departments.includes(row.id));
                inner.dataset.loaded = "yes";
                inner.lastChild.remove();
                inner.append(...own.map(memberRow));
                if (!inner.childElementCount) {
                    inner.append(h("li.text-body-secondary.small.ps-4", {}, t("agents.nobody")));
                }
            } catch (problem) {
                if (problem.name !== "AbortError") fill(inner, failed(problem));
            }
        };
        const name = [icon("department"), " ", row.name];
        if (roots.length === 1 && row === roots[0]) open();
        return h("li", {}, h("div.tree-row", {}, button,
            withDepartments ? box("departments", row.id, name)
                : h("span.tree-name", {}, name)), inner);
    };

    const whole = h("div", {},
        h("ul.tree", {}, roots.map(departmentRow)),
        homeless.length ? h("ul.tree", {}, homeless.map(memberRow)) : null,
        departments.length || homeless.length ? null : empty(t("agents.no_directory")));

    let turn = 0;
    async function find() {
        const text = search.value.trim();
        turn += 1;
        const mine = turn;
        if (!text) return fill(place, whole);
        try {
            const found = await findMembers(text, signal);
            if (mine !== turn) return;
            const wanted = text.toLowerCase();
            const units = withDepartments
                ? departments.filter((row) => row.name.toLowerCase().includes(wanted)) : [];
            const people = found.items.filter((row) => row.active);
            fill(place, units.length || people.length
                ? h("ul.tree", {},
                    units.map((row) => h("li.tree-member", {},
                        box("departments", row.id, [icon("department"), " ", row.name]))),
                    people.map(memberRow))
                : empty(t("agents.none_found")));
        } catch (problem) {
            if (mine === turn && problem.name !== "AbortError") fill(place, failed(problem, find));
        }
    }
    search.addEventListener("input", debounced(find, 200));
    search.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
    });

    fill(place, whole);
    place.mark = (now) => {
        chosen = now;
        for (const root of [place, whole]) {
            for (const input of root.querySelectorAll("input[data-kind]")) {
                input.checked = chosen[input.dataset.kind].includes(input.dataset.id);
            }
        }
    };
    return place;
}
