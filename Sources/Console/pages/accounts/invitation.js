// 好友邀请设置: with what words an agent invites a visitor to become a friend, and with whose card.

import { request } from "../../core/api.js";
import { fill, h, icon } from "../../core/dom.js";
import { membersByID } from "../../core/directory.js";
import { byteCount } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { go, letGo } from "../../core/router.js";
import { chip } from "../../widgets/chip.js";
import { checkbox, field, radios, submitting } from "../../widgets/field.js";
import { avatar, person } from "../../widgets/person.js";
import { toast } from "../../widgets/toast.js";
import { accountPath } from "./actions.js";
import { chooseAgents } from "./agents-dialog.js";
import { accountHead } from "./head.js";

const textBytesMax = 1024;
/** How many cards each way may have. */
const ways = { upgrade: 1, toolbar: 20 };

export async function show({ root, params, signal, guard, title }) {
    const path = `${accountPath({ id: params.id })}/invitation`;
    const [{ data: account }, answer] = await Promise.all([
        request("GET", accountPath({ id: params.id }), { signal }),
        request("GET", path, { signal }),
    ]);
    const invitation = answer.data;
    let { etag } = answer;
    title(`${t("invitation.title")} - ${account.name}`);
    let isDirty = false;
    guard(() => isDirty);

    const people = await membersByID([
        ...members(invitation.upgrade), ...members(invitation.toolbar),
        ...account.receiving_agents.slice(0, 1),
    ]);
    const sample = h("div.phone-chat");
    const parts = {};
    const changed = () => {
        isDirty = true;
        draw();
    };
    const draw = () => fill(sample, Object.keys(ways).map((way) =>
        invited(account, way, parts[way].value(), people)));
    for (const [way, max] of Object.entries(ways)) {
        parts[way] = wayFields(way, max, invitation[way], people, changed);
    }
    draw();

    const save = h("button.btn.btn-primary", { type: "submit" }, t("action.save"));
    const form = h("form", {
        novalidate: true,
        onsubmit: (event) => {
            event.preventDefault();
            submitting(form, save, async () => {
                const stored = await request("PUT", path, {
                    body: { upgrade: parts.upgrade.value(), toolbar: parts.toolbar.value() }, etag,
                });
                ({ etag } = stored);
                isDirty = false;
                letGo();
                toast(t("editor.saved"));
                go("/accounts");
            });
        },
    }, h("div.form-top"), parts.upgrade.element, parts.toolbar.element,
    h("div.form-actions", {}, save, h("button.btn.btn-outline-secondary", {
        type: "button",
        onclick: () => {
            letGo();
            go("/accounts");
        },
    }, t("action.cancel"))));

    fill(root, accountHead(account, t("invitation.title")),
        h("div.with-phone", {}, form,
            h("section.phone", { "aria-label": t("prompts.preview") },
                h("div.phone-head", {}, account.name), sample)));
}

/** Whom a card names. */
function members({ card }) {
    if (card.kind === "member") return [card.member];
    return card.members ?? [];
}

function wayFields(way, max, invitation, people, changed) {
    let chosen = members(invitation);
    const text = h("textarea.form-control", { value: invitation.text, rows: 3, oninput: () => {
        count();
        changed();
    } });
    const counter = h("span.counter");
    const count = () => {
        const bytes = byteCount(text.value);
        fill(counter, t("prompts.bytes", { bytes, max: textBytesMax }));
        counter.classList.toggle("over", bytes > textBytesMax);
    };
    const enabled = checkbox(t("editor.enabled"), {
        checked: invitation.enabled, onchange: changed,
    }, true);
    const kind = radios(`card-${way}`, [
        ["current", t("invitation.current"), t("invitation.current_help")],
        ["named", t("invitation.named"), t(`invitation_named.${way}`)],
    ], chosen.length ? "named" : "current", () => {
        drawChosen();
        changed();
    });
    const chips = h("div.chips");
    const choose = h("button.btn.btn-outline-secondary.btn-sm", {
        type: "button",
        onclick: async () => {
            const picked = await chooseAgents({ agents: chosen, departments: [] }, {
                withDepartments: false, max, title: t("invitation.choose"),
            });
            if (!picked) return;
            chosen = picked.agents;
            for (const [id, row] of await membersByID(chosen)) people.set(id, row);
            drawChosen();
            changed();
        },
    }, icon("person"), " ", t("invitation.choose"));
    const named = h("div.mt-2", {}, choose, chips);
    const drawChosen = () => {
        named.hidden = kind.value !== "named";
        fill(chips, chosen.map((id) => {
            const { name, avatar: url } = people.get(id) ?? { name: id };
            return chip(person(name, url), name, () => {
                chosen = chosen.filter((one) => one !== id);
                drawChosen();
                changed();
            });
        }));
    };
    count();
    drawChosen();

    const card = () => {
        if (kind.value !== "named") return { kind: "current" };
        if (way === "upgrade") return { kind: "member", member: chosen[0] ?? null };
        return { kind: "members", members: chosen };
    };
    const element = h("section.card.card-pad.mb-3", {},
        h("h2.section-title", {}, t(`invitation.${way}`)),
        field({
            label: t("invitation.enabled"), pointer: `#/${way}/enabled`, control: enabled,
            group: true, help: t(`invitation_help.${way}`),
        }),
        field({
            label: t("invitation.text"), pointer: `#/${way}/text`, control: text, help: counter,
        }),
        field({
            label: t("invitation.card"), pointer: `#/${way}/card`, group: true,
            control: h("div", {}, kind, named),
        }));
    return {
        element,
        value: () => ({ enabled: enabled.input.checked, text: text.value, card: card() }),
    };
}

/** What the visitor gets: the words, and a card for each member. */
function invited(account, way, value, people) {
    const ids = value.card.kind === "current" ? account.receiving_agents.slice(0, 1)
        : members(value).filter(Boolean);
    return h("div.phone-part", { class: value.enabled ? "" : "phone-off" },
        h("div.phone-when", {}, t(`invitation.${way}`),
            value.enabled ? null : ` · ${t("prompts.off")}`),
        h("div.phone-line", {}, avatar(account.name, account.avatar, 32),
            h("div.phone-bubble", {},
                h("div.phone-text", {}, value.text || t("prompts.no_text")),
                ids.map((id) => {
                    const { name, avatar: url } = people.get(id) ?? { name: id };
                    return h("div.phone-card", {}, avatar(name, url, 40),
                        h("div", {}, h("div.fw-semibold", {}, name),
                            h("div.small.text-body-secondary", {}, t("invitation.card_name"))));
                }))));
}
