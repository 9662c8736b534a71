// The console's texts. Each stands in i18n/zh.js and i18n/en.js under the same key, and nowhere
// else. A key is written out where it is used, or its last part is a value: t(`role.${user.role}`).

import en from "../i18n/en.js";
import zh from "../i18n/zh.js";

const catalogues = { zh, en };
const storageKey = "kefud.language";

function stored() {
    try {
        return localStorage.getItem(storageKey);
    } catch {
        return null; // storage can be switched off in a browser
    }
}

/** "zh" or "en". Chinese unless the person has switched. */
export const language = stored() === "en" ? "en" : "zh";

/** The same for `lang` attributes and for the browser's own formats. */
export const locale = language === "en" ? "en-GB" : "zh-CN";

/** Loads the page again in another language. */
export function switchLanguage(to) {
    try {
        localStorage.setItem(storageKey, to);
    } catch {
        return;
    }
    location.reload();
}

/** The text of a key, with `{name}` replaced by values. */
export function t(key, values = {}) {
    const text = catalogues[language][key];
    if (text === undefined) return key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
