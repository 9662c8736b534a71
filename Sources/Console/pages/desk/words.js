// Names and times as the desk and the board show them.

import { t } from "../../core/i18n.js";

/** The visitor's name; the end of its id while the platform has not told the name. */
export function visitorName(visitor) {
    return visitor.name ?? t("desk.visitor.nameless", { id: visitor.id.slice(-4) });
}

const two = (number) => String(number).padStart(2, "0");

/** The time of day to the minute. */
export function clock(text) {
    const time = new Date(text);
    return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** How long ago, in one unit: a list is read at a glance. */
export function ago(text, now = Date.now()) {
    const minutes = Math.max(0, Math.floor((now - Date.parse(text)) / 60_000));
    if (minutes < 1) return t("ago.now");
    if (minutes < 60) return t("ago.minutes", { count: minutes });
    if (minutes < 24 * 60) return t("ago.hours", { count: Math.floor(minutes / 60) });
    return t("ago.days", { count: Math.floor(minutes / (24 * 60)) });
}
