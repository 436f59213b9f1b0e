import { expect } from "chai";
import { chooseContainer } from "../../src/run/choose-container.ts";
import type { ListedContainer } from "../../src/transport/docker-api.ts";
import { failuresOf } from "./failures-of.ts";

function container(name: string, stack?: string, service?: string): ListedContainer {
  return { id: Buffer.from(name.padEnd(32, ".")).toString("hex"), name, stack, service };
}

const containers = [
  container("shop-web-1", "shop", "web"),
  container("shop-db-1", "shop", "db"),
  container("other-web-1", "other", "web"),
  container("shop-job-1", "shop", "job"),
  container("shop-job-2", "shop", "job"),
  container("lonely"),
  container("db"),
];

describe("chooseContainer", () => {
  for (const [word, name] of [
    ["shop/web", "shop-web-1"],
    ["other-web-1", "other-web-1"],
    ["shop-job-2", "shop-job-2"],
    ["lonely", "lonely"],
    ["shop/db", "shop-db-1"],
    [containers[6]?.id.slice(0, 12) ?? "", "db"],
  ] as const) {
    it(`takes ${word} for ${name}`, () => {
      expect(chooseContainer(word, { host: "us", containers }).name).to.equal(name);
    });
  }

  for (const { title, word, message, hint, all = containers } of [
    { title: "a service of two stacks", word: "web", message: "us has 2 of that name", hint: "Say which: other/web, shop/web" },
    { title: "a service that runs twice", word: "shop/job", message: "us has 2 of that name", hint: "Say which: shop-job-1, shop-job-2" },
    {
      title: "a slip",
      word: "jop",
      message: 'us has no such service or container; did you mean "job"?',
      hint: "It has db, lonely, other/web, shop/db, shop/job, shop/web",
    },
    {
      title: "anything where there is nothing",
      word: "web",
      message: "us has no such service or container",
      hint: "It has no containers",
      all: [],
    },
  ]) {
    it(`refuses ${title}`, async () => {
      const [failure] = await failuresOf(() => chooseContainer(word, { host: "us", containers: all }));
      expect(failure).to.include({ code: "CONTAINER_UNKNOWN", where: "us", message: `Cannot read logs of "${word}": ${message}`, hint });
    });
  }
});
