// The top of an account's pages: back to the list, which account, and its other pages.

import { h, icon } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { path } from "../../core/router.js";
import { hasRole } from "../../core/session.js";
import { avatar } from "../../widgets/person.js";

/** Where somebody goes from one of an account's pages to another. */
export function accountHead(account, heading) {
    const home = `/accounts/${encodeURIComponent(account.id)}`;
    const tabs = [
        [`${home}/edit`, t("action.edit"), ["admin"]],
        [`${home}/prompts`, t("prompts.title"), ["admin", "supervisor"]],
        [`${home}/invitation`, t("invitation.title"), ["admin"]],
        [`${home}/access`, t("access.title"), ["admin", "supervisor"]],
    ].filter(([, , roles]) => hasRole(...roles));
    return h("div", {},
        h("div.page-head", {},
            h("a.back", { href: "#/accounts", "aria-label": t("editor.back") }, icon("back", 20)),
            avatar(account.name, account.avatar, 32),
            h("h1", {}, heading, h("span.text-body-secondary.fw-normal.ms-2", {}, account.name))),
        h("nav.tabs", { "aria-label": t("accounts.pages") }, tabs.map(([to, text]) =>
            h("a.tab", { href: `#${to}`, "aria-current": path() === to ? "page" : null }, text))));
}
