// Adopting an account of the platform.

import { showEditor } from "./edit.js";

export const show = (page) => showEditor(page, "adopt");
