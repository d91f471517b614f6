/** A colour as sRGB, each of red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];
type Lab = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Of dichromats, by Machado, Oliveira and Fernandes (2009), severity 1.0; for linear RGB. */
const VISIONS: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** `#0072b2` as RGB. */
export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function times(rows: Matrix, [x, y, z]: Rgb): Rgb {
  const [a, b, c] = rows.map(([r, g, bl]) => r * x + g * y + bl * z);
  return [a ?? 0, b ?? 0, c ?? 0];
}

const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

function lightness(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
}

/** L*a*b* under D65 of linear RGB. */
function labOf(rgb: Rgb): Lab {
  const [x, y, z] = times(TO_XYZ, rgb);
  const [fx, fy, fz] = [x / 0.95047, y, z / 1.08883].map(lightness) as [number, number, number];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** How a colour looks to each kind of vision, as L*a*b*. */
export function seenBy(color: Rgb): Record<string, Lab> {
  const light: Rgb = [linear(color[0]), linear(color[1]), linear(color[2])];
  return Object.fromEntries(
    Object.entries(VISIONS).map(([name, matrix]) => {
      const [r, g, b] = times(matrix, light).map((value) => Math.min(1, Math.max(0, value)));
      return [name, labOf([r ?? 0, g ?? 0, b ?? 0])];
    }),
  );
}

const DEGREES = Math.PI / 180;

function hue(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / DEGREES + 360) % 360;
}

/** CIEDE2000 (Sharma, Wu and Dalal, 2005) with all weights 1. */
export function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)));
  const [c1, c2] = [Math.hypot(a1 * (1 + g), b1), Math.hypot(a2 * (1 + g), b2)];
  const [h1, h2] = [hue(a1 * (1 + g), b1), hue(a2 * (1 + g), b2)];
  const isGrey = c1 * c2 === 0;
  const turn = h2 - h1;
  const dh = isGrey ? 0 : Math.abs(turn) <= 180 ? turn : turn > 180 ? turn - 360 : turn + 360;
  const dL = l2 - l1;
  const dC = c2 - c1;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * DEGREES);
  const meanL = (l1 + l2) / 2;
  const mC = (c1 + c2) / 2;
  const sum = h1 + h2;
  const mH = isGrey ? sum : Math.abs(turn) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
  const t =
    1 -
    0.17 * Math.cos((mH - 30) * DEGREES) +
    0.24 * Math.cos(2 * mH * DEGREES) +
    0.32 * Math.cos((3 * mH + 6) * DEGREES) -
    0.2 * Math.cos((4 * mH - 63) * DEGREES);
  const sL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2);
  const sC = 1 + 0.045 * mC;
  const sH = 1 + 0.015 * mC * t;
  const rC = 2 * Math.sqrt(mC ** 7 / (mC ** 7 + 25 ** 7));
  const rT = -Math.sin(60 * Math.exp(-(((mH - 275) / 25) ** 2)) * DEGREES) * rC;
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rT * (dC / sC) * (dH / sH));
}

/** Contrast of two colours as WCAG reckons it, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a = 0, b = 0] = [one, other]
    .map(([r, g, bl]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(bl))
    .sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}
