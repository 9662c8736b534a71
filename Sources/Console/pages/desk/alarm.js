// How an agent who looks elsewhere learns of a visitor: a tone, a notification of the browser, and
// a number in the title.

const soundKey = "kefud.desk.sound";

/** A short tone, made by the browser; there is no file. */
export class Tone {
    #context = null;

    get isOn() {
        return localStorage.getItem(soundKey) !== "off";
    }

    set isOn(value) {
        localStorage.setItem(soundKey, value ? "on" : "off");
    }

    /** Browsers let a page sound only after somebody has clicked in it. */
    prepare() {
        const Context = window.AudioContext;
        if (!Context) return;
        this.#context ??= new Context();
        if (this.#context.state === "suspended") this.#context.resume();
    }

    /** Two notes for a new session, one for a message. */
    play(kind) {
        if (!this.isOn || this.#context?.state !== "running") return false;
        const notes = kind === "assigned" ? [660, 880] : [740];
        notes.forEach((frequency, index) => this.#note(frequency, index * 0.16));
        return true;
    }

    #note(frequency, delay) {
        const context = this.#context;
        const start = context.currentTime + delay;
        const oscillator = context.createOscillator();
        const gain = context.createGain();
        oscillator.frequency.value = frequency;
        gain.gain.setValueAtTime(0, start);
        gain.gain.linearRampToValueAtTime(0.2, start + 0.02);
        gain.gain.exponentialRampToValueAtTime(0.001, start + 0.15);
        oscillator.connect(gain).connect(context.destination);
        oscillator.start(start);
        oscillator.stop(start + 0.16);
    }
}

/** Whether notifications are possible, wanted, refused or there: none, ask, refused, on. */
export function notificationState() {
    if (!("Notification" in window)) return "none";
    return { granted: "on", denied: "refused", default: "ask" }[Notification.permission];
}

/** Asks; only a click may call it. */
export async function askForNotifications() {
    if (notificationState() === "ask") await Notification.requestPermission();
    return notificationState();
}

/** Shows one when nobody looks at the page. One for each session: a newer replaces an older. */
export function notify(title, body, tag, onClick) {
    if (notificationState() !== "on" || !document.hidden) return false;
    try {
        const notification = new Notification(title, { body, tag: `kefud-${tag}` });
        notification.onclick = () => {
            window.focus();
            notification.close();
            onClick();
        };
        return true;
    } catch {
        // Phones allow notifications by a service worker only.
        return false;
    }
}

/** The number of unread messages before the page's title. */
export function titleWith(count, title) {
    const plain = title.replace(/^\(\d+\+?\) /, "");
    return count ? `(${count > 99 ? "99+" : count}) ${plain}` : plain;
}
