import type { ColourId } from '../catalog/product.ts';

/** Shades of one colour; the light comes from the upper left. */
export type Paint = { base: string; shade: string; light: string };

export const ink = '#20264a';

export const paints: Record<ColourId, Paint> = {
  tomato: { base: '#e4512f', shade: '#bb3819', light: '#f58463' },
  butter: { base: '#f3c244', shade: '#d79f1f', light: '#fbe091' },
  leaf: { base: '#3f8a5b', shade: '#2a6844', light: '#74b98b' },
  sky: { base: '#5a9fd4', shade: '#3a7cb4', light: '#9accec' },
  plum: { base: '#7a549c', shade: '#5a3a79', light: '#a886c4' },
  chalk: { base: '#fbf7ec', shade: '#ddd3bd', light: '#ffffff' },
  clay: { base: '#d4835a', shade: '#b06340', light: '#ebad8d' },
  night: { base: '#333c75', shade: '#222954', light: '#5a659f' },
};

export const oak: Paint = { base: '#cf9c62', shade: '#a97843', light: '#e6c08f' };
export const brass: Paint = { base: '#e0b04c', shade: '#b88a2c', light: '#f3d488' };

/** The background of a picture: a wall and a floor, or the sky and the roofs across the street. */
export type Backdrop = { wall: string; floor: string };

export const backdrops: Record<ColourId, Backdrop> = {
  tomato: { wall: '#cde5f1', floor: '#aed2e5' },
  butter: { wall: '#e3dbf3', floor: '#cbbfe6' },
  leaf: { wall: '#fbdacb', floor: '#f3bfa8' },
  sky: { wall: '#fcebb6', floor: '#f4d884' },
  plum: { wall: '#d0e9d5', floor: '#aed6b8' },
  chalk: { wall: '#f6b9a0', floor: '#ec9c7d' },
  clay: { wall: '#cfe6dc', floor: '#abd3c2' },
  night: { wall: '#fbe3ac', floor: '#f2cb74' },
};
