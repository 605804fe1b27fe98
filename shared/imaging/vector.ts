/** Three numbers along the axes of the patient (PS3.3 C.7.6.2.1.1: left, back, head): a place in mm, or a direction. Nothing here reads data. */
export type Vector = [number, number, number];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

export const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const scaled = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];

export const lengthOf = (a: Vector): number => Math.sqrt(dot(a, a));

/** The same direction with length 1. */
export const unit = (a: Vector): Vector => scaled(a, 1 / lengthOf(a));

/** The direction that a row and a column span, by the right hand. */
export const normalOf = (plane: { readonly row: Vector; readonly column: Vector }): Vector => cross(plane.row, plane.column);
