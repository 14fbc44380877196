package dev.trainyard.model.spec;

/// What a user wants of one object: the `spec` part of its file.
public sealed interface Spec
    permits YardSpec,
        PackageSpec,
        RunListSpec,
        RunListenerSpec,
        DatasetSpec,
        AnalysisSpec,
        WagonSpec,
        TrainSpec,
        PipelineSpec {}
