import type { Files } from "./write-folder.ts";

/** An Ansible inventory folder as one finds it in the wild: a little of everything that its users do. */
export const realInventory: Files = {
  "production/hosts.yml": `---
all:
  vars:
    ansible_user: ansiblerunner
    ansible_become: yes
    domain: example.org
  children:
    privfrontends:
      hosts:
        eu:
          ansible_host: eu.vpn.example.org
          ansible_port: 222
          server_prefix: eu
        us: { ansible_host: us.vpn.example.org, server_prefix: us }
        in:
          ansible_host: in.vpn.example.org
          server_prefix: in
      vars: &frontend
        docker_dir: /opt/docker
        dns_name: "{{ server_prefix }}.{{ domain }}"
        label: "{{ 'main' if server_prefix == 'eu' else server_prefix | upper }}"
    dns:
      children:
        primary: { hosts: { eu: } }
        secondary: { hosts: { us: , in: } }
      vars:
        <<: *frontend
        ttl: 300
        serials: [1, 2]
    databases:
      hosts:
        db[01:03].example.org:
        db-[a:b]:2222:
      vars:
        peers: "{{ groups['databases'] | reject('equalto', inventory_hostname) | list }}"
        peer_names: "{{ groups.databases | join(',') }}"
        home: "{{ lookup('env', 'HOME') }}"
`,
  "production/group_vars/all/main.yml": `
sysctls:
  vm.swappiness: 60
  net.ipv4.ip_forward: 1
motd: "Welcome to {{ inventory_hostname }} ({{ group_names | join(', ') }})"
mail: &mail
  relay: mail.{{ domain }}
  port: 25
mail_backup: { <<: *mail, port: 2525 }
flag: yes
octal: 0644
`,
  "production/group_vars/all/users.json": `{ "admins": ["arya", "midou"], "first_admin": "{{ admins[0] }}", "home_of": { "arya": "/home/arya" } }`,
  "production/group_vars/dns.yaml": `
ttl: 30
zone: "{{ domain }}"
primary_address: "{{ hostvars[groups['primary'][0]].ansible_host }}"
`,
  "production/group_vars/secondary": `role_of_server: secondary\n`,
  "production/group_vars/primary.yml": `role_of_server: primary\n`,
  "production/host_vars/eu.yml": `
ttl: 60
country: Germany
sysctls: { vm.swappiness: 10 }
`,
  "production/host_vars/us/misc.yaml": `
ufw_allow_rules:
  - { port: 443, proto: tcp }
  - { port: "{{ ansible_port | default(22) }}", proto: tcp }
`,
  "production/host_vars/us/more/extra.yml": `isp: "{{ isp_name | default('unknown', true) }}"\n`,
  "production/notes.cfg": `[not read]\n`,
};
