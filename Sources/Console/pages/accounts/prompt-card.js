// One prompt: on and off, shown, and edited in place with save and cancel.

import { fill, h, icon, newID } from "../../core/dom.js";
import { byteCount } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { checkbox, field, submitting } from "../../widgets/field.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { menuEditor } from "./menu-editor.js";

const textBytesMax = 2048;
const headBytesMax = 1024;
/** What may stand in a text for the daemon to fill in. */
const words = { queue: ["position", "wait_minutes"] };
const withMenu = ["welcome", "end"];

/**
 * @param {{kind: string, prompt: object, mayEdit: boolean, save: Function,
 *   draft: Function}} options `save(prompt)` sends it and gives what is stored; `draft(prompt)`
 *   shows what is being written
 * @returns {HTMLElement} with `isDirty`
 */
export function promptCard({ kind, prompt: stored, mayEdit, save, draft }) {
    let prompt = stored;
    let isDirty = false;
    const body = h("div");
    const heading = newID("prompt");
    const toggle = h("input.form-check-input", {
        type: "checkbox", role: "switch", checked: prompt.enabled, disabled: !mayEdit,
        "aria-labelledby": heading, onchange: switchIt,
    });
    const element = h("section.card.card-pad.mb-3.prompt", { "data-prompt": kind },
        h("div.prompt-head", {},
            h("div", {}, h("h2.prompt-title", { id: heading }, t(`prompt.${kind}`)),
                h("div.form-text.mt-0", {}, t(`prompt_help.${kind}`))),
            h("div.form-check.form-switch.prompt-switch", {}, toggle)), body);

    async function switchIt() {
        const isOn = toggle.checked;
        if (isOn && !prompt.text && !(prompt.menu ?? []).length) {
            toggle.checked = false;
            return edit(true);
        }
        toggle.disabled = true;
        try {
            prompt = await save({ enabled: isOn });
            draft(prompt);
            toast(isOn ? t("prompts.now_on") : t("prompts.now_off"));
            if (!isDirty) show();
        } catch (problem) {
            toggle.checked = !isOn;
            toastProblem(problem);
        } finally {
            toggle.disabled = false;
        }
    }

    function show() {
        isDirty = false;
        element.classList.toggle("prompt-off", !prompt.enabled);
        // The button below does the same for the keyboard.
        fill(body, h("div.prompt-shown", {
            class: mayEdit ? "prompt-editable" : "", onclick: mayEdit ? () => edit(false) : null,
        },
            h("div.prompt-text", {}, prompt.text || t("prompts.no_text")),
            (prompt.menu ?? []).length ? h("ol.prompt-menu", {}, prompt.menu.map((item) =>
                h("li", {}, item.text, h("span.badge-soft.ms-2", {},
                    item.action ? t(`menu_action.${item.action}`)
                        : t(`menu_kind.${item.type}`))))) : null,
            kind === "offline" && prompt.suppress_while_online
                ? h("div.small.text-body-secondary.mt-1", {}, t("prompts.suppress")) : null),
        mayEdit ? h("button.btn.btn-outline-secondary.btn-sm", {
            type: "button", "aria-label": t("prompts.edit", { name: t(`prompt.${kind}`) }),
            onclick: () => edit(false),
        }, icon("edit"), " ", t("action.edit")) : null);
    }

    function edit(switchOn) {
        const text = h("textarea.form-control", {
            value: prompt.text, rows: 4, oninput: changed,
        });
        const counter = h("span.counter");
        const menu = withMenu.includes(kind)
            ? menuEditor(prompt.menu ?? [], `#/${kind}/menu`, () => changed()) : null;
        const suppress = kind === "offline" ? checkbox(t("prompts.suppress"), {
            checked: prompt.suppress_while_online, onchange: () => changed(),
        }) : null;
        const value = () => ({
            enabled: switchOn || toggle.checked, text: text.value,
            ...(menu ? { menu: menu.value } : {}),
            ...(suppress ? { suppress_while_online: suppress.input.checked } : {}),
        });

        function changed() {
            isDirty = true;
            count();
            draft({ ...value(), enabled: toggle.checked || switchOn });
        }

        function count() {
            const max = menu?.value.length ? headBytesMax : textBytesMax;
            const bytes = byteCount(text.value);
            fill(counter, t("prompts.bytes", { bytes, max }));
            counter.classList.toggle("over", bytes > max);
        }

        const button = h("button.btn.btn-primary", { type: "submit" }, t("action.save"));
        const form = h("form", {
            novalidate: true,
            onsubmit: async (event) => {
                event.preventDefault();
                const isSaved = await submitting(form, button, async () => {
                    prompt = await save(value());
                });
                if (!isSaved) return;
                toggle.checked = prompt.enabled;
                draft(prompt);
                toast(t("editor.saved"));
                show();
                body.querySelector("button")?.focus();
            },
        },
        field({
            label: t("prompts.text"), pointer: `#/${kind}/text`, control: text,
            help: [counter, words[kind] ? wordButtons(words[kind], text, changed) : null],
        }),
        menu,
        suppress ? field({
            label: t("prompts.online"), pointer: `#/${kind}/suppress_while_online`,
            control: suppress, group: true,
        }) : null,
        h("div.d-flex.gap-2", {}, button,
            h("button.btn.btn-outline-secondary", {
                type: "button", onclick: () => {
                    draft(prompt);
                    show();
                    body.querySelector("button")?.focus();
                },
            }, t("action.cancel"))));
        fill(body, form);
        count();
        text.focus();
    }

    show();
    Object.defineProperty(element, "isDirty", { get: () => isDirty });
    return element;
}

/** Buttons that put a word to be filled in where the cursor is. */
function wordButtons(names, text, changed) {
    return h("span.ms-3", {}, t("prompts.insert"), names.map((name) =>
        h("button.btn.btn-link.btn-sm.py-0", {
            type: "button", onclick: () => {
                text.setRangeText(`{${name}}`, text.selectionStart, text.selectionEnd, "end");
                text.focus();
                changed();
            },
        }, t(`prompt_word.${name}`))));
}
