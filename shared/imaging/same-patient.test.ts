import { expect, test } from "vitest";
import type { PatientFacts } from "./frame-table.ts";
import { matchPatients, mostNamedPatient, type PatientMatch } from "./same-patient.ts";

const patient = (more: Partial<PatientFacts> = {}): PatientFacts => ({
  id: "1",
  issuer: "A",
  name: "Doe^Jane",
  birthDate: "19600101",
  sex: "F",
  ...more,
});

test.each<{ name: string; other: Partial<PatientFacts>; match: PatientMatch }>([
  { name: "the same header", other: {}, match: "same" },
  { name: "another spelling of the name", other: { name: "DOE^JANE^^" }, match: "same" },
  { name: "no issuer", other: { issuer: "" }, match: "same" },
  { name: "the same number with another birth date", other: { birthDate: "19700202" }, match: "other" },
  { name: "a number of another hospital", other: { id: "77", issuer: "B" }, match: "other-id" },
  { name: "another number, with a second given name", other: { id: "77", name: "Doe^Jane Mary" }, match: "other-id" },
  { name: "another number, an initial for a given name", other: { id: "77", name: "DOE^J" }, match: "other-id" },
  { name: "another number and another given name", other: { id: "77", name: "Doe^Max" }, match: "other" },
  { name: "another number and another name", other: { id: "77", name: "Roe^Max" }, match: "other" },
  { name: "another number and another birth date", other: { id: "77", birthDate: "19700202" }, match: "other" },
  { name: "a maiden name under the same number and birth date", other: { name: "Miller^Jane" }, match: "same" },
])("row 57: $name is $match", ({ other, match }) => {
  expect(matchPatients(patient(), patient(other))).toBe(match);
});

test("accents and umlauts in either spelling are one name", () => {
  const facts = { id: "77", issuer: "B" };
  expect(matchPatients(patient({ name: "Müller^Zoë" }), patient({ ...facts, name: "MUELLER^ZOE" }))).toBe("other-id");
});

test("the patient of a case is the one that most headers name", () => {
  expect(mostNamedPatient([patient({ id: "9", name: "Roe^Max", birthDate: "19700202" }), patient(), patient({ issuer: "" })])?.name).toBe(
    "Doe^Jane",
  );
});
