import { defineStack, z } from "geosteer";
import { locked, loopback } from "./parts.ts";

/** GitHub. */
export const gothub = defineStack({
  title: "GotHub",
  description: "GitHub without scripts and tracking",
  home: "https://codeberg.org/gothub/gothub",
  label: "gh",
  port: 1024,
  memory: "256m",
  images: { gothub: "codeberg.org/gothub/gothub:latest" },
  settings: {
    privacy_policy: z.string().default("").describe("Address of a privacy policy."),
    proxying: z.boolean().default(true).describe("Whether pictures and downloads come by way of the host."),
  },
  stack: ({ settings, port, images, memory, site }) => ({
    file: {
      services: {
        // Its image holds one program and nothing that could ask it.
        gothub: {
          image: images.gothub,
          ...locked,
          user: "65534:65534",
          ports: loopback(port, 3000),
          mem_limit: memory,
          environment: {
            DOCKER: "true",
            GOTHUB_SETUP_COMPLETE: "true",
            GOTHUB_PROXYING_ENABLED: String(settings.proxying),
            GOTHUB_IP_LOGGED: "false",
            GOTHUB_REQUEST_URL_LOGGED: "false",
            GOTHUB_USER_AGENT_LOGGED: "false",
            GOTHUB_DIAGNOSTIC_INFO_LOGGED: "false",
            GOTHUB_INSTANCE_PRIVACY_POLICY: settings.privacy_policy,
            GOTHUB_INSTANCE_COUNTRY: site.country ?? "",
            GOTHUB_INSTANCE_PROVIDER: site.isp ?? "",
            GOTHUB_INSTANCE_CLOUDFLARE: "false",
          },
        },
      },
    },
  }),
});
