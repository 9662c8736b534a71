// The people who sign in (用户), and the tokens of programs.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { user as me } from "../../core/session.js";
import { confirmed } from "../../widgets/confirm.js";
import { editDialog, formDialog } from "../../widgets/form-dialog.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { pageHead, rowButton } from "../operations/head.js";
import { PagedList } from "../operations/paged.js";
import { openTokens } from "./tokens.js";

const roles = ["admin", "supervisor", "agent"];

const password = () => ({ name: "password", label: t("users.password"), type: "password",
    required: true, help: t("users.password.help"), autocomplete: "new-password" });

/** The fields for a new user, or for one that is there. */
function fields(user, subOrganisations) {
    return [
        { name: "name", label: t("users.name"), value: user?.name, required: true },
        user ? null : password(),
        { name: "role", label: t("users.role"), type: "select", required: true,
            value: user?.role ?? "agent", help: t("users.role.help"),
            options: roles.map((role) => [role, t(`role.${role}`)]) },
        { name: "member", label: t("users.member"), value: user?.member,
            help: t("users.member.help") },
        { name: "sub_organisation", label: t("users.sub_organisation"), type: "select",
            value: user?.sub_organisation, help: t("users.sub_organisation.help"),
            options: [["", t("users.sub_organisation.all")],
                ...subOrganisations.map((one) => [one.id, one.name])] },
        user ? { name: "active", label: t("users.active"), type: "checkbox", value: user.active }
            : null,
    ].filter(Boolean);
}

const asBody = (values) => ({ ...values, member: values.member.trim() || null,
    sub_organisation: values.sub_organisation || null });

function add(subOrganisations, done) {
    formDialog({
        title: t("users.add"), fields: fields(null, subOrganisations), action: t("action.save"),
        submit: async (values) => {
            await api.post("/users", asBody(values));
            done();
        },
    });
}

function edit(user, subOrganisations, done) {
    editDialog(`/users/${user.id}`, (one) => ({
        title: t("users.edit"), fields: fields(one, subOrganisations), action: t("action.save"),
        values: asBody, done,
    }));
}

const saved = (reload) => () => {
    toast(t("saved"));
    reload();
};

function resetPassword(user, reload) {
    formDialog({
        title: t("users.reset.title", { name: user.name }), action: t("action.save"),
        fields: [password()],
        submit: async (values) => {
            await api.patch(`/users/${user.id}`, values);
            toast(t("users.reset.done"));
            reload();
        },
    });
}

async function remove(user, reload) {
    const isSure = await confirmed({
        title: t("users.delete"), text: t("users.delete.text", { name: user.name }),
        action: t("action.delete"), danger: true,
    });
    if (!isSure) return;
    try {
        await api.delete(`/users/${user.id}`);
        toast(t("deleted"));
    } catch (problem) {
        toastProblem(problem);
    }
    reload();
}

function state(user) {
    return h("div", {},
        h("span.badge-soft", { class: user.active ? "badge-good" : "" },
            user.active ? t("users.is.active") : t("users.is.inactive")),
        user.must_change_password
            ? h("div.small.text-body-secondary", {}, t("users.is.first")) : null);
}

function actions(user, subOrganisations, reload) {
    return h("div.cell-actions", {},
        rowButton(t("action.edit"), user.name,
            () => edit(user, subOrganisations, saved(reload))),
        rowButton(t("users.tokens"), user.name, () => openTokens(user)),
        user.id === me().id ? null : [
            rowButton(t("users.reset"), user.name, () => resetPassword(user, reload)),
            rowButton(t("action.delete"), user.name, () => remove(user, reload), true)]);
}

export async function show({ root, signal }) {
    const subOrganisations = await api.all("/sub-organisations", {}, { signal });
    const nameOf = (user) => subOrganisations.find((one) => one.id === user.sub_organisation)?.name
        ?? (user.role === "agent" ? "--" : t("users.sub_organisation.all"));
    const list = new PagedList({
        signal, path: "/users", caption: t("users.title"), empty: t("users.empty"),
        columns: [
            { title: t("users.column.name"), cell: (one) => one.name },
            { title: t("users.column.role"), cell: (one) => t(`role.${one.role}`) },
            { title: t("users.column.member"), cell: (one) => one.member ?? "--" },
            { title: t("users.column.sub_organisation"), cell: nameOf },
            { title: t("users.column.state"), cell: state },
            { title: t("users.column.acts"),
                cell: (one) => actions(one, subOrganisations, () => list.reload()) },
        ],
    });
    fill(root, pageHead(t("users.title"), t("users.help"), h("button.btn.btn-primary", {
        type: "button",
        onclick: () => add(subOrganisations, saved(() => list.reload())),
    }, t("users.add"))), list.element);
    await list.reload();
}
