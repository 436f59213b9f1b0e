import { expect } from "chai";
import { holdsKey, publicKeyOf } from "../../src/formats/authorized-key.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";

const whole = [
  KEY,
  `${KEY} ann@laptop, the new one`,
  `no-pty ${KEY}`,
  `restrict,command="echo \\"hi there\\" # no",from="10.0.0.0/8,*.example" ${KEY} ann`,
  `environment="A=ssh-rsa B" ${KEY}`,
  `  ${KEY}`.trim(),
];

const broken = [
  "",
  "ann",
  `# ${KEY}`,
  "ssh-ed25519",
  "ssh-ed25519 AAAA",
  KEY.slice(0, -4),
  KEY.replace("AAAAC3", "AAAAC4"),
  KEY.replace("ssh-ed25519", "ssh-rsa"),
  KEY.replace("ssh-ed25519 ", "ssh-ed25519"),
  `ssh-dss ${KEY.split(" ")[1] ?? ""}`,
  `${KEY}x`,
  `command="never closed ${KEY}`,
];

describe("publicKeyOf", () => {
  for (const line of whole) {
    it(`finds the key in: ${line}`, () => {
      expect(publicKeyOf(line)).to.equal(KEY);
    });
  }

  for (const line of broken) {
    it(`finds no whole key in: ${line}`, () => {
      expect(publicKeyOf(line)).to.equal(undefined);
    });
  }
});

describe("holdsKey", () => {
  const cases = [
    { line: KEY, holds: true },
    { line: `no-pty\t${KEY.replace(" ", " \t ")}\tann\r`, holds: true },
    { line: `${KEY}\r`, holds: true },
    { line: `# ${KEY}`, holds: false },
    { line: `  #${KEY}`, holds: false },
    { line: `${KEY}AA`, holds: false },
    { line: "", holds: false },
  ];
  for (const { line, holds } of cases) {
    it(`says ${holds ? "yes" : "no"} to ${JSON.stringify(line)}`, () => {
      expect(holdsKey(line, KEY)).to.equal(holds);
    });
  }
});
