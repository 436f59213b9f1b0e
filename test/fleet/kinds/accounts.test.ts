import { expect } from "chai";
import fc from "fast-check";
import { group } from "../../../src/resources/group.ts";
import { user } from "../../../src/resources/user.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const HOMES = "/srv/kinds-homes";
const HASH = "$y$j9T$abcdefghijkl$mnop.qrs/tuv";

/** What may be known under a name before anybody declares it. */
const oddAccounts: Readonly<Record<string, (name: string) => Command>> = {
  nothing: () => sh`:`,
  "a user": (name) => sh`useradd -m ${name}`,
  "a user without a home": (name) => sh`useradd -M ${name}`,
  "a user whose home is elsewhere": (name) => sh`useradd -m -d ${`${HOMES}/old-${name}`} -s /bin/bash -c 'Old Name,1,2' ${name}`,
  "a user with another password": (name) => sh`useradd -m ${name}; echo ${`${name}:secret`} | chpasswd`,
  "a user without a password": (name) => sh`useradd -m ${name}; passwd -q -d ${name}`,
  "a locked user with the right password": (name) => sh`useradd -m -p ${HASH} ${name}; usermod -L ${name}`,
  "an expired user": (name) => sh`useradd -m -e 1 -f 0 ${name}`,
  "a user of many groups": (name) => sh`useradd -m -g nogroup -G adm,disk,kinds-ops ${name}`,
  "a system account": (name) => sh`useradd --system ${name}`,
  "a group of its name": (name) => sh`groupadd -g 7900 ${name}`,
};

interface Seen {
  readonly uid: number;
  readonly group: string;
  readonly groups: readonly string[];
  readonly hash: string;
  readonly home: string;
  /** Of passwd(5), from the second on. */
  readonly fields: readonly string[];
}

const oddAccount = fc.record({
  state: fc.constantFrom(...Object.keys(oddAccounts)),
  want: fc.record(
    {
      shell: fc.constantFrom("/bin/bash", "/usr/sbin/nologin", "/bin/sh"),
      comment: fc.constantFrom("", 'It\'s "$(reboot)" ünï😀 -n %s', "a b,,,"),
      groups: fc.subarray(["adm", "kinds-ops", "sudo"]),
      appendGroups: fc.boolean(),
      passwordHash: fc.constantFrom(HASH, "$6$salt$hash"),
      group: fc.constantFrom("kinds-main", "users"),
      isElsewhere: fc.boolean(),
      system: fc.boolean(),
    },
    { requiredKeys: ["isElsewhere"] },
  ),
});

for (const name of releases("us", "in")) {
  describe(`user and group on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(cleanUp);
    after(cleanUp);

    function cleanUp(): void {
      const remove = "sed -n 's/^\\(kinds-[^:]*\\):.*/\\1/p'";
      fleet.sh(
        name,
        `for user in $(${remove} /etc/passwd); do userdel -f -r $user 2>/dev/null || :; done
for group in $(${remove} /etc/group); do groupdel $group; done
rm -rf ${HOMES} /home/kinds-* && mkdir ${HOMES}`,
      );
    }

    /** What the host's files and id(1) say of a user. */
    function look(user: string): Seen {
      const [uid = "", group = "", groups = "", hash = "", home = "", ...entry] = fleet
        .sh(
          name,
          lines(
            sh`user=${user}`,
            sh`id -u $user; id -gn $user; id -Gn $user; sed -n "s/^$user:\\([^:]*\\).*/\\1/p" /etc/shadow`,
            sh`eval "cd ~$user" 2>/dev/null && stat -c '%F %U' . || echo none; sed -n "s/^$user://p" /etc/passwd`,
          ).text,
        )
        .split("\n");
      const fields = entry.join("\n").trimEnd().split(":");
      return { uid: Number(uid), group, groups: groups.split(" "), hash, home, fields };
    }

    it("come to be from any state, together, and go", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddAccount, { minLength: 8, maxLength: 8 }), async (all) => {
          cleanUp();
          const cases = all.map(({ state, want: { isElsewhere, ...rest } }, index) => {
            const want = { ...rest, name: `kinds-${index}`, uid: 7000 + index, ...(isElsewhere && { home: `${HOMES}/kinds-${index}` }) };
            return { state, want };
          });
          const states = cases.map(({ state, want }) => oddAccounts[state]?.(want.name) ?? sh`false`);
          fleet.sh(name, lines(sh`exec 2>&1; groupadd kinds-ops`, ...states).text);
          const groups = [group({ name: "kinds-ops", gid: 7800 }), group({ name: "kinds-main", system: true })];
          await settle(fleet.host(name), ...groups, ...cases.map(({ want }) => user(want)));
          for (const { want, state } of cases) expectAccount(state, want, look(want.name));
          const gone = cases.map(({ want }) => user({ name: want.name, absent: true, removeHome: true }));
          await settle(fleet.host(name), ...gone, group({ name: "kinds-main", absent: true }), group({ name: "kinds-ops", absent: true }));
          expect(fleet.sh(name, `grep -h ^kinds- /etc/passwd /etc/shadow; ls ${HOMES} | grep -v ^old- || echo gone`)).to.equal("gone\n");
        }),
        onFleet,
      );
    });

    it("have the password that is declared, whoever changed it, and no other", async () => {
      const ann = { name: "kinds-ann", groups: ["sudo"], passwordHash: fleet.sh(name, "openssl passwd -6 -salt kinds secret").trim() };
      const login = "echo secret | setpriv --reuid=kinds-ann --regid=kinds-ann --init-groups sudo -S -k id -un 2>/dev/null || echo refused";
      fleet.sh(name, "useradd -m kinds-ann");
      for (const change of ["echo kinds-ann:other | chpasswd", "usermod -L kinds-ann"]) {
        fleet.sh(name, change);
        expect(fleet.sh(name, login)).to.equal("refused\n");
        await settle(fleet.host(name), user(ann));
        expect(fleet.sh(name, login)).to.equal("root\n");
      }
      const { events } = await settle(fleet.host(name), user({ ...ann, passwordHash: "$6$other$hash" }));
      expect(JSON.stringify(events)).not.to.include("$6$");
      expect(fleet.sh(name, login)).to.equal("refused\n");
    });

    it("say why they cannot be: a group that is somebody's main one, groups and numbers that are not to be had", async () => {
      await settle(fleet.host(name), group({ name: "kinds-main" }), user({ name: "kinds-ann", group: "kinds-main" }));
      for (const [want, words] of [
        [group({ name: "kinds-main", absent: true }), "cannot remove the primary group of user 'kinds-ann'"],
        [group({ name: "kinds-other", gid: 0 }), "GID '0' already exists"],
        [user({ name: "kinds-ann", uid: 0 }), "UID '0' already exists"],
        [user({ name: "kinds-bob", uid: 0 }), "UID 0 is not unique"],
        [user({ name: "kinds-bob", groups: ["kinds-none"] }), "group 'kinds-none' does not exist"],
      ] as const) {
        const { failures } = await applyTo(fleet.host(name), [want]);
        expect(failures[0]).to.include({ code: "CHANGE_FAILED" });
        expect(failures[0]?.output).to.include(words);
      }
    });
  });
}

function expectAccount(state: string, want: Parameters<typeof user>[0], seen: Seen): void {
  const groups = seen.groups.filter((one) => one !== seen.group || want.groups?.includes(one));
  expect(seen.uid, state).to.equal(want.uid);
  expect(seen.group).to.equal(want.group ?? seen.group);
  if (want.appendGroups === false) expect(groups).to.have.members(want.groups ?? []);
  else expect(groups).to.include.members(want.groups ?? []);
  const [, , , comment, home, shell] = seen.fields;
  expect({ comment, home, shell }).to.deep.equal({ comment: want.comment ?? comment, home: want.home ?? home, shell: want.shell ?? shell });
  expect(seen.hash).to.equal(want.passwordHash ?? seen.hash);
  if (want.system !== true) expect(seen.home, state).to.equal(`directory ${want.name}`);
}
