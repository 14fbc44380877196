{{/* The settings file: what is in .Values.settings, with what the chart knows better. */}}
{{- define "trainyard.settings" -}}
{{- $spec := deepCopy .Values.settings -}}
{{- $_ := required "settings.repository.url is needed: where the yard is, such as https://forge.example.org/lab/yard" $spec.repository.url -}}
{{- $_ := set $spec "work" "/var/lib/trainyard/work" -}}
{{- $_ := set $spec "store" (.Values.store.url | default .Values.store.mountPath) -}}
{{- $health := $spec.health | default dict -}}
{{- $_ := set $health "listen" ":9321" -}}
{{- $_ := set $spec "health" $health -}}
{{- if .Values.leader.enabled -}}
{{- if hasKey ($spec.engine | default dict) "local" -}}
{{- if not (kindIs "invalid" $spec.engine.local) -}}
{{- fail "leader.enabled: jobs of engine.local are of one pod, and the next leader would run them again; leave one of the two out" -}}
{{- end -}}
{{- end -}}
{{- $lease := dict "name" (include "trainyard.name" .) "duration" .Values.leader.duration -}}
{{- $_ := set $spec "leader" (dict "lease" $lease) -}}
{{- end -}}
{{- with .Values.inputs -}}
{{- $folders := ($spec.inputs | default dict).folders | default list -}}
{{- range rest . -}}
{{- $folders = append $folders .path -}}
{{- end -}}
{{- $seen := merge ($spec.inputs | default dict) (dict "root" (first .).path) -}}
{{- $_ := set $spec "inputs" (merge (dict "folders" $folders) $seen) -}}
{{- end -}}
{{- if not $spec.engine -}}
{{- fail "settings.engine is needed: kubernetes.image names the image that wagons run in; local: {} runs them in the controller's own pod" -}}
{{- end -}}
{{- if and $spec.engine (not $spec.engine.kubernetes) -}}
{{- $_ := unset $spec.engine "kubernetes" -}}
{{- end -}}
{{- with ($spec.engine | default dict).kubernetes -}}
{{- if and (ne (include "trainyard.jobsNamespace" $) $.Release.Namespace) (not $.Values.store.existingClaim) (not $.Values.store.url) -}}
{{- fail "jobs.namespace is another one than the release's, where the claim that this chart makes cannot be mounted: name a claim that both namespaces have, of the same storage, in store.existingClaim" -}}
{{- end -}}
{{- $volumes := list -}}
{{- if $.Values.store.url -}}
{{- if $.Values.store.secret -}}
{{- $_ := set . "storeSecret" $.Values.store.secret -}}
{{- end -}}
{{- else -}}
{{- $volumes = list (merge (dict "claim" (include "trainyard.storeClaim" $) "path" $.Values.store.mountPath) (ternary (dict) (dict "folder" $.Values.store.subPath) (empty $.Values.store.subPath))) -}}
{{- end -}}
{{- range $.Values.inputs -}}
{{- $volumes = append $volumes (merge (dict "readOnly" true) .) -}}
{{- end -}}
{{- $_ := set . "volumes" (concat $volumes (.volumes | default list)) -}}
{{- $secrets := list -}}
{{- range $.Values.image.pullSecrets -}}
{{- $secrets = append $secrets .name -}}
{{- end -}}
{{- $_ := set . "pullSecrets" (.pullSecrets | default $secrets) -}}
{{- $_ := set . "runtimeImage" (.runtimeImage | default (include "trainyard.image" $)) -}}
{{- $_ := set . "namespace" (include "trainyard.jobsNamespace" $) -}}
{{- $_ := set . "user" (int $.Values.user) -}}
{{- $_ := set . "group" (int $.Values.user) -}}
{{- end -}}
{{- with .Values.credentials.repository -}}
{{- if .tokenSecret -}}
{{- $_ := set $spec.repository "token" (dict "user" .user "file" "/etc/trainyard/credentials/repository/token") -}}
{{- else if .sshSecret -}}
{{- $_ := set $spec.repository "ssh" (dict "identity" "/etc/trainyard/credentials/repository/identity" "knownHosts" "/etc/trainyard/credentials/repository/known_hosts") -}}
{{- end -}}
{{- end -}}
{{- if .Values.credentials.registries.secret -}}
{{- $_ := set $spec "images" (merge (dict "credentials" "/etc/trainyard/credentials/registries/config.json") ($spec.images | default dict)) -}}
{{- end -}}
{{- if .Values.credentials.forge.secret -}}
{{- if not $spec.forge -}}
{{- fail "credentials.forge.secret is set, but settings.forge does not say which forge: set its kind and repository" -}}
{{- end -}}
{{- $_ := set $spec.forge "token" (dict "file" "/etc/trainyard/credentials/forge/token") -}}
{{- end -}}
{{- if .Values.webhooks.enabled -}}
{{- if not $spec.forge -}}
{{- fail "webhooks.enabled is set, but settings.forge does not say which forge: set its kind and repository" -}}
{{- end -}}
{{- $_ := set $spec.forge "webhook" (dict "listen" ":8081" "secret" (dict "file" "/etc/trainyard/credentials/webhook/secret")) -}}
{{- end -}}
apiVersion: trainyard.dev/v1
kind: Settings
metadata:
  name: {{ include "trainyard.yard" . | quote }}
spec:
  {{- toYaml $spec | nindent 2 }}
{{- end -}}
