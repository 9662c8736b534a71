// 菜单消息: the lines of a menu below a prompt's text.

import { fill, h, icon } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { field, select, textInput } from "../../widgets/field.js";

const itemsMax = 10;
const kinds = ["reply", "link", "miniprogram"];
/** What a line needs besides its text, by its kind. */
const more = { reply: ["action"], link: ["url"], miniprogram: ["appid", "pagepath"] };

/**
 * @param {Array} menu
 * @param {string} pointer of the list, such as "#/welcome/menu"
 * @param {Function} changed
 * @returns {HTMLElement} with `value`
 */
export function menuEditor(menu, pointer, changed) {
    const items = menu.map((item) => ({ ...item }));
    const list = h("div.menu-lines");
    const add = h("button.btn.btn-link.btn-sm.p-0", {
        type: "button",
        onclick: () => {
            items.push({ type: "reply", id: freeID(items), text: "" });
            draw();
            changed();
            list.lastElementChild.querySelector("input").focus();
        },
    }, icon("plus"), t("menu.add"));
    const element = field({
        label: t("menu.title"), pointer, group: true, help: t("menu.help", { max: itemsMax }),
        control: h("div", {}, list, add),
    });

    function draw() {
        fill(list, items.map((item, index) => line(item, index)));
        add.hidden = items.length >= itemsMax;
    }

    function line(item, index) {
        const at = (name) => `${pointer}/${index}/${name}`;
        const text = (name, properties = {}) => field({
            label: t(`menu_field.${name}`), pointer: at(name),
            control: textInput({
                value: item[name] ?? "", oninput: (event) => {
                    item[name] = event.target.value;
                    changed();
                }, ...properties,
            }),
        });
        const kind = select(kinds.map((key) => [key, t(`menu_kind.${key}`)]), item.type, {
            onchange: (event) => {
                items[index] = { type: event.target.value, text: item.text };
                if (event.target.value === "reply") items[index].id = freeID(items);
                draw();
                changed();
            },
        });
        const action = () => field({
            label: t("menu_field.action"), pointer: at("action"),
            control: select([["", t("menu_action.none")], ["end", t("menu_action.end")],
                ["person", t("menu_action.person")]], item.action, {
                onchange: (event) => {
                    if (event.target.value) item.action = event.target.value;
                    else delete item.action;
                    changed();
                },
            }),
        });
        const move = (by, name, isOff) => h("button.btn.btn-link.btn-sm.p-1", {
            type: "button", "aria-label": name, disabled: isOff,
            onclick: () => {
                items.splice(index + by, 0, ...items.splice(index, 1));
                draw();
                changed();
            },
        }, h("span", { "aria-hidden": "true" }, by < 0 ? "↑" : "↓"));
        return h("div.menu-line", { role: "group", "aria-label": t("menu.line", { n: index + 1 }) },
            h("div.menu-line-head", {}, h("span.fw-semibold", {}, index + 1), h("span.flex-grow-1"),
                move(-1, t("menu.up"), index === 0),
                move(1, t("menu.down"), index === items.length - 1),
                h("button.btn.btn-link.btn-sm.p-1.text-danger", {
                    type: "button", "aria-label": t("menu.remove"), onclick: () => {
                        items.splice(index, 1);
                        draw();
                        changed();
                    },
                }, icon("trash"))),
            h("div.menu-line-fields", {},
                field({ label: t("menu_field.type"), pointer: at("type"), control: kind }),
                text("text"),
                more[item.type].map((name) => (name === "action" ? action() : text(name,
                    name === "url" ? { type: "url", placeholder: "https://" } : {})))));
    }

    draw();
    Object.defineProperty(element, "value", { get: () => items.map((item) => ({ ...item })) });
    return element;
}

/** An id that no line has: visitors' choices come back with it. */
function freeID(items) {
    const taken = new Set(items.map((item) => item.id));
    let number = items.length + 1;
    while (taken.has(`menu_${number}`)) number += 1;
    return `menu_${number}`;
}
