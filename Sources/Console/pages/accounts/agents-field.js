// 接待人员: who has been chosen, and the way to the dialog that chooses.

import { fill, h, icon } from "../../core/dom.js";
import { departments, membersByID } from "../../core/directory.js";
import { t } from "../../core/i18n.js";
import { chip } from "../../widgets/chip.js";
import { field } from "../../widgets/field.js";
import { person } from "../../widgets/person.js";
import { chooseAgents } from "./agents-dialog.js";

/**
 * @param {{agents: string[], departments: string[]}|null} value null: as the platform has it
 * @param {Function} changed
 * @returns {Promise<HTMLElement>} with `value`
 */
export async function agentsField(value, changed) {
    let chosen = value;
    const chips = h("div.chips");
    const button = h("button.btn.btn-outline-secondary.btn-sm", {
        type: "button", onclick: choose,
    }, icon("plus"), " ", t("agents.choose"));
    const whole = field({
        label: t("accounts.agents"), pointer: "#/agents #/departments #/receiving_agents",
        control: h("div", {}, button, chips), help: t("agents.help"), group: true,
    });

    async function choose() {
        const picked = await chooseAgents(chosen ?? { agents: [], departments: [] });
        if (!picked) return;
        chosen = picked;
        await draw();
        changed();
        button.focus();
    }

    function remove(kind, id) {
        chosen = { ...chosen, [kind]: chosen[kind].filter((one) => one !== id) };
        draw();
        changed();
        button.focus();
    }

    async function draw() {
        if (!chosen) return fill(chips, h("span.text-body-secondary", {}, t("agents.platforms")));
        const people = await membersByID(chosen.agents);
        const units = new Map((await departments()).map((row) => [row.id, row]));
        fill(chips,
            chosen.departments.map((id) => chip(
                [icon("department"), " ", units.get(id)?.name ?? id], units.get(id)?.name ?? id,
                () => remove("departments", id))),
            chosen.agents.map((id) => {
                const { name, avatar } = people.get(id);
                return chip(person(name, avatar), name, () => remove("agents", id));
            }));
    }

    Object.defineProperty(whole, "value", { get: () => chosen });
    await draw();
    return whole;
}
