/**
 * The room version that the reference homeserver speaks, and the only one: its rules decide about power levels,
 * membership and redaction. See https://spec.matrix.org/latest/rooms/v11/.
 */
export const ROOM_VERSION = '11';
