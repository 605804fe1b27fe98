import { describe, expect, test } from "vitest";
import type { OpenPoint } from "#shared/opinion/completeness.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { createSign } from "./sign-slice.ts";

const signal = new AbortController().signal;
const warning: OpenPoint = {
  code: "unseen-images",
  severity: "warning",
  field: "images",
  key: null,
  text: "24 images were not looked at.",
};
const gap: OpenPoint = { code: "findings-empty", severity: "blocking", field: "findings", key: null, text: "Findings are empty." };
const wrong = { code: "wrong-passphrase", happened: "", safe: "", todo: "" } as const;

function signing(points: readonly OpenPoint[]) {
  const asked: string[] = [];
  const note =
    <T>(name: string, answer: T) =>
    async (input: unknown) => {
      asked.push(`${name} ${JSON.stringify(input)}`);
      return answer;
    };
  let signs = 0;
  const calls = {
    opinion: { check: note("check", ok({ revision: 7, points })) },
    report: {
      prepare: note("prepare", ok({ reportId: "r1", pages: 2 })),
      sign: async ({ passphrase }: { readonly passphrase: string }) => {
        signs += 1;
        return passphrase === "right" ? ok({ reportId: "r1" }) : fail(wrong);
      },
      cancel: note("cancel", ok({})),
    },
  } as unknown as Pick<Calls, "opinion" | "report">;
  const flushed: string[] = [];
  const model = createSign({
    caseId: "c1" as CaseId,
    calls,
    flush: async () => void flushed.push("flushed"),
    paper: () => "A4",
  });
  return { model, asked, flushed, signs: () => signs, at: () => model.store.getState().at };
}

describe("R8: nothing is prepared while a blocking point is open", () => {
  test("the blocking point is shown and prepare does nothing", async () => {
    const { model, asked, at } = signing([gap]);
    await model.review(signal);
    await model.prepare(signal);
    expect(at()).toBe("points");
    expect(asked.some((entry) => entry.startsWith("prepare"))).toBe(false);
  });

  test("the written reasons of the warnings go into the report", async () => {
    const { model, asked } = signing([warning]);
    await model.review(signal);
    model.giveReason("unseen-images", " The bone series repeats the lung series. ");
    await model.prepare(signal);
    expect(asked.find((entry) => entry.startsWith("prepare"))).toContain(
      '"warningReasons":[{"code":"unseen-images","reason":"The bone series repeats the lung series."}]',
    );
  });
});

describe("R9: what is signed was looked at", () => {
  test("what was typed is with core before the draft is frozen", async () => {
    const { model, flushed } = signing([]);
    await model.review(signal);
    expect(flushed).toEqual(["flushed"]);
  });

  test("the passphrase does nothing before every page was on the screen", async () => {
    const { model, signs, at } = signing([]);
    await model.review(signal);
    model.sawPage(1);
    await model.sign("right");
    expect(signs()).toBe(0);
    model.sawPage(2);
    await model.sign("right");
    expect(at()).toBe("signed");
  });

  test("a wrong passphrase keeps the pages and says so", async () => {
    const { model } = signing([]);
    await model.review(signal);
    for (const page of [1, 2]) model.sawPage(page);
    await model.sign("wrong");
    expect(model.store.getState()).toMatchObject({
      at: "preview",
      signing: false,
      failure: { code: "wrong-passphrase" },
      seenPages: [1, 2],
    });
  });

  test("D24: going back throws the preview away", async () => {
    const { model, asked, at } = signing([]);
    await model.review(signal);
    await model.close();
    expect(at()).toBe("closed");
    expect(asked.at(-1)).toBe('cancel {"reportId":"r1"}');
  });
});
