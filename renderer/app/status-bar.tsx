import { Fragment, type ReactNode } from "react";
import { useStore } from "zustand";
import { holdsReport } from "#shared/case/case-state.ts";
import { Chip } from "../ui/chip.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Keys } from "../ui/kbd.tsx";
import type { AppModel } from "./app-model.ts";
import type { Route } from "./routes.ts";
import { appWords } from "./words.ts";

/** Keys and what they do; `range`: from the first to the last. */
function Key(props: { readonly keys: readonly string[]; readonly range?: boolean; readonly children: string }) {
  return (
    <span className="status-item">
      {props.keys.map((shortcut, index) => (
        <Fragment key={shortcut}>
          {props.range && index > 0 ? "–" : null}
          <Keys shortcut={shortcut} />
        </Fragment>
      ))}
      {props.children}
    </span>
  );
}

function Fact(props: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <span className="status-item status-fact">
      <Icon name={props.icon} size={12} />
      <span className="ell">{props.children}</span>
    </span>
  );
}

function KeysHere({ route }: { readonly route: Route }) {
  const words = appWords().status;
  if (route.at === "worklist")
    return (
      <>
        <Key keys={["ArrowUp", "ArrowDown"]}>{words.move}</Key>
        <Key keys={["Enter"]}>{words.open}</Key>
        <Key keys={["D"]}>{words.fetch}</Key>
        <Key keys={["/"]}>{words.search}</Key>
      </>
    );
  if (route.at !== "case") return null;
  if (route.view === "images")
    return (
      <>
        <Key keys={["1", "9"]} range>
          {words.presets}
        </Key>
        <Key keys={["W"]}>{words.window}</Key>
        <Key keys={["K"]}>{words.keyImage}</Key>
        <Key keys={["Space"]}>{words.nextSeries}</Key>
      </>
    );
  if (route.view === "records")
    return (
      <>
        <Key keys={["J", "K"]}>{words.nextDocument}</Key>
        <Key keys={["Mod+1", "3"]} range>
          {words.views}
        </Key>
      </>
    );
  return (
    <>
      <Key keys={["Alt+ArrowDown"]}>{words.nextQuestion}</Key>
      <Key keys={["Mod+Enter"]}>{words.review}</Key>
    </>
  );
}

/** What is on this device, and the keys of this view (guide §3). */
export function StatusBar({ app }: { readonly app: AppModel }) {
  const { route } = useStore(app.navigation);
  const { list } = useStore(app.worklist.store);
  const { settings } = useStore(app.settings.store);
  const words = appWords().status;
  const held = list.phase === "shown" ? list.rows.filter((row) => row.availability.readyOffline || row.availability.fetching) : [];
  const here = route.at === "case" && list.phase === "shown" ? list.rows.find((row) => row.caseId === route.caseId) : undefined;
  const complete = held.filter((row) => row.availability.readyOffline).length;
  return (
    <footer className="status-bar">
      {route.at === "case" && route.view === "images" ? <Fact icon="mouse">{words.mouse[settings.mousePreset]}</Fact> : null}
      {route.at === "case" && route.view === "opinion" ? (
        <Fact icon="on-device">
          {here !== undefined && (holdsReport(here.state) || here.state.at === "closed") ? words.signedKept : words.draftKept}
        </Fact>
      ) : null}
      {route.at === "outbox" ? <Fact icon="shield">{words.outboxSealed}</Fact> : null}
      {route.at === "worklist" || route.at === "settings" || (route.at === "case" && route.view === "records") ? (
        <>
          <Fact icon="on-device">{held.length === 0 ? words.nothing : words.cases(complete, held.length)}</Fact>
          <Fact icon="shield">{words.encrypted}</Fact>
        </>
      ) : null}
      {list.phase === "shown" && list.rows.some((row) => row.demo) ? <Chip tone="outline">{words.demo}</Chip> : null}
      <span className="status-gap" />
      <KeysHere route={route} />
      <Key keys={["?"]}>{words.keys}</Key>
    </footer>
  );
}
