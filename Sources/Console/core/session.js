// Who is signed in.

import { api, useCSRFToken } from "./api.js";

let current = null;

/** The user `{id, name, role, member, member_name, avatar, must_change_password, …}`, or null. */
export const user = () => current;

/** Whether the user's role is one of these. */
export const hasRole = (...roles) => current !== null && roles.includes(current.role);

/** Asks the daemon who is signed in; null when nobody is. */
export async function load() {
    try {
        use(await api.get("/me"));
    } catch (problem) {
        if (problem.status !== 401) throw problem;
        forget();
    }
    return current;
}

export async function signIn(name, password) {
    const answer = await api.post("/sign-in", { name, password });
    use({ ...answer.user, csrf_token: answer.csrf_token });
    return current;
}

/** Ends the sign-in here and at the daemon. */
export async function signOut() {
    try {
        await api.post("/sign-out");
    } finally {
        forget();
    }
}

/** What is known here is forgotten; the daemon is not asked. */
export function forget() {
    current = null;
    useCSRFToken(null);
}

/** The password has been changed: the user may go on. */
export function passwordChanged() {
    current = { ...current, must_change_password: false };
}

function use(answer) {
    const { csrf_token: token, ...rest } = answer;
    useCSRFToken(token ?? null);
    current = rest;
}
