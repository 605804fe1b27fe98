import "./kbd.css";

const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: "↵",
  Escape: "Esc",
  PageDown: "PgDn",
  PageUp: "PgUp",
  Delete: "Del",
  Mod: "Ctrl",
  "-": "−",
};

const SPOKEN: Readonly<Record<string, string>> = {
  "↓": "down",
  "↑": "up",
  "←": "left",
  "→": "right",
  "↵": "Enter",
  "\\": "backslash",
  "−": "minus",
};

/** The keycaps of one shortcut as they are written: ["Ctrl", "K"]. */
export const keycaps = (shortcut: string): string[] =>
  (shortcut === "+" ? ["+"] : shortcut.split("+").map((part) => (part === "" ? "+" : part))).map((part) => NAMES[part] ?? part);

/** One shortcut as keycaps. */
export function Keys({ shortcut }: { readonly shortcut: string }) {
  return (
    <span className="keys">
      {keycaps(shortcut).map((cap) => (
        <kbd key={cap}>
          {SPOKEN[cap] === undefined ? (
            cap
          ) : (
            <>
              <span aria-hidden="true">{cap}</span>
              <span className="sr-only">{SPOKEN[cap]}</span>
            </>
          )}
        </kbd>
      ))}
    </span>
  );
}
