import { type Db, inTransaction, type Tx } from "../store/transaction.ts";

/** How long a row waits for others: with a dozen files under way several are done in this time, and share one sync of the disk. */
const WAIT_MS = 40;

type Waiting = { readonly work: (tx: Tx) => void; readonly done: () => void; readonly failed: (error: unknown) => void };

/** Rows of files that are durable already, written several in one commit: a commit costs a sync of the disk, however little it holds. */
export class RowGroup {
  readonly #db: Db;
  #waiting: Waiting[] = [];

  constructor(db: Db) {
    this.#db = db;
  }

  /** Resolves when the rows are committed. One that cannot be written rejects for itself and holds up no other. */
  write(work: (tx: Tx) => void): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#waiting.push({ work, done, failed }) === 1) setTimeout(() => this.#commit(), WAIT_MS);
    });
  }

  #commit(): void {
    const group = this.#waiting;
    this.#waiting = [];
    try {
      inTransaction(this.#db, (tx) => {
        for (const { work } of group) work(tx);
      });
      for (const { done } of group) done();
    } catch {
      for (const one of group) this.#alone(one);
    }
  }

  #alone({ work, done, failed }: Waiting): void {
    try {
      inTransaction(this.#db, work);
      done();
    } catch (error) {
      failed(error);
    }
  }
}
