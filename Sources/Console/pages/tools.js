// 服务工具设置: the guide to setting up the chat's toolbar in WeCom.

import { fill, h, icon } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { copyButton } from "../widgets/copy.js";
import { stepList } from "./accounts/guide.js";

/** The page that the toolbar opens: the agent's own sessions. */
const toolbarPage = () => `${location.origin}/console/#/desk`;

export async function show({ root }) {
    const isSecure = location.protocol === "https:";
    const page = toolbarPage();
    const host = location.host;
    fill(root,
        h("div.page-head", {}, h("h1", {}, t("tools.title"))),
        h("section.card.card-pad", {},
            h("p", {}, t("tools.intro")),
            isSecure ? null : h("div.note", {}, icon("alert"),
                h("span", {}, t("tools.insecure"))),
            stepList([
                ["settings", () => t("tools_step.1")],
                ["code", () => t("tools_step.2"), () => value(host)],
                ["toolbar", () => t("tools_step.3"), () => value(page)],
                ["people", () => t("tools_step.4")],
                ["chat", () => t("tools_step.5")],
            ])));
}

function value(text) {
    return h("div.guide-link", {}, h("code", {}, text), copyButton(() => text));
}
