// The agent's status: what is set for everything, and what that means in each account.

import { api } from "../../core/api.js";
import { fill, h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { toastProblem } from "../../widgets/toast.js";

const words = ["online", "away", "offline"];

export class StatusSwitch {
    /** @param {(accounts: object[]) => void} onAccounts told when what is known has been read */
    constructor(signal, onAccounts) {
        this.signal = signal;
        this.onAccounts = onAccounts;
        this.accounts = [];
        this.radios = new Map(words.map((word) => [word, h("input", {
            type: "radio", class: "btn-check", name: "desk-status", id: `desk-status-${word}`,
            autocomplete: "off", onchange: () => this.set(word),
        })]));
        this.duties = h("ul");
        this.summary = h("summary", {}, t("desk.duties"));
        this.element = h("div", { class: "desk-status" },
            h("div", { class: "btn-group", role: "group", "aria-label": t("desk.status") },
                words.flatMap((word) => [this.radios.get(word), h("label", {
                    class: `btn btn-outline-secondary desk-status-${word}`,
                    for: `desk-status-${word}`,
                }, t(`status.${word}`))])),
            h("details", { class: "desk-duties" }, this.summary, this.duties));
        this.hint = h("p.text-body-secondary.mb-0", { hidden: true }, t("desk.status.hint"));
    }

    /** Reads what is set. */
    async load() {
        const answer = await api.get("/agent/status", {}, { signal: this.signal });
        this.show(answer.status);
        this.accounts = answer.accounts;
        fill(this.duties, ...answer.accounts.map((one) => h("li", {},
            h("span", { class: `desk-dot desk-dot-${one.status}`, "aria-hidden": "true" }),
            t("desk.duty", {
                name: one.name, status: t(`status.${one.status}`), load: one.load, cap: one.cap,
                channel: t(`channel.${one.reception_channel}`),
            }),
            one.open ? null : h("span.text-body-secondary", {}, t("desk.duty.closed")))));
        this.summary.textContent = t("desk.duties.count", {
            online: answer.accounts.filter((one) => one.status === "online").length,
            all: answer.accounts.length,
        });
        this.onAccounts(answer.accounts);
    }

    /** Shows what is set, by this client or another one. */
    show(word) {
        this.hint.hidden = !!word && word !== "offline";
        for (const [name, radio] of this.radios) radio.checked = name === word;
    }

    async set(word) {
        try {
            await api.put("/agent/status", { status: word });
            this.show(word);
        } catch (problem) {
            toastProblem(problem);
        }
        await this.load().catch(() => {});
    }
}
