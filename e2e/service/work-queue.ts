/** Runs one piece of work at a time, in the order of arrival: a transaction never sees another one's half. */
export function createWorkQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined); // whoever asked for the work gets its failure; the next one starts all the same
    return result;
  };
}
