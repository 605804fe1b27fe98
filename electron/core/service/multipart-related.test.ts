import { describe, expect, test } from "vitest";
import { boundaryOf, MultipartBroken, readParts } from "./multipart-related.ts";

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

// written by hand from RFC 2387 and RFC 2046 §5.1.1
const answer =
  "--b\r\nContent-Type: application/dicom\r\n\r\nfirst\r\n--b \t\r\nContent-Type: application/dicom\r\nX: y\r\n\r\nsec\r\n--ond\r\n--b--\r\n";

describe("multipart/related", () => {
  test.each([1, 2, 3, 7, 64, 1_000])("parts are the same however the bytes arrive (pieces of %i)", async (size) => {
    const bodies: string[] = [];
    for await (const part of readParts(inPieces(answer, size), "b", 1_000)) bodies.push(part.body.toString("latin1"));
    expect(bodies).toEqual(["first", "sec\r\n--ond"]);
  });

  test("an answer without its end mark is broken, after the whole parts were given", async () => {
    const bodies: string[] = [];
    const read = async (): Promise<void> => {
      for await (const part of readParts(inPieces(answer.slice(0, -10), 5), "b", 1_000)) bodies.push(part.body.toString("latin1"));
    };
    await expect(read()).rejects.toThrow(MultipartBroken);
    expect(bodies).toEqual(["first"]);
  });

  test("a part beyond the limit is refused", async () => {
    const read = async (): Promise<void> => {
      for await (const _part of readParts(inPieces(`--b\r\n\r\n${"x".repeat(200_000)}`, 4_096), "b", 1_000)) throw new Error("gave a part");
    };
    await expect(read()).rejects.toThrow(RangeError);
  });

  test("the boundary is read with and without quotes; other types have none", () => {
    expect(boundaryOf('multipart/related; type="application/dicom"; boundary="a b"')).toBe("a b");
    expect(boundaryOf("multipart/related;boundary=xyz; start=1")).toBe("xyz");
    expect(boundaryOf("application/dicom")).toBeNull();
  });
});
