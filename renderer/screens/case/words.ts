import { inPageLanguage } from "../../ui/words.ts";

const en = {
  patient: "Patient",
  demo: "DEMO",
  sex: { female: "F", male: "M", other: "Other", unknown: "Sex not stated" } as const,
  age: (age: number) => `${age} y`,
  bornUnknown: "birth date not stated",
  case: "Case",
  due: "Due",
  noDue: "No date",
  allergies: "Allergies",
  noAllergies: "None stated",
  speaks: "Speaks",
  from: (country: string) => `from ${country}`,
  toolbar: "Views and tools",
  views: "Views of this case",
  images: "Images",
  records: "Records",
  opinion: "Opinion",
  loading: "Opening the case",
  back: "Back to the worklist",
  goneTitle: "This case cannot be read any more.",
  goneText:
    "Its records and images were erased from this device. What you wrote is kept here, sealed, for seven days: copy out what you need, or ask the service to give the case back.",
  read: "I have read this",
  consentEnded: "The patient’s consent is not valid now.",
  blindTitle: "First opinion is shown",
  blindText: "No blind reading in this version",
  conflictTitle: "Images of this case may belong to another patient.",
  resolve: "Look at them",
};

export const caseWords = (): typeof en => inPageLanguage({ en });
