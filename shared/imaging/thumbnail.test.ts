import { expect, test } from "vitest";
import { madeLook } from "./made-look.ts";
import { thumbnailOf } from "./thumbnail.ts";

test("a thumbnail is no larger than asked, undistorted, and grey by the window the series opens with", () => {
  const values = Uint16Array.from({ length: 40 * 20 }, (_, i) => (i % 40 < 20 ? 0 : 1000));
  const look = madeLook({ voi: [{ kind: "window", center: 500, width: 1000, shape: "linear", explanation: null }] });
  const made = thumbnailOf({ rows: 20, columns: 40, samples: 1, photometric: "MONOCHROME2", values }, look, "CT", 10);
  expect([made.width, made.height]).toEqual([10, 5]);
  expect([made.rgba[0], made.rgba[3], made.rgba[9 * 4]]).toEqual([0, 255, 255]);
  const tall = madeLook({ calibration: { ...look.calibration, pixelAspect: 2 } });
  expect(thumbnailOf({ rows: 20, columns: 40, samples: 1, photometric: "MONOCHROME2", values }, tall, "CT", 10).height).toBe(10);
});
