// Form fields with a label, a help line and a place for what is wrong, and the way from the
// daemon's errors to them.

import { append, fill, h, icon, newID } from "../core/dom.js";
import { t } from "../core/i18n.js";

/**
 * A field: label above, control, help and error below, tied together for screen readers.
 * @param {{label: string, pointer: string, control: HTMLElement, help?: string|Node,
 *   required?: boolean, group?: boolean}} options  `pointer` is the field's place in the request,
 *   such as "#/name", or several with spaces between; a `group` of controls gets a legend in the
 *   place of a label
 */
export function field({ label, pointer, control, help, required = false, group = false }) {
    const error = h("div.field-error", { id: newID("error"), hidden: true });
    const helpLine = help ? h("div.form-text", { id: newID("help") }, help) : null;
    const mark = required
        ? h("span.text-danger.ms-1", { "aria-hidden": "true" }, "*") : null;
    const described = [helpLine?.id, error.id].filter(Boolean).join(" ");
    if (group) {
        return h("fieldset.field", { "data-pointer": pointer, "aria-describedby": described },
            h("legend.form-label", {}, label, mark), control, helpLine, error);
    }
    const input = control.matches("input, select, textarea")
        ? control : control.querySelector("input, select, textarea") ?? control;
    input.id ||= newID("field");
    input.setAttribute("aria-describedby", described);
    if (required) input.setAttribute("aria-required", "true");
    return h("div.field", { "data-pointer": pointer },
        h("label.form-label", { htmlFor: input.id }, label, mark), control, helpLine, error);
}

/** A line of text. */
export function textInput(properties = {}) {
    return h("input.form-control", { type: "text", autocomplete: "off", ...properties });
}

/** A choice: `choices` are `[value, text]`. */
export function select(choices, value, properties = {}) {
    const element = h("select.form-select", properties,
        choices.map(([key, text]) => h("option", { value: key ?? "" }, text)));
    element.value = value ?? "";
    return element;
}

/** A box to tick, or a switch, with its label beside it. */
export function checkbox(label, properties = {}, isSwitch = false) {
    const input = h("input.form-check-input", {
        type: "checkbox", id: newID("check"), role: isSwitch ? "switch" : null, ...properties,
    });
    const element = h("div.form-check", { class: isSwitch ? "form-switch" : "" },
        input, h("label.form-check-label", { htmlFor: input.id }, label));
    element.input = input;
    return element;
}

/** One of several, as buttons side by side; `choices` are `[value, label, help]`. */
export function radios(name, choices, value, onchange = () => {}) {
    const element = h("div.radios", {}, choices.map(([key, label, help]) => {
        const input = h("input.form-check-input", {
            type: "radio", name, value: key, id: newID("radio"), checked: key === value,
            onchange: () => onchange(key),
        });
        return h("div.form-check", {}, input,
            h("label.form-check-label", { htmlFor: input.id }, label,
                help && h("span.d-block.form-text.mt-0", {}, help)));
    }));
    Object.defineProperty(element, "value", {
        get: () => element.querySelector("input:checked")?.value ?? null,
    });
    return element;
}

/** A password with a button that shows it. */
export function passwordInput(properties = {}) {
    const input = h("input.form-control", { type: "password", ...properties });
    const button = h("button.btn.btn-outline-secondary", {
        type: "button", "aria-label": t("action.show_password"), "aria-pressed": "false",
        onclick: () => {
            const isShown = input.type === "text";
            input.type = isShown ? "password" : "text";
            button.setAttribute("aria-pressed", String(!isShown));
        },
    }, icon("eye"));
    return h("div.input-group", {}, input, button);
}

/** Takes all errors off a form. */
export function clearErrors(form) {
    for (const place of form.querySelectorAll(".field-error")) {
        place.hidden = true;
        place.replaceChildren();
    }
    for (const wrong of form.querySelectorAll("[aria-invalid]")) {
        wrong.removeAttribute("aria-invalid");
        wrong.classList.remove("is-invalid");
    }
    form.querySelector(".form-alert")?.remove();
}

/**
 * Shows a problem in a form: each error at the field that its pointer names, or at the nearest
 * field around it; what has no field, and whatever else went wrong, at the top. The first wrong
 * field gets the focus.
 */
export function showProblem(form, problem) {
    clearErrors(form);
    const rest = [];
    for (const { pointer, detail } of problem.errors ?? []) {
        const target = fieldOf(form, pointer);
        if (target) mark(target, detail);
        else rest.push(detail);
    }
    if (!problem.errors?.length) rest.push(problem.detail ?? problem.title ?? problem.message);
    if (rest.length) {
        const code = problem.code ? ` (${t("error.platform_code", { code: problem.code })})` : "";
        const alert = h("div.alert.alert-danger.form-alert", { role: "alert", tabindex: "-1" },
            rest.map((line) => h("div", {}, line, code)));
        // Above the first field or section, below a heading.
        const below = form.querySelector(".form-top, .field");
        if (below) below.before(alert);
        else form.prepend(alert);
    }
    const first = form.querySelector("[aria-invalid], .form-alert");
    first?.focus?.({ preventScroll: true });
    first?.scrollIntoView({ block: "center" });
}

/** Shows one error of our own at a field. */
export function showError(form, pointer, detail) {
    const target = fieldOf(form, pointer);
    if (target) mark(target, detail);
}

function fieldOf(form, pointer) {
    for (let name = pointer; name.length > 1; name = name.slice(0, name.lastIndexOf("/"))) {
        const found = form.querySelector(`[data-pointer~="${CSS.escape(name)}"]`);
        if (found) return found;
    }
    return null;
}

function mark(target, detail) {
    const place = target.querySelector(".field-error");
    if (place) {
        // One row of a form can stand for several places of the request.
        const isSaid = [...place.children].some((line) => line.textContent === detail);
        if (!isSaid) append(place, [h("div", {}, detail)]);
        place.hidden = false;
    }
    const control = target.matches("input, select, textarea")
        ? target : target.querySelector("input, select, textarea, button");
    control?.setAttribute("aria-invalid", "true");
    // Of several boxes or circles it is not the first that is wrong, but the choice.
    if (!control?.matches("[type=radio], [type=checkbox]")) control?.classList.add("is-invalid");
}

/**
 * Runs what a form's button starts: the button is busy meanwhile, so nothing is sent twice, and a
 * problem is shown in the form. True when it went well.
 */
export async function submitting(form, button, action) {
    if (button.disabled) return false;
    clearErrors(form);
    button.disabled = true;
    const label = [...button.childNodes];
    fill(button, h("span.spinner-border.spinner-border-sm.me-2", { "aria-hidden": "true" }), label);
    try {
        await action();
        return true;
    } catch (problem) {
        if (problem.name === "AbortError") return false;
        if (problem.status === undefined) console.error(problem);
        showProblem(form, problem);
        return false;
    } finally {
        button.disabled = false;
        fill(button, label);
    }
}
