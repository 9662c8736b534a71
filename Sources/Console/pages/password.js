// One's own password; also the first thing to do with a password that somebody else has set.

import { api } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { go } from "../core/router.js";
import { passwordChanged, user } from "../core/session.js";
import { clearErrors, field, passwordInput, showError, submitting } from "../widgets/field.js";
import { toast } from "../widgets/toast.js";

export async function show({ root }) {
    const isFirst = user().must_change_password;
    const current = passwordInput({ autocomplete: "current-password" });
    const chosen = passwordInput({ autocomplete: "new-password" });
    const again = passwordInput({ autocomplete: "new-password" });
    const value = (group) => group.querySelector("input").value;
    const button = h("button.btn.btn-primary", {
        type: "submit", class: isFirst ? "w-100" : "",
    }, t("password.action"));
    const form = h("form.card.gate", {
        novalidate: true,
        onsubmit: async (event) => {
            event.preventDefault();
            clearErrors(form);
            if (value(chosen) !== value(again)) {
                showError(form, "#/again", t("password.differs"));
                again.querySelector("input").focus();
                return;
            }
            await submitting(form, button, async () => {
                await api.put("/me/password", {
                    current_password: value(current), new_password: value(chosen),
                });
                passwordChanged();
                toast(t("password.changed"));
                go("/");
            });
        },
    },
    h("h1.gate-title", {}, t("password.title")),
    // For the browser's keeper of passwords, which wants to know whose it is.
    h("input", {
        hidden: true, value: user().name, autocomplete: "username", readOnly: true,
        "aria-hidden": "true",
    }),
    isFirst ? h("p.text-body-secondary", {}, t("password.first")) : null,
    field({ label: t("password.current"), pointer: "#/current_password", control: current }),
    field({
        label: t("password.new"), pointer: "#/new_password", control: chosen,
        help: t("password.rule"),
    }),
    field({ label: t("password.again"), pointer: "#/again", control: again }),
    button);
    fill(root, form);
    current.querySelector("input").focus();
}
