/** An account as banks write it in messages: capitals and digits, without the spaces people put between. */
export function accountOf(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '').toUpperCase();
}

/** An account of which only the last characters are told, as short as it can be shown. */
export function lastOf(masked: string): string {
  return masked.replace(/^\*+/, '…');
}
