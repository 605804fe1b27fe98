import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { PIECE_MAX_BYTES, PIECE_MIN_BYTES } from "#shared/contract/core-process.ts";
import type { ByteAnswer } from "#shared/contract/host.ts";
import { lockedFailure } from "#shared/result/failure.ts";
import { serveBytes } from "../../electron/core/byte-server.ts";
import { ByteRelay, type RelayedBytes } from "../../electron/main/byte-relay.ts";
import { MessageChannelDouble } from "../support/message-port-double.ts";

type Answer = (path: string, query: string, signal: AbortSignal) => Promise<ByteAnswer>;

/** Main's end and core's end over one port, as Electron joins them. */
function joined(answer: Answer) {
  const { port1, port2 } = new MessageChannelDouble();
  const relay = new ByteRelay();
  relay.attach(port1);
  serveBytes(port2, answer);
  return { relay, end: () => relay.detach(), corePort: port2 };
}

const bytesOf = (body: AsyncIterable<Uint8Array>, length: number | null = null): ByteAnswer => ({
  ok: true,
  contentType: "application/octet-stream",
  length,
  body,
});

function reader(answer: RelayedBytes): ReadableStreamDefaultReader<Uint8Array> {
  if (!answer.ok) throw new Error(`refused with ${answer.status}`);
  return answer.body.getReader();
}

async function readAll(answer: RelayedBytes): Promise<Uint8Array[]> {
  const from = reader(answer);
  const pieces: Uint8Array[] = [];
  for (let part = await from.read(); !part.done; part = await from.read()) pieces.push(part.value);
  return pieces;
}

/** Byte `n` of a stream is `n mod 251`, whatever the parts it comes in. */
async function* counted(partLengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const length of partLengths) {
    yield Uint8Array.from({ length }, (_, index) => (at + index) % 251);
    at += length;
  }
}

/** A source far longer than what may be under way, which knows how far it was read and whether it was closed. */
function long() {
  const state = { parts: 0, closed: false };
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      while (state.parts < 200) {
        state.parts++;
        yield new Uint8Array(PIECE_MIN_BYTES);
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, body };
}

/** Lets every message that is on its way arrive: core answers a question that is asked after them. */
async function settled(relay: ByteRelay): Promise<void> {
  for (let round = 0; round < 50; round++) await relay.ask("/none", "");
}

describe("bytes from core to the page (design D23)", () => {
  test("path and query arrive, every byte comes through once and in order, in pieces of 256 KiB to 1 MiB", async () => {
    const lengths = [12, 150_000, 12, 3_000_000, 1, 0, 262_144, 700_001];
    const asked: string[] = [];
    const { relay, end } = joined(async (path, query) => {
      asked.push(`${path}?${query}`);
      return bytesOf(counted(lengths), 7);
    });
    const answer = await relay.ask("/frames/a/b", "order=1,2");
    expect(asked).toEqual(["/frames/a/b?order=1,2"]);
    expect(answer).toMatchObject({ ok: true, contentType: "application/octet-stream", length: 7 });
    const pieces = await readAll(answer);
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const whole = Buffer.concat(pieces);
    expect(whole.length).toBe(total);
    expect(whole.findIndex((value, index) => value !== index % 251)).toBe(-1);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(PIECE_MAX_BYTES);
    expect(Math.min(...pieces.slice(0, -1).map((piece) => piece.length))).toBeGreaterThanOrEqual(PIECE_MIN_BYTES);
    end();
  });

  test("no piece takes along what else lies in the buffer behind it", async () => {
    const pool = new Uint8Array(8192).fill(0x53);
    const { relay, end } = joined(async () =>
      bytesOf(
        (async function* () {
          yield pool.subarray(100, 110);
        })(),
      ),
    );
    const [piece] = await readAll(await relay.ask("/documents/a/b", ""));
    expect(piece?.buffer.byteLength).toBe(10);
    end();
  });

  test("at most eight pieces are under way: a reader that waits holds core back", async () => {
    const { state, body } = long();
    const { relay, end } = joined(async (path) =>
      path === "/none" ? { ok: false, status: 404, failure: lockedFailure } : bytesOf(body()),
    );
    const from = reader(await relay.ask("/frames/a/b", ""));
    await settled(relay);
    // eight sent ahead, one more for the piece that already stands in the stream, and one that core holds in its hand
    expect(state.parts).toBe(10);
    for (let count = 0; count < 5; count++) await from.read();
    await settled(relay);
    expect(state.parts).toBe(15);
    end();
  });

  test("a reader that goes away closes core's source", async () => {
    const { state, body } = long();
    const { relay, end } = joined(async (path) =>
      path === "/none" ? { ok: false, status: 404, failure: lockedFailure } : bytesOf(body()),
    );
    const from = reader(await relay.ask("/frames/a/b", ""));
    await from.read();
    expect(state.closed).toBe(false);
    await from.cancel();
    await settled(relay);
    expect(state.closed).toBe(true);
    end();
  });

  test("the shell's end of the port gone: core's source is closed and its signal fires", async () => {
    const { state, body } = long();
    let signal: AbortSignal | null = null;
    const { relay, corePort } = joined(async (_path, _query, asked) => {
      signal = asked;
      return bytesOf(body());
    });
    await reader(await relay.ask("/frames/a/b", "")).read();
    const gone = once(corePort, "close");
    relay.detach();
    await gone;
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.closed).toBe(true);
    expect((signal as AbortSignal | null)?.aborted).toBe(true);
  });

  test("a refusal keeps its status and its three sentences", async () => {
    const { relay, end } = joined(async () => ({ ok: false, status: 423, failure: lockedFailure }));
    expect(await relay.ask("/frames/a/b", "")).toEqual({ ok: false, status: 423, failure: lockedFailure });
    end();
  });

  test("an error of core before its answer is 500 in words; in the middle of one it breaks the stream off", async () => {
    const { relay, end } = joined(async (path) => {
      if (path === "/before") throw new Error("a bug");
      return bytesOf(
        (async function* () {
          yield new Uint8Array(PIECE_MIN_BYTES);
          throw new Error("a bug");
        })(),
      );
    });
    expect(await relay.ask("/before", "")).toMatchObject({ ok: false, status: 500, failure: { code: "defect" } });
    const from = reader(await relay.ask("/frames/a/b", ""));
    expect((await from.read()).value).toHaveLength(PIECE_MIN_BYTES);
    await expect(from.read()).rejects.toThrow();
    end();
  });

  test("core gone: the open stream breaks off, a waiting question and later ones are answered in words", async () => {
    const { relay } = joined((path) => (path === "/slow" ? new Promise(() => undefined) : Promise.resolve(bytesOf(long().body()))));
    const from = reader(await relay.ask("/frames/a/b", ""));
    const waiting = relay.ask("/slow", "");
    relay.detach();
    await expect(
      (async () => {
        for (;;) if ((await from.read()).done) return;
      })(),
    ).rejects.toThrow();
    const gone = { ok: false, status: 503, failure: { code: "disconnected" } };
    expect(await waiting).toMatchObject(gone);
    expect(await relay.ask("/frames/a/b", "")).toMatchObject(gone);
  });
});
