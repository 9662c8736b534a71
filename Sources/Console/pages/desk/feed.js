// The agent's feed: one poll after the other, each change handed on once.

/** How long a poll is held, in seconds: less than proxies wait. */
const waitSeconds = 25;
const pausesMs = [1_000, 2_000, 4_000, 8_000, 15_000];

/** A pause that a signal can cut short. */
export function pause(milliseconds, signal) {
    return new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const timer = setTimeout(done, milliseconds);
        signal.addEventListener("abort", done, { once: true });
        function done() {
            clearTimeout(timer);
            signal.removeEventListener("abort", done);
            resolve();
        }
    });
}

/**
 * Polls until the signal is raised.
 * @param {object} options
 * @param {(path: string, signal: AbortSignal) => Promise<object>} options.ask the page as JSON; a
 *     failure has the HTTP status as `status`, or none when there was no answer
 * @param {(page: object, isStart: boolean) => void} options.onPage
 * @param {(state: "live"|"broken"|"ended", failure?: object) => void} options.onState
 * @param {AbortSignal} options.signal
 */
export async function follow({ ask, onPage, onState, signal, wait = pause }) {
    let cursor = null;
    let failures = 0;
    while (!signal.aborted) {
        const query = cursor === null
            ? "" : `?cursor=${encodeURIComponent(cursor)}&wait=${waitSeconds}`;
        try {
            const page = await ask(`/agent/assignments${query}`, signal);
            if (signal.aborted) return;
            onPage(page, cursor === null);
            cursor = page.cursor;
            failures = 0;
            onState("live");
        } catch (failure) {
            if (signal.aborted) return;
            if (failure.status === 401 || failure.status === 403) {
                onState("ended", failure);
                return;
            }
            // Changes are kept for seven days; whoever was away for longer begins anew.
            if (failure.status === 410) {
                cursor = null;
                continue;
            }
            onState("broken", failure);
            await wait(pausesMs[Math.min(failures, pausesMs.length - 1)], signal);
            failures += 1;
        }
    }
}
