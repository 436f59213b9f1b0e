import { expect } from "chai";
import { hardening } from "../../src/formats/hardening.ts";
import { renderIni } from "../../src/formats/render-ini.ts";
import { renderTimer } from "../../src/formats/render-timer.ts";

describe("renderTimer", () => {
  it("renders a timer that can be enabled", () => {
    expect(renderTimer("When it runs", { OnCalendar: ["daily", "Mon 04:30"], Persistent: true })).to.equal(
      "[Unit]\nDescription=When it runs\n\n[Timer]\nOnCalendar=daily\nOnCalendar=Mon 04:30\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n",
    );
  });
});

describe("hardening", () => {
  it("lets a service write nowhere, unless that is said after it", () => {
    expect(renderIni({ Service: hardening })).to.include("ProtectSystem=strict\nRestrictAddressFamilies=none\n");
    const text = renderIni({ Service: { ...hardening, ReadWritePaths: "/var/lib/a", RestrictAddressFamilies: "AF_UNIX" } });
    expect(text).to.include("ProtectSystem=strict\nReadWritePaths=/var/lib/a\nRestrictAddressFamilies=AF_UNIX\n");
    expect(text).to.not.include("none");
  });
});
