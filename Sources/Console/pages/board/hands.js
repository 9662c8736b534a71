// What a supervisor does to a session by hand: assign, take back, end.

import { api } from "../../core/api.js";
import { h } from "../../core/dom.js";
import { t } from "../../core/i18n.js";
import { confirmed } from "../../widgets/confirm.js";
import { dialogButtons, openDialog } from "../../widgets/dialog.js";
import { showProblem, submitting } from "../../widgets/field.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { visitorName } from "../desk/words.js";

function option(agent) {
    const id = `assign-${agent.member}`;
    const about = [t(`status.${agent.status}`), t("board.load", agent),
        agent.reason ? t(`reason.${agent.reason}`) : null].filter(Boolean);
    return h("div.form-check.desk-target", {},
        h("input.form-check-input", {
            type: "radio", name: "agent", id, value: agent.member,
            "aria-describedby": `${id}-about`,
        }),
        h("label.form-check-label", { htmlFor: id }, agent.name),
        h("div.form-text", { id: `${id}-about` }, about.join(" · ")));
}

/** Whom it may be given to, as the board knows; the daemon decides. */
export function openAssign(session, agents, onDone) {
    const options = agents.filter((one) => one.member !== session.agent).map(option);
    const body = h("div", {}, h("fieldset", {},
        h("legend.fs-6", {}, t("board.assign.who", { name: visitorName(session.visitor) })),
        options.length ? options : h("p", {}, t("board.assign.nobody"))));
    const dialog = openDialog({
        title: t("board.assign.title"), body,
        footer: dialogButtons({ action: t("board.assign.do"), cancel: () => dialog.close() }),
        onSubmit: async (close) => {
            const agent = body.querySelector("input:checked")?.value;
            if (!agent) return showProblem(body, { title: t("board.assign.choose") });
            const button = dialog.element.querySelector("button[type=submit]");
            const isDone = await submitting(
                body, button, () => api.post(`/sessions/${session.id}/assign`, { agent }));
            if (!isDone) return;
            toast(t("board.assign.done"));
            close();
            onDone();
        },
    });
}

async function act(path, question, done, onDone) {
    if (!(await confirmed(question))) return;
    try {
        await api.post(path);
        toast(done);
    } catch (problem) {
        toastProblem(problem);
    }
    onDone();
}

/** Takes it back into the queue. */
export function takeBack(session, onDone) {
    return act(`/sessions/${session.id}/requeue`, {
        title: t("board.requeue"), action: t("board.requeue"),
        text: t("board.requeue.text", { name: visitorName(session.visitor) }),
    }, t("board.requeue.done"), onDone);
}

/** Ends it. */
export function end(session, onDone) {
    return act(`/sessions/${session.id}/end`, {
        title: t("board.end"), action: t("board.end"), danger: true,
        text: t("board.end.text", { name: visitorName(session.visitor) }),
    }, t("board.end.done"), onDone);
}
