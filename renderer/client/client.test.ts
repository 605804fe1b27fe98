import { implement } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { afterEach, describe, expect, test } from "vitest";
import { contract } from "#shared/contract/contract.ts";
import type { CoreEvent } from "#shared/contract/events.ts";
import { ok } from "#shared/result/failure.ts";
import { type Client, type Connection, createClient } from "./client.ts";
import type { Line, Transport } from "./line.ts";
import { lineOverPort } from "./port-electron.ts";

const os = implement(contract);

/** A core of four procedures behind a real MessageChannel: enough to break the line in every way. */
function smallCore(news: AsyncGenerator<CoreEvent>) {
  const router = os.router({
    ...({} as never as Parameters<typeof os.router>[0]),
    session: {
      ...({} as Parameters<typeof os.router>[0]["session"]),
      lock: os.session.lock.handler(() => ok({})),
      syncNow: os.session.syncNow.handler(() => new Promise<never>(() => undefined)),
      network: os.session.network.handler(() => {
        throw new Error("a bug");
      }),
    },
    events: { stream: os.events.stream.handler(() => news) },
  });
  return (): Line => {
    const { port1, port2 } = new MessageChannel();
    new RPCHandler(router).upgrade(port2);
    port2.start();
    const line = lineOverPort(port1);
    return {
      ...line,
      close: () => {
        line.close();
        port2.close();
      },
    };
  };
}

async function* silence(): AsyncGenerator<CoreEvent> {
  await new Promise(() => undefined);
}

const open: Client[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

function start(transport: Transport, callLimitMs = 5_000): Client {
  const client = createClient(transport, { now: () => 7, callLimitMs });
  open.push(client);
  return client;
}

const until = (client: Client, at: Connection["at"]): Promise<void> =>
  new Promise((resolve) => {
    if (client.connection().at === at) resolve();
    const stop = client.onConnection((connection) => {
      if (connection.at !== at) return;
      stop();
      resolve();
    });
  });

describe("the client", () => {
  test("answers with the Result of core", async () => {
    const connect = smallCore(silence());
    const client = start({ open: async () => connect() });
    await until(client, "open");
    expect(await client.calls.session.lock({})).toEqual({ ok: true, value: {} });
  });

  test("says disconnected while there is no line", async () => {
    const client = start({ open: () => new Promise(() => undefined) });
    expect(await client.calls.session.lock({})).toMatchObject({ ok: false, failure: { code: "disconnected" } });
  });

  test("turns a bug in core into defect, without its text", async () => {
    const connect = smallCore(silence());
    const client = start({ open: async () => connect() });
    await until(client, "open");
    const answer = await client.calls.session.network({});
    expect(answer).toMatchObject({ ok: false, failure: { code: "defect" } });
    expect(JSON.stringify(answer)).not.toContain("a bug");
  });

  test("turns the caller's abort into cancelled", async () => {
    const connect = smallCore(silence());
    const client = start({ open: async () => connect() });
    await until(client, "open");
    const stop = new AbortController();
    const answer = client.calls.session.syncNow({}, stop.signal);
    stop.abort();
    expect(await answer).toMatchObject({ ok: false, failure: { code: "cancelled" } });
  });

  test("turns a port that never answers into disconnected after the time limit", async () => {
    const connect = smallCore(silence());
    const client = start({ open: async () => connect() }, 30);
    await until(client, "open");
    expect(await client.calls.session.syncNow({})).toMatchObject({ ok: false, failure: { code: "disconnected" } });
  });

  test("U19: a broken line ends waiting calls, is opened again, and whatever is shown asks again", async () => {
    const connect = smallCore(silence());
    const lines: Line[] = [];
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    gates[0]?.resolve();
    const client = start({
      open: async () => {
        await gates[lines.length]?.promise;
        const line = connect();
        lines.push(line);
        return line;
      },
    });
    const heard: string[] = [];
    client.onEvent((event) => heard.push(event.kind));
    await until(client, "open");
    const waiting = client.calls.session.syncNow({});
    lines[0]?.close();
    expect(await waiting).toMatchObject({ ok: false, failure: { code: "disconnected" } });
    await until(client, "lost");
    expect(client.connection()).toEqual({ at: "lost", since: 7 });
    gates[1]?.resolve();
    await until(client, "open");
    expect(heard).toEqual(["missed"]);
    expect(await client.calls.session.lock({})).toMatchObject({ ok: true });
  });

  test("news from core reach the listeners, with ids only", async () => {
    async function* news(): AsyncGenerator<CoreEvent> {
      yield { kind: "cases.changed" };
      await new Promise(() => undefined);
    }
    const connect = smallCore(news());
    const client = start({ open: async () => connect() });
    const event = new Promise((resolve) => client.onEvent(resolve));
    expect(await event).toEqual({ kind: "cases.changed" });
  });
});
