import type { OutboxEntry } from "#shared/contract/outbox.ts";
import { writeClock, writeMomentInline } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { keyImageWords } from "./key-image-words.ts";
import { outboxWords } from "./words.ts";

type KeyImages = NonNullable<OutboxEntry["keyImages"]>;

/** The step behind the last: the key images on their way into the image archive. */
export function KeyImageStep({ keyImages: { count, state } }: { readonly keyImages: KeyImages }) {
  const words = outboxWords();
  const look = state.at === "stored" ? "outbox-step-done" : state.at === "refused" ? "outbox-step-failed" : "outbox-step-ahead";
  return (
    <li className={`outbox-step ${look}`} data-key-images={state.at}>
      <span className="outbox-step-icon">
        <Icon name={state.at === "refused" ? "close" : "key-image"} size={12} />
      </span>
      <span>
        <b>{words.keyImages(count)}</b>
        <small>{words.keyImagesText[state.at]}</small>
      </span>
      <span className="outbox-step-time num">{state.at === "stored" ? writeClock(state.since) : ""}</span>
    </li>
  );
}

/** What keeps the key images of a delivered report out of the archive; nothing while all goes well. */
export function KeyImageNotice({ keyImages: { state } }: { readonly keyImages: KeyImages }) {
  const words = outboxWords();
  if (state.at === "backing-off")
    return (
      <Notice tone="plain" title={words.keyImagesLate}>
        {keyImageWords(state.why)} {words.keyImagesSafe} {words.keyImagesWait} {words.until(writeMomentInline(state.until, Date.now()))}
      </Notice>
    );
  if (state.at !== "refused") return null;
  return (
    <Notice tone="warn" title={words.keyImagesRefused} code={state.why}>
      {keyImageWords(state.why)} {words.keyImagesSafe} {words.keyImagesTodo}
    </Notice>
  );
}
