import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { discover } from "../../electron/core/service/discovery.ts";
import { createHttp } from "../../electron/core/service/http.ts";
import { refresh, type SignedIn, signIn } from "../../electron/core/service/smart-auth.ts";
import type { Service } from "../service/service.ts";
import { runChild } from "./child.ts";
import { PASSPHRASE, value, walkSignIn } from "./core-driver.ts";
import { networkIs, type Stage, synced, withStage } from "./stage.ts";

const CLIENT = "overread-desktop";
const clocks = { now: Date.now, offsetMs: 0 };
const never = new AbortController().signal;

async function described(service: Service) {
  const http = createHttp({ origins: () => [], token: async () => null, onDate: () => undefined, now: Date.now, log: () => undefined });
  const found = await discover(http, service.base, Date.now, never);
  if (typeof found === "string") throw new Error(found);
  return found;
}

const callback = (url: string): URL => new URL(new URL(url).searchParams.get("redirect_uri") ?? "");
const stateOf = (url: string): string => new URL(url).searchParams.get("state") ?? "";

/** Sign-in with a browser of our own making. */
const signInWith = async (stage: Stage, browser: (url: string) => Promise<void>) =>
  signIn(await described(stage.service), CLIENT, browser, clocks, never);

describe("sign-in against the reference service (row 34)", () => {
  test("code and PKCE in the browser give tokens, and the person", () =>
    withStage({}, async (stage) => {
      let asked = "";
      const done = (await signInWith(stage, (url) => {
        asked = url;
        return walkSignIn(url);
      })) as SignedIn;
      expect(done.fhirUser).toBe(`${stage.service.base}/Practitioner/demo-reviewer`);
      expect(done.tokens.refreshToken).not.toBeNull();
      const query = new URL(asked).searchParams;
      expect(query.get("code_challenge_method")).toBe("S256");
      expect(query.get("aud")).toBe(stage.service.base);
      expect(query.get("redirect_uri")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    }));

  test("a person who says no, and a browser that does not open", () =>
    withStage({}, async (stage) => {
      const refused = await signInWith(stage, async (url) => {
        const back = callback(url);
        back.search = new URLSearchParams({ error: "access_denied", state: stateOf(url) }).toString();
        await fetch(back);
      });
      expect(refused).toBe("sign-in-refused");
      expect(await signInWith(stage, () => Promise.reject(new Error("no browser")))).toBe("sign-in-refused");
    }));

  test("somebody else's code, put into the right answer, is worth nothing", () =>
    withStage({}, async (stage) => {
      const answer = await signInWith(stage, async (url) => {
        const back = callback(url);
        back.search = new URLSearchParams({
          code: "x".repeat(43),
          state: stateOf(url),
          iss: new URL(stage.service.base).origin,
        }).toString();
        await fetch(back);
      });
      expect(answer).toBe("sign-in-invalid");
    }));

  test("an answer in the name of another issuer is refused", () =>
    withStage({}, async (stage) => {
      const answer = await signInWith(stage, async (url) => {
        const back = callback(url);
        back.search = new URLSearchParams({ code: "x".repeat(43), state: stateOf(url), iss: "https://evil.example" }).toString();
        await fetch(back);
      });
      expect(answer).toBe("sign-in-invalid");
      expect(stage.service.log().filter((line) => line.path === "/oauth/token" && line.status !== 200)).toEqual([]);
    }));

  test("stopped while waiting", () =>
    withStage({}, async (stage) => {
      const stop = new AbortController();
      const service = await described(stage.service);
      expect(await signIn(service, CLIENT, async () => stop.abort(), clocks, stop.signal)).toBe("sign-in-timeout");
    }));

  test("each renewal gives a new refresh token, and one that was used is worth nothing", () =>
    withStage({}, async (stage) => {
      const service = await described(stage.service);
      const done = (await signInWith(stage, walkSignIn)) as SignedIn;
      const first = done.tokens.refreshToken ?? "";
      const second = await refresh(service, CLIENT, first, clocks, never);
      if (typeof second === "string") throw new Error(second);
      expect(second.refreshToken).not.toBe(first);
      expect(await refresh(service, CLIENT, first, clocks, never)).toBe("sign-in-again");
      expect(await refresh(service, CLIENT, "nonsense", clocks, never)).toBe("sign-in-again");
      for (const fault of ["captive-portal", "503", "429"]) {
        stage.service.setFault(fault);
        expect(await refresh(service, CLIENT, second.refreshToken ?? "", clocks, never)).toBe("no-network");
      }
    }));

  test.each([-26, 26])("D11: a first run on a computer whose clock is %i hours ahead", (hours) =>
    withStage({}, async (stage) => {
      const dir = fs.mkdtempSync(path.join(stage.folder, "clock-"));
      expect(await runChild([dir, stage.service.base, String(hours), "clock"])).toEqual(["signed in"]);
    }),
  );
});

describe("accounts", () => {
  test("row 66: the rotated refresh token is the stored one: three renewals, one of them after a restart", () => {
    let wall = Date.now();
    return withStage({ wall: () => wall }, async (stage) => {
      for (let count = 0; count < 3; count++) {
        wall += 90_000;
        stage.service.setFault("expired-token");
        await synced(stage);
        await networkIs(stage.api, "online");
        expect(stage.service.struck()["expired-token"]).toBe(count + 1);
        if (count === 1) await stage.restartCore();
      }
    });
  });

  test("the same person gets no second vault here; another person gets one of their own", () =>
    withStage({}, async (stage) => {
      const again = value(await stage.api.session.signIn({ base: stage.service.base }));
      expect(again.existingAccountId).toBe(stage.accountId);
      expect(await stage.api.session.createVault({ signInId: again.signInId, passphrase: PASSPHRASE })).toMatchObject({
        failure: { code: "vault-exists" },
      });
      await stage.stopCore();
      await stage.startCore("other");
      const other = value(await stage.api.session.signIn({ base: stage.service.base }));
      expect(other.existingAccountId).toBeNull();
      for (const [passphrase, code] of [
        ["short", "passphrase-too-short"],
        ["passwordpassword", "passphrase-guessable"],
        ["aaaaaaaaaaaa", "passphrase-guessable"],
        ["123456789012", "passphrase-guessable"],
      ] as const)
        expect(await stage.api.session.createVault({ signInId: other.signInId, passphrase })).toMatchObject({ failure: { code } });
      value(await stage.api.session.createVault({ signInId: other.signInId, passphrase: "another five random words" }));
      // a sign-in is good for one vault
      expect(await stage.api.session.createVault({ signInId: other.signInId, passphrase: PASSPHRASE })).toMatchObject({
        failure: { code: "sign-in-gone" },
      });
      // the cases of one are not those of the other
      await networkIs(stage.api, "online");
      expect(value(await stage.api.cases.list({}))).toEqual([]);
      expect(value(await stage.api.session.state({})).accounts).toHaveLength(2);
      expect(await stage.unlock("another five random words")).toMatchObject({ failure: { code: "wrong-passphrase" } });
      value(await stage.unlock());
      await synced(stage);
      expect(value(await stage.api.cases.list({}))).toHaveLength(1);
    }));
});
