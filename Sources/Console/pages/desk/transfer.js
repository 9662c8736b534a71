// The dialogue in which a session is handed on: to another agent, to the queue, to another account.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { dialogButtons, openDialog } from "../../widgets/dialog.js";
import { showProblem, submitting } from "../../widgets/field.js";
import { failed, loading } from "../../widgets/states.js";
import { toast } from "../../widgets/toast.js";

function option(name, value, title, about, reason) {
    const id = `transfer-${name}-${value}`;
    return h("div.form-check.desk-target", {},
        h("input.form-check-input", {
            type: "radio", name: "target", id, disabled: !!reason,
            value: JSON.stringify({ [name]: value }), "aria-describedby": `${id}-about`,
        }),
        h("label.form-check-label", { htmlFor: id }, title),
        h("div.form-text", { id: `${id}-about` },
            reason ? t(`reason.${reason.replaceAll("-", "_")}`) : about));
}

function group(title, options, none) {
    return h("fieldset.mb-3", {}, h("legend.fs-6.fw-semibold", {}, title),
        options.length ? options : h("p.text-body-secondary.mb-0", {}, none));
}

function choices(targets) {
    const agents = targets.agents.map((one) => option(
        "agent", one.member, one.name === one.member ? one.name : `${one.name} (${one.member})`,
        `${t(`status.${one.status}`)} · ${t("desk.transfer.load", { load: one.load })}`,
        one.reason));
    const accounts = targets.accounts.map((one) => option(
        "account", one.id, one.name, t("desk.transfer.account_help"), one.reason));
    return [
        group(t("desk.transfer.agents"), agents, t("desk.transfer.no_agents")),
        group(t("desk.transfer.queue"), [option("queue", true, t("desk.transfer.to_queue"),
            t("desk.transfer.queue_help"), targets.queue.reason)]),
        group(t("desk.transfer.accounts"), accounts, t("desk.transfer.no_accounts")),
    ];
}

/** Opens it; what came of it arrives by the feed. */
export function openTransfer(session) {
    const body = h("div", {}, loading());
    const dialog = openDialog({
        title: t("desk.transfer.title"), body,
        footer: dialogButtons({ action: t("desk.transfer.do"), cancel: () => dialog.close() }),
        onSubmit: async (close) => {
            const chosen = body.querySelector("input:checked");
            if (!chosen) return showProblem(body, { title: t("desk.transfer.choose") });
            const button = dialog.element.querySelector("button[type=submit]");
            const isDone = await submitting(body, button, () => api.post(
                `/agent/sessions/${session.id}/transfer`, JSON.parse(chosen.value)));
            if (!isDone) return;
            toast(t("desk.transfer.done"));
            close();
        },
    });
    load();

    async function load() {
        try {
            fill(body, choices(await api.get(`/agent/sessions/${session.id}/targets`)));
            body.querySelector("input:enabled")?.focus();
        } catch (problem) {
            fill(body, failed(problem, load));
        }
    }
}
