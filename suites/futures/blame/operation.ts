/** What a check has done or met that an ordinary thing may have spoilt. */
export type Operation =
  | 'scheduled'
  | 'scheduled state'
  | 'met new state of another user'
  | 'waited for a timer'
  | 'called a token'
  | 'called a send token'
  | 'called a refresh token'
  | 'called a cancel token'
  | 'called a token that may be dead'
  | 'called a token that was never given out';
