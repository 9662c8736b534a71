// A call about an account that the platform refused: what it was, for whom, and what can be done.

import { api, segment } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { dateTime } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { hasRole } from "../../core/session.js";
import { openDialog } from "../../widgets/dialog.js";
import { submitting } from "../../widgets/field.js";
import { table } from "../../widgets/table.js";
import { toast } from "../../widgets/toast.js";

/** What was tried, in a few words. */
export function failureKind(failure) {
    const known = [
        "account_update", "account_delete", "servicers_add", "servicers_delete", "link_fetch",
    ];
    return known.includes(failure.kind) ? t(`platform_call.${failure.kind}`) : failure.kind;
}

/** Shows it, with buttons to try it again and to put it aside. */
export function showFailure(account, failure, changed) {
    const items = failure.items ?? [];
    const act = (button, deed, said) => submitting(dialog.element, button, async () => {
        await api.post(`/effects/${segment(failure.effect)}/${deed}`);
        toast(said, "info");
        dialog.close();
        changed();
    });
    const retry = h("button.btn.btn-primary", {
        type: "button", onclick: () => act(retry, "retry", t("accounts.retried")),
    }, t("action.retry"));
    const drop = h("button.btn.btn-outline-secondary", {
        type: "button", onclick: () => act(drop, "drop", t("accounts.put_aside_done")),
    }, t("accounts.put_aside"));
    const dialog = openDialog({
        title: t("accounts.failure_title", { what: failureKind(failure), name: account.name }),
        body: h("div", {}, h("div.form-top"),
            h("p", {}, t("accounts.failure_text", {
                code: failure.code ?? "--", time: dateTime(failure.at),
            })),
            items.length ? table({
                caption: t("accounts.failure_items"), rows: items, columns: [
                    { title: t("accounts.agents"),
                        cell: (item) => account.agent_names?.[item.agent] ?? item.agent },
                    { title: t("accounts.failure_code"), cell: (item) => item.code },
                ],
            }) : null),
        footer: hasRole("admin") ? [drop, retry] : [],
    });
}
