// What differs between two states of a thing, for the audit log.

/** A value on one line. */
function shown(value) {
    if (value === undefined || value === null) return "—";
    return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The fields that a change touched.
 * @returns {{name: string, before: string, after: string}[]}
 */
export function changes(before, after) {
    const isThing = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
    if (!isThing(before) && !isThing(after)) {
        return before === after ? [] : [{ name: "", before: shown(before), after: shown(after) }];
    }
    const [old, young] = [isThing(before) ? before : {}, isThing(after) ? after : {}];
    const names = [...new Set([...Object.keys(young), ...Object.keys(old)])];
    return names
        // A change says what it set; what it left alone is not in it.
        .filter((name) => !isThing(after) || !isThing(before) || name in young)
        .map((name) => ({ name, before: shown(old[name]), after: shown(young[name]) }))
        .filter((one) => one.before !== one.after);
}
