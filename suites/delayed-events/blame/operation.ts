/** What a check has done that an ordinary thing may have spoilt. */
export type Operation =
  | 'scheduled'
  | 'scheduled state'
  | 'scheduled state with an empty key'
  | 'scheduled as another user'
  | 'scheduled what is due'
  | 'sent'
  | 'cancelled'
  | 'restarted'
  | 'looked up'
  | 'looked up what is over';
