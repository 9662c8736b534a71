// What is left of the time and the number of messages in which a visitor can be written to.

/**
 * Whether the agent can write, and how much is left.
 * @param {object} session as the interface shows it
 * @param {number} now milliseconds since 1970
 * @returns {{canWrite: boolean, why: string|null, left: number|null, minutes: number|null}}
 *     `why` is one of over, client, closed, spent.
 */
export function sendWindow(session, now) {
    const closed = (why) => ({ canWrite: false, why, left: null, minutes: null });
    if (session.state !== "active") return closed("over");
    if (session.reception_channel === "wecom") return closed("client");
    const window = session.send_window;
    const closesAt = window ? Date.parse(window.closes_at) : Number.NaN;
    if (!(closesAt > now)) return closed("closed");
    const minutes = Math.ceil((closesAt - now) / 60_000);
    const left = window.messages_left;
    return { canWrite: left > 0, why: left > 0 ? null : "spent", left, minutes };
}

/** Whole hours and the minutes that remain. */
export function hoursAndMinutes(minutes) {
    return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

/** How many bytes a text has as the platform counts them. */
export function bytesOf(text) {
    return new TextEncoder().encode(text).length;
}

/** The platform's limit for a text, in bytes. */
export const textBytesMax = 2048;
