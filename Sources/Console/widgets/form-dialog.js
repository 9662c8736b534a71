// A form in a dialog, from a list of fields to the request and back to what was wrong.

import { api, request } from "../core/api.js";
import { h, newID } from "../core/dom.js";
import { dialogButtons, openDialog } from "./dialog.js";
import { checkbox, field, passwordInput, select, submitting, textInput } from "./field.js";
import { toastProblem } from "./toast.js";

/** A field's control and how its value is read. */
function control({ name, type = "text", value, options, label, autocomplete = "off" }) {
    switch (type) {
    case "select": {
        const element = select(options, value, { name });
        return { element, read: () => element.value };
    }
    case "multiple": {
        const chosen = new Set(value ?? []);
        const element = h("select.form-select", { name, multiple: true, size: 6 },
            options.map(([key, text]) =>
                h("option", { value: key, selected: chosen.has(key) }, text)));
        return { element, read: () => [...element.selectedOptions].map((one) => one.value) };
    }
    case "checkbox": {
        const element = checkbox(label, { name, checked: !!value });
        return { element, read: () => element.input.checked, isLabelled: true };
    }
    case "password": {
        const element = passwordInput({ name, autocomplete });
        return { element, read: () => element.querySelector("input").value };
    }
    default: {
        const element = textInput({ name, value: value ?? "", autocomplete });
        return { element, read: () => element.value };
    }
    }
}

/** A box to tick has its label beside it; what is wrong with it stands below. */
function boxed(pointer, element, help) {
    const [about, error] = [newID("help"), newID("error")];
    element.input.setAttribute("aria-describedby", `${about} ${error}`);
    return h("div.field", { "data-pointer": pointer }, element,
        h("div.form-text", { id: about, hidden: !help }, help),
        h("div.field-error", { id: error, hidden: true }));
}

/**
 * Opens it. Stays open, with what is wrong at its fields, until the daemon has taken the values.
 * @param {{title: string, action: string, submit: (values: object) => Promise<void>,
 *   fields: {name: string, label: string, type?: "text"|"password"|"select"|"multiple"|"checkbox",
 *     value?: any, options?: [string, string][], help?: string, required?: boolean}[]}} form
 */
export function formDialog({ title, fields, action, submit }) {
    const controls = fields.map((one) => ({ name: one.name, ...control(one) }));
    const body = fields.map((one, index) => {
        const pointer = `#/${one.name}`;
        const { element, isLabelled } = controls[index];
        return isLabelled ? boxed(pointer, element, one.help) : field({
            label: one.label, pointer, control: element, help: one.help, required: one.required });
    });
    const dialog = openDialog({
        title, body, footer: dialogButtons({ action, cancel: () => dialog.close() }),
        onSubmit: async (close) => {
            const form = dialog.element.querySelector(".dialog-body");
            const button = dialog.element.querySelector("button[type=submit]");
            const values = Object.fromEntries(controls.map(({ name, read }) => [name, read()]));
            if (await submitting(form, button, () => submit(values))) close();
        },
    });
    dialog.element.querySelector(".dialog-body input, .dialog-body select")?.focus();
    return dialog;
}

/**
 * The same for something that is there: it is read first, and what somebody else changes meanwhile
 * is not overwritten.
 * @param {string} path of the one thing
 * @param {(thing: object) => object} make the dialog's `title`, `fields`, `action` and `done`;
 *     `values` may turn the fields' values into the request's
 */
export async function editDialog(path, make) {
    let read;
    try {
        read = await request("GET", path);
    } catch (problem) {
        toastProblem(problem);
        return;
    }
    const { values = (given) => given, done, ...form } = make(read.data);
    formDialog({
        ...form,
        submit: async (given) => {
            await api.patch(path, values(given), { etag: read.etag });
            done();
        },
    });
}
