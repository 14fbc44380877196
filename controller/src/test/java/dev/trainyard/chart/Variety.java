package dev.trainyard.chart;

/// Values as different operators write them.
public enum Variety {
  LEAST(""),
  TOKEN(
      """
      yard: dimuons
      image: {digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, pullSecrets: [{name: registry-login}]}
      credentials: {repository: {tokenSecret: yard-token, tokenKey: "1", user: "2"}}
      settings: {poll: 30s, relist: 5m, health: {stuck: 5m}, inputs: {hosts: [opendata.example.org]}}
      inputs: [{claim: cms, path: /data, folder: "2026"}, {claim: geometry, path: /geometry}]
      extraVolumes: [{name: keys, configMap: {name: keys}}]
      extraVolumeMounts: [{name: keys, mountPath: /etc/trainyard/keys, readOnly: true}]
      """),
  SSH(
      """
      settings: {inputs: {folders: [/cvmfs]}, repository: {url: "git@forge.example.org:lab/yard.git", main: trunk}}
      credentials: {repository: {sshSecret: yard-key}}
      store: {existingClaim: results, mountPath: /shared/results, subPath: trainyard}
      inputs:
        - {claim: results, path: /shared/inputs, folder: inputs}
        - {claim: cms, path: /data/2025, folder: "2025"}
        - {claim: cms, path: /data/2026, folder: "2026"}
      user: 1000650000
      work: {existingClaim: mirror}
      serviceAccount: {create: false, name: trains}
      networkPolicies: {enabled: false}
      podDisruptionBudget: {enabled: false}
      """),
  FORGE(
      """
      settings: {forge: {kind: github, repository: lab/yard}, pulls: {heads: [github]}, images: {allow: ["docker.io/lab/*"]}}
      credentials: {forge: {secret: forge-token}, registries: {secret: registries}, repository: {tokenSecret: forge-token}}
      webhooks:
        enabled: true
        secret: webhook
        ingress: {enabled: true, host: trains.example.org, tlsSecret: certificate, className: nginx}
      networkPolicies:
        metricsFrom: [{namespaceSelector: {matchLabels: {name: monitoring}}}]
        webhooksFrom: [{namespaceSelector: {matchLabels: {name: ingress}}}]
        controllerEgress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
      serviceMonitor: {enabled: true, labels: {release: "1"}}
      """),
  BUCKET(
      """
      settings: {s3: {endpoint: "https://s3.example.org"}}
      store: {url: "s3://lab/dimuon", secret: s3-key}
      inputs: [{claim: cms, path: /data}]
      """),
  LOCAL(
      """
      settings: {engine: {kubernetes: null, local: {slots: 4}}}
      logFormat: text
      resources: {requests: {cpu: 4, memory: 8Gi}, limits: {memory: 8Gi}}
      """),
  TWO(
      """
      name: yard
      replicas: 2
      leader: {enabled: true}
      jobs: {namespace: analysis-jobs}
      store: {existingClaim: results}
      serviceAccount: {create: false}
      nodeSelector: {kubernetes.io/arch: amd64}
      tolerations: [{key: batch, operator: Exists}]
      podLabels: {team: dimuon}
      podAnnotations: {note: two of them}
      priorityClassName: high
      """);

  private final String more;

  Variety(String more) {
    this.more = more;
  }

  /// What is to be set beside [Chart#LEAST].
  String text() {
    return more;
  }
}
