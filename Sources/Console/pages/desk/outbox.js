// Replies on their way to the daemon. Each has a key of its own, so that sending it again after a
// lost answer writes it once.

/** A key that nobody has used. */
function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The replies of one desk, session by session. */
export class Outbox {
    /**
     * @param {(session: string, text: string, key: string) => Promise<object>} post the message
     * @param {(session: string, message: object|null) => void} onChange
     */
    constructor(post, onChange) {
        this.post = post;
        this.onChange = onChange;
        this.drafts = new Map();
        this.chains = new Map();
    }

    /** What has not become a message yet, the oldest first. */
    of(session) {
        return this.drafts.get(session) ?? [];
    }

    /** Sends a text after those before it. */
    send(session, text) {
        const draft = { key: newKey(), text, state: "sending", failure: null };
        this.drafts.set(session, [...this.of(session), draft]);
        this.#enqueue(session, draft);
        return draft;
    }

    /** Tries a failed one again, with its key. */
    again(session, key) {
        const draft = this.of(session).find((one) => one.key === key);
        if (!draft || draft.state !== "failed") return;
        draft.state = "sending";
        draft.failure = null;
        this.#enqueue(session, draft);
    }

    /** Gives a failed one up; its text. */
    discard(session, key) {
        const draft = this.of(session).find((one) => one.key === key);
        this.#remove(session, key);
        this.onChange(session, null);
        return draft?.text ?? "";
    }

    #enqueue(session, draft) {
        this.onChange(session, null);
        const before = this.chains.get(session) ?? Promise.resolve();
        this.chains.set(session, before.then(() => this.#attempt(session, draft)));
    }

    async #attempt(session, draft) {
        try {
            const message = await this.post(session, draft.text, draft.key);
            this.#remove(session, draft.key);
            this.onChange(session, message);
        } catch (failure) {
            draft.state = "failed";
            draft.failure = failure;
            this.onChange(session, null);
        }
    }

    #remove(session, key) {
        const left = this.of(session).filter((one) => one.key !== key);
        if (left.length) this.drafts.set(session, left);
        else this.drafts.delete(session);
    }
}
