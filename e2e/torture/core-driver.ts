import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "#shared/contract/contract.ts";
import type { Core, Host, Port } from "#shared/contract/host.ts";
import type { Failure, Result } from "#shared/result/failure.ts";
import { startCore } from "../../electron/core/core.ts";

export type Api = ContractRouterClient<Contract>;

/** A host without a key store, idle clock or window; the sign-in page is walked through by `signInPage`. */
export function testHost(signInPage: (url: string) => Promise<void>): Host {
  const never = (): (() => void) => () => undefined;
  return {
    shell: "loopback",
    deviceSecret: null,
    openInBrowser: signInPage,
    onIdle: never,
    onSuspend: never,
    onOsLock: never,
    notify: () => undefined,
    protectScreen: () => undefined,
    remarks: [],
    demoServiceBase: null,
  };
}

/** Fills and sends the sign-in pages by fetch, following redirects until the loopback address of the app is reached. */
export async function walkSignIn(url: string, user = "demo", password = "demo"): Promise<void> {
  const cookies = new Map<string, string>();
  let next: { url: string; body?: string } = { url };
  for (let hop = 0; hop < 20; hop++) {
    const response = await fetch(next.url, {
      method: next.body === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: {
        Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(next.body === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
      },
      ...(next.body === undefined ? {} : { body: next.body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = response.headers.get("Location");
    if (location !== null) {
      next = { url: new URL(location, next.url).href };
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]*)"/.exec(page)?.[1];
    if (action === undefined) return;
    const hidden = [...page.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)].map(
      ([, name = "", value = ""]): [string, string] => [name, value],
    );
    next = {
      url: new URL(action.replaceAll("&amp;", "&"), next.url).href,
      body: new URLSearchParams([...hidden, ["username", user], ["password", password], ["allow", "yes"]]).toString(),
    };
  }
  throw new Error("the sign-in did not come to an end");
}

export type Running = { readonly core: Core; readonly api: Api; readonly dir: string; stop(): Promise<void> };

/** Core with a page's end of its port, in a folder of its own (or an earlier one); `start`: another build of core. */
export async function runCore(
  options: {
    readonly dir?: string;
    readonly wall?: () => number;
    readonly user?: string;
    readonly lookMs?: number;
    readonly start?: typeof startCore;
  } = {},
): Promise<Running> {
  const dir = options.dir ?? fs.mkdtempSync(path.join(os.tmpdir(), "overread-core-"));
  const { user = "demo" } = options;
  const host = testHost((url) => walkSignIn(url, user, user));
  const core = await (options.start ?? startCore)(
    { host, dataDir: path.join(dir, "data"), configDir: path.join(dir, "config"), version: "0.0.0-test" },
    {
      maxMemoryKib: 64 * 1024,
      ...(options.wall === undefined ? {} : { wall: options.wall }),
      ...(options.lookMs === undefined ? {} : { lookMs: options.lookMs }),
    },
  );
  const { port1, port2 } = new MessageChannel();
  core.connect(port1 as unknown as Port);
  const api: Api = createORPCClient(new RPCLink({ port: port2 as never }));
  port2.start();
  return {
    core,
    api,
    dir,
    stop: async () => {
      await core.close();
      port2.close();
      port1.close();
    },
  };
}

/** The value of an answer; throws with its words when it failed. */
export function value<T>(result: Result<T> | { readonly ok: false; readonly failure: Failure }): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.happened} ${result.failure.detail ?? ""}`);
  return result.value;
}

/** Asks until the condition holds; the deadline is a failure of the test, not a pause. */
export async function until<T>(what: string, ask: () => Promise<T | null | false | undefined>, deadlineMs = 60_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const found = await ask();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const PASSPHRASE = "five random words stand here";

/** First run: sign in at the service, make the vault. */
export async function firstRun(api: Api, base: string): Promise<string> {
  const person = value(await api.session.signIn({ base }));
  return value(await api.session.createVault({ signInId: person.signInId, passphrase: PASSPHRASE })).accountId;
}
