// What can be done to an account from the list and from its own pages.

import { address, api, segment } from "../../core/api.js";
import { h, icon } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { confirmed } from "../../widgets/confirm.js";
import { copyButton } from "../../widgets/copy.js";
import { hoverCard } from "../../widgets/hover-card.js";
import { toast, toastProblem } from "../../widgets/toast.js";

/** Where an account is in the interface. */
export const accountPath = (account) => `/accounts/${segment(account.id)}`;

/** The picture of an account's access link. */
export const qrAddress = (account, format, query = {}) =>
    address(`${accountPath(account)}/qr.${format}`, query);

/** 扫码测试: a button whose card shows the code, to scan, to download and to copy. */
export function scanCard(account) {
    const button = h("button.btn.btn-link.btn-sm", { type: "button" }, t("accounts.scan"));
    const area = hoverCard(button, () => scanContent(account, () => area.placeAgain()), {
        label: t("accounts.scan_label", { name: account.name }), align: "end",
    });
    return area;
}

function scanContent(account, changed) {
    if (!account.link) return h("div.scan-card", {}, h("p.mb-0", {}, t("accounts.no_link")));
    const image = h("img.scan-code", {
        src: qrAddress(account, "svg"), width: 180, height: 180,
        alt: t("accounts.scan_alt", { name: account.name }),
    });
    image.addEventListener("error", () => {
        image.replaceWith(h("p.scan-missing", {}, t("accounts.no_code")));
        changed();
    }, { once: true });
    return h("div.scan-card", {}, image,
        h("p.small.text-body-secondary", {}, t("accounts.scan_help")),
        h("div.d-flex.gap-2.justify-content-center", {},
            h("a.btn.btn-outline-secondary.btn-sm", {
                href: qrAddress(account, "png", { size: 600, download: true }), download: true,
            }, icon("download"), " ", t("action.download")),
            copyButton(() => account.link, t("accounts.copy_link"))));
}

/** Asks, and deletes; true when the daemon has begun to. */
export async function deleteAccount(account) {
    const open = account.open_sessions ?? 0;
    const isSure = await confirmed({
        title: t("accounts.delete_title", { name: account.name }), danger: true,
        text: [
            h("p", {}, t("accounts.delete_text")),
            open > 0
                ? h("p.text-danger.mb-0", {}, t("accounts.delete_open", { count: open })) : null,
        ],
        action: open > 0 ? t("accounts.delete_ending") : t("action.delete"),
    });
    if (!isSure) return false;
    try {
        await api.delete(accountPath(account), { query: { end_sessions: open > 0 || null } });
    } catch (problem) {
        if (problem.problem === "open-sessions") {
            // Somebody has come since the list was read.
            return deleteAccount(await api.get(accountPath(account)));
        }
        toastProblem(problem);
        return false;
    }
    toast(t("accounts.deleting_now", { name: account.name }), "info");
    return true;
}

/** Takes a deletion back. */
export async function restoreAccount(account) {
    try {
        await api.post(`${accountPath(account)}/restore`);
        toast(t("accounts.restored", { name: account.name }));
        return true;
    } catch (problem) {
        toastProblem(problem);
        return false;
    }
}
