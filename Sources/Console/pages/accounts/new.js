// Creating an account.

import { showEditor } from "./edit.js";

export const show = (page) => showEditor(page, "create");
