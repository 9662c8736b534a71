// Members from a file, and from the platform's directory.

import { api } from "../../core/api.js";
import { forgetDirectory } from "../../core/directory.js";
import { fill, h } from "../../core/dom.js";
import { dateTime } from "../../core/format.js";
import { t } from "../../core/i18n.js";
import { clearErrors, field, showError } from "../../widgets/field.js";
import { failed, loading } from "../../widgets/states.js";
import { toast, toastProblem } from "../../widgets/toast.js";
import { pause } from "../desk/feed.js";

const shownMax = 50;

function outcome({ errors = [], ...counts }) {
    const ignored = counts.ignored_columns ?? [];
    if (!errors.length) {
        return h("div.note.note-info", { role: "status" }, h("div", {},
            h("div", {}, t("import.counts", counts)),
            ignored.length ? h("div", {},
                t("import.ignored", { list: ignored.join(t("why.comma")) })) : null));
    }
    return h("div.alert.alert-danger", { role: "alert" },
        h("p", {}, t("import.wrong", { count: errors.length })),
        h("ul.mb-0", {}, errors.slice(0, shownMax).map(
            (one) => h("li", {}, t("import.line", one)))));
}

function importPart(reload) {
    const result = h("div");
    const input = h("input.form-control", {
        type: "file", accept: ".csv,text/csv", onchange: () => check(),
    });
    const button = h("button.btn.btn-primary", {
        type: "button", disabled: true, onclick: () => run(),
    }, t("import.do"));
    const form = h("section.card.card-pad.mb-3", {}, h("h2.section-title", {}, t("import.title")),
        field({ label: t("import.file"), pointer: "#/file", control: input,
            help: t("import.help") }), result, h("div", {}, button));
    return form;

    async function send(query) {
        return api.post(`/directory/import${query}`, await input.files[0].text(),
            { headers: { "Content-Type": "text/csv" } });
    }

    async function check() {
        clearErrors(form);
        button.disabled = true;
        fill(result);
        if (!input.files.length) return;
        fill(result, loading());
        try {
            const found = await send("?dry_run=true");
            fill(result, outcome(found));
            button.disabled = false;
        } catch (problem) {
            complain(problem);
        }
    }

    /** What is wrong with lines of the file, or with the whole. */
    function complain(problem) {
        const isAboutLines = problem.errors?.some((one) => one.line);
        fill(result, isAboutLines ? outcome({ errors: problem.errors }) : null);
        if (!isAboutLines) showError(form, "#/file", problem.detail ?? problem.title);
    }

    async function run() {
        button.disabled = true;
        try {
            const found = await send("");
            fill(result, outcome(found));
            forgetDirectory();
            toast(t("import.done"));
            input.value = "";
            reload();
        } catch (problem) {
            complain(problem);
        }
    }
}

function syncPart(signal, reload) {
    const state = h("div", { role: "status" }, loading());
    const button = h("button.btn.btn-outline-secondary", {
        type: "button", onclick: () => run(),
    }, t("sync.do"));
    load();
    return h("section.card.card-pad", {}, h("h2.section-title", {}, t("sync.title")),
        h("p.text-body-secondary", {}, t("sync.help")), state,
        h("div", {}, button));

    async function load() {
        try {
            const found = await api.get("/directory", {}, { signal });
            fill(state, h("p", {}, t(`sync.state.${found.state}`, {
                ...found, code: found.code ?? "",
                time: found.synced_at ? dateTime(found.synced_at) : "" })));
            button.disabled = found.state === "running";
            return found.state;
        } catch (problem) {
            if (problem.name !== "AbortError") fill(state, failed(problem, load));
            return null;
        }
    }

    async function run() {
        button.disabled = true;
        try {
            await api.post("/directory/sync");
            while (await load() === "running" && !signal.aborted) await pause(1_000, signal);
            forgetDirectory();
            reload();
        } catch (problem) {
            toastProblem(problem);
            button.disabled = false;
        }
    }
}

/** Both. */
export function bringIn(signal, reload) {
    return h("div", {}, importPart(reload), syncPart(signal, reload));
}
