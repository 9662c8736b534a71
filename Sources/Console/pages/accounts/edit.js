// Creating an account, adopting one that the platform has, and editing one.

import { api, request } from "../../core/api.js";
import { append, fill, h, icon } from "../../core/dom.js";
import { subOrganisations } from "../../core/directory.js";
import { characterCount } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { go, letGo } from "../../core/router.js";
import { clearErrors, field, select, showError, submitting, textInput }
    from "../../widgets/field.js";
import { toast } from "../../widgets/toast.js";
import { accountPath, deleteAccount } from "./actions.js";
import { agentsField } from "./agents-field.js";
import { avatarField } from "./avatar-field.js";
import { halfHours, hoursField } from "./hours-field.js";
import { sharingFields, silenceFields, wayFields } from "./rules.js";

const nameMax = 16;
/** What a new account begins with. */
const blank = {
    name: "", sub_organisation: null, agents: [], departments: [], strategy: "round_robin",
    prior_agent_first: true, cap: 10, time_zone: "Asia/Shanghai",
    hours: { weekly: [], dates: [] }, visitor_silence: null, agent_silence: null,
    when_nobody: "end", reception_channel: "wecom", avatar: null,
};

/** `mode` is "create", "adopt" or "edit". */
export async function showEditor({ root, params, signal, guard, title }, mode) {
    const { account, etag } = await beginning(mode, params.id, signal);
    const heading = mode === "edit" ? t("editor.edit", { name: account.name })
        : mode === "adopt" ? t("editor.adopt", { name: account.name }) : t("editor.create");
    title(heading);
    let isDirty = false;
    const changed = () => { isDirty = true; };
    const parts = await makeParts(account, mode, changed);
    guard(() => isDirty);

    const save = h("button.btn.btn-primary", { type: "submit" }, t("action.save"));
    const form = h("form", {
        novalidate: true,
        onsubmit: (event) => {
            event.preventDefault();
            submit();
        },
    },
    h("div.form-top"),
    h("section.card.card-pad.mb-3", {}, h("h2.section-title", {}, t("editor.basics")),
        parts.name, parts.avatar, parts.organisation, parts.agents),
    h("section.card.card-pad", {}, h("h2.section-title", {}, t("editor.rules")),
        parts.sharing.element, parts.hours, parts.zone, parts.silence.element, parts.way.element),
    halfHours(),
    h("div.form-actions", {}, save,
        h("button.btn.btn-outline-secondary", {
            type: "button",
            onclick: () => {
                letGo();
                go("/accounts");
            },
        }, t("action.cancel")),
        mode === "edit" ? h("button.btn.btn-outline-danger.ms-auto", {
            type: "button",
            onclick: async () => {
                if (!(await deleteAccount(account))) return;
                letGo();
                go("/accounts");
            },
        }, t("editor.delete")) : null));

    function submit() {
        const body = collect(parts, mode);
        clearErrors(form);
        if (!mayBeSent(form, parts)) return;
        submitting(form, save, async () => {
            const answer = await tellingConflict(send(mode, account, etag, body));
            isDirty = false;
            letGo();
            toast(t("editor.saved"));
            for (const warning of answer.warnings ?? []) toast(warning, "info");
            go("/accounts");
        });
    }

    fill(root,
        h("div.page-head", {},
            h("a.back", { href: "#/accounts", "aria-label": t("editor.back") }, icon("back", 20)),
            h("h1", {}, heading)),
        mode === "adopt" ? h("div.note.note-info", {}, icon("info"),
            h("span", {}, t("editor.adopt_help"))) : null,
        form);
}

async function beginning(mode, id, signal) {
    if (mode === "create") return { account: blank, etag: null };
    const { data, etag } = await request("GET", accountPath({ id }), { signal });
    if (mode === "edit") return { account: data, etag };
    return { account: { ...blank, ...data, agents: null, departments: null }, etag: null };
}

async function makeParts(account, mode, changed) {
    const name = textInput({ value: account.name, maxlength: 64, oninput: changed });
    const counter = h("span.counter", {});
    const count = () => {
        const length = characterCount(name.value.trim());
        fill(counter, `${length}/${nameMax}`);
        counter.classList.toggle("over", length > nameMax);
    };
    name.addEventListener("input", count);
    count();
    const organisation = select(
        [["", t("editor.no_organisation")],
            ...(await subOrganisations()).map((row) => [row.id, row.name])],
        account.sub_organisation, { onchange: changed });
    const zone = textInput({ value: account.time_zone, list: "time-zones", oninput: changed });
    const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
    const agents = account.agents === null ? null
        : { agents: account.agents, departments: account.departments };
    const parts = {
        nameInput: name, zoneInput: zone, organisationInput: organisation,
        name: field({
            label: t("editor.name"), pointer: "#/name", control: name, required: true,
            help: [t("editor.name_help"), " ", counter],
        }),
        avatar: avatarField(mode === "create" ? null : account.avatar, changed),
        organisation: field({
            label: t("accounts.sub_organisation"), pointer: "#/sub_organisation",
            control: organisation,
        }),
        agents: await agentsField(agents, changed),
        sharing: sharingFields(account, changed),
        hours: hoursField(account.hours, changed),
        zone: field({
            label: t("editor.zone"), pointer: "#/time_zone", control: zone,
            help: t("editor.zone_help"),
        }),
        silence: silenceFields(account, changed),
        way: wayFields(account, changed),
    };
    append(parts.zone, [h("datalist", { id: "time-zones" },
        zones.map((value) => h("option", { value })))]);
    return parts;
}

function collect(parts, mode) {
    const body = {
        name: parts.nameInput.value.trim(),
        sub_organisation: parts.organisationInput.value || null,
        ...parts.sharing.value(), hours: parts.hours.value,
        time_zone: parts.zoneInput.value.trim(), ...parts.silence.value(), ...parts.way.value(),
    };
    const avatar = parts.avatar.value;
    if (avatar !== undefined) body.avatar = avatar;
    const agents = parts.agents.value;
    // An account that is adopted keeps the platform's agents unless others were chosen.
    if (agents) Object.assign(body, agents);
    else if (mode === "create") Object.assign(body, { agents: [], departments: [] });
    return body;
}

/** What the daemon would not notice, or what can be said better here than by it. */
function mayBeSent(form, parts) {
    const length = characterCount(parts.nameInput.value.trim());
    const faults = [
        ...(length === 0 ? [["#/name", t("field.required")]] : []),
        ...(length > nameMax ? [["#/name", t("editor.name_long", { count: length })]] : []),
        ...parts.sharing.faults(), ...parts.hours.faults(), ...parts.silence.faults(),
    ];
    for (const [pointer, text] of faults) showError(form, pointer, text);
    const first = form.querySelector("[aria-invalid]");
    first?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: "center" });
    return faults.length === 0;
}

function send(mode, account, etag, body) {
    if (mode === "create") return api.post("/accounts", body);
    if (mode === "adopt") return api.post("/accounts", { open_kfid: account.id, ...body });
    return api.patch(accountPath(account), body, { etag });
}

/** Somebody else was quicker: what to do about it. */
async function tellingConflict(answer) {
    try {
        return await answer;
    } catch (problem) {
        if (problem.problem === "edit-conflict") {
            toast(t("editor.conflict"), "error");
            problem.detail = t("editor.conflict");
        }
        throw problem;
    }
}

/** The page that edits. */
export const show = (page) => showEditor(page, "edit");
