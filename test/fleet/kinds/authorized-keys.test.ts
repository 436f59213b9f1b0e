import { expect } from "chai";
import fc from "fast-check";
import { authorizedKeys } from "../../../src/resources/authorized-keys.ts";
import { user } from "../../../src/resources/user.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const ROOT = "/srv/kinds-keys";
const REMOVE = `for user in $(sed -n 's/^\\(kinds-[^:]*\\):.*/\\1/p' /etc/passwd); do userdel -f -r $user 2>/dev/null; done; rm -rf ${ROOT}`;
const CLEAN = `rm -rf ${ROOT}/* /home/kinds-*/.ssh`;
const A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";
const B = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";
const C = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";
const WANTED = `from="10.0.0.0/8",command="echo \\"$(id)\\" 'it''s'" ${A} ann's ünï😀 key`;

const oddKeys = fc.record({
  folder: fc.constantFrom("none", "700 own", "777 root", "500 own", "2770 own", "000 root"),
  file: fc.constantFrom("none", "600 own", "400 root", "666 root", "000 own"),
  lines: fc.array(
    fc.oneof(
      fc.constantFrom(A, B, `no-pty ${A} x`, `${B}\r`, `#${A}`, `\t${A} `, "", `environment="K=${A}" ${C}`),
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
    ),
    { maxLength: 6 },
  ),
  isExclusive: fc.boolean(),
});

for (const name of releases("in", "us")) {
  describe(`authorizedKeys on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    before(() => fleet.sh(name, `${REMOVE}; mkdir ${ROOT}; for user in $(seq 0 9); do useradd -m kinds-$user; done`));
    beforeEach(() => fleet.sh(name, CLEAN));
    after(() => fleet.sh(name, REMOVE));

    function prepare(account: string, { folder, file, lines }: { folder: string; file: string; lines: readonly string[] }): Command {
      const ssh = `/home/${account}/.ssh`;
      const [[mode = "", owner = ""], [fileMode = "", fileOwner = ""]] = [folder.split(" "), file.split(" ")];
      if (mode === "none") return sh`:`;
      const content =
        fileMode === "none"
          ? sh`:`
          : sh`printf %s ${lines.join("\n")} >${`${ssh}/authorized_keys`}; chmod ${fileMode} ${`${ssh}/authorized_keys`}`;
      const give = [...(owner === "own" ? [ssh] : []), ...(fileMode !== "none" && fileOwner === "own" ? [`${ssh}/authorized_keys`] : [])];
      return sh`mkdir ${ssh}; ${content}; for path in ${give}; do chown ${account} "$path"; done; chmod ${mode.padStart(5, "0")} ${ssh}`;
    }

    it("hold the key from any state, with the rights that sshd wants", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddKeys, { minLength: 10, maxLength: 10 }), async (all) => {
          fleet.sh(name, CLEAN);
          const cases = all.map((one, index) => ({ ...one, account: `kinds-${index}` }));
          fleet.sh(name, lines(sh`set -e`, ...cases.map(({ account, ...one }) => prepare(account, one))).text);
          await settle(
            fleet.host(name),
            ...cases.map(({ account, isExclusive }) => authorizedKeys({ user: account, keys: [WANTED, B], exclusive: isExclusive })),
          );
          const looks = cases.map(
            ({ account }) => sh`cd ${`/home/${account}/.ssh`}; find . -printf '%m %u %P\n' | sort -k3; cat authorized_keys; printf '\0'`,
          );
          const seen = fleet.sh(name, lines(...looks).text).split("\0");
          for (const [index, { account, isExclusive, folder, file, lines: before }] of cases.entries()) {
            const [ssh, own, ...after] = (seen[index] ?? "").split("\n");
            expect([ssh, own]).to.deep.equal([`700 ${account} `, `600 ${account} authorized_keys`]);
            expect(after.filter((one) => one.includes(A) && !/^[#]|environment/.test(one))).to.deep.equal([WANTED]);
            expect(after.filter((one) => one.includes(B))).to.deep.equal([B]);
            const isOther = (one: string): boolean => !one.includes(B) && (!one.includes(A) || /^#|environment/.test(one));
            const others = folder === "none" || file === "none" ? [] : before.flatMap((one) => one.split("\n")).filter(isOther);
            const kept = isExclusive ? others.filter((one) => /^\s*(#|$)/.test(one)) : others;
            expect(after.filter(isOther).filter((one) => one !== "")).to.deep.equal(kept.filter((one) => one !== ""));
          }
          await settle(fleet.host(name), ...cases.map(({ account }) => authorizedKeys({ user: account, keys: [], exclusive: true })));
          expect(fleet.sh(name, "grep -hv '^[[:space:]]*\\(#\\|$\\)' /home/kinds-*/.ssh/authorized_keys || echo none")).to.equal("none\n");
        }),
        onFleet,
      );
    });

    it("let in by sshd whom it should, also where the home is elsewhere", async () => {
      const key = fleet.sh(name, `ssh-keygen -q -t ed25519 -N '' -C 'it'"'"'s $(me)' -f ${ROOT}/key; cat ${ROOT}/key.pub`).trim();
      const ssh = `ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i ${ROOT}/key kinds-ann@127.0.0.1`;
      await settle(
        fleet.host(name),
        user({ name: "kinds-ann", home: `${ROOT}/ann`, shell: "/bin/sh" }),
        authorizedKeys({ user: "kinds-ann", keys: [`environment="X=1",no-port-forwarding ${key}`] }),
      );
      expect(fleet.sh(name, `${ssh} 'id -un; pwd'`)).to.equal(`kinds-ann\n${ROOT}/ann\n`);
      fleet.sh(name, `chown -R root ${ROOT}/ann/.ssh; chmod 777 ${ROOT}/ann/.ssh`);
      await settle(fleet.host(name), authorizedKeys({ user: "kinds-ann", keys: [`command="echo forced" ${key}`], exclusive: true }));
      expect(fleet.sh(name, `${ssh} id`)).to.equal("forced\n");
    });

    it("never lead root to where the user's symlinks lead", async () => {
      const guarded =
        "stat -c '%n %a %U %i' /etc /etc/shadow /etc/passwd /root /root/.ssh; cksum /etc/shadow /etc/passwd; ls -A /etc /root";
      for (const planted of [
        "ln -s /etc .ssh",
        "ln -s /root/.ssh .ssh",
        "ln -s /nowhere .ssh",
        "ln -s /srv/kinds-keys/made .ssh",
        "mkdir -m 700 .ssh; ln -s /etc/shadow .ssh/authorized_keys",
        "mkdir -m 700 .ssh; ln -s /etc/cron.d/kinds .ssh/authorized_keys",
        "mkdir -m 700 .ssh; ln -s /etc/passwd .ssh/authorized_keys.infra",
        "mkdir -m 700 .ssh; mkfifo .ssh/authorized_keys",
        "mkdir -m 700 .ssh; mkfifo .ssh/authorized_keys.infra",
        "mkdir -m 700 .ssh .ssh/authorized_keys",
        "touch .ssh",
      ]) {
        fleet.sh(
          name,
          `${CLEAN}; install -d -m 700 /root/.ssh; setpriv --reuid=kinds-0 --regid=kinds-0 --clear-groups sh -c 'cd /home/kinds-0; ${planted}'`,
        );
        const before = fleet.sh(name, guarded);
        const { failures } = await applyTo(fleet.host(name), [authorizedKeys({ user: "kinds-0", keys: [A] })]);
        expect(
          failures.map(({ code }) => code),
          planted,
        ).to.satisfy((codes: readonly string[]) => codes.every((code) => ["CHANGE_FAILED", "NOT_CONVERGED"].includes(code)));
        expect(fleet.sh(name, guarded), planted).to.equal(before);
        expect(fleet.sh(name, `find ${ROOT} -mindepth 1; ls /etc/cron.d | grep kinds || true`), planted).to.equal("");
      }
    });

    it("say that there is no such user", async () => {
      const { failures } = await applyTo(fleet.host(name), [authorizedKeys({ user: "kinds-none", keys: [A] })]);
      expect(failures[0]?.output).to.include("Cannot authorize keys of kinds-none: there is no such user");
    });
  });
}
