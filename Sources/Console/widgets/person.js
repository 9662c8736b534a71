// People and accounts with their picture; where there is none, the name's first character.

import { h } from "../core/dom.js";

/** A round picture; the name beside it says who it is, so it says nothing itself. */
export function avatar(name, url = null, size = 32) {
    const letter = h("span.avatar", { "aria-hidden": "true", class: `avatar-${size}` },
        [...(name || "?")][0].toUpperCase());
    letter.dataset.hue = String(hue(name ?? ""));
    if (!url) return letter;
    const image = h("img.avatar", {
        src: url, alt: "", class: `avatar-${size}`, width: size, height: size, loading: "lazy",
        referrerpolicy: "no-referrer",
    });
    image.addEventListener("error", () => image.replaceWith(letter), { once: true });
    return image;
}

/** The picture and the name. */
export function person(name, url = null, size = 24) {
    return h("span.person", {}, avatar(name, url, size), h("span.person-name", {}, name));
}

/** One of six colours that stays with a name. */
function hue(name) {
    let sum = 0;
    for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)) % 997;
    return sum % 6;
}
