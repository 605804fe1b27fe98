import { useStore } from "zustand";
import type { IconName } from "../../ui/icon.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { SideNavEntry } from "../../ui/side-nav.tsx";
import { About, type AboutFacts } from "./about.tsx";
import { KeysPart } from "./keys-part.tsx";
import { LookPart } from "./look-part.tsx";
import { SafetyPart } from "./safety-part.tsx";
import type { SettingsModel } from "./settings-slice.ts";
import { settingsWords } from "./words.ts";
import "./settings.css";

export type SettingsPart = "look" | "keys" | "safety" | "about";

const ICONS: Readonly<Record<SettingsPart, IconName>> = { look: "theme", keys: "keyboard", safety: "shield", about: "info" };
const PARTS: readonly SettingsPart[] = ["look", "keys", "safety", "about"];

export function SettingsScreen(props: {
  readonly model: SettingsModel;
  readonly part: SettingsPart;
  readonly facts: AboutFacts;
  readonly onPart: (part: SettingsPart) => void;
}) {
  const { model, part } = props;
  const failure = useStore(model.store, (state) => state.failure);
  const words = settingsWords();
  return (
    <div className="settings">
      <nav className="settings-parts" aria-label={words.partsLabel}>
        <h1>{words.title}</h1>
        {PARTS.map((entry) => (
          <SideNavEntry
            key={entry}
            icon={ICONS[entry]}
            text={words.parts[entry]}
            current={entry === part}
            onGo={() => props.onPart(entry)}
          />
        ))}
      </nav>
      <main className="settings-main">
        <ScrollArea className="settings-scroll" label={words.parts[part]}>
          <div className="settings-text">
            <h2>{words.parts[part]}</h2>
            {failure === null ? null : <FailureNote failure={failure} />}
            {part === "look" ? <LookPart model={model} /> : null}
            {part === "keys" ? <KeysPart model={model} /> : null}
            {part === "safety" ? <SafetyPart model={model} /> : null}
            {part === "about" ? <About facts={props.facts} /> : null}
          </div>
        </ScrollArea>
      </main>
    </div>
  );
}
