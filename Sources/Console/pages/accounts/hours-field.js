// 接待时间: always, or spans of a week; and dates on which other spans hold.

import { fill, h, icon } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { field, radios } from "../../widgets/field.js";

const days = [1, 2, 3, 4, 5, 6, 7];
const isTime = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * @param {{weekly: Array, dates: Array}} hours as the interface has them
 * @param {Function} changed
 * @returns {HTMLElement} with `value`; reading it also notes which row has which pointer
 */
export function hoursField(hours, changed) {
    const weekly = h("div.spans");
    const dates = h("div.spans");
    const kind = radios("hours", [
        ["always", t("hours.always")], ["weekly", t("hours.weekly")],
    ], hours.weekly.length ? "weekly" : "always", () => {
        if (kind.value === "weekly" && !weekly.childElementCount) addWeekly();
        update();
    });
    const add = h("button.btn.btn-link.btn-sm.p-0", { type: "button", onclick: () => {
        addWeekly();
        update();
    } }, icon("plus"), t("hours.add"));
    const area = h("div.mt-2", {}, weekly, add);
    const whole = h("div", {},
        field({
            label: t("hours.title"), pointer: "#/hours #/hours/weekly", group: true,
            control: h("div", {}, kind, area), help: t("hours.help"),
        }),
        field({
            label: t("hours.dates"), pointer: "#/hours/dates", group: true,
            help: t("hours.dates_help"),
            control: h("div", {}, dates, h("button.btn.btn-link.btn-sm.p-0", {
                type: "button", onclick: () => {
                    dates.append(dateRow({ date: "", spans: [] }, changed));
                    update();
                },
            }, icon("plus"), t("hours.add_date"))),
        }));

    const update = () => {
        area.hidden = kind.value !== "weekly";
        changed();
    };
    const addWeekly = () =>
        weekly.append(weeklyRow({ days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" }, changed));
    for (const group of grouped(hours.weekly)) weekly.append(weeklyRow(group, changed));
    for (const entry of hours.dates) dates.append(dateRow(entry, changed));
    area.hidden = kind.value !== "weekly";

    /** `[pointer, what is wrong]`; after `value` has been read. */
    whole.faults = () => {
        const rows = kind.value === "weekly" ? [...weekly.children] : [];
        const faults = [...dates.children].filter((row) => !row.date.value)
            .map((row) => [row.dataset.pointer, t("hours.no_date")]);
        if (kind.value === "weekly" && !rows.length) faults.push(["#/hours", t("hours.no_day")]);
        rows.filter((row) => !row.dataset.pointer).forEach((row, index) => {
            row.dataset.pointer = `#/days/${index}`;
            faults.push([row.dataset.pointer, t("hours.no_day")]);
        });
        for (const row of [...rows, ...dates.querySelectorAll(".date-row .span-row")]) {
            const { from, to } = row.times.value;
            if (isTime.test(from) && (isTime.test(to) || to === "24:00")) continue;
            faults.push([row.dataset.pointer.split(" ")[0], t("hours.no_time")]);
        }
        return faults;
    };
    Object.defineProperty(whole, "value", {
        get: () => ({
            weekly: kind.value === "weekly" ? collectWeekly(weekly) : [],
            dates: collectDates(dates),
        }),
    });
    return whole;
}

/** Spans that are the same on several days, as one row. */
function grouped(weekly) {
    const groups = new Map();
    for (const { day, from, to } of weekly) {
        const key = `${from}-${to}`;
        if (!groups.has(key)) groups.set(key, { days: [], from, to });
        groups.get(key).days.push(day);
    }
    return [...groups.values()];
}

function weeklyRow({ days: chosen, from, to }, changed) {
    const times = timeInputs(from, to, changed);
    const row = h("div.span-row", {},
        h("div.day-choice", { role: "group", "aria-label": t("hours.days") }, days.map((day) => {
            const input = h("input.visually-hidden", {
                type: "checkbox", value: day, checked: chosen.includes(day), onchange: changed,
            });
            return h("label.day", {}, input, h("span", {}, t(`weekday.${day}`)));
        })), times, removeButton(() => {
            row.remove();
            changed();
        }), h("div.field-error", { hidden: true }));
    row.times = times;
    return row;
}

function dateRow({ date, spans }, changed) {
    const input = h("input.form-control.date-input", {
        type: "date", value: date, "aria-label": t("hours.date"), onchange: changed,
    });
    const list = h("div.spans");
    const add = () => {
        const span = dateSpan({ from: "09:00", to: "18:00" }, list, changed, note);
        list.append(span);
        note();
        changed();
    };
    const closed = h("span.badge-soft", {}, t("hours.closed"));
    const note = () => { closed.hidden = list.childElementCount > 0; };
    const row = h("div.span-row.date-row", {}, input, closed, list,
        h("button.btn.btn-link.btn-sm.p-0", { type: "button", onclick: add },
            icon("plus"), t("hours.add_span")),
        removeButton(() => {
            row.remove();
            changed();
        }), h("div.field-error", { hidden: true }));
    row.date = input;
    row.spans = list;
    for (const span of spans) list.append(dateSpan(span, list, changed, note));
    note();
    return row;
}

function dateSpan({ from, to }, list, changed, note) {
    const times = timeInputs(from, to, changed);
    const span = h("div.span-row", {}, times, removeButton(() => {
        span.remove();
        note();
        changed();
    }), h("div.field-error", { hidden: true }));
    span.times = times;
    return span;
}

/** From and to; `24:00` is the end of a day, and an end at or before the start is on the next. */
function timeInputs(from, to, changed) {
    const next = h("span.small.text-body-secondary", { hidden: true }, t("hours.next_day"));
    const one = (value, label) => h("input.form-control.time-input", {
        type: "text", value, "aria-label": label, inputmode: "numeric", maxlength: 5,
        placeholder: "09:00", list: "half-hours", autocomplete: "off",
        oninput: () => {
            update();
            changed();
        },
        onblur: (event) => {
            event.target.value = tidied(event.target.value);
            update();
        },
    });
    const start = one(from, t("hours.from"));
    const end = one(to, t("hours.to"));
    const update = () => {
        next.hidden = !isTime.test(start.value) || !isTime.test(end.value)
            || end.value > start.value;
    };
    update();
    const whole = h("div.input-inline", {}, start, h("span", { "aria-hidden": "true" }, "–"),
        end, next);
    Object.defineProperty(whole, "value", {
        get: () => ({ from: tidied(start.value), to: tidied(end.value) }),
    });
    return whole;
}

/** "9", "930", "9：30" and the like as "09:30". */
function tidied(text) {
    const found = /^\s*(\d{1,2})\s*[:：.]?\s*(\d{2})?\s*$/.exec(text);
    if (!found) return text.trim();
    return `${found[1].padStart(2, "0")}:${found[2] ?? "00"}`;
}

/** The choices that a time field offers; once in the page. */
export function halfHours() {
    const times = Array.from({ length: 49 }, (_, index) =>
        `${String(Math.floor(index / 2)).padStart(2, "0")}:${index % 2 ? "30" : "00"}`);
    return h("datalist", { id: "half-hours" }, times.map((value) => h("option", { value })));
}

function removeButton(onclick) {
    return h("button.btn.btn-link.btn-sm.span-remove", {
        type: "button", "aria-label": t("hours.remove"), onclick,
    }, icon("cross", 14));
}

function collectWeekly(list) {
    const entries = [];
    for (const row of list.children) {
        const pointers = [];
        for (const box of row.querySelectorAll("input[type=checkbox]:checked")) {
            pointers.push(`#/hours/weekly/${entries.length}`);
            entries.push({ day: Number(box.value), ...row.times.value });
        }
        row.dataset.pointer = pointers.join(" ");
    }
    return entries;
}

function collectDates(list) {
    return [...list.children].map((row, index) => {
        const pointer = `#/hours/dates/${index}`;
        row.dataset.pointer = pointer;
        const spans = [...row.spans.children].map((span, place) => {
            span.dataset.pointer = `${pointer}/spans/${place}`;
            return span.times.value;
        });
        return { date: row.date.value, spans };
    });
}
