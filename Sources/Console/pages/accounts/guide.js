// 接入方法: how a scene is set up, step by step with a drawing each.

import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { copyButton } from "../../widgets/copy.js";
import { openDialog } from "../../widgets/dialog.js";

/** The drawing beside each step; the words are `guide_SCENE.1` and so on. */
const steps = {
    web: [["copy", () => t("guide_web.1")], ["page", () => t("guide_web.2")],
        ["chat", () => t("guide_web.3")]],
    mini_program: [["settings", () => t("guide_mini_program.1")],
        ["code", () => t("guide_mini_program.2")], ["chat", () => t("guide_mini_program.3")]],
    menu: [["copy", () => t("guide_menu.1")], ["settings", () => t("guide_menu.2")],
        ["menu", () => t("guide_menu.3")]],
    article: [["copy", () => t("guide_article.1")], ["page", () => t("guide_article.2")],
        ["chat", () => t("guide_article.3")]],
    channels: [["settings", () => t("guide_channels.1")], ["scan", () => t("guide_channels.2")],
        ["profile", () => t("guide_channels.3")]],
    qr: [["download", () => t("guide_qr.1")], ["poster", () => t("guide_qr.2")],
        ["scan", () => t("guide_qr.3")]],
    app: [["settings", () => t("guide_app.1")], ["code", () => t("guide_app.2")],
        ["chat", () => t("guide_app.3")]],
    payment: [["copy", () => t("guide_payment.1")], ["settings", () => t("guide_payment.2")],
        ["chat", () => t("guide_payment.3")]],
    search: [["copy", () => t("guide_search.1")], ["settings", () => t("guide_search.2")],
        ["profile", () => t("guide_search.3")]],
};

/** Shows how; `link` is what most scenes need. */
export function openGuide(scene, name, link) {
    return openDialog({
        title: t("access.guide_of", { name }), size: "large",
        body: h("div", {}, stepList(steps[scene] ?? steps.web),
            link ? h("div.guide-link", {}, h("code", {}, link),
                copyButton(() => link, t("accounts.copy_link"))) : null),
    });
}

/** Numbered steps, each `[drawing, text, more]`; also used by the guide to the service tools. */
export function stepList(list) {
    return h("ol.guide", {}, list.map(([drawing, text, more]) => h("li.guide-step", {},
        h("img.guide-picture", {
            src: `pictures/${drawing}.svg`, alt: "", width: 200, height: 124,
        }),
        h("div.guide-text", {}, text(), more?.() ?? null))));
}
