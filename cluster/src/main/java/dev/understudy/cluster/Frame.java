package dev.understudy.cluster;

import java.nio.ByteBuffer;

/// Bytes of one envelope or control message as they came off the wire.
///
/// @param from who sent it; a member of the view at the time of the call
/// @param channel which way it came
/// @param payload the bytes from index 0 to the limit, in a heap buffer with an accessible array (mind its
///     offset). Its bytes are never written again, so the receiver may keep it; neighbouring frames may share the
///     array.
public record Frame(Member from, ChannelKind channel, ByteBuffer payload) {}
