/**
 * The first process of a host: it makes the container's kernel interfaces look and behave as a server's, then becomes systemd.
 * It runs at every start, a `reboot` inside included.
 *
 * - Docker mounts the control groups read-only; nested Docker writes there.
 * - `/proc/sys/{kernel,vm,fs,dev}` are those of the machine that the engine runs on. The host gets a copy of them, so that a playbook's
 *   `vm.*` changes nothing outside. `net` stays real: it belongs to the container.
 * - Each start shows a boot id of its own, so that a reboot can be told.
 * - Without a cgroup2 mount, systemd from 256 on refuses to start unless it is told to use version 1.
 */
export const hostInit = String.raw`
for folder in /sys/fs/cgroup/* /sys/fs/cgroup; do
  if mountpoint -q "$folder"; then mount -o remount,bind,rw "$folder"; fi
done

copies=/run/sandbox-sysctls
mkdir -p "$copies"
mount -t tmpfs -o mode=755 sandbox-sysctls "$copies"
for area in kernel vm fs dev; do
  cd "/proc/sys/$area" || exit
  find . \( -path ./random -o -path ./binfmt_misc \) -prune -o -type d -exec mkdir -p "$copies/$area/{}" \;
  # What can be written and not read (vm.drop_caches) becomes an empty file.
  find . \( -path ./random -o -path ./binfmt_misc \) -prune -o -type f -exec sh -c '
    for file; do cat "$file" >"$0/$file" 2>/dev/null; chmod --reference "$file" "$0/$file"; done' "$copies/$area" {} +
done
cd /
cat /proc/sys/kernel/random/uuid >"$copies/boot_id"
mkdir "$copies/kernel/random"
mount --bind /proc/sys/kernel/random "$copies/kernel/random"
mount --bind "$copies/boot_id" "$copies/kernel/random/boot_id"
for area in kernel vm fs dev; do
  mount --rbind "$copies/$area" "/proc/sys/$area"
done
umount --recursive --lazy "$copies"
rmdir "$copies"

[ -e /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -A
if ! grep -q ' cgroup2 ' /proc/mounts; then
  export SYSTEMD_PROC_CMDLINE="systemd.unified_cgroup_hierarchy=0 SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"
fi
exec /sbin/init
`;
