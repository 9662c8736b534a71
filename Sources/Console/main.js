// Where the console begins.

import { whenSignedOut } from "./core/api.js";
import { fill } from "./core/dom.js";
import { locale } from "./core/i18n.js";
import * as router from "./core/router.js";
import * as session from "./core/session.js";
import { makeFrame } from "./frame.js";
import { menu, routes } from "./pages.js";
import { failed, loading } from "./widgets/states.js";

document.documentElement.lang = locale;

/** Where a person wanted to go before signing in. */
let wanted = null;

/** The first page of the menu that this person may see. */
function home() {
    const items = menu.flatMap((group) => group.items);
    const first = items.find((item) => session.hasRole(...item.roles)
        && (!item.needsMember || session.user().member));
    return first?.path ?? "/password";
}

/** Where to go in the place of a page that this person may not see now; null when it may. */
function redirect(route, path) {
    if (!session.user()) {
        if (route?.open) return null;
        if (path !== "/") wanted = location.hash.slice(1);
        return "/sign-in";
    }
    if (session.user().must_change_password) return path === "/password" ? null : "/password";
    if ((path === "/" || path === "/sign-in") && wanted) {
        const to = wanted;
        wanted = null;
        return to;
    }
    if (path === "/" || path === "/sign-in") return home();
    if (route?.roles && !session.hasRole(...route.roles)) return home();
    if (route?.needsMember && !session.user().member) return home();
    return null;
}

async function begin() {
    const app = document.getElementById("app");
    fill(app, loading());
    try {
        await session.load();
    } catch (error) {
        fill(app, failed(error, begin));
        return;
    }
    const frame = makeFrame(app, menu);
    whenSignedOut(() => {
        if (!session.user()) return;
        session.forget();
        router.letGo();
        wanted = location.hash.slice(1);
        router.go("/sign-in");
    });
    await router.start({
        routes, outlet: frame.outlet,
        changed: (route, path) => {
            const to = redirect(route, path);
            if (!to) frame.update();
            return to;
        },
    });
}

begin();
