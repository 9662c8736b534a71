// What the daemon notes beside a decision, in the reader's language.

import { t } from "../../core/i18n.js";

/** The daemon's own words, which never change, and the last part of the key of their text. */
const words = new Map(Object.entries({
    "given back": "given_back", "taken back": "taken_back", gone: "gone",
    "off the list": "off_the_list", deactivated: "deactivated",
    "not with an agent at the platform": "not_at_platform",
    "the session ends": "session_ends", "no message left": "no_message_left",
    "fewer than 3 messages left": "few_messages_left",
    "no code came with the end": "no_code_at_end", "the platform gave no code": "no_code",
    "no code in this state": "no_code_in_state",
    "assigned before the pool gave its code": "assigned_before",
}));

function word(text) {
    const known = words.get(text);
    return known ? t(`detail.${known}`) : text;
}

/** Counts such as `at_cap=2 offline=1`. */
function counts(text) {
    return text.split(" ").map((part) => part.split("=")).map(([reason, count]) =>
        t("why.excluded.one", { reason: t(`reason.${reason}`), count })).join(t("why.comma"));
}

/** A decision's detail; null when there is none. */
export function detailOf(decision) {
    const { rule, detail } = decision;
    if (!detail) return null;
    if (rule === "ended" || rule === "end_cancelled") return t(`end.${detail}`);
    if (/^(\w+=\d+ ?)+$/.test(detail)) return t("why.excluded", { list: counts(detail) });
    const prompt = detail.match(/^(welcome|queue|offline|end|closing): (.*)$/);
    if (rule === "prompt_skipped" && prompt) {
        return t("detail.prompt", { prompt: t(`prompt_name.${prompt[1]}`), why: word(prompt[2]) });
    }
    return word(detail);
}
