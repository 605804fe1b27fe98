import type dicomParser from "dicom-parser";

/** One attribute of the DICOM JSON Model (PS3.18 Annex F). */
export type JsonAttribute = { readonly vr: string; readonly Value?: readonly unknown[] };
export type DicomJson = Readonly<Record<string, JsonAttribute>>;

/** Value representations of implicit files, for the attributes that a preview needs; others are left out there. */
const implicitVr: Readonly<Record<string, string>> = {
  x00080005: "CS",
  x00080008: "CS",
  x00080016: "UI",
  x00080018: "UI",
  x00080020: "DA",
  x00080021: "DA",
  x00080030: "TM",
  x00080050: "SH",
  x00080060: "CS",
  x00080070: "LO",
  x00081030: "LO",
  x0008103e: "LO",
  x00100010: "PN",
  x00100020: "LO",
  x00100030: "DA",
  x00100040: "CS",
  x00180050: "DS",
  x00180088: "DS",
  x0020000d: "UI",
  x0020000e: "UI",
  x00200010: "SH",
  x00200011: "IS",
  x00200013: "IS",
  x00200032: "DS",
  x00200037: "DS",
  x00200052: "UI",
  x00280002: "US",
  x00280004: "CS",
  x00280008: "IS",
  x00280010: "US",
  x00280011: "US",
  x00280030: "DS",
  x00280100: "US",
  x00280101: "US",
  x00280102: "US",
  x00280103: "US",
  x00281050: "DS",
  x00281051: "DS",
  x00281052: "DS",
  x00281053: "DS",
};

const BINARY = new Set(["OB", "OW", "OF", "OD", "OL", "OV", "UN"]);

/** Labels of PS3.3 C.12.1.1.2 that TextDecoder knows under another name. Metadata is a preview: what is not here is read as Latin-1. */
const charsets: Readonly<Record<string, string>> = {
  "ISO_IR 100": "latin1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
  "ISO_IR 13": "shift_jis",
};

type Decode = (bytes: Uint8Array) => string;

/** The data set as DICOM JSON without binary values, as several archives answer it. */
export function toDicomJson(dataSet: dicomParser.DataSet): DicomJson {
  const label = dataSet.string("x00080005")?.split("\\").at(-1) ?? "";
  const decoder = new TextDecoder(charsets[label] ?? "latin1");
  const decode: Decode = (bytes) => decoder.decode(bytes);
  return Object.fromEntries(
    Object.entries(dataSet.elements).flatMap(([tag, element]) => {
      const vr = element.vr ?? (element.items === undefined ? implicitVr[tag] : "SQ");
      if (vr === undefined || BINARY.has(vr) || tag.startsWith("x0002") || tag === "x7fe00010") return [];
      return [[tag.slice(1).toUpperCase(), attribute(dataSet, tag, element, vr, decode)]];
    }),
  );
}

function attribute(dataSet: dicomParser.DataSet, tag: string, element: dicomParser.Element, vr: string, decode: Decode): JsonAttribute {
  if (vr === "SQ") {
    const items = (element.items ?? []).flatMap((item) => (item.dataSet === undefined ? [] : [toDicomJson(item.dataSet)]));
    return items.length === 0 ? { vr } : { vr, Value: items };
  }
  const values = element.length === 0 ? [] : (numbers(dataSet, tag, element, vr) ?? texts(dataSet, element, vr, decode));
  return values.length === 0 ? { vr } : { vr, Value: values };
}

const numberSize: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 4 };

function numbers(dataSet: dicomParser.DataSet, tag: string, element: dicomParser.Element, vr: string): unknown[] | null {
  const size = numberSize[vr];
  if (size === undefined) return null;
  return Array.from({ length: Math.floor(element.length / size) }, (_, index) => {
    switch (vr) {
      case "US":
        return dataSet.uint16(tag, index);
      case "SS":
        return dataSet.int16(tag, index);
      case "UL":
        return dataSet.uint32(tag, index);
      case "SL":
        return dataSet.int32(tag, index);
      case "FL":
        return dataSet.float(tag, index);
      case "FD":
        return dataSet.double(tag, index);
      default: {
        const group = dataSet.uint16(tag, index * 2) ?? 0;
        return ((group << 16) | (dataSet.uint16(tag, index * 2 + 1) ?? 0)).toString(16).padStart(8, "0").toUpperCase();
      }
    }
  });
}

const WHOLE_TEXT = new Set(["LT", "ST", "UT", "UR"]);

function texts(dataSet: dicomParser.DataSet, element: dicomParser.Element, vr: string, decode: Decode): unknown[] {
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const text = decode(bytes).replace(/[\0 ]+$/, "");
  const parts = WHOLE_TEXT.has(vr) ? [text] : text.split("\\").map((part) => part.trim());
  if (vr === "DS" || vr === "IS") return parts.filter((part) => part !== "").map(Number);
  if (vr === "PN") return parts.map(personName);
  return parts;
}

function personName(text: string): Record<string, string> {
  const names = ["Alphabetic", "Ideographic", "Phonetic"];
  return Object.fromEntries(text.split("=").flatMap((part, index) => (part === "" ? [] : [[names[index] ?? "Other", part]])));
}
