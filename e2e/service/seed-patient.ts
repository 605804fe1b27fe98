import type { Patient } from "@medplum/fhirtypes";
import type { DicomPatient } from "../fixtures/imaging-study.ts";

const genders: Readonly<Record<string, Patient["gender"]>> = { F: "female", M: "male", O: "other" };

/** The patient that the headers name; somebody without a name when there are no headers. */
export function patientFromImages(found: DicomPatient | undefined, name: string): Patient {
  const [family = "", given = ""] = (found?.name ?? "").split("=")[0]?.split("^") ?? [];
  return {
    resourceType: "Patient",
    id: `${name}-patient`,
    active: true,
    ...(found === undefined || found.id === "" ? {} : { identifier: [{ system: "https://service.example/patients", value: found.id }] }),
    name: [{ use: "official", family: family === "" ? "Unknown" : family, ...(given === "" ? {} : { given: [given] }) }],
    gender: genders[found?.sex ?? ""] ?? "unknown",
    ...(found === undefined || found.birthDate === "" ? {} : { birthDate: found.birthDate }),
  };
}

const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();

/** Where the headers name somebody else than the Patient resource: the app raises its identity banner for it. */
export function foreignPatients(found: readonly DicomPatient[], patient: Patient): string[] {
  const differing = found.map((each) => differences(each, patient)).filter((each) => each.length > 0);
  if (differing.length === 0) return [];
  const who =
    found.length === 1
      ? "The images name another patient than the records"
      : `${differing.length} of ${found.length} patients in the images differ`;
  return [`${who} (${[...new Set(differing.flat())].join(", ")}): the app will show its identity banner`];
}

function differences(found: DicomPatient, patient: Patient): string[] {
  const [family = "", given = ""] = found.name.split("=")[0]?.split("^") ?? [];
  const official = patient.name?.[0];
  return [
    plain(family) === plain(official?.family ?? "") && plain(official?.given?.[0] ?? "").startsWith(plain(given)) ? null : "name",
    found.birthDate === "" || found.birthDate === patient.birthDate ? null : "birth date",
    genders[found.sex] === undefined || genders[found.sex] === patient.gender ? null : "sex",
    found.id === "" || patient.identifier?.some(({ value }) => value === found.id) === true ? null : "patient id",
  ].filter((what) => what !== null);
}
