// Members, departments and sub-organisations, kept for a minute: many pages need their names.

import { api, segment } from "./api.js";

const secondsKept = 60;
const kept = new Map();

function once(name, load) {
    const found = kept.get(name);
    if (found && found.until > Date.now()) return found.answer;
    const answer = load();
    kept.set(name, { answer, until: Date.now() + secondsKept * 1000 });
    answer.catch(() => kept.delete(name));
    return answer;
}

/** After a change of the directory. */
export const forgetDirectory = () => kept.clear();

/** `[{id, name}]`. */
export const subOrganisations = () =>
    once("sub-organisations", () => api.all("/sub-organisations"));

/** `[{id, name, parent, position, sub_organisation}]`, in their order. */
export const departments = () => once("departments", async () =>
    (await api.all("/departments")).sort((one, other) =>
        (one.position ?? 0) - (other.position ?? 0) || Number(one.id) - Number(other.id)));

/** The first thousand members; others are known by their USERID until `member` is asked. */
export const members = () => once("members", () => api.all("/members", {}, { pagesMax: 5 }));

/** The first two hundred members with this in their name. */
export const findMembers = (text, signal) =>
    api.get("/members", { limit: 200, q: text }, { signal });

/** The members of a department and of those below it. */
export const membersBelow = (department, signal) =>
    api.all("/members", { department }, { signal });

/** One member, or null when it is outside of what this person may see. */
export function member(id) {
    return once(`member ${id}`, async () => {
        try {
            return await api.get(`/members/${segment(id)}`);
        } catch (problem) {
            if (problem.status === 404) return null;
            throw problem;
        }
    });
}

/** Members by USERID, for these USERIDs; one that cannot be found is shown by its USERID. */
export async function membersByID(ids) {
    const known = new Map((await members()).map((row) => [row.userid, row]));
    const missing = [...new Set(ids)].filter((id) => !known.has(id)).slice(0, 200);
    for (const id of missing) {
        known.set(id, (await member(id)) ?? { userid: id, name: id, departments: [] });
    }
    return known;
}
