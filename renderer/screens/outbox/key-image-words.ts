import { inPageLanguage } from "../../ui/words.ts";

const en = {
  reasons: {
    refused: "The image archive did not accept them.",
    changed: "The image archive holds something else under their number.",
    "no-address": "They would go to an address that you did not confirm for this service.",
    "not-wanted": "The service does not take key images any more.",
    unreadable: "Their file on this device cannot be read.",
    withdrawn: "The service took the case back before they had left.",
  } as Readonly<Record<string, string>>,
};

const keyImageTexts = (): typeof en => inPageLanguage({ en });

/** Core names the reason by a short code, or says it in small letters. */
export function keyImageWords(why: string): string {
  const [code = ""] = why.split(":");
  return keyImageTexts().reasons[code] ?? `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
}
