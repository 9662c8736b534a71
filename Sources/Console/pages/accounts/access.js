// 客服接入设置: how visitors reach an account: its link and code, and each scene.

import { api } from "../../core/api.js";
import { fill, h, icon } from "../../core/dom.js";
import { language, t } from "../../core/i18n.js";
import { copyButton } from "../../widgets/copy.js";
import { field, select, submitting, textInput } from "../../widgets/field.js";
import { empty } from "../../widgets/states.js";
import { accountPath, qrAddress } from "./actions.js";
import { accountHead } from "./head.js";
import { openGuide } from "./guide.js";

export async function show({ root, params, signal, title }) {
    const path = accountPath({ id: params.id });
    const [account, access] = await Promise.all([
        api.get(path, {}, { signal }), api.get(`${path}/access`, {}, { signal }),
    ]);
    title(`${t("access.title")} - ${account.name}`);
    const name = (scene) => scene.name[language] ?? scene.scene;

    fill(root, accountHead(account, t("access.title")),
        h("section.card.card-pad.mb-3", {},
            h("h2.section-title", {}, t("access.link")),
            access.link
                ? linkAndCode(account, access.link, {}, account.name)
                : empty(t("accounts.no_link"))),
        h("section.card.card-pad.mb-3", {},
            h("h2.section-title", {}, t("access.scenes")),
            h("p.text-body-secondary", {}, t("access.scenes_help")),
            h("ul.scenes", {}, access.scenes.map((scene) =>
                sceneCard(account, scene, name(scene))))),
        ownLink(account, path, access.scenes, name));
}

/** A link to copy, its code to scan, and both kinds of file. */
function linkAndCode(account, link, query, name) {
    return h("div.link-code", {},
        h("img.scan-code", {
            src: qrAddress(account, "svg", { ...query, size: 200 }), width: 168, height: 168,
            alt: t("accounts.scan_alt", { name }),
        }),
        h("div.link-side", {},
            h("label.form-label", {}, t("access.url"),
                h("input.form-control.mt-1", {
                    value: link, readOnly: true, onfocus: (event) => event.target.select(),
                })),
            h("div.d-flex.flex-wrap.gap-2.mt-2", {},
                copyButton(() => link, t("accounts.copy_link")),
                downloads(account, query))));
}

function downloads(account, query) {
    const file = (format, size) => h("a.btn.btn-outline-secondary.btn-sm", {
        href: qrAddress(account, format, { ...query, size, download: true }), download: true,
    }, icon("download"), " ", t("access.code", { format: format.toUpperCase() }));
    return [file("png", 1024), file("svg", 1024)];
}

function sceneCard(account, scene, name) {
    const query = { scene: scene.scene };
    const shown = h("div.mt-3", { hidden: true });
    const toggle = h("button.btn.btn-outline-secondary.btn-sm", {
        type: "button", "aria-expanded": "false", disabled: !scene.url,
        onclick: () => {
            shown.hidden = !shown.hidden;
            toggle.setAttribute("aria-expanded", String(!shown.hidden));
            if (!shown.hidden) fill(shown, linkAndCode(account, scene.url, query, name));
        },
    }, icon("qr"), " ", t("access.show"));
    return h("li.scene", { "data-scene": scene.scene },
        h("div.scene-row", {},
            h("div.scene-name", {}, name,
                scene.url ? null : h("span.small.text-body-secondary.d-block", {},
                    t("access.no_url"))),
            h("div.d-flex.flex-wrap.gap-2", {}, toggle,
                scene.url ? copyButton(() => scene.url, t("accounts.copy_link")) : null,
                h("button.btn.btn-outline-secondary.btn-sm", {
                    type: "button", "aria-label": t("access.guide_of", { name }),
                    onclick: () => openGuide(scene.scene, name, scene.url ?? account.link),
                }, icon("info"), " ", t("access.guide")))), shown);
}

/** A link whose visits carry a channel (渠道) of one's own. */
function ownLink(account, path, scenes, name) {
    const scene = select(scenes.map((row) => [row.scene, name(row)]), scenes[0]?.scene);
    const parameters = textInput({ maxlength: 128, placeholder: t("access.channel_example") });
    const button = h("button.btn.btn-primary", { type: "submit" }, t("access.make"));
    const result = h("div", { "aria-live": "polite" });
    const form = h("form", {
        novalidate: true,
        onsubmit: (event) => {
            event.preventDefault();
            submitting(form, button, async () => {
                const wanted = { scene: scene.value, parameters: parameters.value.trim() };
                const made = await api.post(`${path}/access/links`, wanted);
                fill(result, h("div.mt-3", {},
                    h("p.mb-2", {}, t("access.made", { channel: made.channel })),
                    linkAndCode(account, made.url, wanted, made.channel)));
            });
        },
    },
    h("div.inline-fields", {},
        field({ label: t("access.scene"), pointer: "#/scene", control: scene }),
        field({
            label: t("access.channel"), pointer: "#/parameters", control: parameters,
            help: t("access.channel_help"),
        })), button);
    return h("section.card.card-pad", {},
        h("h2.section-title", {}, t("access.own")), form, result);
}
