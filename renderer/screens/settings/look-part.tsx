import { useStore } from "zustand";
import type { Settings } from "#shared/contract/settings.ts";
import { Checkbox } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import { Setting } from "./setting.tsx";
import type { SettingsModel } from "./settings-slice.ts";
import { settingsWords } from "./words.ts";

const TEXT_SIZES = [80, 90, 100, 110, 125, 150, 175, 200];

const segments = <Value extends string>(words: Readonly<Record<Value, string>>) =>
  (Object.keys(words) as Value[]).map((value) => ({ value, label: words[value] }));

export function LookPart({ model }: { readonly model: SettingsModel }) {
  const settings = useStore(model.store, (state) => state.settings);
  const words = settingsWords();
  const signal = useAbort();
  const set = (change: Partial<Settings>) => void model.set(change, signal());
  return (
    <>
      <Setting name={words.theme} hint={words.themeHint}>
        <Segmented label={words.theme} value={settings.theme} segments={segments(words.themes)} onChange={(theme) => set({ theme })} />
      </Setting>
      <Setting name={words.density}>
        <Segmented
          label={words.density}
          value={settings.density}
          segments={segments(words.densities)}
          onChange={(density) => set({ density })}
        />
      </Setting>
      <Setting name={words.textSize} hint={words.textSizeHint}>
        <Segmented
          label={words.textSize}
          value={String(settings.textScalePercent)}
          segments={TEXT_SIZES.map((size) => ({ value: String(size), label: words.percent(size) }))}
          onChange={(size) => set({ textScalePercent: Number(size) })}
        />
      </Setting>
      <Setting name={words.paper}>
        <Segmented
          label={words.paper}
          value={settings.paper}
          segments={[
            { value: "A4", label: "A4" },
            { value: "Letter", label: "Letter" },
          ]}
          onChange={(paper) => set({ paper })}
        />
      </Setting>
      <Setting name={words.overlay}>
        <Checkbox checked={settings.showOverlayText} onChange={(showOverlayText) => set({ showOverlayText })}>
          {words.overlayOn}
        </Checkbox>
      </Setting>
    </>
  );
}
