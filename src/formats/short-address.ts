/** Writes an IPv6 address in its shortest form (RFC 5952), so that two of the same address are the same text; what is none stays as it is. */
export function shortAddress(address: string): string {
  const url = `http://[${address}]`;
  return /^[0-9a-f:.]+$/i.test(address) && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
}
