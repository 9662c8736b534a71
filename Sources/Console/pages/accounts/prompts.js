// 提示语设置: what kefud says by itself in an account.

import { request } from "../../core/api.js";
import { fill, h, icon } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { hasRole } from "../../core/session.js";
import { accountPath } from "./actions.js";
import { accountHead } from "./head.js";
import { phone } from "./phone.js";
import { promptCard } from "./prompt-card.js";

const kinds = ["welcome", "queue", "offline", "end"];

export async function show({ root, params, signal, guard, title }) {
    const path = `${accountPath({ id: params.id })}/prompts`;
    const [account, prompts] = await Promise.all([
        request("GET", accountPath({ id: params.id }), { signal }),
        request("GET", path, { signal }),
    ]);
    let { etag } = prompts;
    let stored = prompts.data;
    title(`${t("prompts.title")} - ${account.data.name}`);
    const preview = phone(account.data, kinds);
    let shown = { ...stored };

    const cards = kinds.map((kind) => promptCard({
        kind, prompt: stored[kind], mayEdit: hasRole("admin"),
        save: async (prompt) => {
            const answer = await saving(request("PUT", path, {
                body: { [kind]: prompt }, etag,
            }));
            ({ etag, data: stored } = answer);
            return stored[kind];
        },
        draft: (prompt) => {
            shown = { ...shown, [kind]: prompt };
            preview.show(shown);
        },
    }));
    preview.show(shown);
    guard(() => cards.some((card) => card.isDirty));
    fill(root, accountHead(account.data, t("prompts.title")),
        h("div.note.note-info", {}, icon("info"), h("span", {}, t("prompts.note"))),
        h("div.with-phone", {}, h("div", {}, cards), preview));
}

async function saving(answer) {
    try {
        return await answer;
    } catch (problem) {
        if (problem.problem === "edit-conflict") problem.detail = t("prompts.conflict");
        throw problem;
    }
}
