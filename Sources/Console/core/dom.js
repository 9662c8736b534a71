// Makes elements. Text is always text: nothing here reads markup, so nothing can be injected.

/**
 * An element: `h("button.btn.btn-primary", {type: "button", onclick: save}, "Save")`.
 * Properties: `on…` are listeners, `data-…`, `aria-…` and the like are attributes, true sets an
 * empty attribute, null, undefined and false leave it out, `value`, `checked` and the like are the
 * element's properties.
 * @param {string} tag name and classes
 * @param {object} properties
 * @param {...(Node|string|number|null|Array)} children
 */
export function h(tag, properties = {}, ...children) {
    const [name, ...classes] = tag.split(".");
    const element = document.createElement(name);
    if (classes.length) element.className = classes.join(" ");
    apply(element, properties);
    append(element, children);
    return element;
}

const asProperty = new Set([
    "value", "checked", "disabled", "readOnly", "hidden", "selected", "indeterminate", "htmlFor",
]);

function apply(element, properties) {
    for (const [key, value] of Object.entries(properties)) {
        if (value === null || value === undefined) continue;
        if (key === "class") {
            if (value) element.classList.add(...value.split(" ").filter(Boolean));
        } else if (key.startsWith("on")) {
            element.addEventListener(key.slice(2), value);
        } else if (asProperty.has(key)) {
            element[key] = value;
        } else if (value === true) {
            element.setAttribute(key, "");
        } else if (value !== false) {
            element.setAttribute(key, String(value));
        }
    }
}

/** Puts children at an element's end; lists are flattened, null and false left out. */
export function append(element, children) {
    for (const child of [children].flat(Infinity)) {
        if (child === null || child === undefined || child === false) continue;
        element.append(child instanceof Node ? child : String(child));
    }
    return element;
}

/** Puts these in the place of everything that an element holds. */
export function fill(element, ...children) {
    element.replaceChildren();
    return append(element, children);
}

let count = 0;

/** An id that no other element has. */
export function newID(prefix = "id") {
    count += 1;
    return `${prefix}-${count}`;
}

const svgNamespace = "http://www.w3.org/2000/svg";

/** One of the icons of `icons.svg`; it says nothing to a screen reader. */
export function icon(name, size = 16) {
    const svg = document.createElementNS(svgNamespace, "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(svgNamespace, "use");
    use.setAttribute("href", `icons.svg#${name}`);
    svg.append(use);
    return svg;
}

/** Calls `action` once no call has come for `milliseconds`; for what is done while typing. */
export function debounced(action, milliseconds = 200) {
    let timer;
    return (...values) => {
        clearTimeout(timer);
        timer = setTimeout(() => action(...values), milliseconds);
    };
}
