import { type Failure, fail } from "../result/failure.ts";

/** Why an object cannot be read here: its bytes, its size, or because nobody wrote a reader for its kind. */
export const objectCodes = ["unreadable-object", "oversized-object", "unshown-object"] as const;
export type ObjectCode = (typeof objectCodes)[number];

const texts: { readonly [code in ObjectCode]: readonly [happened: string, todo: string] } = {
  "unreadable-object": ["This object is damaged: what it says of itself does not fit its contents.", "Ask the service to send it again."],
  "oversized-object": [
    "This object holds more than any real one that Overread can show.",
    "Open the original on a workstation made for such objects.",
  ],
  "unshown-object": ["Overread has no reader for this kind of object.", "Open the original elsewhere if your opinion needs it."],
};

/** The failure in words; `detail` names the attribute or number, never patient data. */
export const objectFailure = (code: ObjectCode, detail?: string): Failure<ObjectCode> => ({
  code,
  happened: texts[code][0],
  safe: "The original is kept unchanged. The rest of the case can be read.",
  todo: texts[code][1],
  ...(detail === undefined ? {} : { detail }),
});

export const refuseObject = (code: ObjectCode, detail?: string) => fail(objectFailure(code, detail));
