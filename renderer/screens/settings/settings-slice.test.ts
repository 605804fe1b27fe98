import { expect, test } from "vitest";
import { defaultSettings, type Settings } from "#shared/contract/settings.ts";
import { ok } from "#shared/result/failure.ts";
import type { Calls } from "../../client/client.ts";
import { createSettings } from "./settings-slice.ts";

const { signal } = new AbortController();

/** Core that answers when it is told to, each answer with what it knew when it was asked. */
function slowCore() {
  let kept: Settings = defaultSettings;
  const open: (() => void)[] = [];
  const later = (): Promise<unknown> => {
    const known = kept;
    return new Promise((resolve) => open.push(() => resolve(ok(known))));
  };
  const calls = {
    settings: {
      get: later,
      set: (change: Partial<Settings>) => {
        kept = { ...kept, ...change };
        return later();
      },
    },
  } as unknown as Pick<Calls, "settings">;
  return { model: createSettings(calls, defaultSettings), answer: () => open.shift()?.() };
}

test("U5: of two changes in a row the newest stays on the screen, whatever is answered in between", async () => {
  const { model, answer } = slowCore();
  const loaded = model.load(signal);
  answer();
  await loaded;
  const first = model.set({ theme: "dark" }, signal);
  const again = model.load(signal);
  const second = model.set({ theme: "light" }, signal);
  for (const done of [first, again]) {
    answer();
    await done;
    expect(model.current().theme).toBe("light");
  }
  answer();
  await second;
  expect(model.current().theme).toBe("light");
});
