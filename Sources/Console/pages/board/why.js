// "Why this agent" and "why still waiting": the decisions about one session.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { dateTime } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { openDialog } from "../../widgets/dialog.js";
import { empty, failed, loading } from "../../widgets/states.js";
import { visitorName } from "../desk/words.js";

function exclusions(counts) {
    const parts = Object.entries(counts ?? {}).map(
        ([reason, count]) => t("why.excluded.one", { reason: t(`reason.${reason}`), count }));
    if (!parts.length) return null;
    return h("div", {}, t("why.excluded", { list: parts.join(t("why.comma")) }));
}

function candidates(list, names) {
    if (!list?.length) return null;
    const parts = list.map((one) => t("why.candidate", { name: names(one.agent), load: one.load }));
    return h("div", {}, t("why.candidates", { list: parts.join(t("why.comma")) }));
}

function decision(one, names) {
    const parts = [];
    if (one.agent) parts.push(t("why.to", { name: names(one.agent) }));
    if (one.from) parts.push(t("why.from", { name: names(one.from) }));
    if (one.by) parts.push(t("why.by", { name: one.by }));
    return h("li", { class: "why-step" },
        h("div", {}, h("strong", {}, t(`rule.${one.rule}`)), " ",
            h("time", { class: "text-body-secondary small", datetime: one.at }, dateTime(one.at))),
        parts.length ? h("div", {}, parts.join(t("why.comma"))) : null,
        one.detail ? h("div", { class: "text-body-secondary small" }, one.detail) : null,
        h("div", { class: "text-body-secondary small" }, candidates(one.candidates, names),
            exclusions(one.excluded)));
}

function waiting(report, names) {
    if (!report) return null;
    const reasons = Object.keys(report.excluded ?? {});
    return h("section", { class: "alert alert-warning" },
        h("h3", { class: "fs-6" }, t("why.waiting")),
        h("p", { class: "mb-1" }, report.position
            ? t("why.position", { count: report.position }) : t("why.not_in_queue"),
        report.open ? null : ` ${t("why.closed")}`),
        report.agents.length ? h("ul", { class: "mb-1" }, report.agents.map((one) => h("li", {},
            t("why.agent", {
                name: names(one.agent), load: one.load,
                reason: one.reason ? t(`reason.${one.reason}`) : t("why.now"),
            })))) : h("p", { class: "mb-1" }, t("why.no_agents")),
        reasons.length ? h("p", { class: "mb-0" }, t("why.remedies", {
            list: reasons.map((reason) => t(`remedy.${reason}`)).join(t("why.semicolon")),
        })) : null);
}

/** Opens it for a session, of which not more than the id has to be known. */
export function openWhy(session, names) {
    const body = h("div", {}, loading());
    const name = session.visitor ? visitorName(session.visitor)
        : t("alerts.session", { id: session.id });
    openDialog({ title: t("why.title", { name }), body, size: "large" });
    load();

    async function load() {
        try {
            const found = await api.get(`/sessions/${session.id}/decisions`, { limit: 200 });
            const steps = found.items.reverse();
            fill(body, waiting(found.waiting, names),
                steps.length ? h("ol.why-steps", {}, steps.map((one) => decision(one, names)))
                    : empty(t("why.empty")));
        } catch (problem) {
            fill(body, failed(problem, load));
        }
    }
}
