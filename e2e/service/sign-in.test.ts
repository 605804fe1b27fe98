import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { startService } from "./service.ts";
import { authorize, discover, fhirClient, refresh, requestTokens, signIn } from "./test-client.ts";
import { withSmallCase } from "./test-service.ts";

const claims = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

describe("M1 sign-in (SMART App Launch 2, RFC 8252, RFC 7636)", () => {
  test("code and PKCE give tokens; fhirUser names the reviewer, the audience is the FHIR base", () =>
    withSmallCase({}, async ({ service }) => {
      const tokens = await signIn(service.base);
      expect(claims(tokens.id_token)).toMatchObject({ aud: "overread-desktop", fhirUser: `${service.base}/Practitioner/demo-reviewer` });
      expect(claims(tokens.access_token)["aud"]).toBe(service.base);
      expect(tokens.scope.split(" ")).toEqual(expect.arrayContaining(["openid", "fhirUser", "offline_access", "user/Task.rus"]));
    }));

  test("any port of the loopback redirect is taken, another host is not", () =>
    withSmallCase({}, async ({ service }) => {
      await signIn(service.base, { redirectUri: "http://127.0.0.1:1/callback" });
      await expect(signIn(service.base, { redirectUri: "http://localhost:1/callback" })).rejects.toThrow();
    }));

  test.each([
    { why: "a wrong password", options: { password: "wrong" }, error: "the sign-in page answers 403" },
    { why: "an audience that is not ours", options: { extra: { aud: "https://elsewhere.example/fhir" } }, error: "invalid_target" },
    { why: "the plain challenge method", options: { extra: { code_challenge_method: "plain" } }, error: "invalid_request" },
  ])("$why is refused", ({ options, error }) =>
    withSmallCase({}, async ({ service }) => expect(signIn(service.base, options)).rejects.toThrow(error)),
  );

  test("a code with another verifier, or used twice, is refused", () =>
    withSmallCase({}, async ({ service }) => {
      const verifier = randomBytes(32).toString("base64url");
      const form = { grant_type: "authorization_code", redirect_uri: "http://127.0.0.1:49152/callback" };
      const stolen = await authorize(service.base, verifier);
      await expect(
        requestTokens(service.base, { ...form, code: stolen, code_verifier: randomBytes(32).toString("base64url") }),
      ).rejects.toThrow("invalid_grant");
      const code = await authorize(service.base, verifier);
      await requestTokens(service.base, { ...form, code, code_verifier: verifier });
      await expect(requestTokens(service.base, { ...form, code, code_verifier: verifier })).rejects.toThrow("invalid_grant");
    }));
});

describe("token life", () => {
  test("refresh tokens rotate; an old one ends the whole family", () =>
    withSmallCase({}, async ({ service }) => {
      const first = await signIn(service.base);
      const second = await refresh(service.base, first.refresh_token);
      expect(second.refresh_token).not.toBe(first.refresh_token);
      await expect(refresh(service.base, first.refresh_token)).rejects.toThrow("invalid_grant");
      await expect(refresh(service.base, second.refresh_token)).rejects.toThrow("invalid_grant");
    }));

  test("a revoked refresh token is dead", () =>
    withSmallCase({}, async ({ service }) => {
      const { refresh_token: token } = await signIn(service.base);
      const { revocation_endpoint } = await discover(service.base);
      await fetch(revocation_endpoint, { method: "POST", body: new URLSearchParams({ client_id: "overread-desktop", token }) });
      await expect(refresh(service.base, token)).rejects.toThrow("invalid_grant");
    }));

  test("an access token past its time is 401 with code expired", () =>
    withSmallCase({ accessTokenSeconds: 300 }, async ({ call, service }) => {
      expect((await call("GET", "Task/a-task")).status).toBe(200);
      service.setFault("clock:6");
      const answer = await call<{ issue: { code: string }[] }>("GET", "Task/a-task");
      expect([answer.status, answer.body.issue[0]?.code]).toEqual([401, "expired"]);
      expect(Date.parse(answer.headers.get("date") ?? "") - Date.now()).toBeGreaterThan(5 * 60_000);
    }));

  test("a token of another service is refused", () =>
    withSmallCase({}, ({ call }) =>
      withSmallCase({}, async ({ token, service }) => {
        expect((await call("GET", "Task/a-task")).status).toBe(200);
        const other = await startService({});
        expect((await fhirClient(other.base, token)("GET", "Task/a-task")).status).toBe(401);
        await other.close();
        expect(service.tokens()).toContain(token);
      }),
    ));
});

describe("stop and start with a state folder (the demo's network cut)", () => {
  test("the same port, the same resources, tokens and keys; a line cut in the middle is dropped", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-test-"));
    writeSmallCase(path.join(folder, "cases"), "a");
    const options = { casesDirs: [path.join(folder, "cases")], stateDir: path.join(folder, "state") };
    const first = await startService(options);
    const tokens = await signIn(first.base);
    const call = fhirClient(first.base, tokens.access_token);
    await first.changeTask("a-task", "touch");
    await first.close();
    await expect(call("GET", "Task/a-task")).rejects.toThrow();
    fs.appendFileSync(path.join(folder, "state/state.jsonl"), '{"kind":"versions","versions":[{"type":"Task","id":"half');

    const second = await startService(options);
    try {
      expect(second.base).toBe(first.base);
      const answer = await call("GET", "Task/a-task");
      expect([answer.status, answer.headers.get("etag")]).toEqual([200, 'W/"2"']);
      expect(second.tokens()).toEqual(first.tokens());
      const renewed = await refresh(second.base, tokens.refresh_token);
      expect((await fhirClient(second.base, renewed.access_token)("GET", "Task/a-task")).status).toBe(200);
      await expect(startService({ ...options, port: second.port + 1 })).rejects.toThrow("belongs to port");
    } finally {
      await second.close();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
