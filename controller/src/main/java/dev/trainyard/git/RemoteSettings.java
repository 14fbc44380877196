package dev.trainyard.git;

/// The remote, and how it is asked.
public record RemoteSettings(RemoteUrl url, Credentials credentials, RemoteLimits limits) {}
