import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fleet } from "./fleet.ts";

/** A network with where it is; without a country, the database knows the continent alone. */
export type Placed = readonly [network: string, continent: string, country?: string];

/** The keys of its records, as GeoLite2's have them. */
export const NESTED_KEYS = ["continent/code", "country/iso_code"] as const;

const PROGRAM = "/usr/local/lib/lab/nested-database.pl";

/** Reads lines `network continent country`. */
const program = `use strict;
no warnings;
use MaxMind::DB::Writer::Tree;
my $tree = MaxMind::DB::Writer::Tree->new(
  ip_version => 6, record_size => 28, database_type => 'Country', languages => ['en'], description => { en => 'made for a test' },
  map_key_type_callback => sub { $_[0] =~ /code/ ? 'utf8_string' : 'map' },
  remove_reserved_networks => 0, alias_ipv6_to_ipv4 => 1,
);
while (<STDIN>) {
  my ($network, $continent, $country) = split;
  $tree->insert_network($network, { continent => { code => $continent }, $country ? (country => { iso_code => $country }) : () });
}
binmode STDOUT;
$tree->write_tree(\\*STDOUT);
`;

/** Makes a country database with nested keys, by the library that MaxMind's own were made with (Debian's package, in \`lab\`); returns its path. */
export function nestedDatabase(fleet: Fleet, placed: readonly Placed[]): string {
  const options = "-qq -y --no-install-recommends -o Dpkg::Use-Pty=0";
  fleet.sh(
    "lab",
    `apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get install ${options} libmaxmind-db-writer-perl >/dev/null 2>&1`,
  );
  fleet.sh("lab", `cat >${PROGRAM} <<'end'\n${program}end`);
  const lines = placed.map((words) => `'${words.join(" ")}'`).join(" ");
  const made = fleet.sh("lab", `printf '%s\\n' ${lines} | perl ${PROGRAM} 2>/dev/null | base64 -w 0`);
  const path = join(fleet.inventoryFile, "..", "nested.mmdb");
  writeFileSync(path, Buffer.from(made, "base64"));
  return path;
}
