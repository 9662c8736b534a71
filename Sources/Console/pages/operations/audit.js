// The audit log (操作日志): who changed which settings, when, before and after.

import { debounced, fill, h } from "../../core/dom.js";
import { dateTime } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { textInput } from "../../widgets/field.js";
import { changes } from "./changes.js";
import { filter, pageHead } from "./head.js";
import { PagedList } from "./paged.js";

function changed(one) {
    const fields = changes(one.before, one.after);
    if (!fields.length) return "--";
    return h("details", {}, h("summary", {}, t("audit.fields", { count: fields.length })),
        h("dl.audit-fields", {}, fields.flatMap((field) => [
            h("dt", {}, field.name || t("audit.value")),
            h("dd", {}, h("del", {}, field.before), " → ", h("ins", {}, field.after))])));
}

/** The action in words; one that the console does not know yet as the daemon names it. */
function action(name) {
    const text = t(`audit.action.${name}`);
    return text.startsWith("audit.action.") ? name : text;
}

export async function show({ root, signal }) {
    const reload = debounced(() => list.reload());
    const actor = textInput({ type: "search", oninput: reload });
    const subject = textInput({ type: "search", oninput: reload });
    const list = new PagedList({
        signal, path: "/audit",
        query: () => ({ actor: actor.value.trim(), subject: subject.value.trim() }),
        columns: [
            { title: t("audit.column.time"), cell: (one) => dateTime(one.at) },
            { title: t("audit.column.actor"), cell: (one) => one.actor ?? t("audit.system") },
            { title: t("audit.column.action"), cell: (one) => action(one.action) },
            { title: t("audit.column.subject"),
                cell: (one) => h("span.text-break", {}, one.subject) },
            { title: t("audit.column.changes"), cell: changed },
        ],
        caption: t("audit.title"), empty: t("audit.empty"),
    });
    fill(root, pageHead(t("audit.title"), t("audit.help")), h("div.filters", {},
        filter(t("audit.actor"), actor), filter(t("audit.subject"), subject)), list.element);
    await list.reload();
}
