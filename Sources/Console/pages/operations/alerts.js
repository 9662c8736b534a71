// What supervisors should look at (告警).

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { dateTime } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { checkbox } from "../../widgets/field.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { openWhy } from "../board/why.js";
import { pageHead } from "./head.js";
import { PagedList } from "./paged.js";

async function acknowledge(one, reload) {
    try {
        await api.post(`/alerts/${one.id}/acknowledge`);
        toast(t("alerts.acknowledged"));
    } catch (problem) {
        toastProblem(problem);
    }
    reload();
}

function session(one) {
    if (!one.session) return "--";
    return h("button.btn.btn-link.btn-sm.p-0", {
        type: "button", onclick: () => openWhy({ id: one.session }, (member) => member),
    }, t("alerts.session", { id: one.session }));
}

function state(one, reload) {
    if (one.acknowledged_by) {
        return h("span.text-body-secondary", {}, t("alerts.by", {
            name: one.acknowledged_by, time: dateTime(one.acknowledged_at) }));
    }
    return h("button.btn.btn-outline-primary.btn-sm", {
        type: "button", onclick: () => acknowledge(one, reload),
    }, t("alerts.acknowledge"));
}

export async function show({ root, signal }) {
    const all = checkbox(t("alerts.all"), { onchange: () => list.reload() });
    const list = new PagedList({
        signal, path: "/alerts",
        query: () => ({ acknowledged: all.input.checked ? null : "false" }),
        columns: [
            { title: t("alerts.column.time"), cell: (one) => dateTime(one.at) },
            { title: t("alerts.column.kind"), cell: (one) => h("div", {},
                t(`alerts.kind.${one.kind}`),
                one.detail ? h("div.small.text-body-secondary", {}, one.detail) : null) },
            { title: t("alerts.column.account"), cell: (one) => one.account ?? "--" },
            { title: t("alerts.column.session"), cell: session },
            { title: t("alerts.column.state"), cell: (one) => state(one, () => list.reload()) },
        ],
        caption: t("alerts.title"), empty: t("alerts.empty"),
    });
    fill(root, pageHead(t("alerts.title"), t("alerts.help")), h("div.filters", {}, all),
        list.element);
    await list.reload();
}
