import { expect } from "chai";
import { fixedEnablement, isMasked, unknownUnit } from "../../src/facts/unit-enablement.ts";
import { unitState } from "../../src/facts/unit-state.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

const BLOCKS = String.raw`Type=notify
RemainAfterExit=no
Id=ssh.service
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
CanReload=yes
NeedDaemonReload=yes

Id=none.service
LoadState=not-found
ActiveState=inactive
SubState=dead
UnitFileState=
CanReload=no
NeedDaemonReload=no
`;

describe("unitState", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("asks systemctl once, and takes a unit that is not there for an answer", () => {
    standIn(host, "systemctl", `echo "$*" >>${host.folder}/asked; printf %s '${BLOCKS}'`);
    const [ssh, none] = askLocally(host, unitState, ["sshd.service", "none.service"]);
    expect(ssh).to.deep.equal({
      id: "ssh.service",
      load: "loaded",
      active: "active",
      sub: "running",
      file: "enabled",
      type: "notify",
      remainsAfterExit: false,
      canReload: true,
      needsDaemonReload: true,
    });
    expect(none).to.deep.equal(unknownUnit("none.service"));
    const [asked] = askLocally(
      host,
      { name: "asked", script: () => ({ text: `cat ${host.folder}/asked` }), parse: (bytes) => [String(Buffer.from(bytes))] },
      [""],
    );
    expect(asked).to.match(/^show --property=Id,\S+ -- sshd\.service none\.service\n$/);
  });

  it("fails for a unit of which systemctl says too little, and for all where systemd does not run", () => {
    standIn(host, "systemctl", `printf %s '${BLOCKS}'`);
    expect(askLocally(host, unitState, ["a.service", "b.service", "c.service"])[2])
      .to.be.instanceOf(Failure)
      .and.include({ code: "FACT_FAILED" });
    standIn(host, "systemctl", "echo 'System has not been booted with systemd' >&2; exit 1");
    expect(askLocally(host, unitState, ["a.service"])[0]).to.be.instanceOf(Failure);
  });
});

describe("fixedEnablement", () => {
  const loaded = { ...unknownUnit("a.service"), load: "loaded" };
  const cases = [
    { title: "a unit that is not there", state: unknownUnit("a.service"), fixed: undefined },
    { title: "a disabled unit", state: { ...loaded, file: "disabled" }, fixed: undefined },
    { title: "a masked unit", state: { ...loaded, load: "masked", file: "masked" }, fixed: undefined },
    { title: "a unit without a file", state: loaded, fixed: "it has no unit file" },
    { title: "an alias that is enabled", state: { ...loaded, id: "b.service", file: "enabled" }, fixed: "it is an alias of b.service" },
    { title: "a transient unit", state: { ...loaded, file: "transient" }, fixed: "it was made at run time and has no lasting file" },
  ];
  for (const { title, state, fixed } of cases) {
    it(`says of ${title}: ${fixed ?? "it can be changed"}`, () => {
      expect(fixedEnablement("a.service", state)).to.equal(fixed);
    });
  }

  it("knows a unit that is masked until the next boot", () => {
    expect(isMasked({ ...loaded, file: "masked-runtime" })).to.equal(true);
    expect(isMasked(loaded)).to.equal(false);
  });
});
