// Name and password.

import { fill, h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { go } from "../core/router.js";
import { signIn } from "../core/session.js";
import { clearErrors, field, passwordInput, showError, submitting, textInput }
    from "../widgets/field.js";

export async function show({ root }) {
    const name = textInput({ name: "name", autocomplete: "username", maxlength: 256 });
    const password = passwordInput({ name: "password", autocomplete: "current-password" });
    const secret = password.querySelector("input");
    const button = h("button.btn.btn-primary.w-100", { type: "submit" }, t("sign_in.action"));
    const form = h("form.card.gate", {
        novalidate: true,
        onsubmit: (event) => {
            event.preventDefault();
            clearErrors(form);
            const missing = [[name, "#/name"], [secret, "#/password"]]
                .filter(([input]) => !input.value.trim());
            for (const [, pointer] of missing) showError(form, pointer, t("field.required"));
            if (missing.length) return missing[0][0].focus();
            submitting(form, button, async () => {
                await tellingWhy(signIn(name.value.trim(), secret.value));
                go("/");
            });
        },
    },
    h("h1.gate-title", {}, t("sign_in.title")),
    field({ label: t("sign_in.name"), pointer: "#/name", control: name }),
    field({ label: t("sign_in.password"), pointer: "#/password", control: password }),
    button);
    fill(root, form);
    name.focus();
}

async function tellingWhy(answer) {
    try {
        return await answer;
    } catch (problem) {
        if (problem.problem === "invalid-credentials") problem.detail = t("sign_in.wrong");
        if (problem.problem === "rate-limited") {
            problem.detail = t("sign_in.too_often", { seconds: problem.retryAfter ?? 60 });
        }
        throw problem;
    }
}
