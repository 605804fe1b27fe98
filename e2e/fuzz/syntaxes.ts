export const IMPLICIT = "1.2.840.10008.1.2";
export const EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2";
export const DEFLATED_SYNTAX = "1.2.840.10008.1.2.1.99";
