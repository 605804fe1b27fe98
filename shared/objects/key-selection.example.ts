import type { SelectionIdentity, StudySelection } from "./make-key-objects.ts";

const CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";
const US_MULTIFRAME = "1.2.840.10008.5.1.4.1.1.3.1";

/** Three key images of an invented study for tests: one of a CT image, two of the frames of one ultrasound loop. */
export const exampleSelection: StudySelection = {
  patient: { name: "Müller-Łuczak^Jörg=山田^太郎", id: "P-1", issuer: "HOSPITAL", birthDate: "19600229", sex: "O" },
  study: {
    studyInstanceUid: "1.2.3",
    date: "20260312",
    time: "101500",
    description: "Thorax",
    accessionNumber: "A-77",
    studyId: "4711",
    referringPhysician: "",
  },
  images: [
    {
      number: 1,
      caption: "Rundherd, 17 mm – größer als früher",
      seriesUid: "1.2.3.4",
      sopClassUid: CT_IMAGE,
      sopInstanceUid: "1.2.3.4.5",
      frameNumber: null,
    },
    { number: 2, caption: "", seriesUid: "1.2.3.6", sopClassUid: US_MULTIFRAME, sopInstanceUid: "1.2.3.6.7", frameNumber: 12 },
    {
      number: 3,
      caption: "肺の結節; נמצא קשר \\ 50 %",
      seriesUid: "1.2.3.6",
      sopClassUid: US_MULTIFRAME,
      sopInstanceUid: "1.2.3.6.7",
      frameNumber: 30,
    },
  ],
};

export const exampleSelectionIdentity: SelectionIdentity = {
  seriesUid: "2.25.1001",
  sopInstanceUid: "2.25.1002",
  writtenOn: "20261124",
  writtenAt: "170630",
};
