{{/* The name of everything: the release's, with the chart's if that is not in it. */}}
{{- define "trainyard.name" -}}
{{- $name := .Release.Name -}}
{{- if not (contains .Chart.Name $name) -}}
{{- $name = printf "%s-%s" $name .Chart.Name -}}
{{- end -}}
{{- .Values.name | default $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* What finds the controller's pods, and never changes. */}}
{{- define "trainyard.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: controller
{{- end -}}

{{/* What everything of the chart carries. */}}
{{- define "trainyard.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "trainyard.image" -}}
{{- $repository := required "image.repository is needed: where the image of Trainyard is, such as registry.example.org/lab/trainyard" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ $repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "trainyard.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (ternary (include "trainyard.name" .) "default" .Values.serviceAccount.create) }}
{{- end -}}

{{- define "trainyard.storeClaim" -}}
{{ .Values.store.existingClaim | default (printf "%s-store" (include "trainyard.name" .)) }}
{{- end -}}

{{/* The volume of the pod that holds a claim: a claim is one volume, however many of its folders are mounted. */}}
{{- define "trainyard.volume" -}}
{{- if eq .claim (include "trainyard.storeClaim" .top) -}}store{{- else -}}claim-{{ .claim | sha256sum | trunc 10 }}{{- end -}}
{{- end -}}

{{- define "trainyard.jobsNamespace" -}}
{{ .Values.jobs.namespace | default .Release.Namespace }}
{{- end -}}

{{/* What submissions are named after. */}}
{{- define "trainyard.yard" -}}
{{ .Values.yard | default .Release.Name }}
{{- end -}}

{{/* What the engine writes on the pods of jobs. */}}
{{- define "trainyard.jobsSelector" -}}
app.kubernetes.io/managed-by: trainyard
app.kubernetes.io/instance: {{ include "trainyard.yard" . | quote }}
app.kubernetes.io/component: task
{{- end -}}

{{/* Whether jobs are pods: then this is not empty. */}}
{{- define "trainyard.onKubernetes" -}}
{{- if (.Values.settings.engine | default dict).kubernetes -}}yes{{- end -}}
{{- end -}}
