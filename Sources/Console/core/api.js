// The one way to kefud's interface. Errors are thrown as `Problem`s.

import { language, t } from "./i18n.js";

/** What went wrong, as the daemon says it (RFC 9457), or because nobody answered. */
export class Problem extends Error {
    constructor(status, document = {}, retryAfter = null) {
        const name = (document.type ?? "").split("/").pop() || (status ? "other" : "offline");
        super(document.detail ?? document.title ?? unknown(status));
        /** The HTTP status; 0 when there was no answer. */
        this.status = status;
        /** Such as "invalid-input". */
        this.problem = name;
        this.title = document.title ?? unknown(status);
        this.detail = document.detail ?? null;
        /** The platform's own error code. */
        this.code = document.code ?? null;
        /** The wrong fields: `{pointer: "#/cap", detail}`. */
        this.errors = document.errors ?? [];
        /** Seconds after which to try again. */
        this.retryAfter = retryAfter;
    }
}

const unknown = (status) => (status ? t("error.other") : t("error.offline"));

let csrfToken = null;
let onSignedOut = () => {};

/** Writes by cookie show this token. */
export function useCSRFToken(token) {
    csrfToken = token;
}

/** Calls `action` when an answer says that nobody is signed in (any more). */
export function whenSignedOut(action) {
    onSignedOut = action;
}

/**
 * One request below /api.
 * @param {string} method
 * @param {string} path such as "/accounts"
 * @param {{query?: object, body?: any, etag?: string, headers?: object, signal?: AbortSignal,
 *   keepalive?: boolean}} options  `query` leaves out what is null or empty; `body` is sent as
 *   JSON, a text as it is; `etag` becomes If-Match
 * @returns {Promise<{status: number, data: any, etag: string|null, headers: Headers}>}
 */
export async function request(method, path, options = {}) {
    const headers = { "Accept-Language": language, ...options.headers };
    let body = options.body;
    if (body !== undefined && typeof body !== "string") {
        body = JSON.stringify(body);
        headers["Content-Type"] = "application/json";
    }
    if (csrfToken && method !== "GET") headers["X-CSRF-Token"] = csrfToken;
    if (options.etag) headers["If-Match"] = options.etag;
    let answer;
    try {
        answer = await fetch(address(path, options.query), {
            method, headers, body, signal: options.signal, keepalive: options.keepalive,
            credentials: "same-origin", cache: "no-store",
        });
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Problem(0);
    }
    const data = await content(answer);
    if (!answer.ok) {
        const problem = new Problem(
            answer.status, data ?? {}, Number(answer.headers.get("Retry-After")) || null);
        if (answer.status === 401 && problem.problem === "unauthenticated") onSignedOut();
        throw problem;
    }
    return {
        status: answer.status, data, etag: answer.headers.get("ETag"), headers: answer.headers,
    };
}

/** Where something of the interface is, for a link or a picture. */
export function address(path, query = {}) {
    const values = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
        if (value !== null && value !== undefined && value !== "") values.set(name, value);
    }
    const text = values.toString();
    return `/api${path}${text ? `?${text}` : ""}`;
}

async function content(answer) {
    if (answer.status === 204) return null;
    const text = await answer.text();
    if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return text;
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

const only = async (method, path, options) => (await request(method, path, options)).data;

/** The usual requests; each gives the answer's body. */
export const api = {
    get: (path, query, options) => only("GET", path, { ...options, query }),
    post: (path, body, options) => only("POST", path, { ...options, body: body ?? {} }),
    put: (path, body, options) => only("PUT", path, { ...options, body }),
    patch: (path, body, options) => only("PATCH", path, { ...options, body }),
    delete: (path, options) => only("DELETE", path, options),
    /** All items of a list, page after page, at most `pagesMax` pages of 200. */
    async all(path, query = {}, { signal, pagesMax = 25 } = {}) {
        const items = [];
        let after = null;
        for (let page = 0; page < pagesMax; page += 1) {
            const data = await only("GET", path, {
                query: { limit: 200, ...query, after }, signal,
            });
            items.push(...data.items);
            after = data.next;
            if (!after) break;
        }
        return items;
    },
};

/** A part of a path that comes from data. */
export const segment = (text) => encodeURIComponent(text);
