/** The strict rules: their blocks and transactions as JSON, and the Laboratory's second half. */
export * from "./generic.js";

export const hasLaboratory = true;
