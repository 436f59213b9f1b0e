import { defineStack, renderYaml, secret, z } from "geosteer";
import { loopback, pageCheck, plain } from "./parts.ts";

/** Graphs of what Prometheus gathers. */
export const grafana = defineStack({
  title: "Grafana",
  description: "Graphs, with a Prometheus that gathers the figures",
  home: "https://grafana.com",
  stateful: true,
  port: 3003,
  memory: "512m",
  images: { grafana: "grafana/grafana-oss:latest", prometheus: "prom/prometheus:latest" },
  settings: {
    admin_password: secret.describe("Of the account `admin`, when its database is made."),
    prometheus_port: z.int().min(1).max(65_535).default(9099).describe("Port of Prometheus on the loopback."),
    retention: z.string().default("30d").describe("How long figures are kept."),
    targets: z.record(z.string(), z.array(z.string())).default({}).describe("Job → `host:port` of exporters."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        grafana: {
          image: images.grafana,
          ...plain,
          user: "472:0",
          ports: loopback(port, 3000),
          mem_limit: memory,
          environment: {
            GF_SERVER_ROOT_URL: `https://${hostname}/`,
            GF_SECURITY_ADMIN_PASSWORD: settings.admin_password,
            GF_ANALYTICS_REPORTING_ENABLED: "false",
          },
          volumes: ["grafana:/var/lib/grafana", "./datasources.yml:/etc/grafana/provisioning/datasources/prometheus.yml:ro"],
          healthcheck: pageCheck("http://127.0.0.1:3000/api/health"),
        },
        prometheus: {
          image: images.prometheus,
          ...plain,
          read_only: true,
          user: "65534:65534",
          command: [
            "--config.file=/etc/prometheus/prometheus.yml",
            "--storage.tsdb.path=/prometheus",
            `--storage.tsdb.retention.time=${settings.retention}`,
          ],
          ports: loopback(settings.prometheus_port, 9090),
          mem_limit: "1g",
          volumes: ["prometheus:/prometheus", "./prometheus.yml:/etc/prometheus/prometheus.yml:ro"],
          healthcheck: pageCheck("http://127.0.0.1:9090/-/healthy"),
        },
      },
      volumes: { grafana: {}, prometheus: {} },
    },
    files: [
      { path: "datasources.yml", mode: "0444", content: datasourcesYml() },
      { path: "prometheus.yml", mode: "0444", content: prometheusYml(settings.targets) },
    ],
    // Figures that Prometheus gathered are not worth their room in a backup.
    backup: { volumes: ["grafana"] },
  }),
});

function datasourcesYml(): string {
  const prometheus = { name: "Prometheus", type: "prometheus", access: "proxy", url: "http://prometheus:9090", isDefault: true };
  return renderYaml({ apiVersion: 1, datasources: [prometheus] });
}

function prometheusYml(targets: Readonly<Record<string, readonly string[]>>): string {
  const jobs = Object.entries(targets).map(([name, hosts]) => ({ job_name: name, static_configs: [{ targets: hosts }] }));
  return renderYaml({ global: { scrape_interval: "30s" }, scrape_configs: jobs });
}
