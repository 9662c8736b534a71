// Something that opens beside a button when the mouse comes or the button is focused and pressed:
// a card, or a menu. Works with mouse, keyboard and finger.

import { h, newID } from "../core/dom.js";

/** The one that is open: `{whole, close, placeAgain}`. Opening another one closes it. */
let current = null;

document.addEventListener("pointerdown", (event) => {
    if (current && !current.whole.contains(event.target)) current.close();
});
// A card is fixed to the window: it would stay behind.
window.addEventListener("scroll", () => current?.close(), { passive: true });
window.addEventListener("resize", () => current?.placeAgain());

/**
 * @param {HTMLButtonElement} button
 * @param {Function} content gives what is shown; called at each opening
 * @param {{label: string, align?: "start"|"end", class?: string}} options
 * @returns {HTMLElement} the button with its card
 */
export function hoverCard(button, content, { label, align = "start", class: more = "" }) {
    const card = h("div.hover-card", {
        id: newID("card"), role: "group", "aria-label": label, hidden: true, class: more,
    });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", card.id);
    const whole = h("div.hover-area", {}, button, card);
    let isPinned = false;
    let timer;

    const open = () => {
        clearTimeout(timer);
        if (!card.hidden) return;
        current?.close();
        current = { whole, close, placeAgain: () => place(button, card, align) };
        card.replaceChildren(...[content()].flat());
        card.hidden = false;
        button.setAttribute("aria-expanded", "true");
        place(button, card, align);
    };
    const close = () => {
        clearTimeout(timer);
        if (current?.whole === whole) current = null;
        isPinned = false;
        card.hidden = true;
        button.setAttribute("aria-expanded", "false");
    };
    const closeSoon = () => {
        clearTimeout(timer);
        timer = setTimeout(() => { if (!isPinned) close(); }, 250);
    };

    whole.addEventListener("pointerenter", (event) => {
        if (event.pointerType === "mouse") open();
    });
    whole.addEventListener("pointerleave", (event) => {
        if (event.pointerType === "mouse") closeSoon();
    });
    button.addEventListener("focus", () => {
        if (button.matches(":focus-visible")) open();
    });
    button.addEventListener("click", () => {
        if (isPinned) return close();
        isPinned = true;
        open();
    });
    whole.addEventListener("focusout", (event) => {
        if (!whole.contains(event.relatedTarget)) close();
    });
    whole.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !card.hidden) {
            event.stopPropagation();
            button.focus();
            close();
        }
        if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event, button, card, open);
    });
    whole.placeAgain = () => { if (!card.hidden) place(button, card, align); };
    whole.closeCard = close;
    return whole;
}

function step(event, button, card, open) {
    event.preventDefault();
    open();
    const items = [...card.querySelectorAll("a[href], button:not([disabled])")];
    const here = items.indexOf(document.activeElement);
    const down = event.key === "ArrowDown";
    const next = here < 0 ? (down ? 0 : items.length - 1) : here + (down ? 1 : -1);
    (items[next] ?? button).focus();
}

function place(button, card, align) {
    const edge = 8;
    const around = button.getBoundingClientRect();
    card.style.left = "0px";
    card.style.top = "0px";
    const { width, height } = card.getBoundingClientRect();
    const wanted = align === "end" ? around.right - width : around.left;
    const left = Math.max(edge, Math.min(wanted, window.innerWidth - width - edge));
    const below = around.bottom + 4;
    const above = around.top - height - 4;
    const fitsBelow = below + height <= window.innerHeight - edge;
    card.style.left = `${left}px`;
    card.style.top = `${fitsBelow || above < edge ? below : above}px`;
}

/**
 * A button that opens a menu on hover, focus or press.
 * @param {Node|string} text
 * @param {Array<{text: string, href?: string, action?: Function, danger?: boolean}>} items
 */
export function menuButton(text, items, { label, class: look = "btn btn-link btn-sm" }) {
    const button = h("button", { type: "button", class: look }, text);
    const area = hoverCard(button, () => h("ul.menu", {}, items.map((item) =>
        h("li", {}, item.href
            ? h("a.menu-item", { href: item.href }, item.text)
            : h("button.menu-item", {
                type: "button", class: item.danger ? "text-danger" : "",
                onclick: () => {
                    area.closeCard();
                    item.action();
                },
            }, item.text)))), { label, align: "end" });
    return area;
}
