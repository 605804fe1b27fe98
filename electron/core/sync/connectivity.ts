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

/** In words, for the item that lies there. */
export function troubleInWords(problem: FhirProblem): string {
  if (problem.kind === "status" && problem.status === 401) return "the server on which it lies does not take the sign-in";
  if (problem.kind === "status") return `the server on which it lies answered ${problem.status}`;
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
