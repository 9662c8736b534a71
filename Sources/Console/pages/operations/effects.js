// The calls to the platform (平台调用): what failed or hangs, and what can be done about it.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { dateTime } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { confirmed } from "../../widgets/confirm.js";
import { select } from "../../widgets/field.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { filter, pageHead } from "./head.js";
import { PagedList } from "./paged.js";

const states = ["failed", "pending", "unknown", "missed", "withdrawn", "dropped", "done"];

/** What may be tried: a call that waits, one about an account whatever came of it, a reply. */
function canRetry(one) {
    if (one.state === "pending") return true;
    if (one.id.startsWith("a")) return one.state === "failed" || one.state === "unknown";
    return one.state === "failed" && one.kind === "send" && !!one.session;
}

async function act(path, done, reload) {
    try {
        await api.post(path);
        toast(done);
    } catch (problem) {
        toastProblem(problem);
    }
    reload();
}

async function drop(one, reload) {
    const isSure = await confirmed({
        title: t("effects.drop"), text: t("effects.drop.text"), action: t("effects.drop"),
        danger: true,
    });
    if (isSure) await act(`/effects/${one.id}/drop`, t("effects.drop.done"), reload);
}

function buttons(one, reload) {
    return h("div.cell-actions", {},
        canRetry(one) ? h("button.btn.btn-link.btn-sm", {
            type: "button",
            onclick: () => act(`/effects/${one.id}/retry`, t("effects.retry.done"), reload),
        }, t("effects.retry")) : null,
        one.state === "pending" ? h("button.btn.btn-link.btn-sm.text-danger", {
            type: "button", onclick: () => drop(one, reload),
        }, t("effects.drop")) : null);
}

const small = (text) => h("div.small.text-body-secondary.text-break", {}, text);

function columns(reload) {
    return [
        { title: t("effects.column.time"), cell: (one) => dateTime(one.created_at) },
        { title: t("effects.column.kind"), cell: (one) => t(`effects.kind.${one.kind}`) },
        { title: t("effects.column.about"), cell: (one) => h("div", {}, one.account ?? "",
            one.visitor ? small(one.visitor) : null) },
        { title: t("effects.column.state"), cell: (one) => h("div", {},
            t(`effects.state.${one.state}`),
            small(t("effects.attempts", { count: one.attempts }))) },
        { title: t("effects.column.error"), cell: (one) => h("span.text-break", {},
            [one.code, one.error].filter((text) => text !== null).join(" ") || "--") },
        { title: t("effects.column.acts"), cell: (one) => buttons(one, reload) },
    ];
}

export async function show({ root, signal }) {
    const choices = [["", t("effects.all")], ...states.map((word) =>
        [word, t(`effects.state.${word}`)])];
    const choice = select(choices, "failed", { onchange: () => list.reload() });
    const list = new PagedList({
        signal, path: "/effects", query: () => ({ state: choice.value }),
        columns: columns(() => list.reload()), caption: t("effects.title"),
        empty: t("effects.empty"),
    });
    fill(root, pageHead(t("effects.title"), t("effects.help")),
        h("div.filters", {}, filter(t("effects.state"), choice)), list.element);
    await list.reload();
}
