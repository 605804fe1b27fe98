import type { Failure } from "#shared/result/failure.ts";

const make = <Code extends string>(code: Code, happened: string, safe: string, todo: string): Failure<Code> => ({
  code,
  happened,
  safe,
  todo,
});

const KEPT = "Nothing on this device was changed.";
const NOTHING = "Nothing was stored.";

/** Everything that can go wrong between the first start and an open vault, in words. */
export const sessionFailures = {
  "not-an-address": make(
    "not-an-address",
    "This is not the address of a service.",
    NOTHING,
    "Type it as the service gave it to you: it begins with https:// and holds no spaces, no name and no password.",
  ),
  "not-https": make(
    "not-https",
    "This address is not a secure one: it does not begin with https://.",
    "Nothing was sent or stored.",
    "Ask the service for its secure address. Only a service on this computer may be reached without one.",
  ),
  "no-network": make(
    "no-network",
    "The service could not be reached, or did not answer in time.",
    KEPT,
    "Check the network and the address, then try again.",
  ),
  "captive-portal": make(
    "captive-portal",
    "Something else than the service answered, as a hotel's or a train's sign-in page does.",
    KEPT,
    "Open a browser, sign in to the network there, then try again.",
  ),
  "certificate-refused": make(
    "certificate-refused",
    "The service's certificate is not valid.",
    "Nothing was sent.",
    "Do not go on. Check the date and time of this computer, try from another network, or ask the service desk.",
  ),
  "not-a-service": make(
    "not-a-service",
    "There is no second-opinion service at this address.",
    NOTHING,
    "Check the address with the service desk.",
  ),
  "sign-in-refused": make("sign-in-refused", "The sign-in was not completed.", KEPT, "Start it again and allow the access in the browser."),
  "sign-in-timeout": make(
    "sign-in-timeout",
    "Nobody signed in within five minutes, or the waiting was stopped.",
    KEPT,
    "Start the sign-in again.",
  ),
  "sign-in-invalid": make(
    "sign-in-invalid",
    "The service's answer to the sign-in could not be trusted.",
    KEPT,
    "Start the sign-in again. If it happens twice, tell the service desk.",
  ),
  "not-a-reviewer": make(
    "not-a-reviewer",
    "This sign-in does not belong to a reviewer of the service.",
    KEPT,
    "Sign in with the account that the service gave you as a reviewer.",
  ),
  "another-person": make(
    "another-person",
    "Another person signed in.",
    "This vault stays the one of its owner.",
    "Sign in as the owner of this vault, or add an account of your own.",
  ),
  "passphrase-too-short": make(
    "passphrase-too-short",
    "The passphrase has fewer than 12 characters, or more than 256.",
    NOTHING,
    "Use four or five words that have nothing to do with each other.",
  ),
  "passphrase-guessable": make(
    "passphrase-guessable",
    "This passphrase is too easy to guess: whoever takes the laptop could try it.",
    NOTHING,
    "Use four or five words that have nothing to do with each other, or twelve random letters and digits.",
  ),
  "sign-in-gone": make("sign-in-gone", "The sign-in is no longer valid.", NOTHING, "Sign in again."),
  "vault-exists": make("vault-exists", "This person has a vault on this device already.", KEPT, "Unlock it with its passphrase."),
  "disk-full": make("disk-full", "The disk of this computer is full.", NOTHING, "Free some space, then try again."),
  "wrong-passphrase": make(
    "wrong-passphrase",
    "The passphrase does not open this vault.",
    "Nothing was changed.",
    "Type it again. Upper and lower case count.",
  ),
  "too-soon": make(
    "too-soon",
    "There were too many wrong passphrases in a short time.",
    "Nothing was changed.",
    "Wait a moment, then try again.",
  ),
  "vault-damaged": make(
    "vault-damaged",
    "This vault is damaged and was not opened.",
    "Its files were left as they are; signed reports lie in them separately.",
    "Do not delete anything. Ask support.",
  ),
  "vault-newer": make(
    "vault-newer",
    "This vault was written by a newer version of Overread.",
    "Nothing was changed.",
    "Start the newer version.",
  ),
  "already-open": make(
    "already-open",
    "This vault is open in another window of Overread.",
    "Nothing was changed.",
    "Use that window, or close it first.",
  ),
  "device-secret-missing": make(
    "device-secret-missing",
    "The secret that ties this vault to this computer is gone.",
    "Nothing was deleted.",
    "Use the account on the computer where it was made; or sign in anew: cases come back from the service, drafts do not.",
  ),
  "vault-missing": make(
    "vault-missing",
    "The files of this vault are not there.",
    "Nothing was changed.",
    "Check that the data folder is at its place.",
  ),
} as const;
