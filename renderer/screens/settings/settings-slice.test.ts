import { expect, test } from "vitest";
import { defaultSettings } from "#shared/contract/settings.ts";
import { disconnectedFailure, fail, ok } from "#shared/result/failure.ts";
import type { Calls } from "../../client/client.ts";
import { createSettings } from "./settings-slice.ts";

const signal = new AbortController().signal;

test("U9: a setting is shown at once and put back when core refuses it", async () => {
  const calls = { settings: { get: async () => ok(defaultSettings), set: async () => fail(disconnectedFailure) } };
  const settings = createSettings(calls as unknown as Pick<Calls, "settings">, defaultSettings);
  await settings.load(signal);
  const setting = settings.set({ theme: "dark" }, signal);
  expect(settings.current().theme).toBe("dark");
  await setting;
  expect(settings.current().theme).toBe("follow-view");
  expect(settings.store.getState().failure?.code).toBe("disconnected");
});

test("while the vault is closed a change holds for the window and core is not asked", async () => {
  const settings = createSettings({ settings: {} } as unknown as Pick<Calls, "settings">, defaultSettings);
  await settings.set({ theme: "light" }, signal);
  expect(settings.current().theme).toBe("light");
});

test("after locking the window looks as before unlocking", async () => {
  const calls = { settings: { get: async () => ok({ ...defaultSettings, density: "compact" }) } } as unknown as Pick<Calls, "settings">;
  const settings = createSettings(calls, defaultSettings);
  await settings.load(signal);
  expect(settings.current().density).toBe("compact");
  settings.forget();
  expect(settings.current()).toEqual(defaultSettings);
});
