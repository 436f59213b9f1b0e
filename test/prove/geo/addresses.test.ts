import { expect } from "chai";
import { loadGeo, type LoadedGeo } from "../../../src/run/load-geo.ts";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";
import { recordFigure } from "../../support/figures.ts";
import { knownAddresses, unknownAddresses, wantedAnswer } from "../../support/known-addresses.ts";
import { askServer, type Question, wrongAnswers } from "../../support/lab-client.ts";
import { repository } from "../../support/repository.ts";

const ADDRESSES = 1000;

const services = { redlib: "redlib.example.org", searxng: "sx.example.net" };

describe("answers by address", () => {
  let fleet: DnsFleet;
  let geo: LoadedGeo;
  before(async () => {
    fleet = await dnsFleet("geo");
    await fleet.apply();
    await fleet.well();
    geo = await loadGeo({ folder: repository, inventory: ["inventory", fleet.inventoryFile] });
  });

  for (const server of nameServers) {
    it(`of ${server} are those of lookup, for A and AAAA`, () => {
      hold(`addresses of the database that ${server} answers as lookup says`, server, knownAddresses(geo, ADDRESSES / 2));
      hold(`addresses that it does not know, which ${server} answers by the second map`, server, unknownAddresses(geo, 10));
    });
  }

  function hold(figure: string, server: string, addresses: readonly string[]): void {
    const wrong = Object.entries(services).flatMap(([service, name]) => {
      const questions = addresses.flatMap((from): Question[] => [
        { name, from, type: "A" },
        { name, from, type: "AAAA" },
      ]);
      const wanted = questions.map((question) => wantedAnswer(geo, service, question));
      return wrongAnswers(questions, { answers: askServer(fleet, server, questions), wanted });
    });
    const right = addresses.length - wrong.length;
    recordFigure({ figure, measured: `${right} of ${addresses.length}`, bar: "all", met: wrong.length === 0 });
    expect(wrong).to.deep.equal([]);
  }
});
