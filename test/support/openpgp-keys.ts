/** A key made for these tests by GnuPG 2.2, and the fingerprint that GnuPG shows for it. */
export const KEY = {
  fingerprint: "58415EA698889B43E2DA53F3D4A176CFB83A4827",
  armored: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawFLnRYJKwYBBAHaRw8BAQdA6eX+I/oaM7YjwE25QMIAQgVQGzSZ1CuNwWkB
8nsYwXS0JUV4YW1wbGUgQXJjaGl2ZSA8YXJjaGl2ZUBleGFtcGxlLm9yZz6IkAQT
FggAOBYhBFhBXqaYiJtD4tpT89Shds+4OkgnBQJrAUudAhsDBQsJCAcCBhUKCQgL
AgQWAgMBAh4BAheAAAoJENShds+4OkgnyNsA/0tVhWv+pcmD2Uex6brGwEO0k4hp
tBFzJoW6W9z4GWvpAP9ZRWdGXpfOLVKisFVY0f8vi82Yu6iPI7AseWWBMt4LBg==
=gXEM
-----END PGP PUBLIC KEY BLOCK-----
`,
};

/** Puts a packet's header before its body (RFC 9580, 4.2), in the current or the legacy form, with the shortest length. */
export function packet(tag: number, body: Uint8Array, form: "current" | "legacy" = "current"): Buffer {
  return Buffer.concat([Uint8Array.from(form === "current" ? currentHeader(tag, body.length) : legacyHeader(tag, body.length)), body]);
}

/** Wraps packets as text, with a header line and a checksum line, which nobody checks. */
export function armored(packets: Uint8Array): string {
  const lines = Buffer.from(packets).toString("base64").replaceAll(/.{64}/g, "$&\n");
  return `-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: a test\n\n${lines}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n`;
}

function currentHeader(tag: number, size: number): readonly number[] {
  if (size < 192) return [0xc0 | tag, size];
  if (size < 8384) return [0xc0 | tag, ((size - 192) >> 8) + 192, (size - 192) & 0xff];
  return [0xc0 | tag, 0xff, 0, 0, size >> 8, size & 0xff];
}

function legacyHeader(tag: number, size: number): readonly number[] {
  if (size < 256) return [0x80 | (tag << 2), size];
  return [0x80 | (tag << 2) | 1, size >> 8, size & 0xff];
}
