/** TypeScript's DOM has no Trusted Types yet: the part that is used here. */
type TrustedPolicy = { readonly createScriptURL: (url: string) => unknown };
type TrustedHost = {
  readonly trustedTypes?: {
    readonly createPolicy: (name: string, rules: { readonly createScriptURL: (url: string) => string }) => TrustedPolicy;
  };
};

export type StartWorker = (url: string) => Worker;

/**
 * The page's one Trusted Types policy (reliability §1.2): module workers may be started from the listed files of our own build and
 * from nothing else. Made once; whoever needs a worker gets the function.
 */
export function createWorkerStarter(files: readonly string[]): StartWorker {
  const allowed = new Set(files.map((file) => new URL(file, location.href).href));
  const policy = (globalThis as TrustedHost).trustedTypes?.createPolicy("overread", {
    createScriptURL: (url) => {
      if (!allowed.has(new URL(url, location.href).href)) throw new TypeError("this file is not one of our workers");
      return url;
    },
  });
  return (url) => new Worker((policy?.createScriptURL(url) ?? url) as string, { type: "module" });
}
