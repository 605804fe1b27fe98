import type { StoredVersion } from "./state-file.ts";

/** All versions of all resources, with transactions that really roll back. */
export type ResourceTable = {
  current(type: string, id: string): StoredVersion | undefined;
  /** Oldest first; a deletion is a version without a resource. */
  versions(type: string, id: string): readonly StoredVersion[];
  /** The newest version of every resource of a type that is not deleted. */
  ofType(type: string): readonly StoredVersion[];
  put(version: StoredVersion): void;
  /** Runs the work; if it throws, everything it put is taken back. Nested calls are save points of the outer one. */
  inTransaction<T>(work: (written: () => readonly StoredVersion[]) => Promise<T>): Promise<T>;
};

/** `commit` is called once for each lasting change: with one version, or with all versions of a transaction. */
export function createResourceTable(
  earlier: readonly StoredVersion[],
  commit: (versions: readonly StoredVersion[]) => void,
): ResourceTable {
  const byType = new Map<string, Map<string, StoredVersion[]>>();
  const pending: StoredVersion[] = [];
  let depth = 0;

  const historyOf = (type: string, id: string): StoredVersion[] | undefined => byType.get(type)?.get(id);

  function add(version: StoredVersion): void {
    const ofType = byType.get(version.type) ?? new Map<string, StoredVersion[]>();
    byType.set(version.type, ofType);
    const history = ofType.get(version.id) ?? [];
    ofType.set(version.id, history);
    history.push(version);
  }

  function takeBack(version: StoredVersion): void {
    const history = historyOf(version.type, version.id);
    history?.pop();
    if (history?.length === 0) byType.get(version.type)?.delete(version.id);
  }

  for (const version of earlier) add(version);

  return {
    current: (type, id) => historyOf(type, id)?.at(-1),
    versions: (type, id) => historyOf(type, id) ?? [],
    ofType: (type) =>
      [...(byType.get(type)?.values() ?? [])]
        .map((history) => history.at(-1))
        .filter((version) => version?.resource != null) as StoredVersion[],
    put(version) {
      add(version);
      if (depth > 0) pending.push(version);
      else commit([version]);
    },
    async inTransaction(work) {
      const mark = pending.length;
      depth += 1;
      try {
        const result = await work(() => pending.slice(mark));
        if (depth === 1 && pending.length > 0) commit([...pending]);
        if (depth === 1) pending.length = 0;
        return result;
      } catch (error) {
        while (pending.length > mark) takeBack(pending.pop() as StoredVersion);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
}
