import type { Task } from "@medplum/fhirtypes";
import type { Faults } from "./faults.ts";
import type { ServiceRepository } from "./fhir-repository.ts";
import { taskChanges } from "./task-changes.ts";

/** What tests and the demo may ask the service itself; only over loopback, without a token. */
export type AdminContext = {
  readonly repository: ServiceRepository;
  readonly faults: Faults;
  readonly log: () => unknown;
  readonly tokens: () => readonly string[];
};

export type AdminAnswer = { readonly status: number; readonly body: unknown };

/** `/__admin/…`: log, issued tokens, faults, any resource, and the ways in which a service takes a Task back. */
export async function answerAdmin(context: AdminContext, method: string, path: string, body: string): Promise<AdminAnswer> {
  const [area = "", first = "", second = ""] = path.split("/");
  if (method === "GET" && area === "log") return { status: 200, body: context.log() };
  if (method === "GET" && area === "tokens") return { status: 200, body: context.tokens() };
  if (method === "GET" && area === "fault") return { status: 200, body: context.faults.report() };
  if (method === "POST" && area === "fault") return setFault(context, body);
  if (method === "GET" && area === "resources") return readAny(context, first, second);
  if (method === "POST" && area === "tasks") return changeTask(context, first, second);
  return { status: 404, body: { error: `no admin route ${method} ${path}` } };
}

function setFault(context: AdminContext, body: string): AdminAnswer {
  try {
    const { name } = JSON.parse(body === "" ? "{}" : body) as { readonly name?: string | null };
    context.faults.set(name ?? null);
    return { status: 200, body: context.faults.report() };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

function readAny(context: AdminContext, type: string, id: string): AdminAnswer {
  const { table } = context.repository;
  if (id === "") return { status: 200, body: table.ofType(type).map(({ resource }) => resource) };
  const resource = table.current(type, id)?.resource;
  return resource == null ? { status: 404, body: { error: `${type}/${id} is not there` } } : { status: 200, body: resource };
}

async function changeTask({ repository }: AdminContext, id: string, name: string): Promise<AdminAnswer> {
  const change = taskChanges[name];
  const task = repository.table.current("Task", id)?.resource as (Task & { id: string }) | null | undefined;
  if (change === undefined)
    return { status: 404, body: { error: `unknown change "${name}"; known: ${Object.keys(taskChanges).join(", ")}` } };
  if (task == null) return { status: 404, body: { error: `Task/${id} is not there` } };
  const changed = await repository.table.inTransaction(() => change(task, repository, new Date().toISOString()));
  return changed === null ? { status: 409, body: { error: `Task/${id} names nothing to change` } } : { status: 200, body: changed };
}
