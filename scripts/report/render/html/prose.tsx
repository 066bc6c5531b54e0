import type { JSX } from 'preact';

/** A text in which what stands between backticks is code. */
export function Prose({ text }: { readonly text: string }): JSX.Element {
  const parts = text.split('`');
  // A backtick without a second one is just a backtick.
  if (parts.length % 2 === 0) return <>{text}</>;
  return <>{parts.map((part, index) => (index % 2 === 0 ? part : <code>{part}</code>))}</>;
}

/** A link to a place elsewhere, or just the text where it is no address of the web. */
export function WebLink({ address }: { readonly address: string }): JSX.Element {
  if (!/^https?:\/\//i.test(address)) return <>{address}</>;
  return (
    <a href={address} rel="noreferrer">
      {address}
    </a>
  );
}
