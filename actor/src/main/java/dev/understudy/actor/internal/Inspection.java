package dev.understudy.actor.internal;

/// What an actor looked like at one moment.
///
/// @param mailboxDepth messages that wait, those put back in front included, the stash not
/// @param stashed messages in its stash
/// @param children living children
/// @param processed messages processed so far; counted for actors with an interceptor, otherwise -1
/// @param suspended whether it waits for its supervisor's verdict or for a restart
public record Inspection(int mailboxDepth, int stashed, int children, long processed, boolean suspended) {}
