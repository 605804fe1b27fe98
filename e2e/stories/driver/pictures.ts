import { type Json, listAt, numberAt, textAt } from "#shared/fhir/json.ts";

/** Classes without pictures (PS3.4 B.5): waveforms, presentation states, registrations, surfaces, reports, documents, RT plans and structures. */
const WITHOUT_PICTURES = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(9|11|66|66\.[12356]|67|88|104|481\.[3-9])(\.\d+)*$/;
/** Segmentations are pictures, although their number begins like that of raw data. */
const SEGMENTATION = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.66\.[47]$/;

const hasPicture = (instance: Json): boolean => {
  const sopClass = (textAt(instance, "sopClass", "code") ?? "").replace(/^urn:oid:/, "");
  return SEGMENTATION.test(sopClass) || !WITHOUT_PICTURES.test(sopClass);
};

/** How many instances of these ImagingStudies hold pictures, as far as they say their class. */
export const picturesAnnounced = (studies: readonly Json[]): number =>
  studies
    .flatMap((study) => listAt(study, "series"))
    .reduce<number>((sum, series) => {
      const instances = listAt(series, "instance");
      return sum + (instances.length > 0 ? instances.filter(hasPicture).length : (numberAt(series, "numberOfInstances") ?? 0));
    }, 0);
