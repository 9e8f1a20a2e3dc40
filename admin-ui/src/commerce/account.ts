/** An account as banks write it in messages: capitals and digits, without the spaces people put between. */
export function accountOf(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '').toUpperCase();
}
