// 客服账号管理: the list.

import { api } from "../../core/api.js";
import { debounced, fill, h, icon } from "../../core/dom.js";
import { subOrganisations } from "../../core/directory.js";
import { t } from "../../core/i18n.js";
import { hasRole } from "../../core/session.js";
import { select, textInput } from "../../widgets/field.js";
import { menuButton } from "../../widgets/hover-card.js";
import { avatar } from "../../widgets/person.js";
import { empty, failed } from "../../widgets/states.js";
import { table } from "../../widgets/table.js";
import { deleteAccount, restoreAccount, scanCard } from "./actions.js";
import { agentsText, rulesText, statusBadges } from "./summary.js";

/** The platform lets an enterprise have so many. */
const accountsMax = 10;
/** While something is under way at the platform, the list looks again after so long. */
const lookAgainAfter = 3000;

export async function show({ root, signal }) {
    const organisations = await subOrganisations();
    const names = new Map(organisations.map((row) => [row.id, row.name]));
    const filter = { q: "", sub_organisation: "" };
    let timer;
    let turn = 0;

    const keyword = textInput({
        type: "search", "aria-label": t("accounts.filter_name"),
        placeholder: t("accounts.filter_name"), maxlength: 64,
    });
    const organisation = select(
        [["", t("accounts.all_organisations")],
            ...organisations.map((row) => [row.id, row.name])], "",
        { "aria-label": t("accounts.sub_organisation") });
    const nothing = h("div");
    const list = table({
        caption: t("accounts.title"), rows: [], key: (row) => row.id, empty: nothing,
        columns: columns({ names, refresh }),
    });
    const place = h("div", { "aria-live": "polite", "aria-busy": "true" });
    const count = h("span.text-body-secondary.small", {});

    async function refresh() {
        clearTimeout(timer);
        turn += 1;
        const mine = turn;
        let accounts;
        try {
            accounts = await api.all("/accounts", filter, { signal });
        } catch (error) {
            if (error.name === "AbortError" || mine !== turn) return;
            fill(place, failed(error, refresh));
            return;
        }
        if (mine !== turn || signal.aborted) return;
        accounts = accounts.filter((row) => row.status !== "deleted");
        fill(nothing, noAccounts(filter));
        list.update(accounts);
        if (!place.contains(list)) fill(place, list);
        place.removeAttribute("aria-busy");
        const isWhole = !filter.q && !filter.sub_organisation;
        fill(count, isWhole && accounts.length
            ? t("accounts.count", { count: accounts.length, max: accountsMax }) : null);
        const isMoving = accounts.some((row) =>
            row.status === "deleting" || (row.platform?.pending ?? 0) > 0);
        if (isMoving) timer = setTimeout(refresh, lookAgainAfter);
    }

    const filterNow = () => {
        filter.q = keyword.value.trim();
        filter.sub_organisation = organisation.value;
        return refresh();
    };
    keyword.addEventListener("input", debounced(filterNow, 200));
    organisation.addEventListener("change", filterNow);
    signal.addEventListener("abort", () => clearTimeout(timer));

    await refresh();
    fill(root,
        h("div.page-head", {}, h("h1", {}, t("accounts.title")), count,
            hasRole("admin") ? h("div.actions", {},
                h("a.btn.btn-primary", { href: "#/accounts/new" },
                    icon("plus"), " ", t("accounts.create"))) : null),
        h("div.note", {}, icon("info"), h("span", {}, t("accounts.channels_note"))),
        h("div.filters", {},
            h("div.filter.search-box", {}, icon("search"), keyword),
            h("div.filter", {}, organisation)), place);
}

function noAccounts(filter) {
    if (filter.q || filter.sub_organisation) return empty(t("accounts.none_found"));
    return empty(t("accounts.none"), hasRole("admin")
        ? h("a.btn.btn-primary.btn-sm", { href: "#/accounts/new" }, t("accounts.create")) : null);
}

function columns({ names, refresh }) {
    return [
        { title: t("accounts.account"), cell: (row) => h("div.account-cell", {},
            avatar(row.name, row.avatar, 40),
            h("div", {}, h("div.fw-semibold.text-break", {}, row.name),
                statusBadges(row, refresh))) },
        { title: t("accounts.sub_organisation"), class: "cell-name",
            cell: (row) => names.get(row.sub_organisation) ?? "--" },
        { title: t("accounts.agents"), cell: (row) => agentsText(row) },
        { title: t("accounts.rules"), cell: (row) => rulesText(row) },
        { title: t("accounts.cap"), cell: (row) => row.cap ?? "--" },
        { title: t("accounts.actions"), class: "cell-actions",
            cell: (row) => actions(row, refresh) },
    ];
}

function actions(row, refresh) {
    const home = `/accounts/${encodeURIComponent(row.id)}`;
    if (row.status === "not_adopted") {
        return h("a.btn.btn-link.btn-sm", { href: `#${home}/adopt` }, t("accounts.adopt"));
    }
    if (row.status === "deleting") {
        return hasRole("admin") ? h("button.btn.btn-link.btn-sm", {
            type: "button",
            onclick: async () => { if (await restoreAccount(row)) refresh(); },
        }, t("accounts.restore")) : null;
    }
    const access = { text: t("access.title"), href: `#${home}/access` };
    const prompts = { text: t("prompts.title"), href: `#${home}/prompts` };
    const items = hasRole("admin") ? [
        { text: t("action.edit"), href: `#${home}/edit` },
        prompts,
        { text: t("invitation.title"), href: `#${home}/invitation` },
        access,
        {
            text: t("action.delete"), danger: true,
            action: async () => { if (await deleteAccount(row)) refresh(); },
        },
    ] : [prompts, access];
    return [
        scanCard(row),
        menuButton([t("accounts.more"), icon("down", 14)], items, {
            label: t("accounts.more_label", { name: row.name }),
        }),
    ];
}
