import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { CaseId } from "#shared/result/ids.ts";
import { type Api, until, value } from "./core-driver.ts";
import {
  accept,
  draftedCase,
  entryOf,
  inState,
  networkIs,
  reached,
  readyOffline,
  reportsAt,
  rowById,
  rowOf,
  type Stage,
  signCase,
  synced,
  withStage,
} from "./stage.ts";
import { startUntrustedServer } from "./untrusted-server.ts";

/** Reading and writing as without any trouble. */
async function worksOn(api: Api, caseId: CaseId): Promise<void> {
  expect(value(await api.records.list({ caseId }))).toHaveLength(1);
  expect(value(await api.imaging.list({ caseId }))).toHaveLength(1);
  const text = `Written at ${randomUUID()}.`;
  value(await api.opinion.save({ caseId, changes: [{ changeId: randomUUID(), change: { field: "impression", value: text } }] }));
  expect(value(await api.opinion.get({ caseId })).opinion.impression).toBe(text);
}

const requestsOf = (stage: Stage): number => stage.service.log().length;

describe("before there is an account", () => {
  test.each(["captive-portal", "503", "429", "hang"])("%s: no sign-in, and the right words", (fault) =>
    withStage({}, async (stage) => {
      stage.service.setFault(fault);
      const abort = new AbortController();
      const answer = stage.api.session.probeService({ base: stage.service.base }, { signal: abort.signal });
      if (fault === "hang") {
        await until("the question", async () => stage.service.struck()["hang"]);
        abort.abort();
        await expect(answer).rejects.toThrow();
        return;
      }
      expect(await answer).toMatchObject({ failure: { code: fault === "captive-portal" ? "captive-portal" : "no-network" } });
    }),
  );

  test("row 64: a certificate that nobody vouches for is refused before anything is asked; nobody can click it away", () =>
    withStage({}, async (stage) => {
      const server = await startUntrustedServer();
      try {
        const base = `${server.origin}/fhir/R4`;
        expect(await stage.api.session.probeService({ base })).toMatchObject({ failure: { code: "certificate-refused" } });
        expect(await stage.api.session.signIn({ base })).toMatchObject({ failure: { code: "certificate-refused" } });
        expect(server.asked).toEqual([]);
      } finally {
        server.close();
      }
    }));

  test("addresses that are none", () =>
    withStage({}, async (stage) => {
      const codeOf = async (base: string): Promise<string> => {
        const answer = await stage.api.session.probeService({ base });
        return answer.ok ? "ok" : answer.failure.code;
      };
      expect(await codeOf("http://service.example/fhir/R4")).toBe("not-https");
      expect(await codeOf("file:///etc/passwd")).toBe("not-an-address");
      expect(await codeOf(`http://user:word@127.0.0.1:${stage.service.port}/fhir/R4`)).toBe("not-an-address");
      expect(await codeOf("https://127.0.0.1:1/fhir/R4")).toBe("no-network");
      expect(await codeOf(`http://127.0.0.1:${stage.service.port}/nothing/here`)).toBe("not-a-service");
    }));
});

describe("the way to the service while working", () => {
  test("M22: the service is down: everything that is here can be read, written and signed; it leaves when the service is back", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await stage.stopService();
      await networkIs(api, "offline");
      await worksOn(api, caseId);
      const reportId = await signCase(api, caseId);
      expect((await networkIs(api, "offline")).waiting).toBe(1);
      expect((await entryOf(api, reportId))?.state.at).toMatch(/queued|backing-off/);
      await stage.restartCore();
      await worksRead(stage.api, caseId);
      await stage.startService();
      expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
      expect(await reportsAt(stage.service, reportId)).toBe(1);
    }));

  const worksRead = async (api: Api, caseId: CaseId): Promise<void> => {
    expect(value(await api.records.list({ caseId }))).toHaveLength(1);
    expect(value(await api.opinion.get({ caseId })).frozen).toBe(true);
  };

  test("U19, row 57: a captive portal is not “online”; nothing it answers is kept, nothing is lost by it", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await synced(stage);
      const before = await rowById(api, caseId);
      stage.service.setFault("captive-portal");
      await networkIs(api, "captive");
      await worksOn(api, caseId);
      const reportId = await signCase(api, caseId);
      await networkIs(api, "captive");
      expect((await entryOf(api, reportId))?.state.at).toMatch(/queued|backing-off/);
      expect((await rowById(api, caseId))?.availability).toEqual(before?.availability);
      stage.service.setFault(null);
      expect((await reached(api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
      expect(await reportsAt(stage.service, reportId)).toBe(1);
      // no sign-in was lost over it
      expect(value(await api.session.network({})).at).toBe("online");
    }));

  test("U19: a service that goes while nothing is asked is noticed within one look; nobody presses anything", () =>
    withStage({ lookMs: 100 }, async (stage) => {
      await synced(stage);
      const before = requestsOf(stage);
      await until("a look at the silent line", async () => requestsOf(stage) > before + 1);
      const seen = value(await stage.api.session.network({})).lastContactAt;
      await stage.stopService();
      await until("noticed", async () => value(await stage.api.session.network({})).at === "offline");
      expect(value(await stage.api.session.network({})).lastContactAt).toBeGreaterThanOrEqual(seen ?? Number.POSITIVE_INFINITY);
    }));

  test("the last contact outlives a program that was killed: it is on disk soon after the contact, not only at lock", () =>
    withStage({}, async (stage) => {
      await synced(stage);
      const contact = value(await stage.api.session.network({})).lastContactAt;
      const accounts = async (): Promise<string> => fs.readFile(path.join(stage.coreDir, "data", "accounts.json"), "utf8");
      await until("the contact in the list of accounts", async () => /"lastContactAt": \d+/.test(await accounts()));
      expect(JSON.parse(await accounts()).accounts[0].lastContactAt).toBeLessThanOrEqual(contact ?? 0);
    }));

  test("row 66: a token that the service does not take any more is renewed once, unseen", () =>
    withStage({}, async (stage) => {
      await accept(stage.api);
      const tokens = stage.service.tokens().length;
      stage.service.setFault("expired-token");
      await synced(stage);
      await networkIs(stage.api, "online");
      expect(stage.service.struck()["expired-token"]).toBe(1);
      expect(stage.service.tokens().length).toBeGreaterThan(tokens);
    }));

  test("row 66: refused for good, it is asked for no more than one renewal, and reading goes on", () =>
    withStage({}, async (stage) => {
      const caseId = await draftedCase(stage.api);
      await synced(stage);
      stage.service.setFault("expired-token:1000");
      const before = requestsOf(stage);
      await networkIs(stage.api, "signed-out");
      const renewals = stage.service
        .log()
        .slice(before)
        .filter((line) => line.path.startsWith("/oauth/token"));
      expect(renewals.length).toBeLessThanOrEqual(1);
      await worksOn(stage.api, caseId);
    }));

  test("row 66: a refresh token that was taken back: signed out; reading, writing and signing go on; the same person signs in again", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await synced(stage);
      for (const token of stage.service.tokens()) {
        const body = new URLSearchParams({ client_id: "overread-desktop", token });
        await fetch(new URL("/oauth/revoke", stage.service.base), { method: "POST", body });
      }
      stage.service.setFault("expired-token");
      await networkIs(api, "signed-out");
      await worksOn(api, caseId);
      const reportId = await signCase(api, caseId);
      await stage.restartCore("other");
      await networkIs(stage.api, "signed-out");
      // nobody else can take over this vault
      expect(await stage.api.session.signInAgain({})).toMatchObject({ failure: { code: "another-person" } });
      await networkIs(stage.api, "signed-out");
      expect(await reportsAt(stage.service, reportId)).toBe(0);
      await stage.restartCore();
      value(await stage.api.session.signInAgain({}));
      expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
    }));

  test.each(["503", "429"])("row 58: %s with Retry-After: asked again after that time and not before, whatever is pressed", (fault) =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await synced(stage);
      stage.service.setFault(fault);
      const reportId = await signCase(api, caseId);
      await networkIs(api, "unreachable");
      const before = requestsOf(stage);
      const struckAt = Date.now();
      for (let count = 0; count < 5; count++) value(await api.session.syncNow({}));
      expect(await api.outbox.retry({ reportId })).toMatchObject({ failure: { code: "too-soon" } });
      stage.service.setFault(null);
      await until("one more question", async () => {
        value(await api.session.syncNow({}));
        return requestsOf(stage) > before;
      });
      // the service asked for two seconds, most of which are left when the test notices
      expect(Date.now() - struckAt).toBeGreaterThan(500);
      expect((await reached(api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
    }),
  );

  test("a service that never answers keeps nobody from locking", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      await accept(api);
      stage.service.setFault("hang");
      value(await api.session.syncNow({}));
      await until("a question without an answer", async () => (stage.service.struck()["hang"] ?? 0) > 0);
      value(await api.session.lock({}));
      expect(value(await api.session.state({})).phase).toBe("locked");
      stage.service.setFault(null);
      value(await stage.unlock());
      await networkIs(api, "online");
    }));

  test("403 to everything: nothing is taken for withdrawn; the cases are back with the right", () =>
    withStage({}, async (stage) => {
      const { api } = stage;
      const caseId = await draftedCase(api);
      await synced(stage);
      stage.service.setFault("forbidden");
      for (let count = 0; count < 3; count++) value(await api.session.syncNow({}));
      await until("the refusal", async () => (stage.service.struck()["forbidden"] ?? 0) > 2);
      expect((await rowById(api, caseId))?.state.at).not.toBe("revoked");
      expect(value(await api.opinion.get({ caseId })).opinion.findings).toContain("grown");
      stage.service.setFault(null);
      await synced(stage);
      await inState(api, caseId, "drafted");
      await worksOn(api, caseId);
    }));

  test.each(["small-pages", "no-includes"])("%s: the case arrives whole", (fault) =>
    withStage({ cases: { alpha: {}, beta: {} }, service: { fault } }, async (stage) => {
      const { api } = stage;
      const names = async () => value(await api.cases.list({})).map((row) => row.patient.name);
      await until("both cases", async () => (await names()).filter((name) => name.includes("Case")).length === 2);
      for (const name of ["alpha", "beta"]) await readyOffline(api, await accept(api, name));
      expect(stage.service.struck()[fault]).toBeGreaterThan(0);
    }),
  );

  test.each([15, -15])("D11: the service's clock is %i minutes ahead: signed in, downloaded, delivered", (minutes) =>
    withStage({ service: { fault: `clock:${minutes}`, accessTokenSeconds: 3_600 } }, async (stage) => {
      const reportId = await signCase(stage.api, await draftedCase(stage.api));
      expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
    }),
  );

  test.each([-26, 26])("D11: this computer's clock is %i hours ahead: signed in, downloaded, delivered", (hours) =>
    withStage({ wall: () => Date.now() + hours * 3_600_000 }, async (stage) => {
      const reportId = await signCase(stage.api, await draftedCase(stage.api));
      expect((await reached(stage.api, reportId, "delivered", "conflict")).state.at).toBe("delivered");
    }),
  );
});

describe("images in an archive of their own", () => {
  test("row 64: with a certificate that nobody vouches for: no token reaches it, the reason is said, the rest is usable", async () => {
    const server = await startUntrustedServer();
    try {
      await withStage({ service: { dicomwebUrl: `${server.origin}/dicomweb` } }, async (stage) => {
        const caseId = await accept(stage.api);
        const row = await until("the failure", async () => {
          const found = await rowById(stage.api, caseId);
          return found !== undefined && !found.availability.fetching && found.availability.problems.length > 0 ? found : null;
        });
        expect(row.availability.problems.join(" ")).toContain("certificate");
        expect(row.availability).toMatchObject({ documents: { usable: 1 }, readyOffline: false });
        expect(value(await stage.api.session.network({})).at).toBe("online");
        expect(server.asked).toEqual([]);
        value(await stage.api.cases.open({ caseId }));
        expect(await rowOf(stage.api, "alpha")).toBeDefined();
      });
    } finally {
      server.close();
    }
  });
});
