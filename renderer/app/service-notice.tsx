import { useStore } from "zustand";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import type { AppModel } from "./app-model.ts";
import { SignInAgainButton } from "./title-bar.tsx";
import { appWords } from "./words.ts";

/** The service wants a new sign-in: above what waits for it, with the way to give it (U20). */
export function SignedOutNotice({ app }: { readonly app: AppModel }) {
  const signedOut = useStore(app.session.store, (state) => state.phase === "shown" && state.network?.at === "signed-out");
  const signingIn = useStore(app.session.store, (state) => state.phase === "shown" && state.signingIn);
  const failure = useStore(app.session.store, (state) => (state.phase === "shown" ? state.signInFailure : null));
  const words = appWords().signedOut;
  if (!signedOut) return null;
  return (
    <Notice tone="danger" title={words.title} actions={<SignInAgainButton app={app} busy={signingIn} />}>
      {failure === null ? words.text : `${failure.happened} ${failure.safe} ${failure.todo}`}
    </Notice>
  );
}

/** Above the outbox: why nothing leaves now, and that nothing has to be done about it. */
export function WaitingNotice({ app }: { readonly app: AppModel }) {
  const network = useStore(app.session.store, (state) => (state.phase === "shown" ? state.network : null));
  const words = appWords();
  if (network === null || network.at === "signed-out") return <SignedOutNotice app={app} />;
  if (network.at === "online" || network.waiting === 0) return null;
  return (
    <Notice
      wide
      tone="warn"
      icon="offline"
      role="status"
      title={`${words.network[network.at]}.`}
      actions={
        <Button size="small" onClick={() => void app.session.syncNow(app.signal)}>
          {words.network.checkNow}
        </Button>
      }
    >
      {words.waits(network.waiting)}
    </Notice>
  );
}
