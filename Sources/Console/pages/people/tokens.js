// The tokens of a user. A token is shown once, when it is made.

import { api } from "../../core/api.js";
import { fill, h, newID } from "../../core/dom.js";
import { dateTime } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { confirmed } from "../../widgets/confirm.js";
import { copyButton } from "../../widgets/copy.js";
import { openDialog } from "../../widgets/dialog.js";
import { field, submitting, textInput } from "../../widgets/field.js";
import { empty, failed, loading } from "../../widgets/states.js";
import { toastProblem } from "../../widgets/toast.js";
import { rowButton } from "../operations/head.js";

/** The token itself, with what to do now. */
function once(token) {
    const id = newID("token");
    return h("div.note.note-info", {}, h("div.flex-grow-1", {},
        h("label.form-label", { htmlFor: id }, t("tokens.once")),
        h("div.input-group", {},
            h("input.form-control.font-monospace", { id, readOnly: true, value: token.token }),
            copyButton(() => token.token, undefined, "btn-outline-secondary"))));
}

function line(token, revoke) {
    const used = token.last_used_at
        ? t("tokens.used", { time: dateTime(token.last_used_at) }) : t("tokens.unused");
    return h("li.list-group-item.d-flex.flex-wrap.gap-2.align-items-center", {},
        h("div.me-auto", {}, h("div.text-break", {}, token.label),
            h("div.small.text-body-secondary", {},
                t("tokens.created", { time: dateTime(token.created_at) }), " · ", used)),
        token.revoked_at ? h("span.badge-soft", {}, t("tokens.revoked"))
            : rowButton(t("tokens.revoke"), token.label, () => revoke(token), true));
}

/** Opens the dialogue with them. */
export function openTokens(user) {
    const path = `/users/${user.id}/tokens`;
    const list = h("div", {}, loading());
    const made = h("div", { role: "status" });
    const label = textInput({ maxlength: 64 });
    const button = h("button.btn.btn-primary", { type: "submit" }, t("tokens.make"));
    const form = h("form.mb-3", {
        novalidate: true,
        onsubmit: (event) => {
            event.preventDefault();
            submitting(form, button, make);
        },
    }, field({ label: t("tokens.label"), pointer: "#/label", control: label,
        help: t("tokens.label.help"), required: true }), button);
    openDialog({
        title: t("tokens.title", { name: user.name }), body: [form, made, list], size: "large",
    });
    load();

    async function load() {
        try {
            const tokens = await api.all(path);
            fill(list, tokens.length
                ? h("ul.list-group", {}, tokens.map((token) => line(token, revoke)))
                : empty(t("tokens.empty")));
        } catch (problem) {
            fill(list, failed(problem, load));
        }
    }

    async function make() {
        const token = await api.post(path, { label: label.value });
        label.value = "";
        fill(made, once(token));
        await load();
    }

    async function revoke(token) {
        const isSure = await confirmed({
            title: t("tokens.revoke"), text: t("tokens.revoke.text", { name: token.label }),
            action: t("tokens.revoke"), danger: true,
        });
        if (!isSure) return;
        try {
            await api.delete(`${path}/${token.id}`);
        } catch (problem) {
            toastProblem(problem);
        }
        await load();
    }
}
