/** A moment or a length of time for people: to the millisecond, such as `0.118 s` or `1 h 59 min 2.5 s`. */
export function timeInWords(ms: number): string {
  if (Math.abs(ms) < 120_000) return `${inSeconds(ms)} s`;
  const minutes = Math.floor(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
    [inSeconds(ms % 60_000), 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

function inSeconds(ms: number): number {
  return Number((ms / 1_000).toFixed(3));
}
