package dev.understudy.remoting;

/// By what a parent that comes back elsewhere knows its child again.
///
/// @param path of the child among the actors of the parent's node: the same wherever the parent comes back
/// @param epoch of the parent's activation; the later one has the child
record Claim(String path, long epoch) {}
