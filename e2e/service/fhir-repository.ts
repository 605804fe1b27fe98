import { randomUUID } from "node:crypto";
import {
  deepEquals,
  gone,
  matchesSearchRequest,
  notFound,
  OperationOutcomeError,
  preconditionFailed,
  type SearchRequest,
  type WithId,
} from "@medplum/core";
import {
  type CreateResourceOptions,
  type DeleteResourceOptions,
  FhirRepository,
  getExtraEntries,
  type UpdateResourceOptions,
} from "@medplum/fhir-router";
import type { Bundle, BundleEntry, Reference, Resource } from "@medplum/fhirtypes";
import { checkReferences, checkResource } from "./fhir-checks.ts";
import { refuse } from "./outcomes.ts";
import type { ResourceTable } from "./resource-table.ts";
import { sortResources } from "./search-order.ts";

/** `put`: clients choose ids by PUT, versions are numbers (as HAPI). `post`: the server chooses ids, versions are UUIDs (as Medplum). */
export type WriteMode = "put" | "post";

export type RepositoryOptions = {
  readonly mode: WriteMode;
  readonly now: () => Date;
  /** A version conflict is answered 409 instead of 412 (as HAPI does) while this says so. */
  readonly conflictIs409: () => boolean;
};

/** Storage and search behind the FHIR router: validation, versions, tombstones, atomic transactions. */
export class ServiceRepository extends FhirRepository {
  readonly table: ResourceTable;
  readonly #options: RepositoryOptions;

  constructor(table: ResourceTable, options: RepositoryOptions) {
    super();
    this.table = table;
    this.#options = options;
  }

  setMode(): void {
    // one store, no reader replica
  }

  generateId(): string {
    return randomUUID();
  }

  async createResource<T extends Resource>(resource: T, options?: CreateResourceOptions): Promise<WithId<T>> {
    const id = options?.assignedId === true && resource.id !== undefined ? resource.id : this.generateId();
    return this.#store({ ...resource, id });
  }

  async updateResource<T extends Resource>(resource: T, options?: UpdateResourceOptions): Promise<WithId<T>> {
    const { id } = resource;
    if (id === undefined) throw refuse(400, "required", "An update needs Resource.id", "Resource.id");
    const current = this.table.current(resource.resourceType, id);
    if (options?.ifMatch !== undefined && current?.versionId !== options.ifMatch) throw this.#conflict(options.ifMatch, current?.versionId);
    const exists = current != null && current.resource !== null;
    if (!exists && this.#options.mode === "post") {
      throw refuse(
        405,
        "not-supported",
        `${resource.resourceType}/${id} is not known, and this service chooses the ids itself: create it by POST`,
      );
    }
    if (exists && sameContent(current.resource as Resource, resource)) return structuredClone(current.resource) as WithId<T>;
    return this.#store({ ...resource, id });
  }

  /** What the service itself stores (case loader, admin routes): ids are chosen here in both modes. */
  async putAsService<T extends Resource>(resource: WithId<T>): Promise<WithId<T>> {
    const current = this.table.current(resource.resourceType, resource.id)?.resource;
    if (current != null && sameContent(current, resource)) return structuredClone(current) as WithId<T>;
    return this.#store(resource);
  }

  #conflict(wanted: string, current: string | undefined): OperationOutcomeError {
    if (current === undefined) return new OperationOutcomeError(notFound);
    if (!this.#options.conflictIs409()) return new OperationOutcomeError(preconditionFailed);
    return refuse(409, "conflict", `If-Match W/"${wanted}" does not fit the current version ${current}`);
  }

  #store<T extends Resource>(resource: WithId<T>): WithId<T> {
    const versions = this.table.versions(resource.resourceType, resource.id);
    const versionId = this.#options.mode === "put" ? String(versions.length + 1) : randomUUID();
    const lastUpdated = this.#options.now().toISOString();
    const stored = { ...structuredClone(resource), meta: { ...resource.meta, versionId, lastUpdated } };
    checkResource(stored);
    this.table.put({ type: resource.resourceType, id: resource.id, versionId, lastUpdated, resource: stored });
    return structuredClone(stored);
  }

  async readResource<T extends Resource>(resourceType: string, id: string): Promise<WithId<T>> {
    const current = this.table.current(resourceType, id);
    if (current === undefined) throw refuse(404, "not-found", `${resourceType}/${id} is not known`);
    if (current.resource === null) throw new OperationOutcomeError(gone);
    return structuredClone(current.resource) as WithId<T>;
  }

  readReference<T extends Resource>(reference: Reference<T>): Promise<WithId<T>> {
    const [type = "", id = ""] = reference.reference?.split("/") ?? [];
    return this.readResource<T>(type, id);
  }

  readReferences<T extends Resource>(references: readonly Reference<T>[]): Promise<(T | Error)[]> {
    return Promise.all(references.map((reference) => this.readReference<T>(reference).catch((error: Error) => error)));
  }

  async readHistory<T extends Resource>(resourceType: string, id: string): Promise<Bundle<T>> {
    const versions = this.table.versions(resourceType, id);
    if (versions.length === 0) throw new OperationOutcomeError(notFound);
    const entry = versions.toReversed().map((version) => ({
      ...(version.resource === null ? {} : { resource: structuredClone(version.resource) as T }),
      response: { status: version.resource === null ? "204" : "200", etag: `W/"${version.versionId}"`, lastModified: version.lastUpdated },
    }));
    return { resourceType: "Bundle", type: "history", total: entry.length, entry };
  }

  async readVersion<T extends Resource>(resourceType: string, id: string, vid: string): Promise<WithId<T>> {
    const version = this.table.versions(resourceType, id).find((each) => each.versionId === vid);
    if (version === undefined) throw new OperationOutcomeError(notFound);
    if (version.resource === null) throw new OperationOutcomeError(gone);
    return structuredClone(version.resource) as WithId<T>;
  }

  async deleteResource(resourceType: string, id: string, options?: DeleteResourceOptions): Promise<void> {
    const current = this.table.current(resourceType, id);
    if (current === undefined) throw new OperationOutcomeError(notFound);
    if (current.resource === null) return;
    if (options?.ifMatch !== undefined && current.versionId !== options.ifMatch) throw this.#conflict(options.ifMatch, current.versionId);
    const versionId = this.#options.mode === "put" ? String(this.table.versions(resourceType, id).length + 1) : randomUUID();
    this.table.put({ type: resourceType, id, versionId, lastUpdated: this.#options.now().toISOString(), resource: null });
  }

  patchResource(): never {
    throw refuse(405, "not-supported", "PATCH is not supported");
  }

  async search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
    const matches = this.table
      .ofType(request.resourceType)
      .map((version) => version.resource as WithId<T>)
      .filter((resource) => matchesSearchRequest(resource, request));
    const offset = request.offset ?? 0;
    const page = sortResources(matches, request.sortRules ?? []).slice(
      offset,
      request.count === undefined ? undefined : offset + request.count,
    );
    const entry: BundleEntry[] = page.map((resource) => ({ resource: structuredClone(resource), search: { mode: "match" } }));
    if ((request.include ?? request.revInclude) !== undefined && entry.length > 0) {
      await getExtraEntries(this, request, structuredClone(page), entry);
    }
    return { resourceType: "Bundle", type: "searchset", total: matches.length, entry: entry as BundleEntry<WithId<T>>[] };
  }

  searchByReference(): never {
    throw refuse(501, "not-supported", "Only the GraphQL route uses this, and there is none");
  }

  /** Atomic: a failing entry, or a reference that leads nowhere, takes everything back. */
  withTransaction<R>(callback: (repository: this) => Promise<R>): Promise<R> {
    return this.table.inTransaction(async (written) => {
      const result = await callback(this);
      checkReferences(written(), (type, id) => this.table.current(type, id)?.resource != null);
      return result;
    });
  }
}

function sameContent(stored: Resource, sent: Resource): boolean {
  const { meta, ...content } = sent;
  const { versionId: _version, lastUpdated: _updated, ...rest } = { ...meta };
  const { versionId: _storedVersion, lastUpdated: _storedUpdated, ...storedRest } = { ...stored.meta };
  const { meta: _meta, ...storedContent } = stored;
  return deepEquals(content, storedContent) && deepEquals(rest, storedRest);
}
