// Every page: its path, who may see it, where it is loaded from; and the menu.

import { t } from "./core/i18n.js";

const everybody = ["admin", "supervisor", "agent"];
const supervisors = ["admin", "supervisor"];
const admins = ["admin"];

/** `open` pages are shown to people who are not signed in. */
export const routes = [
    { path: "/sign-in", open: true, title: () => t("sign_in.title"),
        load: () => import("./pages/sign-in.js") },
    { path: "/password", roles: everybody, title: () => t("password.title"),
        load: () => import("./pages/password.js") },
    { path: "/accounts", roles: supervisors, title: () => t("accounts.title"),
        load: () => import("./pages/accounts/list.js") },
    { path: "/accounts/new", roles: admins, load: () => import("./pages/accounts/new.js") },
    { path: "/accounts/:id/adopt", roles: admins,
        load: () => import("./pages/accounts/adopt.js") },
    { path: "/accounts/:id/edit", roles: admins, load: () => import("./pages/accounts/edit.js") },
    { path: "/accounts/:id/prompts", roles: supervisors,
        load: () => import("./pages/accounts/prompts.js") },
    { path: "/accounts/:id/invitation", roles: admins,
        load: () => import("./pages/accounts/invitation.js") },
    { path: "/accounts/:id/access", roles: supervisors,
        load: () => import("./pages/accounts/access.js") },
    { path: "/tools", roles: supervisors, title: () => t("tools.title"),
        load: () => import("./pages/tools.js") },
    { path: "/desk", roles: everybody, needsMember: true, title: () => t("desk.title"),
        load: () => import("./pages/desk/page.js") },
    { path: "/board", roles: supervisors, title: () => t("board.title"),
        load: () => import("./pages/board/page.js") },
    { path: "/alerts", roles: supervisors, title: () => t("alerts.title"),
        load: () => import("./pages/operations/alerts.js") },
    { path: "/directory", roles: supervisors, title: () => t("directory.title"),
        load: () => import("./pages/directory/page.js") },
    { path: "/users", roles: admins, title: () => t("users.title"),
        load: () => import("./pages/people/page.js") },
    { path: "/effects", roles: admins, title: () => t("effects.title"),
        load: () => import("./pages/operations/effects.js") },
    { path: "/audit", roles: admins, title: () => t("audit.title"),
        load: () => import("./pages/operations/audit.js") },
];

/** The first that a person may see is that person's first page. */
export const menu = [
    { items: [
        { path: "/accounts", roles: supervisors, icon: "accounts",
            text: () => t("nav.accounts") },
        { path: "/tools", roles: supervisors, icon: "tools", text: () => t("tools.title") },
    ] },
    { title: () => t("nav.reception"), items: [
        { path: "/desk", roles: everybody, needsMember: true, icon: "chat",
            text: () => t("nav.desk") },
        { path: "/board", roles: supervisors, icon: "board", text: () => t("nav.board") },
        { path: "/alerts", roles: supervisors, icon: "bell", text: () => t("nav.alerts") },
    ] },
    { title: () => t("nav.people"), items: [
        { path: "/directory", roles: supervisors, icon: "department",
            text: () => t("nav.directory") },
        { path: "/users", roles: admins, icon: "people", text: () => t("nav.users") },
    ] },
    { title: () => t("nav.operation"), items: [
        { path: "/effects", roles: admins, icon: "send", text: () => t("nav.effects") },
        { path: "/audit", roles: admins, icon: "log", text: () => t("nav.audit") },
    ] },
];
