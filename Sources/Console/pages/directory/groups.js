// Departments (部门) and sub-organisations (子机构).

import { api } from "../../core/api.js";
import { forgetDirectory } from "../../core/directory.js";
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { confirmed } from "../../widgets/confirm.js";
import { editDialog, formDialog } from "../../widgets/form-dialog.js";
import { empty } from "../../widgets/states.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { rowButton } from "../operations/head.js";
import { asTree, treeOptions } from "./tree.js";

async function remove(path, name, reload) {
    const isSure = await confirmed({
        title: t("action.delete"), text: t("groups.delete.text", { name }),
        action: t("action.delete"), danger: true,
    });
    if (!isSure) return;
    try {
        await api.delete(path);
        forgetDirectory();
        toast(t("deleted"));
    } catch (problem) {
        toastProblem(problem);
    }
    reload();
}

function buttons(name, edit, drop) {
    return h("div.cell-actions", {}, rowButton(t("action.edit"), name, edit),
        rowButton(t("action.delete"), name, drop, true));
}

function frame(add, open, lines, none) {
    return h("div", {},
        add ? h("div.mb-3.text-end", {}, h("button.btn.btn-primary", {
            type: "button", onclick: open,
        }, add)) : null,
        lines.length ? h("ul.list-group", {}, lines) : h("div.card", {}, empty(none)));
}

const saved = (reload) => () => {
    forgetDirectory();
    toast(t("saved"));
    reload();
};

function departmentFields(department, lists) {
    const others = lists.departments.filter((one) => one.id !== department?.id);
    return [
        { name: "name", label: t("departments.name"), value: department?.name, required: true },
        { name: "parent", label: t("departments.parent"), type: "select",
            value: department?.parent,
            options: [["", t("departments.top")], ...treeOptions(others)] },
        { name: "sub_organisation", label: t("members.sub_organisation"), type: "select",
            value: department?.sub_organisation, options: [["", t("members.none")],
                ...lists.subOrganisations.map((one) => [one.id, one.name])] },
    ];
}

const asBody = (values) => ({ ...values, parent: values.parent || null,
    sub_organisation: values.sub_organisation || null });

function addDepartment(lists, reload) {
    formDialog({
        title: t("departments.add"), action: t("action.save"),
        fields: departmentFields(null, lists),
        submit: async (values) => {
            await api.post("/departments", asBody(values));
            saved(reload)();
        },
    });
}

function editDepartment(department, lists, reload) {
    editDialog(`/departments/${department.id}`, (one) => ({
        title: t("departments.edit"), action: t("action.save"), values: asBody,
        fields: departmentFields(one, lists), done: saved(reload),
    }));
}

/** The departments as a tree. */
export function departmentsPart(lists, canEdit, reload) {
    const nameOf = (id) => lists.subOrganisations.find((one) => one.id === id)?.name;
    const lines = asTree(lists.departments).map(({ department, depth }) => h(
        "li.list-group-item.d-flex.align-items-center.gap-2",
        { class: `tree-${Math.min(depth, 5)}` },
        h("div.me-auto.text-break", {}, department.name,
            department.sub_organisation ? h("span.small.text-body-secondary.ms-2", {},
                nameOf(department.sub_organisation)) : null),
        canEdit ? buttons(department.name, () => editDepartment(department, lists, reload),
            () => remove(`/departments/${department.id}`, department.name, reload)) : null));
    return frame(canEdit ? t("departments.add") : null,
        () => addDepartment(lists, reload), lines, t("departments.empty"));
}

const nameField = (one) => [{ name: "name", label: t("sub_organisations.name"), value: one?.name,
    required: true }];

function addSubOrganisation(reload) {
    formDialog({
        title: t("sub_organisations.add"), action: t("action.save"), fields: nameField(null),
        submit: async (values) => {
            await api.post("/sub-organisations", values);
            saved(reload)();
        },
    });
}

function editSubOrganisation(one, reload) {
    editDialog(`/sub-organisations/${one.id}`, (read) => ({
        title: t("sub_organisations.edit"), action: t("action.save"), fields: nameField(read),
        done: saved(reload),
    }));
}

/** The sub-organisations. */
export function subOrganisationsPart(lists, canEdit, reload) {
    const lines = lists.subOrganisations.map((one) => h(
        "li.list-group-item.d-flex.align-items-center.gap-2", {},
        h("div.me-auto.text-break", {}, one.name),
        canEdit ? buttons(one.name, () => editSubOrganisation(one, reload),
            () => remove(`/sub-organisations/${one.id}`, one.name, reload)) : null));
    return frame(canEdit ? t("sub_organisations.add") : null,
        () => addSubOrganisation(reload), lines, t("sub_organisations.empty"));
}
