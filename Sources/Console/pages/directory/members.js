// Members of the directory (成员).

import { api, segment } from "../../core/api.js";
import { forgetDirectory } from "../../core/directory.js";
import { debounced, fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { confirmed } from "../../widgets/confirm.js";
import { select, textInput } from "../../widgets/field.js";
import { editDialog, formDialog } from "../../widgets/form-dialog.js";
import { person } from "../../widgets/person.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { filter, rowButton } from "../operations/head.js";
import { PagedList } from "../operations/paged.js";
import { treeOptions } from "./tree.js";

const named = (list) => list.map((one) => [one.id, one.name]);

function fields(member, lists) {
    return [
        member ? null : { name: "userid", label: t("members.userid"), required: true,
            help: t("members.userid.help") },
        { name: "name", label: t("members.name"), value: member?.name, required: true },
        { name: "departments", label: t("members.departments"), type: "multiple",
            value: member?.departments, options: treeOptions(lists.departments),
            help: t("members.departments.help") },
        { name: "sub_organisation", label: t("members.sub_organisation"), type: "select",
            value: member?.sub_organisation,
            options: [["", t("members.none")], ...named(lists.subOrganisations)] },
        { name: "active", label: t("members.active"), type: "checkbox",
            value: member?.active ?? true, help: t("members.active.help") },
    ].filter(Boolean);
}

const asBody = (values) => ({ ...values, sub_organisation: values.sub_organisation || null });

const saved = (reload) => () => {
    forgetDirectory();
    toast(t("saved"));
    reload();
};

function add(lists, reload) {
    formDialog({
        title: t("members.add"), fields: fields(null, lists), action: t("action.save"),
        submit: async (values) => {
            await api.post("/members", asBody(values));
            saved(reload)();
        },
    });
}

function edit(member, lists, reload) {
    editDialog(`/members/${segment(member.userid)}`, (one) => ({
        title: t("members.edit"), fields: fields(one, lists), action: t("action.save"),
        values: asBody, done: saved(reload),
    }));
}

async function remove(member, reload) {
    const isSure = await confirmed({
        title: t("members.delete"), text: t("members.delete.text", { name: member.name }),
        action: t("action.delete"), danger: true,
    });
    if (!isSure) return;
    try {
        await api.delete(`/members/${segment(member.userid)}`);
        forgetDirectory();
        toast(t("deleted"));
    } catch (problem) {
        toastProblem(problem);
    }
    reload();
}

function columns(lists, canEdit, reload) {
    const nameOf = (list, id) => list.find((one) => one.id === id)?.name ?? id;
    return [
        { title: t("members.column.name"), cell: (one) => h("div", {},
            person(one.name, one.avatar),
            h("div.small.text-body-secondary", {}, one.userid)) },
        { title: t("members.column.departments"), cell: (one) => one.departments.map(
            (id) => nameOf(lists.departments, id)).join("、") || "--" },
        { title: t("members.column.sub_organisation"), cell: (one) => one.sub_organisation
            ? nameOf(lists.subOrganisations, one.sub_organisation) : "--" },
        { title: t("members.column.state"), cell: (one) => h("span.badge-soft", {
            class: one.active ? "badge-good" : "",
        }, one.active ? t("members.is.active") : t("members.is.inactive")) },
        canEdit ? { title: t("members.column.acts"), cell: (one) => h("div.cell-actions", {},
            rowButton(t("action.edit"), one.name, () => edit(one, lists, reload)),
            rowButton(t("action.delete"), one.name, () => remove(one, reload), true)) } : null,
    ].filter(Boolean);
}

/** The members with their filters. */
export function membersPart(lists, canEdit, signal) {
    const reload = () => list.reload();
    const query = textInput({ type: "search", oninput: debounced(reload) });
    const all = ["", t("members.all")];
    const department = select([all, ...treeOptions(lists.departments)], "", { onchange: reload });
    const subOrganisation = select(
        [all, ...named(lists.subOrganisations)], "", { onchange: reload });
    const list = new PagedList({
        signal, path: "/members", caption: t("directory.members"), empty: t("members.empty"),
        query: () => ({ q: query.value.trim(), department: department.value,
            sub_organisation: subOrganisation.value }),
        columns: columns(lists, canEdit, reload),
    });
    list.reload();
    return fill(h("div"), h("div.filters.align-items-end", {},
        filter(t("members.search"), query), filter(t("members.departments"), department),
        filter(t("members.sub_organisation"), subOrganisation),
        canEdit ? h("button.btn.btn-primary.ms-auto", {
            type: "button", onclick: () => add(lists, reload),
        }, t("members.add")) : null), list.element);
}
