/** The ink that cards draw with: what the shell reads from its style sheet and hands to them. */
export { type Ink, readInk } from "../chart/ink";
