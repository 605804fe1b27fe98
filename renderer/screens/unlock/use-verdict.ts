import { useEffect, useState } from "react";
import type { PassphraseVerdict } from "#shared/contract/session.ts";
import { useAbort } from "../../ui/use-abort.ts";
import type { Unlock } from "./unlock-slice.ts";

const ASK_AFTER_MS = 120;

/** What core says of the passphrase as it stands; null while it has not answered. Core judges again when the vault is made. */
export function useVerdict(model: Unlock, passphrase: string): PassphraseVerdict | null {
  const [known, setKnown] = useState<{ readonly of: string; readonly verdict: PassphraseVerdict } | null>(null);
  const signal = useAbort();
  useEffect(() => {
    const stop = signal();
    const ask = async () => {
      const verdict = await model.judge(passphrase, stop);
      if (verdict !== null && !stop.aborted) setKnown({ of: passphrase, verdict });
    };
    const timer = setTimeout(() => void ask(), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [model, passphrase, signal]);
  return known?.of === passphrase ? known.verdict : null;
}
