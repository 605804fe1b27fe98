import { type ReactNode, useState } from "react";
import { Button, IconButton } from "./button.tsx";
import { Chip, Pill } from "./chip.tsx";
import { EmptyNote } from "./empty-note.tsx";
import { Checkbox, GrowingText, PassphraseField, TextField } from "./field.tsx";
import { Keys } from "./kbd.tsx";
import { Menu, MenuCheck, MenuItem, MenuNote, MenuRule } from "./menu.tsx";
import { FailureNote, Notice } from "./notice.tsx";
import { Bar, Skeleton, Spinner } from "./progress.tsx";
import { RadioList } from "./radio-list.tsx";
import { Segmented } from "./segmented.tsx";
import "./gallery.css";

const failure = {
  code: "licence-unknown",
  happened: "The service did not accept the report at 10:31: your licence is not on file.",
  safe: "The signed report is sealed on this device, unchanged.",
  todo: "Ask the service desk to add the licence, then try again. You need not sign again.",
  detail: "422",
};
const passphraseWords = { show: "Show the passphrase", hide: "Hide the passphrase", capsLock: "Caps Lock is on" };

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="gallery-row">
      <h3>{name}</h3>
      <div className="gallery-parts">{children}</div>
    </div>
  );
}

function Buttons() {
  return (
    <>
      {(["primary", "plain", "quiet", "danger"] as const).map((kind) => (
        <Row key={kind} name={`Button, ${kind}`}>
          <Button kind={kind}>Rest</Button>
          <Button kind={kind} icon="sign">
            With icon
          </Button>
          <Button kind={kind} shortcut="Mod+Enter">
            With key
          </Button>
          <Button kind={kind} busy>
            Busy
          </Button>
          <Button kind={kind} offBecause="Join from 15:50">
            Off, with its reason
          </Button>
          <Button kind={kind} size="small">
            Small
          </Button>
          <Button kind={kind} size="large">
            Large
          </Button>
        </Row>
      ))}
      <Row name="Tool button">
        <IconButton icon="window" label="Window and level" shortcut="W" showKey />
        <IconButton icon="pan" label="Pan, pressed" shortcut="H" showKey pressed />
        <IconButton icon="zoom" label="Zoom, off" shortcut="Z" showKey offBecause="No image is shown" />
        <IconButton icon="refresh" label="Busy" busy />
        <IconButton icon="close" label="Close, small" small />
      </Row>
    </>
  );
}

function Fields() {
  const [choice, setChoice] = useState<"kind" | "date">("kind");
  const [answer, setAnswer] = useState<"same" | "changed" | null>(null);
  const [radio, setRadio] = useState<"one" | "two" | null>(null);
  const [ticked, setTicked] = useState(true);
  return (
    <>
      <Row name="Field">
        <TextField label="Name" defaultValue="m.lindqvist" />
        <TextField label="With hint" hint="Shown below" icon="search" placeholder="Name, ID, question" />
        <TextField label="In error" error="This name is not known." defaultValue="m.lindquist" />
        <PassphraseField label="Passphrase" words={passphraseWords} defaultValue="four unrelated words here" />
      </Row>
      <Row name="Writing">
        <GrowingText
          label="Answer"
          value="The nodule has grown from 11 to 17 mm in eighteen months. A scar does not grow."
          onText={() => undefined}
        />
        <GrowingText label="Frozen" value="Signed text cannot be changed." />
        <div className="gallery-noted">
          <GrowingText
            label="Text with something invisible and something that cannot be printed"
            value={"The nodule lies in the\u202e right lobe (ป)."}
            onText={() => undefined}
          />
        </div>
      </Row>
      <Row name="Choice">
        <Segmented
          label="Order"
          value={choice}
          segments={[
            { value: "kind", label: "Type" },
            { value: "date", label: "Date" },
          ]}
          onChange={setChoice}
        />
        <Segmented
          kind="choice"
          label="Answer, nothing chosen beforehand"
          value={answer}
          segments={[
            { value: "same", label: "Same" },
            { value: "changed", label: "Different" },
          ]}
          onChange={setAnswer}
        />
        <Checkbox checked={ticked} onChange={setTicked}>
          Tick
        </Checkbox>
        <RadioList
          label="One of two"
          value={radio}
          choices={[
            { value: "one", label: "One" },
            { value: "two", label: "Another" },
          ]}
          onChange={setRadio}
        />
      </Row>
      <Row name="Menu">
        <Menu trigger={<Button trailing="chevron-down">Open</Button>}>
          <MenuNote>A word of explanation.</MenuNote>
          <MenuRule />
          <MenuItem icon="refresh" shortcut="R" onChoose={() => undefined}>
            Try again
          </MenuItem>
          <MenuCheck checked={ticked} onChange={setTicked}>
            CT
          </MenuCheck>
        </Menu>
      </Row>
    </>
  );
}

function Signs() {
  return (
    <>
      <Row name="Chips and pills">
        <Chip>CT</Chip>
        <Chip tone="accent">NOW</Chip>
        <Chip tone="prior">PRIOR</Chip>
        <Chip tone="ok">SENT</Chip>
        <Chip tone="warn">DUE</Chip>
        <Chip tone="danger">NEEDS YOU</Chip>
        <Chip tone="outline">DEMO</Chip>
        <Pill icon="online">In sync</Pill>
        <Pill tone="warn" icon="offline">
          Offline · 2 waiting
        </Pill>
        <Pill tone="danger" icon="warning">
          Sign in again
        </Pill>
      </Row>
      <Row name="Keys">
        <Keys shortcut="Mod+K" />
        <Keys shortcut="Alt+ArrowDown" />
        <Keys shortcut="Enter" />
      </Row>
      <Row name="Progress">
        <Spinner />
        <div className="gallery-bar">
          <Bar share={0.62} label="62 % fetched" />
        </div>
        <div className="gallery-bar">
          <Bar share={1} tone="ok" label="Complete" />
        </div>
        <div className="gallery-bar">
          <Bar share={0.12} tone="danger" label="12 % fetched, then failed" />
        </div>
        <div className="gallery-wide">
          <Skeleton label="Reading" rows={3} rowHeight={36} />
        </div>
      </Row>
      <Row name="Notices">
        <Notice tone="danger" title="2 of 412 frames could not be read.">
          The other frames and your measurements are not affected. Fetch the series again, or name the gap as a limit.
        </Notice>
        <Notice tone="warn" icon="offline" title="The network is gone.">
          Your draft is saved on this device. Go on; the report leaves when the service can be reached.
        </Notice>
        <Notice tone="ok" title="Delivered at 11:02.">
          The service holds exactly what you signed.
        </Notice>
        <Notice tone="accent" icon="external" title="Your browser opens for the sign-in.">
          Come back here when it says “Signed in”.
        </Notice>
        <FailureNote failure={failure} actions={<Button size="small">Try again</Button>} />
      </Row>
      <Row name="Empty">
        <EmptyNote icon="inbox" title="No cases are assigned to you" actions={<Button icon="refresh">Check now</Button>}>
          Checked with the service at 09:41.
        </EmptyNote>
      </Row>
    </>
  );
}

/** Every part of the window in every state, on one page: to look at, and for the accessibility test. */
export function Gallery() {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area can be focused (guide §8)
    <main className="gallery scroll" tabIndex={0}>
      <h1>Parts and states</h1>
      <h2>Controls</h2>
      <Buttons />
      <Fields />
      <h2>Signs</h2>
      <Signs />
      <h2>Surfaces and text</h2>
      <div className="gallery-surfaces">
        {["sunken", "app", "panel", "raised", "hover", "active", "selected"].map((surface) => (
          <div key={surface} style={{ background: `var(--bg-${surface})` }}>
            <b>bg-{surface}</b>
            <p className="gallery-two">text-2</p>
            <p className="gallery-three">text-3</p>
            <p className="tone-accent">accent</p>
          </div>
        ))}
      </div>
    </main>
  );
}
