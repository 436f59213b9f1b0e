/** The value of a torrc option, or one for each line where it is repeated. */
export type TorValue = string | number | readonly (string | number)[];

/** An onion service as torrc writes it. */
export interface OnionLines {
  readonly folder: string;
  /** Target by the port that visitors see. */
  readonly ports: Readonly<Record<string, string | number>>;
  readonly options: Readonly<Record<string, TorValue>>;
}

/** /etc/tor/torrc: options (tor(1)), then the files of `folder`. */
export function torrc(options: Readonly<Record<string, TorValue>>, folder: string): string {
  return `${optionLines(options)}%include ${folder}/*.conf\n`;
}

/** The services one after another; what stands below a HiddenServiceDir belongs to it. */
export function onionServices(services: readonly OnionLines[]): string {
  return services
    .map(({ folder, ports, options }) => {
      const portLines = Object.entries(ports).map(([port, target]) => `${port} ${target}`);
      return optionLines({ HiddenServiceDir: folder, HiddenServicePort: portLines, ...options });
    })
    .join("\n");
}

function optionLines(options: Readonly<Record<string, TorValue>>): string {
  return Object.entries(options)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name} ${one}\n`))
    .join("");
}
