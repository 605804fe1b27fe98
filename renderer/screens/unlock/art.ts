/**
 * The picture beside the sign-in: an invented axial slice of a chest, drawn from a fixed seed. Decoration only; it is nobody's image
 * and carries no meaning, so screen readers do not meet it.
 */
const SIZE = 900;

/** A small generator with a fixed seed (mulberry32): the same picture at every start. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function blob(pen: Pen, x: number, y: number, rx: number, ry: number, grey: number, tilt = 0, power = 2.4): void {
  pen.beginPath();
  for (let step = 0; step <= 72; step += 1) {
    const angle = (step / 72) * 2 * Math.PI;
    const u = Math.sign(Math.cos(angle)) * Math.abs(Math.cos(angle)) ** (2 / power) * rx;
    const v = Math.sign(Math.sin(angle)) * Math.abs(Math.sin(angle)) ** (2 / power) * ry;
    pen.lineTo(x + u * Math.cos(tilt) - v * Math.sin(tilt), y + u * Math.sin(tilt) + v * Math.cos(tilt));
  }
  pen.fillStyle = `rgb(${grey} ${grey} ${grey})`;
  pen.fill();
}

function vessel(pen: Pen, random: () => number, x: number, y: number, angle: number, width: number): void {
  if (width < 0.9) return;
  const length = 14 + width * (2.6 + random() * 2.4);
  const [endX, endY] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length * 0.9];
  pen.beginPath();
  pen.moveTo(x, y);
  pen.quadraticCurveTo((x + endX) / 2 + (random() - 0.5) * width * 3, (y + endY) / 2 + (random() - 0.5) * width * 3, endX, endY);
  pen.lineWidth = width;
  const grey = 108 + width * 4;
  pen.strokeStyle = `rgb(${grey} ${grey} ${grey})`;
  pen.stroke();
  vessel(pen, random, endX, endY, angle + (random() - 0.5) * 0.7, width * 0.82);
  if (random() < 0.75) vessel(pen, random, endX, endY, angle + (random() < 0.5 ? -1 : 1) * (0.5 + random() * 0.5), width * 0.62);
}

function lung(pen: Pen, random: () => number, x: number, tilt: number, hilumX: number, side: 1 | -1): void {
  pen.save();
  blob(pen, x, 440, 152, 208, 24, tilt, 2.3);
  pen.clip();
  for (let count = 0; count < 260; count += 1) {
    const grey = 34 + random() * 26;
    blob(pen, x + (random() - 0.5) * 310, 440 + (random() - 0.5) * 420, 1 + random() * 2.4, 1 + random() * 2.2, grey, 0, 2);
  }
  const start = side === 1 ? 0 : Math.PI;
  for (const turn of [-1.15, -0.75, -0.35, 0, 0.35, 0.7, 1.05])
    vessel(pen, random, hilumX, 470 + turn * 46, start + side * turn, 13 - Math.abs(turn) * 3);
  pen.restore();
}

function chest(pen: Pen, random: () => number): void {
  blob(pen, 450, 462, 396, 300, 74, 0, 2.7); // skin and fat
  blob(pen, 450, 460, 372, 276, 112, 0, 2.6); // muscle
  blob(pen, 450, 456, 338, 250, 92, 0, 2.5);
  for (const [x, y, tilt] of [
    [132, 360, 1.2],
    [128, 520, 1.75],
    [768, 360, -1.2],
    [772, 520, -1.75],
    [250, 246, 0.35],
    [650, 246, -0.35],
  ] as const)
    blob(pen, x, y, 62, 17, 168, tilt, 2); // ribs
  lung(pen, random, 284, 0.06, 388, -1);
  lung(pen, random, 616, -0.06, 512, 1);
  blob(pen, 452, 410, 92, 128, 118, 0, 2.4); // mediastinum
  blob(pen, 416, 380, 46, 44, 142, 0, 2);
  blob(pen, 492, 402, 56, 52, 146, 0.3, 2);
  blob(pen, 446, 262, 66, 20, 150, 0, 2.2); // sternum
  blob(pen, 424, 470, 17, 15, 8, 0, 2); // bronchi
  blob(pen, 476, 474, 16, 14, 8, 0, 2);
  blob(pen, 512, 546, 34, 33, 140, 0, 2); // aorta
  blob(pen, 450, 600, 62, 48, 176, 0, 2.3); // vertebra
  blob(pen, 450, 662, 30, 22, 60, 0, 2);
  blob(pen, 450, 706, 15, 44, 168, 0, 2.2);
  blob(pen, 372, 662, 56, 13, 160, 0.5, 2);
  blob(pen, 528, 662, 56, 13, 160, -0.5, 2);
}

/**
 * Draws the picture once into the canvas. The blur comes from one copy of the finished drawing: a filter on every stroke holds a
 * machine without GPU for seconds.
 */
export function drawChest(canvas: HTMLCanvasElement): void {
  canvas.width = SIZE;
  canvas.height = SIZE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const sharp = new OffscreenCanvas(SIZE, SIZE).getContext("2d", { willReadFrequently: true });
  if (pen === null || sharp === null) return;
  const random = seeded(417);
  sharp.lineCap = "round";
  chest(sharp, random);
  pen.filter = "blur(1.4px)";
  pen.drawImage(sharp.canvas, 0, 0);
  const grains = pen.getImageData(0, 0, SIZE, SIZE);
  for (let at = 0; at < grains.data.length; at += 4) {
    const noise = (random() + random() - 1) * 15;
    for (let channel = 0; channel < 3; channel += 1) grains.data[at + channel] = (grains.data[at + channel] ?? 0) + noise;
  }
  pen.putImageData(grains, 0, 0);
}
