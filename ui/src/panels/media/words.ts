/** The words of every card of media; the shell hands them over in the page's language. */
export interface MediaWords extends StepWords {
  card: (tag: string, runs: number) => string;
  column: (run: string) => string;
}

export interface StepWords {
  stepOf: (name: string) => string;
  allCards: string;
  step: (step: string) => string;
  point: (point: string, total: string) => string;
  newest: string;
  newestHint: string;
  play: string;
  pause: string;
  speed: string;
  perSecond: (count: number) => string;
  earlier: string;
  earlierHint: (step: string) => string;
  nothingYet: (step: string) => string;
  goToFirst: string;
  cannotRead: (step: string) => string;
  listFailed: string;
  retry: string;
  pinCard: string;
  unpinCard: string;
}
