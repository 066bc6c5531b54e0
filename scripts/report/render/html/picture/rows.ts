/** Something that takes room in a lane: from its mark to the end of its label. */
export interface Extent {
  readonly left: number;
  readonly right: number;
}

/**
 * Puts things into rows so that none covers another, in the first row that has room.
 *
 * @returns for each thing its row, and how many rows there are
 */
export function inRows(extents: readonly Extent[]): { readonly rows: readonly number[]; readonly count: number } {
  const ends: number[] = [];
  const rows = extents.map(({ left, right }) => {
    const free = ends.findIndex((end) => end <= left);
    const row = free === -1 ? ends.length : free;
    ends[row] = right;
    return row;
  });
  return { rows, count: ends.length };
}
