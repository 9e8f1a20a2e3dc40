/** Where a link leads to that still has the form of before, `/?product=…&clickId=…`; nothing for any other address. */
export function landingOf(search: URLSearchParams): string | undefined {
  const [product, clickId] = [search.get('product'), search.get('clickId')];
  return product && clickId ? `/p/${encodeURIComponent(product)}?clickId=${encodeURIComponent(clickId)}` : undefined;
}
