// From the address behind the `#` to a page.
//
// A page is a module with `export async function show(page)`. `page` has
//   root      the element to fill
//   params    the parts of the path, such as {id}
//   query     what stands behind the `?`, as URLSearchParams
//   signal    aborted when the page is left: give it to requests and listeners
//   title(t)  sets the window's title
//   guard(f)  f() true asks before the page is left
// While `show` has not ended, the loading state is shown unless the page has put something into
// `root`; when it throws, the error state with a button that tries again.

import { fill } from "./dom.js";
import { t } from "./i18n.js";
import { confirmed } from "../widgets/confirm.js";
import { failed, loading, notFound } from "../widgets/states.js";

let routes = [];
let outlet = null;
let here = "";
let leaving = null;
let guard = null;
let onChange = () => {};

/**
 * Begins to follow the address.
 * @param {{routes: Array, outlet: Element, changed: Function}} setup
 *   `changed(route, path)` is told of every page before it is shown
 */
export function start(setup) {
    ({ routes, outlet, changed: onChange } = setup);
    window.addEventListener("hashchange", follow);
    window.addEventListener("beforeunload", (event) => {
        if (guard?.()) event.preventDefault();
    });
    return follow();
}

/** The path that is shown, without the query. */
export const path = () => here.split("?")[0];

/** Goes to another page. */
export function go(to) {
    if (location.hash === `#${to}`) return follow();
    location.hash = to;
}

/** Goes there without a step in the browser's history. */
export function replace(to) {
    history.replaceState(null, "", `#${to}`);
    return follow();
}

/** Shows the present page anew. */
export const reload = () => follow();

/** The page may be left without being asked, from now on. */
export function letGo() {
    guard = null;
}

async function follow() {
    const wanted = location.hash.slice(1) || "/";
    if (guard?.() && wanted !== here) {
        history.replaceState(null, "", `#${here}`);
        if (!(await confirmed({
            title: t("leave.title"), text: t("leave.text"), action: t("leave.action"),
        }))) return;
        guard = null;
        return go(wanted);
    }
    leaving?.abort();
    const leave = new AbortController();
    leaving = leave;
    guard = null;
    here = wanted;
    await show(wanted, leave);
}

async function show(wanted, leave) {
    const [name, query] = wanted.split("?");
    const found = match(name);
    const redirected = onChange(found?.route ?? null, name);
    if (redirected) return replace(redirected);
    if (!found) return fill(outlet, notFound());
    const root = document.createElement("div");
    root.className = "page";
    fill(outlet, root);
    root.append(loading());
    const page = {
        root, params: found.params, query: new URLSearchParams(query), signal: leave.signal,
        title: setTitle,
        guard: (isDirty) => { if (!leave.signal.aborted) guard = isDirty; },
    };
    setTitle(found.route.title?.() ?? "");
    try {
        const module = await found.route.load();
        if (leave.signal.aborted) return;
        await module.show(page);
    } catch (error) {
        if (leave.signal.aborted || error.name === "AbortError") return;
        // What the daemon says is for the person; the rest is a mistake of ours.
        if (error.status === undefined) console.error(error);
        fill(root, failed(error, reload));
    }
}

function setTitle(text) {
    document.title = text ? `${text} - ${t("product")}` : t("product");
}

function match(name) {
    const parts = name.split("/");
    for (const route of routes) {
        const wanted = route.path.split("/");
        if (wanted.length !== parts.length) continue;
        const params = {};
        const fits = wanted.every((word, index) => {
            if (!word.startsWith(":")) return word === parts[index];
            params[word.slice(1)] = decoded(parts[index]);
            return parts[index] !== "";
        });
        if (fits) return { route, params };
    }
    return null;
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
