// Times, durations and sizes as a person reads them, in the browser's time zone.

import { locale, t } from "./i18n.js";

const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(locale, {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});

/** A date with its time, from RFC 3339; "--" for nothing. */
export const dateTime = (text) => (text ? day.format(new Date(text)) : "--");

/** The time of day with seconds. */
export const timeOfDay = (text) => (text ? clock.format(new Date(text)) : "--");

/** Seconds such as "1 小时 5 分" or "1 h 5 min"; "--" for nothing. */
export function duration(seconds) {
    if (seconds === null || seconds === undefined) return "--";
    const whole = Math.max(0, Math.round(seconds));
    const parts = [
        [Math.floor(whole / 3600), "unit.hours"], [Math.floor((whole % 3600) / 60), "unit.minutes"],
        [whole % 60, "unit.seconds"],
    ].filter(([count]) => count > 0).slice(0, 2);
    if (!parts.length) return t("unit.seconds", { n: 0 });
    return parts.map(([count, unit]) => unitText(unit, count)).join(" ");
}

function unitText(unit, n) {
    if (unit === "unit.hours") return t("unit.hours", { n });
    if (unit === "unit.minutes") return t("unit.minutes", { n });
    return t("unit.seconds", { n });
}

/** How long ago, or how long until, a time is. */
export const since = (text, now = Date.now()) => duration((now - Date.parse(text)) / 1000);

/** Bytes of a text in UTF-8, as the platform counts them. */
export const byteCount = (text) => new TextEncoder().encode(text).length;

/** Characters as a person counts them. */
export function characterCount(text) {
    if (typeof Intl.Segmenter !== "function") return [...text].length;
    return [...new Intl.Segmenter(locale).segment(text)].length;
}
