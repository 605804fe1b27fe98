import { describe, expect, test } from "vitest";
import type { OutboxEntry } from "#shared/contract/outbox.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { ReportId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { entryWords, latestTime } from "./entry-words.ts";
import { keyImageWords } from "./key-image-words.ts";
import { createOutbox, filterOf } from "./outbox-slice.ts";

const signal = new AbortController().signal;
const now = new Date("2026-11-24T10:31:00").getTime();
const entry = (state: unknown): OutboxEntry =>
  ({
    entryId: "e1",
    reportId: "r1",
    state,
    attempts: 0,
    queuedAt: now - 60_000,
    steps: [{ name: "signed", at: now - 90_000 }],
  }) as unknown as OutboxEntry;

describe("one vocabulary for where a report is (reliability §4.1)", () => {
  test.each([
    [{ at: "queued" }, "Queued", "waiting"],
    [{ at: "backing-off", until: now + 600_000, why: "The service did not answer." }, "Queued", "waiting"],
    [{ at: "sending", attempt: 1 }, "Sending", "waiting"],
    [{ at: "uncertain", attempt: 1, why: "" }, "Sending", "waiting"],
    [{ at: "verifying", attempt: 1 }, "Checking", "waiting"],
    [{ at: "conflict", why: "Licence not on file.", detail: null }, "Needs you", "needs-you"],
    [{ at: "delivered", since: now }, "Delivered", "done"],
    [{ at: "withdrawn", since: now }, "Stopped by you", "done"],
  ])("%o reads %s and stands under %s", (state, word, filter) => {
    expect(entryWords(entry(state), now).state).toBe(word);
    expect(filterOf(entry(state))).toBe(filter);
  });

  test.each([
    [{ at: "stored", since: now }, "Read back and equal"],
    [{ at: "sending", attempt: 1 }, "Read back and equal"],
    [{ at: "backing-off", until: now, why: "no" }, "Read back and equal. The key images are not in the image archive yet."],
    [{ at: "refused", since: now, why: "refused:409" }, "Read back and equal. The key images are not in the image archive."],
  ])("P17: key images %o: the report stays delivered, and the list says what is missing", (state, reason) => {
    const delivered = { ...entry({ at: "delivered", since: now }), keyImages: { count: 1, state } } as OutboxEntry;
    expect(entryWords(delivered, now)).toMatchObject({ state: "Delivered", tone: "ok", reason });
    expect(filterOf(delivered)).toBe("done");
  });

  test("P17: why the key images are not in the archive is said in words, whether core gives a code or a reason", () => {
    expect(keyImageWords("refused:409/272")).toBe("The image archive did not accept them.");
    expect(keyImageWords("withdrawn:cancelled")).toBe("The service took the case back before they had left.");
    expect(keyImageWords("the image archive cannot be reached")).toBe("The image archive cannot be reached.");
  });

  test("a refusal is said in a sentence, and that nothing is lost", () => {
    expect(entryWords(entry({ at: "conflict", why: "refused:422", detail: "licence not on file" }), now).reason).toBe(
      "The service did not accept the report. Nothing is lost.",
    );
  });

  test("a wait names its reason and the next try", () => {
    const { reason } = entryWords(entry({ at: "backing-off", until: now, why: "no network" }), now);
    expect(reason).toMatch(/^No network · next try /);
  });

  test("the time shown is when it got where it is", () => {
    expect(latestTime(entry({ at: "queued" }))).toBe(now - 60_000);
    expect(latestTime(entry({ at: "delivered", since: now }))).toBe(now);
  });
});

test("R13: a stop that came too late is said, and the list is read again", async () => {
  const lists: string[] = [];
  const calls = {
    outbox: {
      list: async () => {
        lists.push("list");
        return ok([entry({ at: "sending", attempt: 1 })]);
      },
      stop: async () => fail({ code: "already-sending", happened: "", safe: "", todo: "" }),
    },
  } as unknown as Pick<Calls, "outbox">;
  const outbox = createOutbox(calls);
  await outbox.load(signal);
  await outbox.stop("r1" as ReportId, signal);
  expect(outbox.store.getState()).toMatchObject({ phase: "shown", busy: false, failure: { code: "already-sending" } });
  expect(lists).toHaveLength(2);
});
