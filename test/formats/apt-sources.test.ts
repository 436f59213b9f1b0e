import { expect } from "chai";
import { type AptSource, parseAptSources } from "../../src/formats/apt-sources.ts";

describe("parseAptSources", () => {
  const debian: AptSource = {
    types: ["deb"],
    uris: ["http://mirror.example/debian"],
    suites: ["trixie"],
    components: ["main"],
    signedBy: undefined,
    enabled: true,
  };
  const cases: { title: string; path?: string; text: string; sources: readonly AptSource[] }[] = [
    { title: "a plain line", text: "deb http://mirror.example/debian trixie main", sources: [debian] },
    {
      title: "options and several components",
      text: "  deb [ arch=amd64 signed-by=/k.gpg ] http://mirror.example/debian trixie main  contrib # x\n",
      sources: [{ ...debian, components: ["main", "contrib"], signedBy: "/k.gpg" }],
    },
    { title: "options without a space after them", text: "deb [arch=amd64]http://mirror.example/debian trixie main", sources: [debian] },
    { title: "a flat repository", text: "deb http://mirror.example/debian ./", sources: [{ ...debian, suites: ["./"], components: [] }] },
    { title: "sources", text: "deb-src http://mirror.example/debian trixie main", sources: [{ ...debian, types: ["deb-src"] }] },
    { title: "comments, empty lines and other words", text: "# deb http://a b c\n\nrpm http://a b c\n", sources: [] },
    {
      title: "deb822",
      path: "debian.sources",
      text: "Types: deb deb-src\nURIs: http://mirror.example/debian\nSuites: trixie trixie-updates\nComponents: main\nSigned-By: /k.gpg\n",
      sources: [{ ...debian, types: ["deb", "deb-src"], suites: ["trixie", "trixie-updates"], signedBy: "/k.gpg" }],
    },
    {
      title: "deb822 that is switched off, with fields left out",
      path: "debian.sources",
      text: "Types: deb\nEnabled: No\n",
      sources: [{ ...debian, uris: [], suites: [], components: [], enabled: false }],
    },
  ];
  for (const { title, path = "sources.list", text, sources } of cases) {
    it(`reads ${title}`, () => {
      expect(parseAptSources(path, text)).to.deep.equal(sources);
    });
  }
});
