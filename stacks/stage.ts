/** `production`: what a mistake here costs cannot be undone, so changes of who and what gets in want a person's approval. */
export type Stage = "production" | "preproduction";
