/** The package describes its factory as a named default of a module; what Node loads is the factory itself. Only what is used here. */
declare module "bidi-js" {
  type Bidi = {
    getEmbeddingLevels(
      text: string,
      base?: "ltr" | "rtl" | "auto",
    ): {
      readonly levels: Uint8Array;
      readonly paragraphs: readonly { readonly start: number; readonly end: number; readonly level: number }[];
    };
    getBidiCharTypeName(character: string): string;
    getMirroredCharacter(character: string): string | null;
  };
  const bidiFactory: () => Bidi;
  export default bidiFactory;
}
