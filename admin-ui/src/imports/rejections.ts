/** What the platform says of a rejected row, beyond its reason. */
export type RejectionDetail =
  | { say: 'noTime' | 'future' | 'noChannel' | 'empty' | 'tooLong'; value: string }
  | { say: 'nobody'; value: string; because: string }
  | { say: 'fields'; value: string; header: string }
  | { say: 'lineTooLong' | 'quote' | 'notUtf8' | 'noObject' | 'idUsed' | 'erased' };

/** The platform's own words, which are English, and how they are read; what stands in brackets is the file's. */
const SENTENCES: [RegExp, (part: string, more: string) => RejectionDetail][] = [
  [/^"(.*)" is no time$/s, (value) => ({ say: 'noTime', value })],
  [/^(.*) is in the future$/s, (value) => ({ say: 'future', value })],
  [/^there is no channel "(.*)"$/s, (value) => ({ say: 'noChannel', value })],
  [/^(.*) is empty$/s, (value) => ({ say: 'empty', value })],
  [/^(.*) identifies nobody: ([A-Z_]+)$/s, (value, because) => ({ say: 'nobody', value, because })],
  [/^the line is longer than \d+ bytes$/, () => ({ say: 'lineTooLong' })],
  [/^(.*) is longer than \d+ characters$/s, (value) => ({ say: 'tooLong', value })],
  [/^the row has (\d+) fields, the header (\d+)$/, (value, header) => ({ say: 'fields', value, header })],
  [/^a quote is not closed, or something follows a closing quote$/, () => ({ say: 'quote' })],
  [/^the line is not UTF-8$/, () => ({ say: 'notUtf8' })],
  [/^the line is no JSON/, () => ({ say: 'noObject' })],
  [/^the exposure id was already used for another exposure$/, () => ({ say: 'idUsed' })],
  [/^somebody it names was erased since$/, () => ({ say: 'erased' })],
];

/** Reads what the platform says, so that it can be said in the reader's language; undefined for what is not known here. */
export function rejectionDetail(detail: string): RejectionDetail | undefined {
  for (const [pattern, read] of SENTENCES) {
    const match = pattern.exec(detail);
    if (match) {
      return read(match[1] ?? '', match[2] ?? '');
    }
  }
  return undefined;
}
