/** Gathers what is asked in one turn of the page and asks it together, in pieces of at most `most`. */
export class Batch<Asked, Answer> {
  private waiting: { asked: Asked; resolve(answer: Answer): void; reject(reason: unknown): void }[] = [];

  constructor(
    private readonly fetch: (asked: Asked[]) => Promise<Answer[]>,
    private readonly most: number,
  ) {}

  ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ asked, resolve, reject }) === 1) setTimeout(() => this.send(), 0);
    });
  }

  private send(): void {
    const { waiting, most } = this;
    this.waiting = [];
    for (let start = 0; start < waiting.length; start += most) void this.sendPiece(waiting.slice(start, start + most));
  }

  private async sendPiece(piece: typeof this.waiting): Promise<void> {
    try {
      const answers = await this.fetch(piece.map(({ asked }) => asked));
      piece.forEach(({ resolve }, place) => {
        resolve(answers[place]);
      });
    } catch (error) {
      for (const { reject } of piece) reject(error);
    }
  }
}
