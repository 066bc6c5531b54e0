/** A moment or a length of time for people: to the millisecond where it is short, such as `0.118 s` or `1 h 59 min`. */
export function timeInWords(ms: number): string {
  if (Math.abs(ms) < 120_000) return `${Number((ms / 1_000).toFixed(3))} s`;
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
