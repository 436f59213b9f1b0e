import { renderIni, renderTimer } from "geosteer";
import { COMMAND, WORK } from "./places.ts";

/** A look at all certificates. lego may have to wait for name servers, and another look for this one. */
export const lookService = renderIni({
  Unit: { Description: "Renews certificates", Wants: "network-online.target", After: ["network-online.target", "nss-lookup.target"] },
  Service: { Type: "oneshot", ExecStart: `${COMMAND} renew`, TimeoutStartSec: 7200, PrivateTmp: true, ProtectHome: true },
});

/** When it looks. */
export function lookTimer(seconds: number): string {
  const keys = { OnActiveSec: Math.min(seconds, 60), OnUnitInactiveSec: seconds, AccuracySec: "1s" };
  return renderTimer("Looks whether certificates have to be renewed", keys);
}

/** What other hosts send or ask for. */
export const spoolService = renderIni({
  Unit: { Description: "Takes certificates from other hosts", StartLimitIntervalSec: 0 },
  Service: { Type: "oneshot", ExecStart: `${COMMAND} spool`, TimeoutStartSec: 600, PrivateTmp: true, ProtectHome: true },
});

/** Waits for it. */
export const spoolPath = renderIni({
  Unit: { Description: "Waits for certificates from other hosts" },
  Path: { DirectoryNotEmpty: `${WORK}/spool/ready` },
  Install: { WantedBy: "paths.target" },
});
