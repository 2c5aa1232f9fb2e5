/** What a dragged card is called by. */
export const DRAGGED = "application/x-runchart-card";
