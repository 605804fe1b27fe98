/** The part of a keyboard event that a shortcut looks at. */
export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * A key press in the words of the command table, best first: "Mod+Shift+K", "Alt+ArrowDown", "?". Shift with a digit key has two
 * readings, the key and the sign: "/" is Shift+7 on many keyboards.
 */
export function shortcutsOf(press: KeyPress, mac: boolean): readonly string[] {
  const digit = /^Digit(\d)$/.exec(press.code)?.[1];
  const letter = /^[a-zA-Z]$/.test(press.key) ? press.key.toUpperCase() : null;
  const sign = press.key === " " ? "Space" : (letter ?? press.key);
  const before = `${(mac ? press.metaKey : press.ctrlKey) ? "Mod+" : ""}${press.altKey ? "Alt+" : ""}`;
  const shift = press.shiftKey ? "Shift+" : "";
  // A sign like "?" already holds its Shift; letters and named keys say it.
  const bySign = `${before}${letter !== null || sign.length > 1 || /^\d$/.test(sign) ? shift : ""}${sign}`;
  const byDigit = digit === undefined ? null : `${before}${shift}${digit}`;
  return byDigit === null || byDigit === bySign ? [bySign] : [byDigit, bySign];
}
