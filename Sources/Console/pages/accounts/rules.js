// 接待规则: how visitors are shared out, how many at a time, and when a silent session ends.

import { h, newID } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { checkbox, field, radios, textInput } from "../../widgets/field.js";

/** Strategy, prior agent, cap. */
export function sharingFields(account, changed) {
    const strategy = radios("strategy", ["round_robin", "idle_first"].map((key) =>
        [key, t(`strategy.${key}`), t(`strategy_help.${key}`)]), account.strategy, changed);
    const prior = checkbox(t("accounts.prior_first"), {
        checked: account.prior_agent_first, onchange: changed,
    }, true);
    const cap = textInput({
        type: "number", min: 1, max: 50, step: 1, value: account.cap, class: "input-short",
        oninput: changed,
    });
    const element = h("div", {},
        field({
            label: t("editor.strategy"), pointer: "#/strategy", control: strategy, group: true,
            required: true,
        }),
        field({
            label: t("editor.prior"), pointer: "#/prior_agent_first", control: prior, group: true,
            help: t("editor.prior_help"),
        }),
        field({
            label: t("accounts.cap"), pointer: "#/cap", required: true, help: t("editor.cap_help"),
            control: cap,
        }));
    return {
        element,
        value: () => ({
            strategy: strategy.value, prior_agent_first: prior.input.checked,
            cap: number(cap.value),
        }),
        faults: () => (isWhole(number(cap.value), 1, 50)
            ? [] : [["#/cap", t("editor.cap_range")]]),
    };
}

/** What happens when nobody is there, and on which way visitors are answered. */
export function wayFields(account, changed) {
    const nobody = radios("when_nobody", ["end", "queue"].map((key) =>
        [key, t(`when_nobody.${key}`), t(`when_nobody_help.${key}`)]), account.when_nobody,
    changed);
    const channel = radios("reception_channel", ["wecom", "relay"].map((key) =>
        [key, t(`reception_channel.${key}`), t(`reception_channel_help.${key}`)]),
    account.reception_channel, changed);
    const element = h("div", {},
        field({
            label: t("editor.when_nobody"), pointer: "#/when_nobody", control: nobody, group: true,
        }),
        field({
            label: t("editor.channel"), pointer: "#/reception_channel", control: channel,
            group: true,
        }));
    return {
        element,
        value: () => ({ when_nobody: nobody.value, reception_channel: channel.value }),
    };
}

/** Both time-outs: of the visitor, which ends the session, and of the agent. */
export function silenceFields(account, changed) {
    const visitor = silence(account.visitor_silence, {
        label: t("editor.visitor_silence"), pointer: "#/visitor_silence",
        help: t("editor.visitor_silence_help"), initial: 30 * 60,
    }, changed);
    const agent = silence(account.agent_silence, {
        label: t("editor.agent_silence"), pointer: "#/agent_silence",
        help: t("editor.agent_silence_help"), initial: 5 * 60,
    }, changed);
    return {
        element: h("div", {}, visitor.element, agent.element),
        value: () => ({ visitor_silence: visitor.value(), agent_silence: agent.value() }),
        faults: () => [["#/visitor_silence", visitor], ["#/agent_silence", agent]]
            .filter(([, each]) => each.value() !== null && !isWhole(each.value(), 60, 172_800))
            .map(([pointer]) => [pointer, t("editor.silence_range")]),
    };
}

const units = { minutes: 60, hours: 3600 };

function silence(seconds, { label, pointer, help, initial }, changed) {
    const shown = seconds ?? initial;
    const unit = h("select.form-select.input-short", {
        "aria-label": t("editor.unit"), onchange: changed,
    }, Object.keys(units).map((key) => h("option", { value: key }, t(`editor_unit.${key}`))));
    unit.value = shown % 3600 === 0 ? "hours" : "minutes";
    const amount = h("input.form-control.input-short", {
        type: "number", min: 1, step: 1, value: shown / units[unit.value], id: newID("amount"),
        "aria-label": label, oninput: changed,
    });
    const row = h("div.input-inline.mt-2", {}, amount, unit);
    const isOn = checkbox(t("editor.enabled"), {
        checked: seconds !== null && seconds !== undefined,
        onchange: () => {
            row.hidden = !isOn.input.checked;
            changed();
        },
    }, true);
    row.hidden = !isOn.input.checked;
    return {
        element: field({
            label, pointer, help, group: true, control: h("div", {}, isOn, row),
        }),
        value: () => {
            if (!isOn.input.checked) return null;
            return Math.round(Number(amount.value) * units[unit.value]);
        },
    };
}

const isWhole = (value, least, most) =>
    Number.isInteger(value) && value >= least && value <= most;

const number = (text) => (text.trim() === "" ? null : Number(text));
