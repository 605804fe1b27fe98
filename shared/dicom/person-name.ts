/** A person name's component groups (PS3.5 6.2.1). */
export type PersonName = { readonly alphabetic: string; readonly ideographic: string; readonly phonetic: string };

/** Splits the groups; the text is already decoded. */
export function personNameOf(text: string): PersonName {
  const [alphabetic = "", ideographic = "", phonetic = ""] = text.split("=").map((group) => group.trim());
  return { alphabetic, ideographic, phonetic };
}

/** One group as people write it: "Family, Given Middle" with prefix and suffix behind. */
export function groupForPeople(group: string): string {
  const [family = "", given = "", middle = "", prefix = "", suffix = ""] = group.split("^").map((part) => part.trim());
  const first = [given, middle].filter((part) => part !== "").join(" ");
  const name = [family, first].filter((part) => part !== "").join(", ");
  return [name, prefix, suffix].filter((part) => part !== "").join(", ");
}

/** A name for the screen: the alphabetic group, with the ideographic one behind it where there is one. */
export function personNameForPeople(text: string): string {
  const name = personNameOf(text);
  const groups = [name.alphabetic, name.ideographic].filter((group) => group !== "").map(groupForPeople);
  return groups.length === 0 ? groupForPeople(name.phonetic) : groups.join(" · ");
}
