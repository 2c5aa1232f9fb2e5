/** Where the viewer begins: the picture that was clicked. */
export const opened = $state<{ run: string | null; sample: number }>({ run: null, sample: 0 });
