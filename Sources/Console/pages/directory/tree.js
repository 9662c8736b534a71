// Departments as a tree, out of the list that the interface gives.

/**
 * The departments in the order of a tree read from above.
 * @returns {{department: object, depth: number}[]}
 */
export function asTree(departments) {
    const known = new Set(departments.map((one) => one.id));
    const below = new Map();
    for (const one of departments) {
        // One whose parent is out of sight stands at the top.
        const parent = one.parent && known.has(one.parent) ? one.parent : null;
        below.set(parent, [...(below.get(parent) ?? []), one]);
    }
    const lines = [];
    const walk = (parent, depth, seen) => {
        const children = [...(below.get(parent) ?? [])].sort((a, b) =>
            (a.position ?? 0) - (b.position ?? 0) || Number(a.id) - Number(b.id));
        for (const department of children) {
            if (seen.has(department.id)) continue;
            lines.push({ department, depth });
            walk(department.id, depth + 1, new Set([...seen, department.id]));
        }
    };
    walk(null, 0, new Set());
    return lines;
}

/** Options for a choice, the depth shown by spaces. */
export function treeOptions(departments) {
    return asTree(departments).map(({ department, depth }) =>
        [department.id, `${"\u3000".repeat(depth)}${department.name}`]);
}
