// What stands around every page: product at the top left, the person at the top right, the menu.

import { fill, h, icon } from "./core/dom.js";
import { language, switchLanguage, t } from "./core/i18n.js";
import { go, path } from "./core/router.js";
import { forget, signOut, user } from "./core/session.js";
import { hoverCard } from "./widgets/hover-card.js";
import { avatar } from "./widgets/person.js";

/**
 * Makes the frame once.
 * @param {Element} app
 * @param {Array} groups of the menu: `{title, items: [{path, text, icon, roles, under}]}`
 * @returns {{outlet: Element, update: Function}} `update()` shows who is signed in and where
 */
export function makeFrame(app, groups) {
    const outlet = h("main.outlet", { id: "main", tabindex: "-1" });
    const nav = h("nav.sidebar", { id: "menu", "aria-label": t("nav.label") });
    const menu = h("button.btn.menu-toggle", {
        type: "button", "aria-label": t("nav.open"), "aria-controls": "menu",
        "aria-expanded": "false",
        onclick: () => toggle(!document.body.classList.contains("menu-open")),
    }, icon("menu", 20));
    const corner = h("div.corner");
    const toggle = (isOpen) => {
        document.body.classList.toggle("menu-open", isOpen);
        menu.setAttribute("aria-expanded", String(isOpen));
    };
    const shade = h("div.shade", { onclick: () => toggle(false) });
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && document.body.classList.contains("menu-open")) {
            toggle(false);
            menu.focus();
        }
    });
    fill(app,
        h("a.skip-link", {
            href: "#main",
            onclick: (event) => {
                event.preventDefault();
                outlet.focus();
            },
        }, t("nav.skip")),
        h("header.topbar", {}, menu,
            h("a.brand", { href: "#/" },
                h("img", { src: "logo.svg", alt: "", width: 28, height: 28 }),
                h("span.brand-name", {}, t("product"))), corner),
        h("div.below", {}, nav, shade, outlet));
    const update = () => {
        toggle(false);
        // Somebody with a first password can go nowhere yet.
        const mayGo = user() !== null && !user().must_change_password;
        document.body.classList.toggle("signed-out", !mayGo);
        fill(corner, languageButton(), user() ? userCard() : null);
        fill(nav, mayGo ? groups.map(group) : null);
        menu.hidden = !mayGo;
    };
    return { outlet, update };
}

function group({ title, items }) {
    const visible = items.filter((item) => item.roles.includes(user().role)
        && (!item.needsMember || user().member));
    if (!visible.length) return null;
    return h("section.nav-group", {}, title ? h("h2.nav-title", {}, title()) : null,
        h("ul", {}, visible.map((item) => {
            const isHere = path() === item.path || path().startsWith(`${item.path}/`);
            return h("li", {}, h("a.nav-item", {
                href: `#${item.path}`, "aria-current": isHere ? "page" : null,
            }, icon(item.icon, 18), h("span", {}, item.text())));
        })));
}

function languageButton() {
    const other = language === "zh" ? "en" : "zh";
    return h("button.btn.btn-link.btn-sm.language", {
        type: "button", lang: other === "zh" ? "zh-CN" : "en",
        onclick: () => switchLanguage(other),
    }, t("language.other"));
}

function userCard() {
    const { role, avatar: picture } = user();
    const name = user().member_name ?? user().name;
    const button = h("button.user-button", { type: "button", "aria-label": name },
        avatar(name, picture, 32), h("span.user-name", {}, name));
    return hoverCard(button, () => [
        h("div.user-card", {}, avatar(name, picture, 48),
            h("div", {}, h("div.fw-semibold.text-break", {}, name),
                h("div.text-body-secondary.small", {}, t(`role.${role}`)))),
        h("ul.menu", {},
            h("li", {}, h("a.menu-item", { href: "#/password" },
                icon("key"), " ", t("user.change_password"))),
            h("li", {}, h("button.menu-item", { type: "button", onclick: leave },
                icon("exit"), " ", t("user.sign_out")))),
    ], { label: t("user.card"), align: "end" });
}

async function leave() {
    try {
        await signOut();
    } catch {
        forget();
    }
    go("/sign-in");
}
