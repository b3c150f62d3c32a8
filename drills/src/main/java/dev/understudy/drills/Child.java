package dev.understudy.drills;

/// A child on some node through which an entity works, as it was last heard of.
///
/// @param node the node that it ran on
/// @param life another for each start of a child
/// @param askedNanos when it was asked, by [System#nanoTime]
public record Child(String node, String life, long askedNanos) {}
