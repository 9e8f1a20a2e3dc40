import { useWord } from './useWord';

/** An identifier as far as it may be shown: its kind, where it is unique, and a masked value. */
export function IdentifierText({ identifier: { type, scope, masked } }: { identifier: { type: string; scope: string; masked: string } }) {
  const word = useWord();
  return <span className="identifier-text"><span className="muted">{word('identifier', type)}{scope && ` (${scope})`}</span> <span className="mono">{masked}</span></span>;
}
