import { useStore } from "zustand";
import { Button } from "../../ui/button.tsx";
import { FailureNote, Notice } from "../../ui/notice.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import { Setting } from "./setting.tsx";
import type { SettingsModel, VaultCheckState } from "./settings-slice.ts";
import { settingsWords } from "./words.ts";

const MINUTES = [1, 2, 5, 10, 15, 30];
const PREPARED_GIB = [0, 2, 4, 8, 16];

function Found({ check }: { readonly check: VaultCheckState }) {
  const words = settingsWords();
  if (check.at === "failed") return <FailureNote failure={check.failure} />;
  if (check.at !== "done") return null;
  const { found } = check;
  return found.whole ? (
    <Notice tone="ok" icon="shield" role="status">
      {words.whole(found.auditEntries, found.blobs)}
    </Notice>
  ) : (
    <Notice tone="danger" icon="shield-alert" title={words.notWhole}>
      {found.problems.join(" ")} {words.notWholeSafe}
    </Notice>
  );
}

export function SafetyPart({ model }: { readonly model: SettingsModel }) {
  const settings = useStore(model.store, (state) => state.settings);
  const check = useStore(model.store, (state) => state.vaultCheck);
  const words = settingsWords();
  const signal = useAbort();
  return (
    <>
      <Setting name={words.lockAfter} hint={words.lockHint}>
        <Segmented
          label={words.lockAfter}
          value={String(settings.lockAfterMinutes)}
          segments={MINUTES.map((count) => ({ value: String(count), label: words.minutes(count) }))}
          onChange={(minutes) => void model.set({ lockAfterMinutes: Number(minutes) }, signal())}
        />
      </Setting>
      <Setting name={words.prepared} hint={words.preparedHint}>
        <Segmented
          label={words.prepared}
          value={String(settings.preparedImagesGib)}
          segments={PREPARED_GIB.map((gib) => ({ value: String(gib), label: words.preparedSize(gib) }))}
          onChange={(gib) => void model.set({ preparedImagesGib: Number(gib) }, signal())}
        />
      </Setting>
      <Setting name={words.vault} hint={words.vaultHint}>
        <Button icon="shield" busy={check.at === "running"} onClick={() => void model.checkVault(signal())}>
          {check.at === "running" ? words.checking : words.check}
        </Button>
        <Found check={check} />
      </Setting>
      <p className="setting-hint">{words.later}</p>
    </>
  );
}
