/** What the shell tells its child at start, over the channel between them: nothing of it is in arguments or the environment. */
export type ServerStart = {
  readonly kind: "start";
  readonly address: string;
  /** Free when the shell looked; the same again after a restart of the child. */
  readonly port: number;
  readonly cookie: string;
  readonly pageFolder: string;
  readonly coreFile: string;
  readonly dataDir: string;
  readonly configDir: string;
  readonly version: string;
  readonly remarks: readonly string[];
  readonly demoServiceBase: string | null;
};

export type ToServer =
  | ServerStart
  | { readonly kind: "ticket"; readonly id: number }
  | { readonly kind: "active" }
  | { readonly kind: "window-gone" }
  | { readonly kind: "close" };

export type FromServer =
  | { readonly kind: "listening" }
  | { readonly kind: "ticket"; readonly id: number; readonly ticket: string }
  | { readonly kind: "open"; readonly url: string }
  | { readonly kind: "attacked" }
  | { readonly kind: "closed" };
