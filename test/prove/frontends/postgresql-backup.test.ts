import { expect } from "chai";
import { infra, summaryOf } from "../../support/controller.ts";
import { recordFigure } from "../../support/figures.ts";
import { type Fleet, fleetEnd, fleetUp } from "../../support/fleet.ts";
import { makePostgresqlImage } from "../../support/postgresql-image.ts";

const IMAGE = "example.org/postgresql:15";

/** Every row of the table, in order. */
const ROWS = "SELECT count(*), md5(string_agg(name || id, ',' ORDER BY id)) FROM repositories";

const ROUNDS = 3;

describe("the database of a stateful stack", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp("prove-database", { lab: true });
  });
  after(async () => {
    await fleetEnd("prove-database");
  });

  it("comes back from a backup by pg_dump, to the row, whatever became of it", async () => {
    await applied();
    makePostgresqlImage(fleet, "in", IMAGE);
    await applied({ images: { postgres: IMAGE } });
    sql("CREATE TABLE repositories (id serial PRIMARY KEY, name text NOT NULL)");
    const losses = ["DROP TABLE repositories", "DELETE FROM repositories WHERE id % 2 = 0", "UPDATE repositories SET name = 'lost'"];
    let same = 0;
    for (const loss of losses) {
      sql(`INSERT INTO repositories (name) SELECT 'it''s ' || n FROM generate_series(1, 1000) n`);
      const before = sql(ROWS);
      fleet.sh("in", "systemctl start borgmatic.service || { journalctl -u borgmatic.service -n 40 --no-pager; exit 1; }");
      sql(loss);
      fleet.sh("in", "borgmatic restore --archive latest --database gitea 2>&1");
      same += Number(sql(ROWS) === before);
    }
    const measured = `${same} of ${ROUNDS}`;
    recordFigure({
      figure: "a stack's PostgreSQL database as it was, after its loss and borgmatic restore",
      measured,
      bar: "all",
      met: same === ROUNDS,
    });
    expect(measured).to.equal(`${ROUNDS} of ${ROUNDS}`);
  });

  async function applied(gitea: object = {}): Promise<void> {
    const vars = { stateful_stacks: { enabled: ["gitea"], values: { gitea } }, backups: { stacks: "all" } };
    const sources = ["-i", "inventory", "-i", fleet.inventoryFile, "-e", JSON.stringify(vars)];
    const ended = await infra(["apply", "in-node", ...sources, "--yes", "--json"]);
    expect(ended.status, `${ended.stdout.slice(-4000)}${ended.stderr}`).to.equal(0);
    expect(summaryOf(ended)["in"]).to.include({ failed: 0 });
  }

  function sql(text: string): string {
    return fleet.sh("in", `docker exec gitea-postgres-1 psql -qAt -U gitea -d gitea -c "${text}"`);
  }
});
