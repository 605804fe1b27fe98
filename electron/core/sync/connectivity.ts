import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import type { TransportProblem } from "../service/http.ts";
import type { Network, OpenAccount } from "./account.ts";
import { nowOf, setNetwork } from "./account.ts";

const OF_TRANSPORT: Readonly<Record<TransportProblem["kind"], Network | null>> = {
  offline: "offline",
  timeout: "unreachable",
  certificate: "certificate",
  captive: "captive",
  "too-large": null,
  "foreign-origin": null,
  aborted: null,
};

/** What a problem says about the way to the service (U19): a page that is no FHIR is a captive portal, not "online". */
export function networkOf(problem: FhirProblem): Network | null {
  if (problem.kind === "transport") return OF_TRANSPORT[problem.problem.kind];
  if (problem.kind === "not-fhir") return "captive";
  if (problem.status === 401) return "signed-out";
  return problem.status >= 500 || problem.status === 429 ? "unreachable" : "online";
}

const MAX_QUIET_MS = 24 * 3_600_000;

/** Shows the problem in the network state; true when the rest of this round has no prospect. */
export function noteProblem(account: OpenAccount, problem: FhirProblem): boolean {
  if (problem.kind === "status" && problem.retryAfterMs !== null)
    account.network.quietUntil = nowOf(account) + Math.min(MAX_QUIET_MS, problem.retryAfterMs);
  const at = networkOf(problem);
  if (at === null) return true;
  setNetwork(account, at, problem.kind === "status" ? String(problem.status) : null);
  return at !== "online";
}

/** Asks the service for one small thing; a problem shows in the network state. */
export async function stillThere(account: OpenAccount, signal: AbortSignal): Promise<boolean> {
  const answer = await account.fhir.read(`Practitioner/${account.reviewer().practitionerId}`, signal);
  if (isAnswer(answer) || signal.aborted) return true;
  return !noteProblem(account, answer);
}

/**
 * Trouble at `url`, as everybody's: null when it is that one server's alone, because the service itself still answers. Images and
 * documents may lie elsewhere, and an archive that is down must not look as if the network were.
 */
export async function troubleOfAll(
  account: OpenAccount,
  url: string,
  problem: FhirProblem,
  signal: AbortSignal,
): Promise<FhirProblem | null> {
  if (new URL(url).origin === new URL(account.service().base).origin) return problem;
  const answer = await account.fhir.read(`Practitioner/${account.reviewer().practitionerId}`, signal);
  return isAnswer(answer) || !isServiceWide(answer) ? null : answer;
}

/** What an answer's number means, with who gave it; the number stands last, for support. */
export function answerInWords(who: string, status: number): string {
  const said = (words: string): string => `${who} ${words} (${status})`;
  if (status === 0) return `${who} gave no whole answer`;
  if (status === 401) return said("does not take the sign-in");
  if (status === 403) return said("does not give it to you");
  if (status === 404 || status === 410) return said("does not have it");
  if (status === 408 || status === 425 || status === 429) return said("asks to wait");
  if (status === 409 || status === 412) return said("has another version of it by now");
  return said(status >= 500 ? "has a fault of its own" : "did not accept the request");
}

/** In words, for what waits because of it. */
export function problemInWords(problem: FhirProblem): string {
  if (problem.kind === "not-fhir") return "something else than the service answered";
  if (problem.kind === "status") return answerInWords("the service", problem.status);
  return problem.problem.kind === "certificate" ? "the service's certificate is not valid" : "no network";
}

/** In words, for the item that lies there. */
export function troubleInWords(problem: FhirProblem): string {
  if (problem.kind === "status") return answerInWords("the server on which it lies", problem.status);
  if (problem.kind === "transport" && problem.problem.kind === "certificate")
    return "the certificate of the server on which it lies is not valid";
  const isPage = problem.kind === "not-fhir" || problem.problem.kind === "captive";
  return isPage ? "something else than the server on which it lies answered" : "the server on which it lies cannot be reached";
}

/** No answer that is about one item only: the same would come to every other request. */
export const isServiceWide = (problem: FhirProblem): boolean => {
  if (problem.kind !== "status") return true;
  return problem.status === 401 || problem.status === 429 || (problem.status >= 502 && problem.status <= 504);
};
