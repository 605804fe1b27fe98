// lib.dom of TypeScript 7 does not know Trusted Types.
declare const trustedTypes: {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown };
};
