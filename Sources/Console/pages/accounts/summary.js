// An account in a few words: for the list.

import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { showFailure, failureKind } from "./failures.js";

/** So many names fit into a cell. */
const namesShown = 3;

/** What is particular about its state, and what is half-done at the platform; `changed()` is called
 * after a failed call was tried again or put aside. */
export function statusBadges(account, changed) {
    const badges = [];
    const looks = {
        not_adopted: "badge-warn", deleting: "badge-warn", withdrawn: "badge-bad",
    };
    if (looks[account.status]) {
        badges.push(h("span.badge-soft", { class: looks[account.status] },
            t(`account_status.${account.status}`)));
    }
    if (account.deletion_code) {
        badges.push(h("span.badge-soft.badge-bad", {},
            t("accounts.deletion_failed", { code: account.deletion_code })));
    }
    const { pending = 0, failures = [] } = account.platform ?? {};
    if (pending > 0) {
        badges.push(h("span.badge-soft.badge-info", {}, t("accounts.pending", { count: pending })));
    }
    for (const failure of failures) {
        badges.push(h("button.badge-soft.badge-bad.badge-button", {
            type: "button", onclick: () => showFailure(account, failure, changed),
        }, t("accounts.failed", { what: failureKind(failure), code: failure.code ?? "--" })));
    }
    return badges.length ? h("div.badges", {}, badges) : null;
}

/** The first names, and how many there are. */
export function agentsText(account) {
    const ids = account.receiving_agents ?? [];
    if (account.status === "not_adopted") return "--";
    if (!ids.length) return h("span.text-danger", {}, t("accounts.no_agents"));
    const names = ids.map((id) => account.agent_names?.[id] ?? id);
    const first = names.slice(0, namesShown).join(t("list.separator"));
    if (ids.length <= namesShown) return first;
    return h("span", { title: names.join(t("list.separator")) },
        t("accounts.agents_more", { names: first, count: ids.length }));
}

/** Strategy, and whether the prior agent comes first. */
export function rulesText(account) {
    if (!account.strategy) return "--";
    return [
        h("div", {}, t(`strategy.${account.strategy}`)),
        account.prior_agent_first
            ? h("div.small.text-body-secondary", {}, t("accounts.prior_first")) : null,
    ];
}
