/** The words of what is said about runs, in the language of the page. */

export interface LabelWords {
  addLabel: string;
  removeLabel(label: string): string;
}

export interface NoteWords {
  notePlaceholder: string;
}

export interface ColourWords {
  colourPlace(place: number): string;
  hex: string;
  dealtColour: string;
}
