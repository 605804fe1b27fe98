const PANEL_TEXT = ".opinion-panel textarea:not([readonly])";

/** The text of the opinion panel that was written in last. */
let lastText: HTMLTextAreaElement | null = null;

/** Remembers where the reader writes; returns what ends that. */
export function followCaret(): () => void {
  const onFocus = (event: FocusEvent): void => {
    if (event.target instanceof HTMLTextAreaElement && event.target.matches(PANEL_TEXT)) lastText = event.target;
  };
  document.addEventListener("focusin", onFocus);
  return () => document.removeEventListener("focusin", onFocus);
}

const isSpaced = (text: string, at: number): boolean => at === 0 || /\s|\(/.test(text.charAt(at - 1));

/**
 * Puts a text at the caret of the panel's text that is, or was last, written in; false when there is none. As if it were typed: the browser's
 * own undo takes it back. The focus stays where it is.
 */
export function writeAtCaret(text: string): boolean {
  const before = document.activeElement;
  const target = before instanceof HTMLTextAreaElement && before.matches(PANEL_TEXT) ? before : lastText;
  if (target === null || !target.isConnected || !target.matches(PANEL_TEXT)) return false;
  target.focus({ preventScroll: true });
  const spaced = isSpaced(target.value, target.selectionStart) ? text : ` ${text}`;
  // the one way that keeps the browser's list of steps whole
  document.execCommand("insertText", false, spaced);
  if (before instanceof HTMLElement && before !== target) before.focus({ preventScroll: true });
  return true;
}
