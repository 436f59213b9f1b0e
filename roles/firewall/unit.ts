/**
 * Loads the rules before the network comes up. Debian's own nftables.service, where somebody enabled it, begins with `flush ruleset`, which takes
 * every table away: so these rules come after it, and again whenever it is restarted or reloaded.
 */
export const firewallUnit = `[Unit]
Description=Firewall of infra
Documentation=man:nft(8)
DefaultDependencies=no
Wants=network-pre.target
After=local-fs.target systemd-modules-load.service infra-undo.service nftables.service
Before=network-pre.target shutdown.target
Conflicts=shutdown.target
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service
ConditionPathExists=/etc/infra/firewall.nft

[Service]
Type=oneshot
RemainAfterExit=yes
StandardInput=null
ProtectSystem=full
ProtectHome=true
ExecStart=/usr/sbin/nft -f /etc/infra/firewall.nft
ExecReload=/usr/sbin/nft -f /etc/infra/firewall.nft

[Install]
WantedBy=sysinit.target
`;
