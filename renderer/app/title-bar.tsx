import { useStore } from "zustand";
import type { NetworkState, SessionState } from "#shared/contract/session.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Button } from "../ui/button.tsx";
import { Pill, type Tone } from "../ui/chip.tsx";
import { writeBytes, writeClock, writeMomentInline } from "../ui/format.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Keys } from "../ui/kbd.tsx";
import { Menu, MenuItem, MenuNote, MenuRule } from "../ui/menu.tsx";
import { ForSupport } from "../ui/notice.tsx";
import { Spinner } from "../ui/progress.tsx";
import type { AppModel } from "./app-model.ts";
import type { Route } from "./routes.ts";
import { appWords } from "./words.ts";

/** Two circles that overlap: two readings of one case. */
export function Brand() {
  return (
    <div className="brand">
      <svg className="brand-mark" viewBox="0 0 20 20" fill="none" aria-hidden="true">
        <circle cx="8" cy="10" r="6.2" stroke="currentColor" strokeWidth="2" />
        <circle cx="12" cy="10" r="6.2" stroke="currentColor" strokeWidth="2" opacity=".5" />
      </svg>
      <span>Overread</span>
    </div>
  );
}

function Tab(props: { readonly icon: IconName; readonly current: boolean; readonly text: string; readonly onGo: () => void }) {
  return (
    <button type="button" className="tab" aria-current={props.current ? "page" : undefined} onClick={props.onGo}>
      <Icon name={props.icon} size={14} />
      <bdi className="ell">{props.text}</bdi>
    </button>
  );
}

/** "Okafor-Lind, R.": family name and initial, as the service sent the name. */
export function shortName(name: string): string {
  const [family = name, given = ""] = name.split(",").map((part) => part.trim());
  return given === "" ? family : `${family}, ${given.slice(0, 1)}.`;
}

function CaseTabs({ app, route }: { readonly app: AppModel; readonly route: Route }) {
  const { open } = useStore(app.navigation);
  const { list } = useStore(app.worklist.store);
  const words = appWords();
  const rows = list.phase === "shown" ? list.rows : [];
  return open.map(({ caseId }) => {
    const row = rows.find((entry) => entry.caseId === caseId);
    const name = shortName(visibleText(row?.patient.name ?? "…"));
    const current = route.at === "case" && route.caseId === caseId;
    return (
      <span key={caseId} className="tab-group">
        <Tab icon={row?.state.at === "drafted" ? "draft" : "record"} current={current} text={name} onGo={() => app.openCase(caseId)} />
        {current ? (
          <button type="button" className="tab-close" aria-label={words.closeCase(name)} onClick={() => app.closeCase(caseId)}>
            <Icon name="close" size={12} />
          </button>
        ) : null}
      </span>
    );
  });
}

const NETWORK: Readonly<Record<NetworkState["at"], { readonly icon: IconName; readonly tone: Tone }>> = {
  online: { icon: "online", tone: "plain" },
  offline: { icon: "offline", tone: "plain" },
  unreachable: { icon: "unreachable", tone: "plain" },
  captive: { icon: "unreachable", tone: "warn" },
  "signed-out": { icon: "warning", tone: "danger" },
  certificate: { icon: "shield-alert", tone: "danger" },
  unknown: { icon: "cloud", tone: "plain" },
};

/** U19: the way to the service, honestly. Amber only where something waits for the network (guide §1.6). */
function NetworkPill({ app, network }: { readonly app: AppModel; readonly network: NetworkState }) {
  const words = appWords().network;
  const { icon, tone } = NETWORK[network.at];
  const waits = network.waiting > 0 && network.at !== "online";
  const parts = [
    network.at === "online" && network.syncing ? words.syncing : words[network.at],
    network.at === "online" && !network.syncing && network.lastContactAt !== null ? writeClock(network.lastContactAt) : "",
    network.syncing && network.bytesLeft > 0 ? words.left(writeBytes(network.bytesLeft)) : "",
    network.waiting > 0 ? words.waiting(network.waiting) : "",
  ].filter((part) => part !== "");
  const contact =
    network.lastContactAt === null ? words.noContact : words.lastContact(writeMomentInline(network.lastContactAt, Date.now()));
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="pill-button" aria-label={`${words.label}: ${parts.join(", ")}`}>
          <Pill tone={tone === "plain" && waits ? "warn" : tone} icon={network.syncing ? undefined : icon}>
            {network.syncing ? <Spinner /> : null}
            {parts.join(" · ")}
          </Pill>
        </button>
      }
    >
      <MenuNote>
        {words.explain[network.at]} {contact} <ForSupport detail={network.detail} />
      </MenuNote>
      <MenuRule />
      <MenuItem icon="refresh" onChoose={() => void app.session.syncNow(app.signal)}>
        {words.checkNow}
      </MenuItem>
      {network.at === "signed-out" ? (
        <MenuItem icon="external" onChoose={() => void app.session.signInAgain(app.signal)}>
          {words.signIn}
        </MenuItem>
      ) : null}
    </Menu>
  );
}

function UserMenu({ app, session }: { readonly app: AppModel; readonly session: SessionState }) {
  const words = appWords();
  const { reviewer } = session;
  if (reviewer === null) return null;
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="avatar" aria-label={words.user(reviewer.initials, reviewer.name)}>
          {reviewer.initials}
        </button>
      }
    >
      <MenuNote>
        <b className="menu-strong">{reviewer.name}</b>
        <br />
        {[reviewer.detail, session.serviceName].filter((part) => part !== null && part !== "").join(" · ")}
      </MenuNote>
      <MenuRule />
      <MenuItem icon="settings" shortcut="Mod+," onChoose={() => app.go({ at: "settings", part: "look" })}>
        {words.settings}
      </MenuItem>
      <MenuItem icon="keyboard" shortcut="F1" onChoose={() => app.show("keys")}>
        {words.keys}
      </MenuItem>
      <MenuItem icon="info" onChoose={() => app.go({ at: "settings", part: "about" })}>
        {words.about}
      </MenuItem>
      <MenuRule />
      <MenuItem icon="lock" shortcut="Mod+Shift+K" onChoose={() => void app.session.lock(app.signal)}>
        {words.lock}
      </MenuItem>
    </Menu>
  );
}

export function TitleBar(props: { readonly app: AppModel; readonly session: SessionState; readonly network: NetworkState | null }) {
  const { app } = props;
  const { route } = useStore(app.navigation);
  const words = appWords();
  return (
    <header className="title-bar">
      <Brand />
      <nav className="tabs" aria-label={words.openWork}>
        <Tab icon="list" current={route.at === "worklist"} text={words.worklist} onGo={() => app.go({ at: "worklist" })} />
        <CaseTabs app={app} route={route} />
        <Tab icon="send" current={route.at === "outbox"} text={words.outbox} onGo={() => app.go({ at: "outbox" })} />
        {route.at === "settings" ? <Tab icon="settings" current text={words.settings} onGo={() => undefined} /> : null}
      </nav>
      <button type="button" className="find" onClick={() => app.show("palette")}>
        <Icon name="search" size={14} />
        <span className="ell">{words.find}</span>
        <Keys shortcut="Mod+K" />
      </button>
      {props.network === null ? null : <NetworkPill app={app} network={props.network} />}
      <UserMenu app={app} session={props.session} />
    </header>
  );
}

/** The bar while the vault is closed: the name of the program and nothing else. */
export function ClosedTitleBar() {
  return (
    <header className="title-bar">
      <Brand />
    </header>
  );
}

export function SignInAgainButton({ app, busy }: { readonly app: AppModel; readonly busy: boolean }) {
  const words = appWords().signedOut;
  return (
    <Button size="small" icon="external" busy={busy} onClick={() => void app.session.signInAgain(app.signal)}>
      {busy ? words.waiting : words.action}
    </Button>
  );
}
