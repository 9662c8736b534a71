// 客服头像: choosing a picture, with a preview. What the daemon checks is checked here as well, so that
// the person learns it at once: kind by content, size, 128×128.

import { fill, h, icon } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { field } from "../../widgets/field.js";

const bytesMax = 2 * 1024 * 1024;
const side = 128;

/**
 * @param {string|null} url of the picture that the account has
 * @param {Function} changed
 * @returns {HTMLElement} with `value`: undefined when nothing was chosen, else a `data:` URL
 */
export function avatarField(url, changed) {
    let chosen;
    const shown = h("img.avatar-preview", {
        src: url, width: side, height: side, alt: t("editor.avatar_alt"), hidden: !url,
    });
    const blank = h("div.avatar-preview.avatar-blank", { hidden: Boolean(url) },
        icon("person", 48));
    const mend = h("div");
    const input = h("input.visually-hidden", {
        type: "file", accept: "image/png,image/jpeg", onchange: take,
    });
    const button = h("button.btn.btn-outline-secondary.btn-sm", {
        type: "button", onclick: () => input.click(),
    }, t("editor.avatar_choose"));
    const control = h("div.avatar-field", {}, shown, blank, h("div", {}, button, input, mend));
    input.tabIndex = -1;
    const whole = field({
        label: t("editor.avatar"), pointer: "#/avatar", control, help: t("editor.avatar_help"),
    });

    async function take() {
        const file = input.files[0];
        input.value = "";
        if (!file) return;
        fill(mend);
        clear();
        const fault = await faultOf(file);
        if (fault.text) {
            say(fault.text);
            if (fault.image) offerToCut(fault.image);
            return;
        }
        use(await dataURL(file));
    }

    function use(value) {
        chosen = value;
        shown.src = value;
        shown.hidden = false;
        blank.hidden = true;
        clear();
        fill(mend);
        changed();
    }

    function offerToCut(image) {
        fill(mend, h("button.btn.btn-outline-secondary.btn-sm.mt-2", {
            type: "button", onclick: () => use(cut(image)),
        }, t("editor.avatar_cut")));
    }

    const place = whole.querySelector(".field-error");
    const clear = () => { place.hidden = true; };
    const say = (text) => {
        fill(place, text);
        place.hidden = false;
    };
    Object.defineProperty(whole, "value", { get: () => chosen });
    return whole;
}

/** What is wrong with a file; the picture when it is only its dimensions. */
async function faultOf(file) {
    const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    const isPNG = [0x89, 0x50, 0x4E, 0x47].every((byte, index) => head[index] === byte);
    const isJPEG = head[0] === 0xFF && head[1] === 0xD8;
    if (!isPNG && !isJPEG) return { text: t("editor.avatar_kind") };
    let image;
    try {
        image = await createImageBitmap(file);
    } catch {
        return { text: t("editor.avatar_kind") };
    }
    if (image.width !== side || image.height !== side) {
        return {
            text: t("editor.avatar_size", { width: image.width, height: image.height }), image,
        };
    }
    if (file.size > bytesMax) return { text: t("editor.avatar_bytes"), image };
    return {};
}

/** The middle of a picture, 128×128, as a PNG. */
function cut(image) {
    const length = Math.min(image.width, image.height);
    const canvas = h("canvas", { width: side, height: side });
    canvas.getContext("2d").drawImage(
        image, (image.width - length) / 2, (image.height - length) / 2, length, length,
        0, 0, side, side);
    return canvas.toDataURL("image/png");
}

function dataURL(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}
