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
];

/** The first that a person may see is that person's first page. */
export const menu = [
    { items: [
        { path: "/accounts", roles: supervisors, icon: "accounts",
            text: () => t("nav.accounts") },
        { path: "/tools", roles: supervisors, icon: "tools", text: () => t("tools.title") },
    ] },
];
